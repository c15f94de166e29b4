"""The keys of the event that a handler's code reads, where they stand, and what is known of each: for hover and inlay hints."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..analysis.event_walk import event_walk
from ..analysis.finding import Span
from ..analysis.handlers import Handler, find_handlers
from ..analysis.source import Source
from .encoding import Json
from .key_facts import KeyFact, Path, fact_at, paths_of

Chosen = Callable[[Handler], Json]
"""Gives the event that the user picked for a handler; None where it is the default."""


@dataclass(frozen=True, slots=True)
class _Site:
    handler: Handler
    path: Path
    node: ast.Subscript | ast.Call
    key: ast.Constant


def nothing_chosen(_: Handler) -> Json:
    """No event is picked."""
    return None


def hover_key(source: Source, line: int, column: int, chosen: Chosen = nothing_chosen) -> tuple[KeyFact, Span] | None:
    """What the key of the event at a 1-based line and a character column is, and where it stands."""
    for site in _sites(source):
        if site.key.lineno <= line <= (site.key.end_lineno or 0):
            span = source.span(site.key)
            if (span.line, span.column) <= (line, column) <= (span.end_line, span.end_column):
                fact = fact_at(source, site.handler, site.path, chosen(site.handler))
                return (fact, span) if fact is not None else None
    return None


def reads_between(
    source: Source, first: int, last: int, chosen: Chosen = nothing_chosen
) -> Iterator[tuple[KeyFact, Span]]:
    """What is known of each value of the event that an expression ending on the lines ``first`` to ``last`` (1-based) reads.

    Only of whole expressions: of ``event["a"]["b"]`` that is ``b``. A key that is written or deleted is not read.
    """
    sites = [site for site in _sites(source) if first <= (site.node.end_lineno or 0) <= last]
    inner = {node for site in _sites(source) for node in _read_through(site.node)} if sites else set()
    facts: dict[tuple[str, Path], KeyFact | None] = {}
    told: set[ast.expr] = set()
    for site in sites:
        written = isinstance(site.node, ast.Subscript) and not isinstance(site.node.ctx, ast.Load)
        if site.node in inner or site.node in told or written:
            continue
        known = site.handler.name, site.path
        if known not in facts:
            facts[known] = fact_at(source, site.handler, site.path, chosen(site.handler))
        fact, span = facts[known], source.span(site.node)
        if fact is not None and _stands(source, span, fact.key):
            told.add(site.node)
            yield fact, span


def _sites(source: Source) -> Iterator[_Site]:
    """Every expression that reads a key of an event, handler by handler."""
    for handler in find_handlers(source):
        for read, path in paths_of(event_walk(source, handler).event).items():
            for node in read.sites:
                key = _key(node)
                if key is not None and path and path[-1] == key.value:
                    assert isinstance(node, ast.Subscript | ast.Call)
                    yield _Site(handler, path, node, key)


def _key(site: ast.expr) -> ast.Constant | None:
    """The key that an expression reads by."""
    match site:
        case ast.Subscript(slice=ast.Constant(value=str()) as key):
            return key
        case ast.Call(func=ast.Attribute(), args=[ast.Constant(value=str()) as key, *_]):
            return key
    return None


def _read_through(node: ast.expr) -> Iterator[ast.expr]:
    """What an expression reads its key of, and what that is read of."""
    match node:
        case ast.Subscript(value=owner) | ast.Call(func=ast.Attribute(value=owner)):
            yield from ast.walk(owner)  # type: ignore[misc]


def _stands(source: Source, span: Span, key: str) -> bool:
    """Whether an expression is where the tree says: before Python 3.12 it is not inside an f-string."""
    text = source.lines[span.end_line - 1][: span.end_column]
    return text.endswith(("]", ")")) and (span.line != span.end_line or key in text[span.column :])
