"""Find the Lambda handlers of a module, each with the tier of certainty and the evidence for it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import Enum

from .function_config import FunctionConfig
from .source import Source

_CANONICAL_NAMES = frozenset({"handler", "lambda_handler"})
_EVENT_NAMES = frozenset({"event", "_event", "evt", "e", "_", "__"})
_CONTEXT_NAMES = frozenset({"context", "_context", "ctx", "_ctx", "lambda_context", "_", "__"})

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Tier(Enum):
    """How it is known: named by a template, by unmistakable code, or by its signature and place."""

    DECLARED = "declared"
    CERTAIN = "certain"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class Handler:
    """A handler. ``node`` is the function, or the statement that binds the name (assignment, import)."""

    name: str
    node: Function | ast.stmt
    tier: Tier
    evidence: tuple[str, ...]
    sources: tuple[str, ...] = ()
    functions: tuple[FunctionConfig, ...] = ()

    @property
    def line(self) -> int:
        """The 1-based line of ``def`` (not of its decorators)."""
        return self.node.lineno


def find_handlers(source: Source) -> tuple[Handler, ...]:
    """The handlers of a module in source order; computed once for a source."""
    known = source.cache.get(find_handlers)
    if known is None:
        known = source.cache[find_handlers] = tuple(_find(source.tree))
    return known  # type: ignore[return-value]


def _find(tree: ast.Module) -> list[Handler]:
    found: list[Handler] = []
    for node in tree.body:
        if isinstance(node, Function):
            evidence = _signature_evidence(node)
            if evidence:
                found.append(Handler(node.name, node, Tier.LIKELY, evidence))
    return found


def _signature_evidence(node: Function) -> tuple[str, ...]:
    arguments = node.args
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
    if len(names) >= 2 and names[0] in _EVENT_NAMES and names[1] in _CONTEXT_NAMES and names[:2] != ["_", "_"]:
        return (f"parameters ({names[0]}, {names[1]})",)
    if node.name in _CANONICAL_NAMES:
        return (f"name {node.name}",)
    return ()
