"""What runs when a handler is called: its own body and the functions of its module that it calls, directly or not."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .handlers import Function, find_handlers
from .scopes import own_nodes
from .source import Source


def reachable(source: Source) -> tuple[Function, ...]:
    """The handlers' functions and those that they name, each once, in the order of the walk; computed once for a source."""
    known = source.cache.get(reachable)
    if known is None:
        known = source.cache[reachable] = tuple(_walk(source))
    return known  # type: ignore[return-value]


def _walk(source: Source) -> Iterator[Function]:
    functions: dict[str, Function] = {}
    for node in ast.walk(source.tree):
        if isinstance(node, Function):
            functions.setdefault(node.name, node)
    waiting = [handler.node for handler in find_handlers(source) if isinstance(handler.node, Function)]
    seen: set[ast.AST] = set()
    while waiting:
        node = waiting.pop(0)
        if node in seen:
            continue
        seen.add(node)
        yield node
        for inner in ast.walk(node):
            name = inner.id if isinstance(inner, ast.Name) else inner.attr if isinstance(inner, ast.Attribute) else ""
            if name in functions:
                waiting.append(functions[name])


def reachable_nodes(source: Source) -> Iterator[ast.AST]:
    """The nodes of those functions' own bodies."""
    for function in reachable(source):
        yield from own_nodes(function)
