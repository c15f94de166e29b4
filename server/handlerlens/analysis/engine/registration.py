"""Modules that are imported for what they do to others: they put their functions and classes into another module's tables.

Names are looked up when they are used; a module that nobody names would never run. Which modules do more than bind names of their own
is read off their statements, without running them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from ..modules import Origin, Scope
from ..shapes import Class, Imported
from .run import OutOfBudget, Run, Unreachable

_MAX_STEPS = 1_200
"""For one such module."""
_MAX_MODULES = 60
"""That one source leads to."""
_MAX_HOPS = 5
_KNOWN = "modules that register something"


def brought_along(run: Run, module: str, names: Iterable[str] = ()) -> None:
    """Run what an import of a module (and of its ``names``) brings along only for its effects on others."""
    for name in (*_prefixes(module), *(f"{module}.{one}" for one in names)):
        if not run.project.may_be_own(name):
            return
        scope = run.project.find(name, run.frame.scope)
        if scope is not None and scope.kind is Origin.PROJECT:
            _visit(run, scope)


def load(run: Run, scope: Scope) -> None:
    """Run a module's body for its effects, within a budget of its own."""
    kept = run.steps
    run.steps = granted = min(kept, _MAX_STEPS)
    try:
        names.execute(run, scope)
    except (OutOfBudget, Unreachable):
        run.whole = False
    run.steps = kept - (granted - max(run.steps, 0))


def _prefixes(module: str) -> list[str]:
    parts = module.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts) + 1)] if module else []


def _visit(run: Run, scope: Scope) -> None:
    if scope in run.visited or len(run.visited) > _MAX_MODULES or scope.path == run.main.path:
        return
    run.visited.add(scope)
    imports = _imports(scope)
    for name, _ in imports.values():
        if run.project.may_be_own(name):
            found = run.project.find(name, scope)
            if found is not None and found.kind is Origin.PROJECT:
                _visit(run, found)
    for name, member in list(imports.values()):
        if member and run.project.may_be_own(name):
            found = run.project.find(f"{name}.{member}", scope)
            if found is not None and found.kind is Origin.PROJECT:
                _visit(run, found)
    if scope not in run.modules and scope.tree is not None and _registers(run, scope, scope.tree.body, imports):
        load(run, scope)


def _imports(scope: Scope) -> dict[str, tuple[str, str]]:
    """The names that a module's own statements import, with module and member (empty where it is the module)."""
    known = scope.source.cache.get(_KNOWN) if scope.source is not None else None
    if isinstance(known, dict):
        return known
    found: dict[str, tuple[str, str]] = {}
    for statement in _statements(scope.tree.body if scope.tree is not None else ()):
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                found[alias.asname or alias.name] = (alias.name, "")
        elif isinstance(statement, ast.ImportFrom):
            module = scope.resolve(statement.module or "", statement.level)
            for alias in statement.names:
                found[alias.asname or alias.name] = (module, alias.name)
    if scope.source is not None:
        scope.source.cache[_KNOWN] = found
    return found


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Those of a module's body and of the branches and loops in it."""
    for statement in body:
        yield statement
        if isinstance(statement, (ast.If, ast.For, ast.While, ast.With, ast.Try)):
            for part in ("body", "orelse", "finalbody"):
                yield from _statements(getattr(statement, part, ()))


def _registers(run: Run, scope: Scope, body: Iterable[ast.stmt], imports: dict[str, tuple[str, str]]) -> bool:
    """Whether a statement hands something to what comes from another module of the project."""

    def foreign(node: ast.expr) -> bool:
        while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
            node = node.func if isinstance(node, ast.Call) else node.value
        if not isinstance(node, ast.Name):
            return False
        origin = imports.get(node.id, ("", ""))[0] or next(
            (m for n, (m, _) in imports.items() if n.startswith(f"{node.id}.")), ""
        )
        found = run.project.find(origin, scope) if origin and run.project.may_be_own(origin) else None
        return found is not None and found.kind is Origin.PROJECT

    for statement in _statements(body):
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            if any(foreign(d) for d in statement.decorator_list):
                return True
            if isinstance(statement, ast.ClassDef) and any(
                foreign(base) and _notes_subclasses(run, scope, base) for base in statement.bases
            ):
                return True
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            if foreign(statement.value.func):
                return True
        elif isinstance(statement, (ast.Assign, ast.AugAssign)):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            if any(isinstance(t, (ast.Attribute, ast.Subscript)) and foreign(t) for t in targets):
                return True
    return False


def _notes_subclasses(run: Run, scope: Scope, base: ast.expr, hops: int = 0) -> bool:
    """Whether a class of the project is told of the classes that are derived from it."""
    if hops > _MAX_HOPS or not isinstance(base, ast.Name):
        return isinstance(base, ast.Attribute)
    found = run.project.declared(scope, base.id)
    while type(found) is Imported and hops <= _MAX_HOPS:
        hops += 1
        home = run.project.find(found.module, scope)
        if home is None or home.kind is not Origin.PROJECT:
            return False
        scope, found = home, run.project.declared(home, found.name)
    if type(found) is not Class or found.node is None:
        return False
    node = found.node
    if any(
        k.arg == "metaclass" and not (isinstance(k.value, ast.Name) and k.value.id == "ABCMeta") for k in node.keywords
    ):
        return True
    if any(isinstance(s, ast.FunctionDef) and s.name == "__init_subclass__" for s in node.body):
        return True
    return any(_notes_subclasses(run, scope, one, hops + 1) for one in node.bases if isinstance(one, ast.Name))


from . import names
