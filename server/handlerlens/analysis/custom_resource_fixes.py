"""Quick fixes of a custom resource that does not answer: FAILED when something raises, SUCCESS to Delete.

Both copy an answer that the handler gives already.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from .body_edits import at_the_top, deeper, free_name, indentation, statements_of, whole_lines
from .finding import Edit, Fix
from .handlers import Function
from .source import Source


def answer_failures(source: Source, function: Function, replies: Iterable[ast.Call]) -> tuple[Fix, ...]:
    """Put the body into a ``try`` whose ``except`` answers FAILED."""
    lead, error = indentation(source, function), free_name(function, "error", "problem", "failure")
    answer = _answer(source, function, replies, "FAILED", f'{{"Error": str({error})}}')
    body = statements_of(function)
    if lead is None or error is None or answer is None or not body:
        return ()
    start, level = lead
    text = f"{start}try:\n{deeper(source, body, level)}\n{start}except Exception as {error}:\n{start}{level}{answer}"
    return (Fix("Answer FAILED when something raises", (Edit(whole_lines(source, body), text),)),)


def answer_delete(source: Source, function: Function, replies: Iterable[ast.Call]) -> tuple[Fix, ...]:
    """Answer Delete first of all."""
    lead, answer = indentation(source, function), _answer(source, function, replies, "SUCCESS", "{}")
    event = function.args.args[0].arg
    if lead is None or answer is None:
        return ()
    start, level = lead
    lines = f'if {event}["RequestType"] == "Delete":\n{start}{level}{answer}\n{start}{level}return'
    edit = at_the_top(source, function, lines)
    return (Fix("Answer Delete with SUCCESS", (edit,)),) if edit is not None else ()


def _answer(source: Source, function: Function, replies: Iterable[ast.Call], status: str, data: str) -> str | None:
    """A call like the first that says its status in so many words, with another status and data."""
    known = {argument.arg for argument in function.args.args}
    for reply in replies:
        given = [(None, argument) for argument in reply.args] + [(k.arg or "**", k.value) for k in reply.keywords]
        unclear = any(name == "**" or isinstance(value, ast.Starred) for name, value in given)
        if unclear or not any(_is_status(value) for _, value in given):
            continue
        parts: list[str] = []
        rest = iter([data])
        for name, value in given:
            text = _kept(source, value, known, status) or next(rest, "None")
            parts.append(f"{name}={text}" if name else text)
        return f"{source.segment(source.span(reply.func))}({', '.join(parts)})"
    return None


def _kept(source: Source, node: ast.expr, known: set[str], status: str) -> str | None:
    """The status, the event's and the context's parts and constants as they are; what the handler made may not be there yet."""
    text = source.segment(source.span(node))
    if _is_status(node):
        return text.replace("SUCCESS", status).replace("FAILED", status)
    root = node
    while isinstance(root, ast.Attribute | ast.Subscript):
        root = root.value
    return text if isinstance(node, ast.Constant) or (isinstance(root, ast.Name) and root.id in known) else None


def _is_status(node: ast.expr) -> bool:
    """``cfnresponse.SUCCESS``, ``SUCCESS``, ``"SUCCESS"``, or the other one."""
    word = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return (word or (node.value if isinstance(node, ast.Constant) else "")) in ("SUCCESS", "FAILED")
