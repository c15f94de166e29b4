"""The quick fix that makes a loop over the records of code for the first one."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from .body_edits import deeper, free_name, indentation, statements_of, whole_lines
from .finding import Edit, Fix, Span
from .handlers import Function
from .source import Source


def loop_over(source: Source, function: Function, firsts: Sequence[ast.Subscript]) -> tuple[Fix, ...]:
    """``record = event["Records"][0]`` and what follows as ``for record in event["Records"]:``.

    () where the statements return something in between, or the last ``return`` needs what they make of the record.
    """
    body, lead = statements_of(function), indentation(source, function)
    spelt = {source.segment(source.span(first.value)) for first in firsts}
    found = [(i, node) for i, statement in enumerate(body) for node in ast.walk(statement)]
    used = [i for i, node in found if node in firsts]
    formatted = {inner for _, node in found if isinstance(node, ast.JoinedStr) for inner in ast.walk(node)}
    if lead is None or len(spelt) != 1 or len(used) != len(firsts) or not formatted.isdisjoint(firsts):
        return ()
    end = len(body) - 1 if isinstance(body[-1], ast.Return) and used[-1] < len(body) - 1 else len(body)
    inside, last = body[used[0] : end], body[end:]
    if not inside or _leaves(inside) or (last and _names(last, ast.Load) & _names(inside, ast.Store)):
        return ()
    bound = _bound(inside[0], firsts)
    name = bound or free_name(function, "record", "each_record")
    rest = inside[1:] if bound else inside
    if name is None or not rest or any(first.lineno != first.end_lineno for first in firsts):
        return ()
    start, level = lead
    text = f"{start}for {name} in {next(iter(spelt))}:\n{_renamed(source, rest, firsts, name, level)}"
    return (Fix("Handle every record: a loop", (Edit(whole_lines(source, inside), text),)),)


def _bound(statement: ast.stmt, firsts: Sequence[ast.Subscript]) -> str | None:
    """The name that a statement does nothing but give to the first record."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value in firsts:
            return name
    return None


def _leaves(statements: Sequence[ast.stmt]) -> bool:
    nodes = [node for statement in statements for node in ast.walk(statement)]
    return any(isinstance(n, ast.Return | ast.Yield | ast.YieldFrom | ast.FunctionDef | ast.Lambda) for n in nodes)


def _names(statements: Sequence[ast.stmt], context: type[ast.expr_context]) -> set[str]:
    return {
        node.id
        for statement in statements
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, context)
    }


def _renamed(
    source: Source, statements: Sequence[ast.stmt], firsts: Sequence[ast.Subscript], name: str, level: str
) -> str:
    """The statements a level deeper, with the name for the first record."""
    lines = deeper(source, statements, level).split("\n")
    top = whole_lines(source, statements).line
    places: list[Span] = [source.span(first) for first in firsts]
    for place in sorted(places, key=lambda span: (span.line, span.column), reverse=True):
        index = place.line - top
        if 0 <= index < len(lines):
            line = lines[index]
            shift = len(level) if line[: len(level)] == level else 0
            lines[index] = line[: place.column + shift] + name + line[place.end_column + shift :]
    return "\n".join(lines)
