"""Edits of a function's body that several quick fixes share: statements a level deeper, a line at the top."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from .finding import Edit, Span
from .handlers import Function
from .source import Source


def statements_of(function: Function) -> list[ast.stmt]:
    """A function's statements behind its docstring."""
    first = function.body[0]
    documented = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return function.body[1:] if documented else function.body


def indentation(source: Source, function: Function) -> tuple[str, str] | None:
    """The leading white space of a function's statements, and one level of it; None where they stand on the ``def`` line."""
    head, first = _lead(source, function.lineno), _lead(source, function.body[0].lineno)
    if function.body[0].lineno <= function.lineno or not first.startswith(head) or first == head:
        return None
    return first, first[len(head) :]


def deeper(source: Source, statements: Sequence[ast.stmt], level: str) -> str:
    """The lines of statements, comments between them too, one level deeper; the inside of texts over several lines stays."""
    fixed = {
        number
        for statement in statements
        for node in ast.walk(statement)
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str | bytes))
        for number in range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)
    }
    first = whole_lines(source, statements)
    lines = source.segment(first).split("\n")
    return "\n".join(
        line if not line.strip() or number in fixed else level + line for number, line in enumerate(lines, first.line)
    )


def whole_lines(source: Source, statements: Sequence[ast.stmt]) -> Span:
    """From the beginning of the first statement's line, decorators included, to the end of the last one."""
    first, last = statements[0], source.span(statements[-1])
    start = min([first.lineno, *(d.lineno for d in getattr(first, "decorator_list", ()))])
    return Span(start, 0, last.end_line, last.end_column)


def at_the_top(source: Source, function: Function, line: str) -> Edit | None:
    """The edit that makes a line the first of a function's body, behind its docstring; None where that has no place."""
    lead = indentation(source, function)
    rest = statements_of(function)
    if lead is None or not rest:
        return None
    place = whole_lines(source, rest)
    return Edit(Span(place.line, 0, place.line, 0), f"{lead[0]}{line}\n")


def free_name(function: Function, *wanted: str) -> str | None:
    """The first of some names that a function does not use."""
    used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    used |= {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    return next((name for name in wanted if name not in used), None)


def _lead(source: Source, line: int) -> str:
    text = source.lines[line - 1]
    return text[: len(text) - len(text.lstrip())]
