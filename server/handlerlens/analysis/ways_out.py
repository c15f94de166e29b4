"""Which ways out of a handler its caller never sees, and which it may never come to.

The answer to a ping that keeps a function warm, the branch for the events of another source, the end behind tests that leave nothing over.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from .contract_schema import Violation
from .contracts import Contract
from .event_sources import event_sources
from .flow import ReturnSite
from .handlers import Function, Handler
from .nodes import own
from .served import Served
from .source import Source

_WARM = ("warm", "keepalive", "keep-alive", "'source'")


def unseen(source: Source, handler: Handler, site: ReturnSite, serving: Sequence[Served]) -> bool:
    """Whether a way out answers nobody who waits: a ping, or the event of a source that the handler serves besides."""
    node = handler.node
    if not isinstance(node, Function):
        return False
    return _is_warming(source, node, site) or _is_for_others(node, site, serving)


def unanswered(source: Source, violation: Violation, contract: Contract) -> bool:
    """Whether a caller wants no answer to an event that the module knows (Alexa's ``SessionEndedRequest``), and gets none."""
    known = contract.unanswered
    return known is not None and not violation.path and violation.view.kind() == "null" and known.value in source.text


def leaves_nothing_over(handler: Handler, site: ReturnSite) -> bool:
    """Whether a way out is the end behind tests that all return or raise (``if`` and ``elif``, ``case``): perhaps nothing ever comes
    there."""
    node = handler.node
    return site.statement is None and isinstance(node, Function) and _ends_by_tests(node.body)


def _ends_by_tests(body: Sequence[ast.stmt]) -> bool:
    """Whether a body is left at its end only where no test of the last statement holds, in a ``try`` or a ``with`` as well."""
    match body[-1]:
        case ast.If(body=chosen, orelse=rest):
            return _leaves(chosen) and (not rest or (len(rest) == 1 and _ends_by_tests(rest)))
        case ast.Match(cases=cases):
            return all(_leaves(case.body) for case in cases)
        case ast.With(body=inner):
            return _ends_by_tests(inner)
        case ast.Try(body=tried, handlers=handlers, orelse=rest):
            return all(_leaves(handler.body) for handler in handlers) and _ends_by_tests(rest or tried)
    return False


def _is_warming(source: Source, node: ast.FunctionDef | ast.AsyncFunctionDef, site: ReturnSite) -> bool:
    """Whether a way out is that of a ping that keeps the function warm."""
    if site.statement is None or not _warms(source):
        return False
    for inner in own(node, ast.If):
        if site.statement in inner.body:
            test = ast.unparse(inner.test).lower()
            if any(word in test for word in _WARM):
                return True
    return False


def _warms(source: Source) -> bool:
    """Whether a module mentions any such ping."""
    known = source.cache.get(_warms)
    if known is None:
        text = source.text.lower()
        known = source.cache[_warms] = any(word.strip("'") in text for word in _WARM)
    return bool(known)


def _is_for_others(
    function: ast.FunctionDef | ast.AsyncFunctionDef, site: ReturnSite, serving: Sequence[Served]
) -> bool:
    """Whether a way out stands where a key is missing that every event of what is served has (``if "triggerSource" in event``)."""
    parameters = [*function.args.posonlyargs, *function.args.args]
    if not parameters:
        return False
    always = _always_there(serving)
    for node in own(function, ast.If):
        for key, there in _asked(node.test, parameters[0].arg):
            if key in always and site.statement in _where_missing(function, node, there):
                return True
    return False


def _where_missing(function: ast.FunctionDef | ast.AsyncFunctionDef, node: ast.If, there: bool) -> list[ast.AST | None]:
    """What stands in the branch that a missing key leads to; behind an ``if`` that always leaves, the rest of the function."""
    branch = node.orelse if there else node.body
    found: list[ast.AST | None] = [inner for statement in branch for inner in ast.walk(statement)]
    if there and not branch and node in function.body and _leaves(node.body):
        rest = function.body[function.body.index(node) + 1 :]
        found += [inner for statement in rest for inner in ast.walk(statement)]
        found.append(None)
    return found


def _leaves(body: Sequence[ast.stmt]) -> bool:
    match body[-1]:
        case ast.If(body=chosen, orelse=rest):
            return bool(rest) and _leaves(chosen) and _leaves(rest)
        case ast.With(body=inner):
            return _leaves(inner)
        case ast.Try(body=tried, handlers=handlers, orelse=rest, finalbody=final):
            return bool(final and _leaves(final)) or (
                _leaves(rest or tried) and all(_leaves(handler.body) for handler in handlers)
            )
    return isinstance(body[-1], ast.Return | ast.Raise)


def _always_there(serving: Sequence[Served]) -> set[str]:
    """The keys that only the events of what is served have among those that look alike, at their top."""
    found: set[str] = set()
    for one in serving:
        for key in one.ids:
            facts = event_sources()[key]
            heads = {entry.partition("=")[0].partition(".")[0].partition("[")[0] for entry in facts.keys}
            found |= heads - set(facts.absent) - set(facts.nullable) - {""}
    return found


def _asked(test: ast.expr, event: str) -> Iterator[tuple[str, bool]]:
    """The keys of the event that a test asks for, and whether they are there where it holds."""
    match test:
        case ast.Compare(
            left=ast.Constant(value=str() as key),
            ops=[ast.In() | ast.NotIn() as op],
            comparators=[ast.Name(id=name) | ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="keys"))],
        ) if name == event:
            yield key, isinstance(op, ast.In)
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id=name), attr="get"), args=[ast.Constant(value=str() as key), *_]
        ) if name == event:
            yield key, True
        case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot() as op], comparators=[ast.Constant(value=None)]):
            for key, _ in _asked(left, event):
                yield key, isinstance(op, ast.IsNot)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            for key, there in _asked(operand, event):
                yield key, not there
