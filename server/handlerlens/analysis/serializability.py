"""Findings of the HL2xx family: what a handler returns or serializes that its serializer refuses.

One pass over a source finds them all; each rule takes its own from ``reports``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import modules
from .engine.activation import Dump
from .finding import Finding, Related, Severity, Span
from .flow import HandlerFlow, ReturnSite, SourceFlow, flows, handler_span
from .runtime_names import runtime_name
from .scopes import is_generator
from .serialization import Problem, Rules, unhashable
from .serialization_fixes import fixes_for
from .shapes import ASYNC_GENERATOR, COROUTINE, GENERATOR, OBJECT, Const, Instance, Native, Origin, Shape, class_of
from .source import Source

_MORE = 3
_DISPLAYS = (
    ast.Dict,
    ast.List,
    ast.Tuple,
    ast.Set,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.IfExp,
    ast.Starred,
)


@dataclass(frozen=True, slots=True)
class _Seen:
    code: str
    span: Span
    problem: Problem
    node: ast.expr | None
    serializer: str
    call: tuple[ast.expr, Source] | None
    severity: Severity | None
    elsewhere: Origin | None = None
    """What another file gives to the serializer."""
    sender: str = ""

    @property
    def by(self) -> str:
        """What serializes, for messages."""
        return self.sender or f"{self.serializer}.dumps"


def reports(source: Source, code: str) -> Iterator[Finding]:
    """The findings of one rule."""
    known = source.cache.get(reports)
    if known is None:
        known = source.cache[reports] = list(_findings(source))
    for finding in known:  # type: ignore[attr-defined]
        if finding.code == code:
            yield finding


def _findings(source: Source) -> Iterator[Finding]:
    flow = flows(source)
    grouped: dict[tuple[str, Span], list[_Seen]] = {}
    for handler in flow.handlers:
        for seen in (*_returned(source, flow, handler), *_dumped(source, flow, handler)):
            group = grouped.setdefault((seen.code, seen.span), [])
            if all((s.problem.where, s.problem.type) != (seen.problem.where, seen.problem.type) for s in group):
                group.append(seen)
    for (code, span), group in grouped.items():
        first = group[0]
        yield Finding(
            code,
            span,
            _message(first, group[1:]),
            first.severity,
            fixes_for(source, code, first.problem, first.node, first.call, flow.rules("runtime")),
            tuple(_related(source, first, span)),
        )


def _returned(source: Source, flow: SourceFlow, handler: HandlerFlow) -> Iterator[_Seen]:
    rules = flow.rules("runtime")
    if isinstance(handler.result, Instance) and handler.result.cls in (COROUTINE, GENERATOR, ASYNC_GENERATOR):
        node = handler.handler.node
        own = handler.scope.source is source and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        if own and not handler.decorated and _is_special(node):
            return  # HL101 and HL102 speak
    if not handler.decorated:
        for site in handler.sites:
            for problem in rules.problems(site.shape):
                yield _at_site(source, site, problem)
        return
    if handler.result is None:
        return
    for problem in rules.problems(handler.result):
        yield _behind_decorator(source, rules, handler, problem)


def _is_special(node: ast.AST) -> bool:
    """Whether a function is itself asynchronous or a generator."""
    return isinstance(node, ast.AsyncFunctionDef) or (isinstance(node, ast.FunctionDef) and is_generator(node))


def _at_site(source: Source, site: ReturnSite, problem: Problem) -> _Seen:
    node = _within(source, site.node, problem)
    span = source.span(node) if node is not None else site.span
    return _Seen(_code(problem, site), span, problem, node, "runtime", None, _severity(problem))


def _behind_decorator(source: Source, rules: Rules, handler: HandlerFlow, problem: Problem) -> _Seen:
    for site in handler.sites:
        for inner in rules.problems(site.shape):
            if inner.type == problem.type and inner.made == problem.made and inner.placed == problem.placed:
                return _at_site(source, site, inner)
    return _Seen(
        _code(problem, None), handler_span(source, handler.handler), problem, None, "runtime", None, _severity(problem)
    )


def _dumped(source: Source, flow: SourceFlow, handler: HandlerFlow) -> Iterator[_Seen]:
    for dump in handler.dumps:
        if dump.serializer not in ("json", "simplejson", "orjson", "ujson"):
            continue
        here = dump.scope.source is source
        if dump.misgiven and "TypeError" not in dump.caught:
            problem = Problem("arguments", (), "", dump.shape, None, None)
            node = dump.node if here else _given(source, dump, problem)
            span = handler_span(source, handler.handler) if node is None else source.span(node)
            yield _Seen(
                "HL204", span, problem, node, dump.serializer, None, None, None if here else (dump.node, dump.scope)
            )
        for problem in flow.rules(dump.serializer).problems(dump.shape):
            expected = "ValueError" if problem.kind == "circular" else "TypeError"
            if problem.kind in ("nan", "bytes") or expected in dump.caught or _dealt_with(dump, problem):
                continue
            problem = replace(problem, inner=dump.refused.get(_class_name(problem), ""))
            node = (_within(source, dump.node, problem) or dump.node) if here else _given(source, dump, problem)
            span = handler_span(source, handler.handler) if node is None else source.span(node)
            code = {"HL206": "HL206", "HL205": "HL205"}.get(_code(problem, None), "HL204")
            read = dump.scope.source if dump.scope.kind is modules.Origin.PROJECT else None
            call = (dump.call, read) if dump.call is not None and read is not None else None
            elsewhere = None if here else (dump.node, dump.scope)
            yield _Seen(code, span, problem, node, dump.serializer, call, _severity(problem), elsewhere, dump.sender)


def _dealt_with(dump: Dump, problem: Problem) -> bool:
    return problem.kind in dump.handled and _class_name(problem) not in dump.refused


def _class_name(problem: Problem) -> str:
    cls = class_of(problem.shape)
    return "decimal.Decimal" if problem.kind == "decimal" else "" if cls is None else cls.qualname


def _given(source: Source, dump: Dump, problem: Problem) -> ast.expr | None:
    """Where this file hands over a value that another file serializes: the value itself, else the call."""
    call = next((node for node, scope in dump.way if scope.source is source and isinstance(node, ast.expr)), None)
    for place in (problem.placed, problem.made):
        if place is None or place[1].source is not source or not isinstance(place[0], ast.expr):
            continue
        if call is None or _inside(place[0], call):
            return place[0]
    return call


def _within(source: Source, root: ast.expr | None, problem: Problem) -> ast.expr | None:
    """The expression inside a returned literal that holds the value; the whole expression where the value comes from elsewhere."""
    if root is None:
        return None
    best: ast.expr = root
    for place in (problem.placed, problem.made):
        if place is None or place[1].source is not source or not isinstance(place[0], ast.expr):
            continue
        if isinstance(best, _DISPLAYS) and _inside(place[0], best):
            best = place[0]
    return _along(root, problem.path) if best is root else best


def _along(node: ast.expr, path: tuple[str, ...]) -> ast.expr:
    """The expression in a literal through which a path leads, where the value itself stands elsewhere."""
    for part in path:
        if not isinstance(node, ast.Dict):
            break
        values = [
            v for k, v in zip(node.keys, node.values, strict=True) if isinstance(k, ast.Constant) and k.value == part
        ]
        if len(values) != 1:
            break
        node = values[0]
    return node


def _inside(inner: ast.expr, outer: ast.expr) -> bool:
    start = (inner.lineno, inner.col_offset) >= (outer.lineno, outer.col_offset)
    return start and (inner.end_lineno or 0, inner.end_col_offset or 0) <= (
        outer.end_lineno or 0,
        outer.end_col_offset or 0,
    )


def from_boto3(problem: Problem) -> str | None:
    """The API call that a value came from (``s3.ListObjectsV2``), None for others."""
    shape = problem.shape
    if (
        isinstance(shape, Instance)
        and shape.args
        and isinstance(shape.args[0], Native)
        and shape.args[0].name.startswith("boto3:")
    ):
        return shape.args[0].name[6:]
    return None


def _code(problem: Problem, site: ReturnSite | None) -> str:
    if problem.type == "LambdaContext":
        return "HL206"
    simple = {"key": "HL205", "circular": "HL208", "nan": "HL207", "bytes": "HL209", "not utf-8": "HL209"}.get(
        problem.kind
    )
    if simple is not None:
        return simple
    if problem.type == "coroutine":
        return "HL211"
    if from_boto3(problem) is not None:
        return "HL203"
    if problem.type == "set" and not problem.path and site is not None and is_set_for_dict(site.node):
        return "HL202"
    cls = class_of(problem.shape)
    if cls is not None and cls.module.partition(".")[0] in ("numpy", "pandas"):
        return "HL210"
    return "HL201"


def is_set_for_dict(node: ast.expr | None) -> bool:
    """Whether a set display looks like a dict with a comma for its colon: ``{"statusCode", 200}``."""
    return (
        isinstance(node, ast.Set)
        and len(node.elts) >= 2
        and isinstance(node.elts[0], ast.Constant)
        and isinstance(node.elts[0].value, str)
    )


def _severity(problem: Problem) -> Severity | None:
    if problem.kind == "bytes":
        return Severity.INFORMATION if problem.type == "text" or isinstance(problem.shape, Const) else Severity.WARNING
    if problem.kind == "decimal":
        return Severity.WARNING
    return Severity.ERROR if problem.kind == "not utf-8" else None


def _message(seen: _Seen, others: list[_Seen]) -> str:
    problem = seen.problem
    subject = f"'{problem.where}' in the result" if problem.where else "The result"
    if seen.serializer != "runtime":
        subject = f"'{problem.where}'" if problem.where else "The value"
    text = _consequence(seen, subject)
    more = list(dict.fromkeys(o.problem.where for o in others if o.problem.where not in ("", problem.where)))
    if more:
        listed = ", ".join(f"'{w}'" for w in more[:_MORE])
        text += f" The same goes for {listed}" + (f" and {len(more) - _MORE} more." if len(more) > _MORE else ".")
    return text


def _consequence(seen: _Seen, subject: str) -> str:
    problem = seen.problem
    kind = _article(problem.type)
    if problem.kind == "arguments":
        return "json takes its options by name only (default=, cls=, indent=): given by position, one is a TypeError."
    if problem.kind == "nan":
        return f"{subject} is {problem.type}: Lambda writes the token {problem.type}, which is not JSON, and most callers fail to read it."
    if problem.kind == "bytes":
        return (
            f"{subject} is bytes: Lambda decodes bytes inside a result as UTF-8 and fails where they are not; "
            "json.dumps always fails. Decode them."
        )
    if problem.kind == "not utf-8":
        return f"{subject} is bytes that are not UTF-8, which Lambda cannot serialize: {_runtime(_undecodable(problem.shape), seen)}."
    if problem.kind == "circular":
        return f"{subject} contains itself: {_runtime('Circular reference detected', seen)}."
    if problem.kind == "unhashable":
        held = runtime_name(class_of(problem.shape) or OBJECT)
        return f"{subject} would be {kind} with {_article(held)} in it, which cannot be made: TypeError \"unhashable type: '{held}'\"."
    if problem.kind == "key" and unhashable(problem.shape) is not None:
        refused = f"unhashable type: '{problem.type}'"
        return f'A key of {_of(subject)} is {kind}, which no dict takes: TypeError "{refused}".'
    if problem.kind == "key":
        refused = f"keys must be str, int, float, bool or None, not {problem.type}"
        return f"A key of {_of(subject)} is {kind}: {_runtime(refused, seen)}."
    if problem.kind == "decimal":
        return (
            f"{subject} comes from a DynamoDB table, whose numbers are Decimal, which {seen.by} cannot serialize: "
            f"{_runtime('Object of type Decimal is not JSON serializable', seen)}."
        )
    source = from_boto3(problem)
    made = f" (from boto3's {source})" if source else ""
    last = problem.inner or problem.type
    refused = f"{'…' if seen.serializer == 'ujson' else f'Object of type {last}'} is not JSON serializable"
    if problem.inner:
        made += f", and what the encoder makes of it holds {_article(problem.inner)}"
    if seen.serializer != "runtime":
        return f"{subject} is {kind}{made}, which {seen.by} cannot serialize: {_runtime(refused, seen)}."
    return f"{subject} is {kind}{made}, which Lambda cannot serialize: {_runtime(refused, seen)}."


def _undecodable(shape: Shape) -> str:
    """What decoding bytes as UTF-8 says; of bytes that are not known, as far as it goes."""
    if isinstance(shape, Const) and isinstance(shape.value, bytes):
        try:
            shape.value.decode()
        except UnicodeDecodeError as error:
            return str(error)
    return "'utf-8' codec can't decode byte …"


def _of(subject: str) -> str:
    return subject[0].lower() + subject[1:] if subject.startswith("The ") else subject


def _article(name: str) -> str:
    lower = name.lower()
    vowel = lower.startswith(("a", "e", "i", "o", "un", "up")) and not lower.startswith(("uni", "eu", "one"))
    return f"{'an' if vowel else 'a'} {name}"


def _runtime(text: str, seen: _Seen) -> str:
    if seen.serializer == "runtime":
        return f'Runtime.MarshalError "Unable to marshal response: {text}"'
    return f'TypeError "{text}"'


def _related(source: Source, seen: _Seen, span: Span) -> Iterator[Related]:
    shown: set[tuple[object, Span]] = set()
    for place, text in (
        (seen.elsewhere, f"{seen.by} is called here"),
        (seen.problem.placed, "It is put there here"),
        (seen.problem.made, f"The {seen.problem.type} is made here"),
    ):
        found = _place(place)
        if found is None:
            continue
        path, where = found
        if (path == str(source.path) and where == span) or (path, where) in shown:
            continue
        shown.add((path, where))
        yield Related(text, where, None if path == str(source.path) else path)


def _place(place: Origin | None) -> tuple[str, Span] | None:
    if place is None:
        return None
    node, scope = place
    if scope.source is None or not isinstance(node, (ast.expr, ast.stmt, ast.ExceptHandler)):
        return None
    return str(scope.source.path), scope.source.span(node)
