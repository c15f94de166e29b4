"""Completion inside a handler: the keys of its event and the attributes of its context; hover of the latter."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ..analysis.context_names import contexts
from ..analysis.event_walk import event_walk
from ..analysis.finding import Span
from ..analysis.handlers import Function, Handler, find_handlers
from ..analysis.source import Source
from .key_facts import JSON, KeyFact, Path, keys_at, paths_of
from .known_keys import Chosen, nothing_chosen
from .paths import ANY
from .typed_key import typed_key

_OPEN_ATTRIBUTE = re.compile(r"(?P<owner>[A-Za-z_][\w.]*)\.(?P<partial>\w*)$")
_LONGEST = 400
_SLACK = 20
"""How many lines below its last known end a function still reaches: text was typed since the tree was read."""


@dataclass(frozen=True, slots=True)
class Completions:
    """The keys that fit at a place; ``start`` is the character column where what was typed of the key begins, ``quote`` its quote."""

    start: int
    quote: str
    items: tuple[KeyFact, ...]


@dataclass(frozen=True, slots=True)
class ContextAttribute:
    """An attribute of the context object: its Python type (``method`` for what is called) and what it means on Lambda."""

    name: str
    type: str
    meaning: str


def complete_keys(
    source: Source, line: int, before: str, after: str = "", chosen: Chosen = nothing_chosen
) -> Completions | None:
    """The keys of the event that fit where the user types one.

    ``source`` is the last reading that parsed, ``line`` the 1-based line, ``before`` the text up to the cursor as it is now (that
    line, with lines above it if need be), ``after`` the rest of the line; ``chosen`` gives the event that the user picked for a
    handler. None where no key of an event is typed.
    """
    key = typed_key(before, after)
    if key is None:
        return None
    for handler in find_handlers(source):
        path = _path(source, handler, key.owner, line)
        if path is not None:
            items = tuple(keys_at(source, handler, path, chosen(handler)))
            return Completions(key.start, key.quote, items)
    return None


def complete_context(source: Source, line: int, before: str) -> tuple[int, tuple[ContextAttribute, ...]] | None:
    """The attributes of the context that fit behind ``context.``, and the column where what was typed of one begins."""
    opened = _OPEN_ATTRIBUTE.search(before[-_LONGEST:])
    if opened is None:
        return None
    root, _, inner = opened["owner"].partition(".")
    if root not in _context_names(source, line):
        return None
    prefix = f"{inner}." if inner else ""
    items = tuple(
        ContextAttribute(name[len(prefix) :], kind, meaning)
        for name, (kind, meaning) in context_attributes().items()
        if name.startswith(prefix) and "." not in name[len(prefix) :]
    )
    return len(before) - len(opened["partial"]), items


def hover_context(source: Source, line: int, column: int) -> tuple[ContextAttribute, Span] | None:
    """What the attribute of the context at a place is."""
    names = _context_names(source, line)
    for node in _at_line(source.tree, line) if names else ():
        if isinstance(node, ast.Attribute):
            text = ast.unparse(node)
            root, _, attribute = text.partition(".")
            span = source.span(node)
            start = span.end_column - len(node.attr)
            known = context_attributes().get(attribute) if root in names else None
            if known is not None and span.end_line == line and start <= column <= span.end_column:
                return ContextAttribute(attribute, *known), Span(line, start, line, span.end_column)
    return None


def _at_line(node: ast.AST, line: int) -> Iterator[ast.AST]:
    """What stands on a line below a node, itself not included."""
    for child in ast.iter_child_nodes(node):
        first = min([getattr(child, "lineno", line), *(d.lineno for d in getattr(child, "decorator_list", ()))])
        if first <= line <= getattr(child, "end_lineno", line):
            yield child
            yield from _at_line(child, line)


@cache
def context_attributes() -> Mapping[str, tuple[str, str]]:
    """Name to type and meaning; names below ``identity`` and ``client_context`` are dotted."""
    data = json.loads((resources.files(__package__) / "context.json").read_text("utf-8"))
    return {name: (kind, meaning) for name, (kind, meaning) in data["attributes"].items()}


def _context_names(source: Source, line: int) -> set[str]:
    """What the functions around a line call the context."""
    found: set[str] = set()
    starts = [node.lineno for node in source.tree.body if isinstance(node, Function | ast.ClassDef)]
    for node, name in contexts(source):
        end = node.end_lineno or 0
        if node.lineno <= line <= min([end + _SLACK, *(start - 1 for start in starts if start > end)]):
            found.add(name)
    return found


def _path(source: Source, handler: Handler, node: ast.expr, line: int) -> Path | None:
    """Where in the handler's event an expression of the text points, by the names that the last reading knew there."""
    match node:
        case ast.Name(id=name):
            return _name(source, handler, name, line)
        case ast.Subscript(value=owner, slice=ast.Constant(value=str() as key)):
            return _below(_path(source, handler, owner, line), key)
        case ast.Subscript(value=owner, slice=ast.Slice()):
            return _path(source, handler, owner, line)
        case ast.Subscript(value=owner):
            return _below(_path(source, handler, owner, line), ANY)
        case ast.Call(func=ast.Attribute(value=owner, attr="get" | "pop"), args=[ast.Constant(value=str() as key), *_]):
            return _below(_path(source, handler, owner, line), key)
        case ast.Call(func=ast.Attribute(attr="loads"), args=[inner, *_]):
            return _below(_path(source, handler, inner, line), JSON)
        case ast.Call(func=ast.Attribute(attr="b64decode" | "decompress"), args=[inner, *_]):
            return _path(source, handler, inner, line)
        case ast.Call(func=ast.Attribute(value=inner, attr="decode")):
            return _path(source, handler, inner, line)
        case ast.BoolOp(op=ast.Or(), values=[first, *_]):
            return _path(source, handler, first, line)
        case ast.NamedExpr(value=inner):
            return _path(source, handler, inner, line)
    return None


def _below(path: Path | None, part: object) -> Path | None:
    return None if path is None else (*path, part)


def _name(source: Source, handler: Handler, name: str, line: int) -> Path | None:
    walk = event_walk(source, handler)
    here = [
        bound
        for bound in walk.bound
        if bound.name == name
        and bound.line <= line
        and isinstance(bound.function, Function)
        and bound.function.lineno <= line <= (bound.function.end_lineno or 0) + _SLACK
    ]
    if not here:
        return None
    closest = max(
        here, key=lambda bound: (bound.function.lineno if isinstance(bound.function, Function) else 0, bound.line)
    )
    return paths_of(walk.event).get(closest.read)
