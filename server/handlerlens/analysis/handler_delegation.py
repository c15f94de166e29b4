"""Which functions of other modules a module hands its own event to: there they are parts of a handler, not handlers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .handler_references import passes_on
from .handler_signs import signs
from .module_bindings import bindings, effective, imported
from .nodes import preorder
from .parameters import Likeness, context_likeness, event_likeness
from .source import Source

Function = ast.FunctionDef | ast.AsyncFunctionDef


def delegates(source: Source) -> set[tuple[str, str]]:
    """Imported functions that are called with an event or context that the caller was given, stand in a table, or go to a decorator.

    Each as the module (with leading dots where the import is relative) and the name there.
    """
    found: set[tuple[str, str]] = set()
    if imported(source) & signs().test_modules or source.path.stem.startswith("test_"):
        return found
    for statement in source.tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            found.update(_named(source, value) for value in _entries(statement.value))
        for decorator in getattr(statement, "decorator_list", ()):
            if isinstance(decorator, ast.Call):
                given = (*decorator.args, *(keyword.value for keyword in decorator.keywords))
                found.update(_named(source, value) for each in given for value in (each, *_entries(each)))
    for function in _event_functions(source.tree.body):
        for node in preorder(function.body):
            if isinstance(node, ast.Call) and passes_on(node, (function,)):
                found.add(_named(source, node.func))
            elif isinstance(node, ast.Dict):
                found.update(_named(source, value) for value in node.values)
    return {target for target in found if all(target)}


def _entries(node: ast.expr | None) -> Iterator[ast.expr]:
    """What stands in a mapping, list or tuple, and in those in it: ``{"/orders": {"GET": orders.show}}``."""
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, ast.Dict):
            stack.extend(current.values)
        elif isinstance(current, ast.List | ast.Tuple | ast.Set):
            stack.extend(current.elts)
        elif current is not None and current is not node:
            yield current


def _event_functions(body: list[ast.stmt]) -> Iterator[Function]:
    """The functions and methods that take something called like an event or a context."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _event_functions(node.body)
        elif isinstance(node, Function):
            names = [a.arg for a in (*node.args.posonlyargs, *node.args.args)][:4]
            if any(Likeness.NEAR in (event_likeness(n), context_likeness(n)) for n in names):
                yield node


def _named(source: Source, node: ast.expr | None) -> tuple[str, str]:
    """Module and name of an imported function: ``create`` of ``from .orders import create``, ``orders.create``."""
    owner = node.value if isinstance(node, ast.Attribute) else node
    group = bindings(source).get(owner.id) if isinstance(owner, ast.Name) else None
    target = effective(group).target if group else None
    if target is None:
        return "", ""
    if isinstance(node, ast.Attribute):
        return target, node.attr
    module, _, name = target.rpartition(".")
    return module or "." * (len(target) - len(target.lstrip("."))), name
