"""Statements: each changes the store and says whether control goes on after it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from typing import Any

from ..passing_decorators import passes_through
from ..shapes import NONE, UNKNOWN, Class, Function, Imported, Instance, Module, Shape
from . import assign, classes, control, expressions, raising, registration
from .calls import call_value
from .idle import leaves_all
from .run import Run, Unreachable

Statement = Callable[[Run, Any], bool]


def block(run: Run, body: list[ast.stmt]) -> bool:
    """Run statements in order; False when control does not leave at the end."""
    for statement in body:
        run.steps -= 1
        if run.steps < 0:
            run.step()
        handler = _STATEMENTS.get(type(statement))
        if handler is None:
            continue
        try:
            if not handler(run, statement):
                return False
        except Unreachable:
            return False
    return True


def _expression(run: Run, node: ast.Expr) -> bool:
    if leaves_all(run, node.value):
        run.may_raise()
    elif not isinstance(node.value, ast.Constant):
        run.discarded = node.value
        expressions.evaluate(run, node.value)
    return True


def _assign(run: Run, node: ast.Assign) -> bool:
    value = expressions.evaluate(run, node.value)
    for target in node.targets:
        assign.assign(run, target, value, node.value)
    return True


def _annotated(run: Run, node: ast.AnnAssign) -> bool:
    if node.value is None:
        return True
    value = expressions.evaluate(run, node.value)
    assign.assign(run, node.target, assign.by_annotation(run, value, node.annotation), node.value)
    return True


def _augmented(run: Run, node: ast.AugAssign) -> bool:
    assign.augmented(run, node)
    return True


def _return(run: Run, node: ast.Return) -> bool:
    value = NONE if node.value is None else expressions.evaluate(run, node.value)
    frame = run.frame
    frame.returns.append((node, value, run.state.delta(frame.base)))
    if frame.node is run.watch and run.watch is not None:
        run.saw_return(node, value)
    return False


def _delete(run: Run, node: ast.Delete) -> bool:
    for target in node.targets:
        assign.delete(run, target)
    return True


def _pass(run: Run, node: ast.stmt) -> bool:
    return True


def _assert(run: Run, node: ast.Assert) -> bool:
    run.may_raise()
    return control.assume(run, node.test, True)


def _global(run: Run, node: ast.Global) -> bool:
    frame = run.frame
    frame.globals = (frame.globals or set()) | set(node.names)
    return True


def _nonlocal(run: Run, node: ast.Nonlocal) -> bool:
    frame = run.frame
    frame.nonlocals = (frame.nonlocals or set()) | set(node.names)
    return True


def _import(run: Run, node: ast.Import) -> bool:
    run.may_raise()
    for alias in node.names:
        if alias.asname:
            assign.bind(run, alias.asname, Module(alias.name))
        else:
            assign.bind(run, alias.name.split(".")[0], Module(alias.name.split(".")[0]))
        if run.frame.node is None:
            registration.brought_along(run, alias.name)
    return True


def _import_from(run: Run, node: ast.ImportFrom) -> bool:
    run.may_raise()
    module = run.frame.scope.resolve(node.module or "", node.level)
    for alias in node.names:
        if alias.name == "*":
            classes.star_import(run, module)
        else:
            assign.bind(run, alias.asname or alias.name, Imported(module, alias.name))
    if run.frame.node is None:
        registration.brought_along(run, module, [alias.name for alias in node.names])
    return True


def _function(run: Run, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    frame = run.frame
    owner = frame.owner if frame.node is None and type(frame.owner) is Class else None
    assign.bind(run, node.name, define(run, node, owner))
    return True


def define(run: Run, node: ast.FunctionDef | ast.AsyncFunctionDef, owner: Class | None = None) -> Shape:
    """A function as its ``def`` binds it, decorators applied."""
    frame = run.frame
    arguments = node.args
    defaults: dict[str, Shape] | None = None
    if arguments.defaults or arguments.kw_defaults:
        defaults = expressions.evaluate_defaults(run, arguments)
    closure = frame.enclose()
    value: Shape = Function(node, frame.scope, closure, owner, defaults=defaults)
    for decorator in reversed(node.decorator_list):
        value = _decorate(run, decorator, value)
    return value


def _decorate(run: Run, decorator: ast.expr, value: Shape) -> Shape:
    source = run.frame.scope.source
    if source is not None and passes_through(source, decorator):
        return value
    function = expressions.evaluate(run, decorator)
    return call_value(run, function, [value], node=decorator, decorating=True)


def _class(run: Run, node: ast.ClassDef) -> bool:
    assign.bind(run, node.name, classes.define_class(run, node))
    return True


def _type_alias(run: Run, node: ast.stmt) -> bool:
    name = node.name  # type: ignore[attr-defined]
    if isinstance(name, ast.Name):
        assign.bind(run, name.id, UNKNOWN)
    return True


_STATEMENTS: dict[type[ast.stmt], Statement] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Return: _return,
    ast.Delete: _delete,
    ast.Pass: _pass,
    ast.Raise: raising.raise_,
    ast.Assert: _assert,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.If: control.if_,
    ast.For: control.for_,
    ast.AsyncFor: control.for_,
    ast.While: control.while_,
    ast.Break: control.break_,
    ast.Continue: control.continue_,
    ast.Try: control.try_,
    ast.With: control.with_,
    ast.AsyncWith: control.with_,
    ast.Match: control.match_,
}
if sys.version_info >= (3, 11):
    _STATEMENTS[ast.TryStar] = control.try_
if sys.version_info >= (3, 12):
    _STATEMENTS[ast.TypeAlias] = _type_alias

__all__ = ["Instance", "block", "define"]
