"""Quick fixes of a way out of a handler that gives its caller nothing, or something else than it wants."""

from __future__ import annotations

import ast

from .contract_schema import Violation
from .finding import Edit, Fix, Span
from .flow import ReturnSite
from .handlers import Function, Handler
from .source import Source


def way_out_fixes(source: Source, violation: Violation, handler: Handler, site: ReturnSite) -> tuple[Fix, ...]:
    """``return event`` for a user pool's trigger, an empty response for an HTTP front end; () where neither is meant."""
    node = handler.node
    if violation.path or not isinstance(node, Function):
        return ()
    parameters = [*node.args.posonlyargs, *node.args.args]
    if violation.rule == "HL310" and parameters:
        name = parameters[0].arg
        return (Fix(f"Return the {name}", (_returning(source, node, site, name),)),)
    nothing = site.node is None or (isinstance(site.node, ast.Constant) and site.node.value is None)
    if violation.rule == "HL307" and nothing:
        return (Fix("Return 204, no content", (_returning(source, node, site, '{"statusCode": 204}'),)),)
    return ()


def _returning(source: Source, function: ast.FunctionDef | ast.AsyncFunctionDef, site: ReturnSite, value: str) -> Edit:
    """The edit that makes a way out return a value: in its ``return``, else in a new one at the end of the function."""
    if site.statement is not None:
        if site.statement.value is not None:
            return Edit(source.span(site.statement.value), value)
        end = source.span(site.statement)
        return Edit(Span(end.end_line, end.end_column, end.end_line, end.end_column), f" {value}")
    last = source.span(function.body[-1])
    indent = " " * source.span(function.body[0]).column
    place = Span(last.end_line, last.end_column, last.end_line, last.end_column)
    if isinstance(function.body[-1], ast.Pass) and len(function.body) == 1:
        return Edit(last, f"return {value}")
    return Edit(place, f"\n{indent}return {value}")
