"""Quick fixes that make a value serializable, by its type."""

from __future__ import annotations

import ast

from .finding import Edit, Fix, Span
from .rewrite import insert_import
from .serialization import Problem, Rules, unhashable
from .shapes import Class, Instance, Object, class_of
from .source import Source

_LISTS = frozenset(
    {"set", "frozenset", "range", "map", "filter", "zip", "enumerate", "generator", "dict_keys", "dict_values", "dict_items",
     "deque", "iterator", "list_reverseiterator", "reversed", "islice", "chain", "array", "UserList"}
)  # fmt: skip
_DICTS = frozenset(
    {
        "mappingproxy",
        "MappingProxyType",
        "_Environ",
        "CaseInsensitiveDict",
        "ChainMap",
        "UserDict",
        "Row",
        "Headers",
        "HTTPHeaderDict",
    }
)
_TEXTS = frozenset(
    {"UUID", "PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath", "IPv4Address", "IPv6Address", "IPv4Network",
     "IPv6Network", "ZoneInfo", "timezone", "Fraction", "complex", "UserString", "ObjectId", "URL", "Version"}
)  # fmt: skip


def fixes_for(
    source: Source,
    code: str,
    problem: Problem,
    node: ast.expr | None,
    call: tuple[ast.expr, Source] | None,
    rules: Rules,
) -> tuple[Fix, ...]:
    """The fixes of a finding, the best one first; ``call`` is the one that serializes the value, and the module that it stands in."""
    found: list[Fix] = []
    if code == "HL202" and isinstance(node, ast.Set):
        found.extend(_set_to_dict(source, node))
    default = _default_str(source, *call) if call is not None and code == "HL204" else None
    if default is not None and call is not None and call[1] is source:
        found.append(default)
    if code == "HL203" and node is not None:
        found.append(_round_trip(source, node))
    target = _target(source, problem, node)
    if target is not None and code not in ("HL202", "HL206", "HL207", "HL208") and not problem.inner:
        found.extend(_conversions(source, problem, target, rules))
    if default is not None and default not in found:  # it changes what others use as well
        found.append(default)
    return tuple(found)


def _target(source: Source, problem: Problem, node: ast.expr | None) -> ast.expr | None:
    """The expression whose value is the refused one."""
    if problem.kind == "key":
        made = problem.made
        return made[0] if made is not None and made[1].source is source and isinstance(made[0], ast.expr) else None
    if problem.placed is not None and problem.direct and problem.path:
        place = problem.placed
        return place[0] if place[1].source is source and isinstance(place[0], ast.expr) else None
    if not problem.path:
        return node
    made = problem.made
    if made is not None and made[1].source is source and isinstance(made[0], ast.expr) and node is made[0]:
        return node
    return None


def _conversions(source: Source, problem: Problem, node: ast.expr, rules: Rules) -> list[Fix]:
    kind = problem.type
    cls = class_of(problem.shape)
    names = {c.qualname for c in rules.hierarchy(cls)[0]} if cls is not None else set()
    if isinstance(node, (ast.NamedExpr, ast.Starred, ast.Yield, ast.Await)) or problem.kind == "unhashable":
        return []
    if problem.kind == "key":
        return [] if unhashable(problem.shape) else [_call(source, node, "str", "Use its text as the key: str()")]
    if problem.kind == "not utf-8":
        return [_method(source, node, "hex()", "Write as hexadecimal text: .hex()")]
    if problem.kind == "bytes" or kind in ("bytes", "bytearray"):
        return [_method(source, node, "decode()", "Decode to text: .decode()")]
    if kind in ("datetime", "date", "time", "Timestamp"):
        return [
            _method(source, node, "isoformat()", "Convert to ISO 8601 text: .isoformat()"),
            _call(source, node, "str", "Convert to text: str()"),
        ]
    if kind in ("timedelta", "Timedelta"):
        return [_method(source, node, "total_seconds()", "Convert to seconds: .total_seconds()")]
    if "BaseException" in names or "Exception" in names:
        return [_call(source, node, "str", "Use the message of the exception: str()")]
    if "enum.Enum" in names:
        return [_method(source, node, "value", "Use the value of the member: .value")]
    if cls is not None and cls.facts.get("kind") == "dataclass":
        return [_call(source, node, "asdict", "Convert to a dict: dataclasses.asdict()", "dataclasses")]
    if cls is not None and cls.facts.get("kind") == "attrs":
        return [_call(source, node, "asdict", "Convert to a dict: attrs.asdict()", "attrs")]
    if cls is not None and cls.facts.get("kind") == "pydantic":
        return [_method(source, node, 'model_dump(mode="json")', 'Convert to JSON data: .model_dump(mode="json")')]
    if kind == "coroutine":
        return [_call(source, node, "run", "Run it: asyncio.run()", "asyncio")]
    if kind == "ndarray" or kind == "Series":
        return [_method(source, node, "tolist()", "Convert to a list: .tolist()")]
    if kind == "DataFrame":
        return [
            _method(source, node, 'to_dict(orient="records")', 'Convert to a list of dicts: .to_dict(orient="records")')
        ]
    if cls is not None and cls.module.partition(".")[0] == "numpy":
        return [_method(source, node, "item()", "Convert to a Python number: .item()")]
    if kind in ("Match",):
        return [_method(source, node, "group()", "Use the matched text: .group()")]
    if kind in _DICTS:
        return [_call(source, node, "dict", "Convert to a dict: dict()")]
    if kind in _LISTS:
        fixes = [_call(source, node, "list", "Convert to a list: list()")]
        if kind in ("set", "frozenset"):
            fixes.append(_call(source, node, "sorted", "Convert to a sorted list: sorted()"))
        return fixes
    if kind in _TEXTS or kind == "Decimal":
        return [_call(source, node, "str", "Convert to text: str()")]
    if isinstance(problem.shape, (Object, Instance)) and isinstance(cls, Class):
        for name in ("to_dict", "as_dict", "asdict", "dict", "serialize", "to_json"):
            if rules.declares(cls, name):
                return [_method(source, node, f"{name}()", f"Call its .{name}()")]
    return []


def _wraps(node: ast.expr) -> bool:
    simple = (
        ast.Name,
        ast.Attribute,
        ast.Call,
        ast.Subscript,
        ast.List,
        ast.Dict,
        ast.Set,
        ast.Tuple,
        ast.ListComp,
        ast.SetComp,
    )
    return not isinstance(node, simple)


def _method(source: Source, node: ast.expr, suffix: str, title: str) -> Fix:
    span = source.span(node)
    end = Span(span.end_line, span.end_column, span.end_line, span.end_column)
    if not _wraps(node):
        return Fix(title, (Edit(end, f".{suffix}"),))
    return Fix(title, (Edit(Span(span.line, span.column, span.line, span.column), "("), Edit(end, f").{suffix}")))


def _call(source: Source, node: ast.expr, function: str, title: str, module: str | None = None) -> Fix:
    span = source.span(node)
    start = Span(span.line, span.column, span.line, span.column)
    end = Span(span.end_line, span.end_column, span.end_line, span.end_column)
    name = function if module is None else f"{module}.{function}"
    edits = [Edit(start, f"{name}("), Edit(end, ")")]
    if isinstance(node, ast.GeneratorExp):
        edits = [Edit(start, name)]
        if function == "list":
            text = source.segment(span)
            edits = [Edit(span, f"[{text[1:-1]}]")]
            title = "Make it a list"
    if module is not None:
        imported = insert_import(source, module)
        if imported is not None:
            edits.insert(0, imported)
    return Fix(title, tuple(edits))


def _set_to_dict(source: Source, node: ast.Set) -> list[Fix]:
    if len(node.elts) % 2:
        return []
    edits: list[Edit] = []
    for key, value in zip(node.elts[::2], node.elts[1::2], strict=True):
        if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
            return []
        first, second = source.span(key), source.span(value)
        edits.append(Edit(Span(first.end_line, first.end_column, second.line, second.column), ": "))
    return [Fix("Make it a dict", tuple(edits))]


def _default_str(source: Source, call: ast.expr, module: Source) -> Fix | None:
    if not isinstance(call, ast.Call) or any(k.arg in ("cls", "default", None) for k in call.keywords) or not call.args:
        return None
    last = max(
        (module.span(n) for n in [*call.args, *(k.value for k in call.keywords)]),
        key=lambda s: (s.end_line, s.end_column),
    )
    end = Span(last.end_line, last.end_column, last.end_line, last.end_column)
    title = "Serialize what JSON lacks as text: default=str"
    if module is source:
        return Fix(title, (Edit(end, ", default=str"),))
    return Fix(f"{title} in {module.path.name}", (Edit(end, ", default=str", str(module.path)),))


def _round_trip(source: Source, node: ast.expr) -> Fix:
    span = source.span(node)
    edits = [
        Edit(Span(span.line, span.column, span.line, span.column), "json.loads(json.dumps("),
        Edit(Span(span.end_line, span.end_column, span.end_line, span.end_column), ", default=str))"),
    ]
    imported = insert_import(source, "json")
    if imported is not None:
        edits.insert(0, imported)
    return Fix("Convert to JSON data: json.loads(json.dumps(…, default=str))", tuple(edits))
