"""How a class's body declares a method: its functions, their decorators, its overloads."""

from __future__ import annotations

import ast
import re

from ..modules import Origin, Scope
from ..shapes import UNKNOWN, Class, Function
from .run import Run

_SAME = re.compile(r"(?:\w+\.)?Callable\[\[(\w+)\], \1\]")

_Definition = ast.FunctionDef | ast.AsyncFunctionDef
_Definitions = tuple[tuple[_Definition, ...], set[str], tuple[_Definition, ...], _Definition]


def of_method(owner: Class, statements: list[ast.stmt], name: str) -> _Definitions | None:
    """The functions that declare a method, the kinds of its decorators, its overloads, and the function that counts; None where it
    is none. Kept with the class."""
    key = f"method {name}"
    if key not in owner.facts:
        functions = tuple(s for s in statements if isinstance(s, (ast.FunctionDef, ast.AsyncFunctionDef)))
        made: _Definitions | None = None
        if functions:
            overloads = functions if len(functions) > 1 else ()
            if overloads and (owner.scope is None or owner.scope.kind is not Origin.STUB):
                overloads = tuple(f for f in functions if "overload" in {decorator_name(d) for d in f.decorator_list})
            node = functions[0] if len(functions) == 1 or overloads else functions[-1]
            made = (functions, {decorator_name(d) for d in functions[0].decorator_list}, overloads, node)
        owner.facts[key] = made
    return owner.facts[key]  # type: ignore[return-value]


def decorator_name(node: ast.expr) -> str:
    """The last part of a decorator's name."""
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def kept(run: Run, node: _Definition, scope: Scope, names: set[str]) -> bool:
    """Whether these decorators of a method give back what they are put on, as they say themselves (``Callable[[F], F]``)."""
    return all(_gives_same(run, d, scope) for d in node.decorator_list if decorator_name(d) in names)


def _gives_same(run: Run, decorator: ast.expr, scope: Scope) -> bool:
    called = isinstance(decorator, ast.Call)
    found = declared_types.reference(run, decorator.func if isinstance(decorator, ast.Call) else decorator, scope)
    if (
        type(found) is not Function
        or isinstance(found.node, ast.Lambda)
        or found.node.returns is None
        or found.overloads
    ):
        return False
    returned = ast.unparse(found.node.returns)
    if called:
        match = _SAME.fullmatch(returned)
        variable = UNKNOWN if match is None else declared_types.reference(run, ast.Name(match[1]), found.scope)
        return type(variable) is declared_types.TypeVariable
    first = next(iter((*found.node.args.posonlyargs, *found.node.args.args)), None)
    return first is not None and first.annotation is not None and ast.unparse(first.annotation) == returned


from . import declared_types
