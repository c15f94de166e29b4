"""Which functions of other modules a module hands its own event to: there they are parts of a handler, not handlers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .handler_references import passes_on
from .handler_signs import signs
from .module_bindings import bindings, imported, named_import
from .nodes import body_nodes
from .parameters import Likeness, context_likeness, event_likeness
from .source import Source

Function = ast.FunctionDef | ast.AsyncFunctionDef

_FEW = 2
"""Statements that store something, in a function that only hands on."""


def delegates(source: Source) -> set[tuple[str, str]]:
    """Imported functions that are called with an event or context that the caller was given, stand in a table, or go to a decorator.

    Each as the module (with leading dots where the import is relative) and the name there. Not what tests and a local web server call.
    """
    known, found = signs(), set[tuple[str, str]]()
    modules = imported(source)
    if modules & known.test_modules or source.path.stem.startswith("test_"):
        return found
    if modules & known.server_modules and not known.names & bindings(source).keys():
        return found
    for statement in source.tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            found.update(named_import(source, value) for value in _entries(statement.value))
        for decorator in getattr(statement, "decorator_list", ()):
            if isinstance(decorator, ast.Call):
                given = (*decorator.args, *(keyword.value for keyword in decorator.keywords))
                found.update(named_import(source, value) for each in given for value in (each, *_entries(each)))
    for function in _event_functions(source.tree.body):
        found |= _handed_on(source, function)
    return {target for target in found if all(target)}


def _handed_on(source: Source, function: Function) -> set[tuple[str, str]]:
    """Whom one function hands its event to; not the only other handler that one asks on its way.

    That one is a handler by its file's name (``item = get.get(event, context)``) or by what is read of its answer (``item["body"]``).
    """
    found: set[tuple[str, str]] = set()
    asked: set[tuple[str, str]] = set()
    for node in body_nodes(function):
        if isinstance(node, ast.Call) and passes_on(node, (function,)):
            target = named_import(source, node.func)
            found.add(target)
            if all(target) and len(node.args) + len(node.keywords) > 1:
                asked.add(target)
        elif isinstance(node, ast.Dict):
            found.update(named_import(source, value) for value in node.values)
    plain = function in source.tree.body and function.name not in signs().names
    if not plain or len(asked) != 1 or _only_hands_on(function):
        return found
    ((module, name),) = asked
    return found - asked if module.rpartition(".")[2] == name or _reads_answer(function) else found


def _reads_answer(function: Function) -> bool:
    """Whether it asks for a key of a response, of something that it was not given itself."""
    given = {a.arg for a in (*function.args.posonlyargs, *function.args.args)}
    return any(
        isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Load)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value in ("body", "statusCode")
        and not (isinstance(node.value, ast.Name) and node.value.id in given)
        for node in body_nodes(function)
    )


def _only_hands_on(function: Function) -> bool:
    """Whether a function does next to nothing of its own with what it gets or is given back: it logs, imports, guards, prepares."""
    nodes = body_nodes(function)
    returned = {n.value.id for n in nodes if isinstance(n, ast.Return) and isinstance(n.value, ast.Name)}
    stored = [n for n in nodes if isinstance(n, ast.Assign | ast.AnnAssign | ast.AugAssign)]
    used = [n for n in stored if n.value is not None and _hands_on(n.value, function) and not _names(n) & returned]
    return not used and len(stored) <= _FEW


def _hands_on(value: ast.expr, function: Function) -> bool:
    return any(isinstance(n, ast.Call) and len(n.args) > 1 and passes_on(n, (function,)) for n in ast.walk(value))


def _names(statement: ast.Assign | ast.AnnAssign | ast.AugAssign) -> set[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}


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
