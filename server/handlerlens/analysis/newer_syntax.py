"""Syntax that came with a certain Python ("What's New", https://docs.python.org/3/whatsnew/), as the running Python reads it."""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from .finding import Span
from .nodes import all_nodes
from .source import Source

Version = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Syntax:
    """A piece of syntax, the first Python that knows it, and where it stands."""

    needed: Version
    what: str
    span: Span


def newer_syntax(source: Source, than: Version) -> Iterator[Syntax]:
    """The syntax of a module that a Python does not know: of its nodes, then of its f-strings."""
    for node in all_nodes(source):
        for needed, what, place in _of(source, node):
            if needed > than:
                yield Syntax(needed, what, source.span(place))
        if than < (3, 9) and isinstance(node, ast.With | ast.AsyncWith) and _is_with_in_brackets(source, node):
            yield Syntax((3, 9), "A with statement in brackets", source.span(node.items[0].context_expr))
    if than < (3, 12) <= sys.version_info:
        yield from _formatted(source)


def _of(source: Source, node: ast.AST) -> Iterator[tuple[Version, str, ast.expr | ast.stmt]]:
    """What a node needs, by its type and parts."""
    match type(node).__name__:
        case "Match":
            assert isinstance(node, ast.Match)
            yield (3, 10), "A match statement", node.subject
        case "TryStar":
            yield (3, 11), "except*", node  # type: ignore[misc]
        case "TypeAlias":
            yield (3, 12), "A type statement", node  # type: ignore[misc]
        case "TemplateStr":
            yield (3, 14), "A template string", node  # type: ignore[misc]
        case "NamedExpr":
            yield (3, 8), "An assignment expression", node  # type: ignore[misc]
    parameters = getattr(node, "type_params", None)
    if parameters and isinstance(node, ast.stmt) and type(node).__name__ != "TypeAlias":
        if any(getattr(parameter, "default_value", None) is not None for parameter in parameters):
            yield (3, 13), "A default of a type parameter", node
        else:
            yield (3, 12), "A type parameter list", node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield from _of_function(node)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield from (((3, 9), "Such a decorator", d) for d in node.decorator_list if not _is_plain_decorator(d))
    if isinstance(node, ast.Subscript) and _is_bare_with_star(source, node.slice):
        yield (3, 11), "A star in an index", node.slice
    if isinstance(node, ast.For) and _is_bare_with_star(source, node.iter):
        yield (3, 9), "A star in what a loop goes over", node.iter
    if isinstance(node, ast.ExceptHandler) and isinstance(node.type, ast.Tuple) and not _in_brackets(source, node.type):
        yield (3, 14), "except with several types and no brackets", node.type


def _of_function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[Version, str, ast.expr | ast.stmt]]:
    if node.args.posonlyargs:
        yield (3, 8), "A positional-only parameter", node
    given = node.args.vararg.annotation if node.args.vararg is not None else None
    if isinstance(given, ast.Starred):
        yield (3, 11), "A star in an annotation", given


def _is_plain_decorator(node: ast.expr) -> bool:
    """Whether it is a dotted name or a call of one, all that Python before 3.9 took."""
    node = node.func if isinstance(node, ast.Call) else node
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _is_bare_with_star(source: Source, node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple):
        return any(isinstance(item, ast.Starred) for item in node.elts) and not _in_brackets(source, node)
    return isinstance(node, ast.Starred)


def _in_brackets(source: Source, node: ast.expr) -> bool:
    return source.segment(source.span(node)).startswith("(")


def _is_with_in_brackets(source: Source, node: ast.With | ast.AsyncWith) -> bool:
    """Whether all items of a ``with`` stand in brackets of its own: ``with (a as b, c as d):``."""
    depth, opened, closed, named = 0, False, False, False
    lines = iter(line + "\n" for line in source.lines[node.lineno - 1 :])
    try:
        for token in tokenize.generate_tokens(lambda: next(lines, "")):
            if token.string in ("async", "with") and not depth:
                continue
            if token.string == ":" and depth == 0:
                return opened and closed and (named or len(node.items) > 1)
            if depth == 0 and token.type == tokenize.OP and token.string == "(" and not opened:
                opened = True
            elif depth == 0 and token.type not in (tokenize.NL, tokenize.INDENT):
                return False
            depth += (token.string in ("(", "[", "{")) - (token.string in (")", "]", "}"))
            named = named or (token.string == "as" and depth == 1)
            closed = depth == 0
    except (tokenize.TokenError, SyntaxError):
        pass
    return False


def _formatted(source: Source) -> Iterator[Syntax]:
    """What only Python 3.12 allows in the fields of an f-string: its own quotes, backslashes, comments, line ends (PEP 701)."""
    if not any(mark in source.text for mark in ("f'", 'f"', "F'", 'F"', "r'", 'r"', "R'", 'R"')):
        return
    quotes: list[str] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
            kind = tokenize.tok_name[token.type]
            if kind == "FSTRING_END" and quotes:
                quotes.pop()
                continue
            around = quotes[:-1] if kind == "FSTRING_MIDDLE" else quotes
            if around and _is_new_inside(kind, token.string, around):
                start, end = token.start, token.end
                yield Syntax((3, 12), "Such an f-string", Span(start[0], start[1], end[0], end[1]))
            if kind == "FSTRING_START":
                quotes.append(token.string.lstrip("fFrRbBuU"))
    except (tokenize.TokenError, SyntaxError):
        return


def _is_new_inside(kind: str, text: str, around: list[str]) -> bool:
    if kind == "COMMENT":
        return True
    if kind == "NL":
        return any(len(quote) == 1 for quote in around)
    if kind in ("STRING", "FSTRING_START", "FSTRING_MIDDLE"):
        return "\\" in text or any(quote in text for quote in around)
    return False
