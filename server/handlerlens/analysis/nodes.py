"""The nodes of a tree, fast: in source order, without those that only name an operator or a context.

Asking ``ast.walk`` costs several times what parsing does, so what many ask for is walked once and kept.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
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
_BELOW = "handlerlens_below"
_BODY = "handlerlens_body"
_OWN_NODES = "handlerlens_own_nodes"
_OWN = "handlerlens_own"
_KINDS = "handlerlens_kinds"
_MENTIONED = "handlerlens_mentioned"
_NAMES = "handlerlens_names"
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


def below(statement: ast.stmt) -> list[ast.AST]:
    """A statement and all nodes below it in source order; walked once, and kept with the node."""
    known: list[ast.AST] | None = statement.__dict__.get(_BELOW)
    if known is None:
        known = [statement]
        if isinstance(statement, Function):
            known += preorder([statement.args])
            known += body_nodes(statement)
            known += preorder(statement.decorator_list)
            known += preorder([statement.returns] if statement.returns is not None else [])
        elif isinstance(statement, ast.ClassDef):
            known += preorder([*statement.bases, *statement.keywords])
            for inner in statement.body:
                known += below(inner)
            known += preorder(statement.decorator_list)
        else:
            known = preorder([statement])
        statement.__dict__[_BELOW] = known
    return known


def body_nodes(function: Function) -> list[ast.AST]:
    """All nodes of a function's body, those of inner functions and classes too; kept with the node."""
    known: list[ast.AST] | None = function.__dict__.get(_BODY)
    if known is None:
        known = function.__dict__[_BODY] = preorder(function.body)
    return known


def own_nodes(function: Function) -> list[ast.AST]:
    """The nodes of a function's body in source order, without the bodies of inner functions and classes; kept with the node."""
    known: list[ast.AST] | None = function.__dict__.get(_OWN_NODES)
    if known is None:
        known = body_nodes(function)
        if any(node.__class__ in _NEW_SCOPE for node in known):
            known = preorder(function.body, _NEW_SCOPE)
        function.__dict__[_OWN_NODES] = known
    return known


def own(function: Function, kind: type[Node]) -> list[Node]:
    """Those of ``own_nodes`` that are of exactly one type; kept with the node."""
    known: dict[type[ast.AST], list[Node]] = function.__dict__.setdefault(_OWN, {})
    found = known.get(kind)
    if found is None:
        found = known[kind] = [node for node in own_nodes(function) if node.__class__ is kind]
    return found


def mentioned(node: ast.stmt) -> dict[str, None]:
    """Every name and attribute below a statement, in source order, each once; kept with the node."""
    known: dict[str, None] | None = node.__dict__.get(_MENTIONED)
    if known is None:
        known = {}
        for inner in below(node):
            if inner.__class__ is ast.Name:
                known.setdefault(inner.id)
            elif inner.__class__ is ast.Attribute:
                known.setdefault(inner.attr)
        node.__dict__[_MENTIONED] = known
    return known


def names_in(node: ast.stmt) -> frozenset[str]:
    """Every name and attribute in and below a statement, wherever it stands; kept with the node, but not the nodes it was read from."""
    known: frozenset[str] | None = node.__dict__.get(_NAMES)
    if known is None:
        found: list[str] = []
        for inner in preorder([node]):
            if inner.__class__ is ast.Name:
                found.append(inner.id)
            elif inner.__class__ is ast.Attribute:
                found.append(inner.attr)
        known = node.__dict__[_NAMES] = frozenset(found)
    return known


def let_go(tree: ast.Module) -> None:
    """Take what was kept with the nodes off them: much of it leads back to its node, so that the tree would not go by itself."""
    for statement in tree.body:
        for node in statement.__dict__.get(_BELOW) or [statement]:
            if isinstance(node, ast.stmt):
                for name in [name for name in node.__dict__ if name.startswith("handlerlens_")]:
                    del node.__dict__[name]


def all_nodes(source: Source) -> list[ast.AST]:
    """All nodes of a module in source order; put together once for a source."""
    known = source.cache.get(all_nodes)
    if known is None:
        known = source.cache[all_nodes] = [node for statement in source.tree.body for node in below(statement)]
    return known  # type: ignore[return-value]


def nodes_of(statements: Iterable[ast.stmt], *kinds: type[Node]) -> Iterator[Node]:
    """The nodes of exactly these types in and below statements, for each statement kind by kind; sorted once, and kept with them."""
    for statement in statements:
        known: dict[type[ast.AST], list[Node]] | None = statement.__dict__.get(_KINDS)
        if known is None:
            known = {}
            for node in below(statement):
                kind = node.__class__
                if kind in known:
                    known[kind].append(node)  # type: ignore[arg-type]
                else:
                    known[kind] = [node]  # type: ignore[list-item]
            statement.__dict__[_KINDS] = known
        for kind in kinds:
            if kind in known:
                yield from known[kind]
