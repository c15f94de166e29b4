"""The nodes of a tree, fast: in source order, without those that only name an operator or a context.

Asking ``ast.walk`` costs several times what parsing does, so what many ask for is walked once and kept.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TypeVar

from .source import Source

Function = ast.FunctionDef | ast.AsyncFunctionDef
Node = TypeVar("Node", bound=ast.AST)

_NO_NODES = frozenset(
    {
        *("annotation_text", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "kwd_attrs", "level"),
        *("lineno", "module", "op", "ops", "rest", "simple", "str", "tag", "type_comment", "type_ignores", "arg"),
    }
)
"""Fields that hold no nodes, or operators."""
_LEAVES = (
    ast.Constant,
    ast.Name,
    ast.alias,
    ast.Global,
    ast.Nonlocal,
    ast.Pass,
    ast.Break,
    ast.Continue,
    ast.MatchSingleton,
)
_NEW_SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_OWN_NODES = "handlerlens_own_nodes"
_MENTIONED = "handlerlens_mentioned"
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = dict.fromkeys(_LEAVES, ())


def _fields(kind: type[ast.AST]) -> tuple[str, ...]:
    """The fields of a class that may hold nodes, last first."""
    names = tuple(name for name in reversed(kind._fields) if name not in _NO_NODES)
    if kind.__name__ != "TypeAlias":
        names = tuple(name for name in names if name != "name")
    _FIELDS[kind] = names
    return names


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below a node, in source order."""
    found: list[ast.AST] = []
    values = node.__dict__
    kind = type(node)
    for name in reversed(_FIELDS[kind] if kind in _FIELDS else _fields(kind)):
        value = values.get(name)
        if value.__class__ is list:
            found.extend(one for one in value if one is not None)
        elif value is not None:
            found.append(value)
    return found


def preorder(roots: Iterable[ast.AST], leaves: tuple[type[ast.AST], ...] = ()) -> list[ast.AST]:
    """The roots and all below them in source order; what is below nodes of the types ``leaves`` is left out."""
    stack = list(roots)
    stack.reverse()
    found: list[ast.AST] = []
    push, pop, add, extend, known = stack.append, stack.pop, found.append, stack.extend, _FIELDS
    while stack:
        node = pop()
        add(node)
        kind = node.__class__
        fields = known[kind] if kind in known else _fields(kind)
        if not fields or kind in leaves:
            continue
        values = node.__dict__
        for name in fields:
            value = values.get(name)
            if value.__class__ is list:
                if value:
                    extend(value[::-1] if None not in value else [one for one in value[::-1] if one is not None])
            elif value is not None:
                push(value)
    return found


def own_nodes(function: Function) -> list[ast.AST]:
    """The nodes of a function's body in source order, without the bodies of inner functions and classes; kept with the node."""
    known: list[ast.AST] | None = function.__dict__.get(_OWN_NODES)
    if known is None:
        known = function.__dict__[_OWN_NODES] = preorder(function.body, _NEW_SCOPE)
    return known


def own(function: Function, kind: type[Node]) -> list[Node]:
    """Those of ``own_nodes`` that are of exactly one type."""
    return [node for node in own_nodes(function) if node.__class__ is kind]


def mentioned(node: ast.stmt) -> dict[str, None]:
    """Every name and attribute below a statement, in source order, each once; kept with the node."""
    known: dict[str, None] | None = node.__dict__.get(_MENTIONED)
    if known is None:
        known = {}
        for inner in preorder([node]):
            if inner.__class__ is ast.Name:
                known.setdefault(inner.id)
            elif inner.__class__ is ast.Attribute:
                known.setdefault(inner.attr)
        node.__dict__[_MENTIONED] = known
    return known


def all_nodes(source: Source) -> list[ast.AST]:
    """All nodes of a module in source order; walked once for a source."""
    known = source.cache.get(all_nodes)
    if known is None:
        known = source.cache[all_nodes] = preorder(source.tree.body)
    return known  # type: ignore[return-value]


def statements(source: Source) -> list[ast.stmt]:
    """All statements of a module in source order, however deep; walked once for a source."""
    known = source.cache.get(statements)
    if known is None:
        found: list[ast.stmt] = []
        stack: list[ast.AST] = [*reversed(source.tree.body)]
        while stack:
            node = stack.pop()
            if isinstance(node, ast.stmt):
                found.append(node)
            values = node.__dict__
            for name in ("finalbody", "orelse", "handlers", "cases", "body"):
                inner = values.get(name)
                if inner.__class__ is list:
                    stack.extend(inner[::-1])
        known = source.cache[statements] = found
    return known  # type: ignore[return-value]
