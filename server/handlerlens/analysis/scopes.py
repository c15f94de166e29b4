"""Scopes, syntactically: what belongs to a function itself, which names it binds, what a dotted name was imported as."""

from __future__ import annotations

import ast
from collections.abc import Collection

from .nodes import nodes_of, own_nodes
from .source import Source

_IMPORTED = "handlerlens_imported"
_BOUND_NAMES = "handlerlens_bound_names"
_BINDING = frozenset(
    {
        *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler),
        *(ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal),
    }
)


def every_parameter(arguments: ast.arguments) -> list[ast.arg]:
    """The parameters of any kind."""
    stars = [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *stars]


def is_generator(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the function's own body yields."""
    return any(node.__class__ is ast.Yield or node.__class__ is ast.YieldFrom for node in own_nodes(function))


def bound_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    """The names that are local to a function: parameters, assignments, imports, inner definitions; kept with the node."""
    known: frozenset[str] | None = function.__dict__.get(_BOUND_NAMES)
    if known is None:
        known = function.__dict__[_BOUND_NAMES] = _bound_names(function)
    return known


def _bound_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    names = {parameter.arg for parameter in every_parameter(function.args)}
    outer: set[str] = set()
    for node in own_nodes(function):
        if node.__class__ is ast.Name:
            if node.ctx.__class__ is not ast.Load:
                names.add(node.id)
        elif node.__class__ not in _BINDING:
            continue
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.ExceptHandler):
            names.update([node.name] if node.name else [])
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            outer.update(node.names)
    return frozenset(names - outer)


def _imports(source: Source) -> dict[str, str]:
    """Module-level names to what they stand for: an imported dotted name, or "" where the module binds them itself."""
    known = source.cache.get(_imports)
    if known is None:
        found: dict[str, str] = {}
        defined: list[str] = []
        for statement in source.tree.body:
            kept: tuple[dict[str, str], tuple[str, ...]] | None = statement.__dict__.get(_IMPORTED)
            if kept is None:
                kept = statement.__dict__[_IMPORTED] = (_imported_in(statement), _defined_by(statement))
            if kept[0]:
                found.update(kept[0])
            defined += kept[1]
        known = source.cache[_imports] = {**found, **dict.fromkeys(defined, "")}
    return known  # type: ignore[return-value]


def _imported_in(statement: ast.stmt) -> dict[str, str]:
    """What the imports in and below a statement bind."""
    found: dict[str, str] = {}
    for node in nodes_of([statement], ast.Import, ast.ImportFrom):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                found[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return found


def _defined_by(statement: ast.stmt) -> tuple[str, ...]:
    """The names that a statement of the module binds by a definition or an assignment."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return (statement.name,)
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return tuple(t.id for t in targets if isinstance(t, ast.Name))


def names_from(source: Source, packages: Collection[str]) -> frozenset[str]:
    """The module-level names that stand for these top-level packages, or for something of theirs."""
    return frozenset(name for name, target in _imports(source).items() if target.partition(".")[0] in packages)


def imported_name(source: Source, node: ast.expr) -> str | None:
    """What a name or attribute chain refers to (``sys.exit``, ``json.dumps``), through imports and their aliases.

    A bare name that the module does not bind is a builtin and stands for itself; None where the module binds it or it is no name.
    """
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    target = _imports(source).get(node.id, node.id)
    if not target:
        return None
    return ".".join([target, *reversed(parts)])
