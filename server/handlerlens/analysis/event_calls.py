"""What a call says about the parts of the event that it is given, and which part it hands back."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .event_branches import dispatched, looked_up
from .event_hints import default_of, kind_of_type
from .event_iteration import elements_of, handed_on
from .event_reads import Kind, Read
from .handlers import Function
from .scopes import every_parameter

if TYPE_CHECKING:
    from .event_walk import Walk

_STRING_METHODS = frozenset(
    {
        "lower",
        "upper",
        "strip",
        "lstrip",
        "rstrip",
        "split",
        "rsplit",
        "splitlines",
        "startswith",
        "endswith",
        "replace",
        "decode",
        "encode",
        "title",
        "capitalize",
        "casefold",
        "find",
        "partition",
        "rpartition",
        "isdigit",
        "isnumeric",
        "isalpha",
        "isalnum",
        "zfill",
        "removeprefix",
        "removesuffix",
        "format",
        "join",
    }
)
_STRING_RESULTS = frozenset(
    {
        "decode",
        "encode",
        "lower",
        "upper",
        "strip",
        "lstrip",
        "rstrip",
        "replace",
        "title",
        "capitalize",
        "casefold",
        "removeprefix",
        "removesuffix",
    }
)
_BY_NAME = {"get_query_string_value": "queryStringParameters", "get_header_value": "headers"}
"""Methods of Powertools' data classes that read one value by its name, null or not."""
_LAYERS = {
    "base64.b64decode": "base64",
    "b64decode": "base64",
    "base64.standard_b64decode": "base64",
    "gzip.decompress": "gzip",
    "zlib.decompress": "gzip",
    "BytesIO": "bytes",
    "io.BytesIO": "bytes",
    "gzip.GzipFile": "gzip",
    "unquote_plus": "text",
    "urllib.parse.unquote_plus": "text",
    "unquote": "text",
    "urllib.parse.unquote": "text",
}
_SAME_VALUE = frozenset({"dict", "list", "tuple", "copy.copy", "copy.deepcopy", "deepcopy", "cast", "typing.cast"})
_ELEMENTS = frozenset({"sum", "sorted", "map", "filter", "enumerate", "set", "reversed", "any", "all"})
_NUMBERS = frozenset({"abs", "round", "divmod", "pow", "float", "Decimal", "decimal.Decimal", "time.sleep", "sleep"})
_INTEGERS = frozenset({"int", "range", "chr", "hex", "bin"})
_FORMATS = {
    "uuid.UUID": "uuid",
    "UUID": "uuid",
    "datetime.fromisoformat": "date-time",
    "datetime.datetime.fromisoformat": "date-time",
    "date.fromisoformat": "date",
    "datetime.date.fromisoformat": "date",
    "isoparse": "date-time",
    "dateutil.parser.parse": "date-time",
    "parser.parse": "date-time",
}
_TEXTS = frozenset(
    {
        "Path",
        "pathlib.Path",
        "PurePath",
        "os.path.join",
        "os.path.basename",
        "os.path.dirname",
        "os.path.splitext",
        "urlparse",
        "urllib.parse.urlparse",
        "quote",
        "urllib.parse.quote",
        "html.escape",
        "open",
    }
)
_SECOND_TEXT = frozenset(f"re.{name}" for name in ("match", "search", "fullmatch", "findall", "finditer", "split"))
_SENDING = frozenset({"key", "target", "record_handler"})
"""Keywords that name a function to be called with parts of the event."""
_STRPTIME = ("datetime.strptime", "datetime.datetime.strptime", "time.strptime")


def call(walk: Walk, node: ast.Call, scope: dict[str, Read]) -> Read | None:
    """The part of the event that a call returns; notes what its arguments are used as, enters functions."""
    if isinstance(node.func, ast.Attribute):
        handled, result = _method(walk, node, node.func, scope)
        if handled:
            return result
    elif not isinstance(node.func, ast.Name):
        walk.value(node.func, scope)
    name = _name(node.func)
    if name in ("json.loads", "loads", "orjson.loads", "simplejson.loads", "ujson.loads") and node.args:
        text = walk.value(node.args[0], scope)
        walk.use("argument", text, node.args[0], node)
        return text.json() if text is not None else None
    if name == "isinstance" and len(node.args) == 2:
        _isinstance(walk, node, scope)
        return None
    arguments = [walk.value(a.value if isinstance(a, ast.Starred) else a, scope) for a in node.args]
    keywords = {k.arg or "**": walk.value(k.value, scope) for k in node.keywords}
    if arguments.count(None) == len(arguments) and not any(keywords.values()) and _SENDING.isdisjoint(keywords):
        return None
    for site, read in zip(node.args, arguments, strict=True):
        walk.use("argument", read, site, node)
    for keyword in node.keywords:
        walk.use("argument", keywords[keyword.arg or "**"], keyword.value, node, keyword.arg or "**")
    if isinstance(node.func, ast.Attribute) and node.func.attr == "get" and arguments:
        looked_up(walk, node.func.value, arguments[0])
    if name in _SAME_VALUE and arguments:
        return arguments[-1] if name.endswith("cast") else arguments[0]
    if arguments and arguments[0] is not None and _unwraps(name, arguments[0]):
        return arguments[0]
    _learn(name, node, arguments)
    walk.models.constructed(name, node, arguments, keywords)
    enter(walk, node.func, arguments, keywords)
    for function in dispatched(walk, node.func):
        walk.called(function, arguments, scope)
    handed_on(walk, name, node, arguments, scope)
    return elements_of(name, arguments)


def _name(node: ast.expr) -> str:
    """What is called, dotted; ``?`` stands for what is no name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    elif parts:
        parts.append("?")
    return ".".join(reversed(parts))


def _unwraps(name: str, read: Read) -> bool:
    """Whether a call only takes a layer off a value (base64, compression, percent-encoding): what follows is read of the same value."""
    layer = _LAYERS.get(name)
    if layer is None:
        return False
    if layer != "bytes":
        read.kinds.add(Kind.STRING)
    if layer in ("base64", "gzip"):
        read.format = layer
    return True


def _method(walk: Walk, node: ast.Call, func: ast.Attribute, scope: dict[str, Read]) -> tuple[bool, Read | None]:
    """A method called on a part of the event; not handled where the receiver is none."""
    base = walk.value(func.value, scope)
    if base is None:
        return False, None
    walk.use("method", base, func.value, node, func.attr)
    key = walk.constant(node.args[0]) if node.args else None
    if func.attr in ("get", "pop", "setdefault"):
        default = node.args[1] if len(node.args) > 1 else next((k.value for k in node.keywords), None)
        if default is not None:
            walk.value(default, scope)
        if isinstance(key, str):
            read = walk.key(base, key, required=func.attr == "pop" and default is None)
            default_of(read, default)
            read.defaulted = read.defaulted or default is not None
            return True, read
        if func.attr == "pop" and not isinstance(key, str):
            return True, base.element()
        base.kinds.add(Kind.OBJECT)
        return True, None
    for argument in node.args:
        walk.value(argument, scope)
    if func.attr in _BY_NAME:
        name = key if node.args else next((walk.constant(k.value) for k in node.keywords if k.arg == "name"), None)
        where = walk.key(base, _BY_NAME[func.attr], required=False)
        walk.use("test", where, func.value, node)
        return True, walk.key(where, name, required=False) if isinstance(name, str) else None
    if func.attr in ("data_as_json", "data_as_text", "data_as_bytes"):
        data = walk.key(base, "data", required=True)
        data.format = "base64"
        return True, data.json() if func.attr == "data_as_json" else data
    if func.attr == "copy" or (func.attr == "read" and base.format):
        return True, base
    if func.attr in ("items", "keys", "values", "update"):
        base.kinds.add(Kind.OBJECT)
    elif func.attr in ("append", "extend", "sort"):
        base.kinds.add(Kind.LIST)
    elif func.attr in _STRING_METHODS:
        base.kinds.add(Kind.STRING)
        return True, base if func.attr in _STRING_RESULTS else None
    return True, None


def _isinstance(walk: Walk, node: ast.Call, scope: dict[str, Read]) -> None:
    read = walk.value(node.args[0], scope)
    walk.use("test", read, node.args[0], node)
    types = node.args[1]
    names = types.elts if isinstance(types, ast.Tuple) else [types]
    if read is not None and len(names) == 1 and isinstance(names[0], ast.Name):
        kind_of_type(read, names[0].id)


def _learn(name: str, node: ast.Call, arguments: list[Read | None]) -> None:
    if not arguments:
        return
    first = arguments[0]
    if name in _SECOND_TEXT and len(arguments) > 1:
        first = arguments[1]
    if first is None:
        return
    if name in _INTEGERS:
        first.kinds.add(Kind.INTEGER)
    elif name in _NUMBERS:
        first.kinds.add(Kind.NUMBER)
    elif name in _ELEMENTS:
        if name in ("sum", "sorted", "enumerate", "set", "reversed"):
            first.kinds.add(Kind.LIST)
        if name == "sum":
            first.element().kinds.add(Kind.NUMBER)
    elif name in _FORMATS:
        first.kinds.add(Kind.STRING)
        first.format = _FORMATS[name]
    elif name.endswith(_STRPTIME):
        first.kinds.add(Kind.STRING)
        pattern = node.args[1] if len(node.args) > 1 else None
        if isinstance(pattern, ast.Constant) and isinstance(pattern.value, str):
            first.format = pattern.value
    elif name.endswith("fromtimestamp"):
        first.kinds.add(Kind.NUMBER)
        first.format = "epoch"
    elif name in _TEXTS or name in _SECOND_TEXT:
        first.kinds.add(Kind.STRING)


def enter(walk: Walk, called: ast.expr, arguments: Sequence[Read | None], keywords: dict[str, Read | None]) -> None:
    """Follow parts of the event into a function or method of the same module."""
    function: Function | None = None
    bound = False
    if isinstance(called, ast.Name):
        function = walk.functions.get(called.id)
        if function is None:
            function, bound = walk.methods.get(called.id), True
    elif isinstance(called, ast.Attribute):
        function, bound = walk.methods.get(called.attr), True
    if function is None:
        return
    names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    if bound and not any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in function.decorator_list):
        names = names[1:]
    inner = {n: read for n, read in zip(names, arguments, strict=False) if read is not None}
    inner |= {n: read for n, read in keywords.items() if read is not None and n != "**"}
    if not inner:
        return
    annotations = {a.arg: a.annotation for a in every_parameter(function.args)}
    for parameter, read in inner.items():
        walk.models.annotate(read, annotations.get(parameter))
    walk.function(function, inner)
