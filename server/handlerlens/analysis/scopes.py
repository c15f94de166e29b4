"""Scopes, syntactically: what belongs to a function itself, which names it binds, what a dotted name was imported as."""

from __future__ import annotations

import ast

from .source import Source

_NEW_SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_OWN_NODES = "handlerlens_own_nodes"


def own_nodes(function: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[ast.AST, ...]:
    """The nodes of a function's body in source order, without the bodies of inner functions and classes.

    Most rules ask for them: they are gathered once and kept with the node.
    """
    known: tuple[ast.AST, ...] | None = vars(function).get(_OWN_NODES)
    if known is None:
        found: list[ast.AST] = []
        stack: list[ast.AST] = list(reversed(function.body))
        while stack:
            node = stack.pop()
            found.append(node)
            if not isinstance(node, _NEW_SCOPE):
                stack.extend(reversed(list(ast.iter_child_nodes(node))))
        known = vars(function)[_OWN_NODES] = tuple(found)
    return known


def is_generator(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the function's own body yields."""
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in own_nodes(function))


def bound_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    """The names that are local to a function: parameters, assignments, imports, inner definitions."""
    arguments = function.args
    names = {a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    names.update(a.arg for a in (arguments.vararg, arguments.kwarg) if a is not None)
    outer: set[str] = set()
    for node in own_nodes(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            names.add(node.id)
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
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    found[alias.asname or alias.name.partition(".")[0]] = (
                        alias.name if alias.asname else alias.name.partition(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        for statement in source.tree.body:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found[statement.name] = ""
            elif isinstance(statement, ast.Assign):
                found.update((t.id, "") for t in statement.targets if isinstance(t, ast.Name))
        known = source.cache[_imports] = found
    return known  # type: ignore[return-value]


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
