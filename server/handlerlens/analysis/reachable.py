"""What runs when a handler is called: its own body and the functions of its module that it calls, directly or not."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator

from .handlers import Function, find_handlers
from .nodes import mentioned, nodes_of, own
from .source import Source


def reachable(source: Source) -> tuple[Function, ...]:
    """The handlers' functions and those that they name, each once, in the order of the walk; computed once for a source."""
    known = source.cache.get(reachable)
    if known is None:
        known = source.cache[reachable] = tuple(_walk(source))
    return known  # type: ignore[return-value]


def _walk(source: Source) -> Iterator[Function]:
    functions: dict[str, Function] = {}
    body = source.tree.body
    defined: list[Function] = [*nodes_of(body, ast.FunctionDef), *nodes_of(body, ast.AsyncFunctionDef)]
    for function in defined:
        functions.setdefault(function.name, function)
    waiting = deque(handler.node for handler in find_handlers(source) if isinstance(handler.node, Function))
    seen: set[ast.AST] = set()
    while waiting:
        node = waiting.popleft()
        if node in seen:
            continue
        seen.add(node)
        yield node
        waiting.extend(functions[name] for name in mentioned(node) if name in functions)


def calls_mentioning(source: Source, words: frozenset[str]) -> Iterator[ast.Call]:
    """The calls in the own bodies of those of them that mention one of these names."""
    for function in reachable(source):
        if not words.isdisjoint(mentioned(function)):
            yield from own(function, ast.Call)


def reachable_calls(source: Source) -> list[ast.Call]:
    """The calls in those functions' own bodies; computed once for a source."""
    known = source.cache.get(reachable_calls)
    if known is None:
        known = source.cache[reachable_calls] = [
            call for function in reachable(source) for call in own(function, ast.Call)
        ]
    return known  # type: ignore[return-value]
