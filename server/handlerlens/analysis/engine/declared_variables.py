"""Variables of modules that are only declared, and aliases of types."""

from __future__ import annotations

import ast

from ..modules import Origin, Scope
from ..shapes import OBJECT, UNKNOWN, Class, Const, Function, Instance, Shape, Unknown
from . import declared_types, names
from .run import Run


def alias_of(run: Run, scope: Scope, name: str, depth: int = 0) -> tuple[ast.expr, Scope] | None:
    """The type that a module of the project gives a name (``Answer = Ok | Error``), and where; None for other names."""
    statements = scope.declarations(name)
    last = statements[-1] if len(statements) == 1 else None
    if isinstance(last, ast.ImportFrom) and depth < 4:
        origin = run.project.find(scope.resolve(last.module or "", last.level), scope)
        own = next((a.name for a in last.names if (a.asname or a.name) == name), name)
        return None if origin is None or origin.kind is not Origin.PROJECT else alias_of(run, origin, own, depth + 1)
    if isinstance(last, ast.Assign) and isinstance(last.value, (ast.Subscript, ast.BinOp)):
        return last.value, scope
    if isinstance(last, ast.AnnAssign) and _is_name(last.annotation, "TypeAlias") and last.value is not None:
        return last.value, scope
    return (last.value, scope) if last.__class__.__name__ == "TypeAlias" else None  # type: ignore[union-attr]


def declared_variable(run: Run, scope: Scope, name: str) -> Shape:
    """A variable of a module that is not executed: its annotation, or the alias it is."""
    statement = scope.declarations(name)[-1]
    if isinstance(statement, ast.AnnAssign):
        if _is_name(statement.annotation, "TypeAlias") and statement.value is not None:
            return declared_types.Alias(statement.value, scope)
        if _is_name(statement.annotation, "_SpecialForm") or _is_name(statement.annotation, "_Alias"):
            return Class(name, "typing", (OBJECT,))
        if scope.name in ("typing", "typing_extensions") and isinstance(statement.annotation, ast.Subscript):
            return Class(name, "typing", (OBJECT,))  # `Protocol: type[_Protocol]`
        return declared_types.shape_of(run, statement.annotation, scope)
    if isinstance(statement, ast.Assign):
        value = statement.value
        if isinstance(value, ast.Constant) and isinstance(value.value, (str, int, float, bytes, type(None))):
            return Const(value.value)
        if isinstance(value, ast.Call):
            callee = value.func.id if isinstance(value.func, ast.Name) else getattr(value.func, "attr", "")
            if callee.lstrip("_") in ("TypeVar", "ParamSpec", "TypeVarTuple"):
                return declared_types.TypeVariable(value, scope)
            if callee == "_Alias":  # ``List = _Alias()``
                return Class(name, "typing", (OBJECT,))
            if callee == "NewType" and len(value.args) == 2:
                return declared_types.Alias(value.args[1], scope)
            return UNKNOWN
        if isinstance(value, (ast.Name, ast.Attribute)):
            own = isinstance(value, ast.Name) and value.id == name  # ``str = str``
            found = names.builtin(run, name) if own else declared_types.reference(run, value, scope)
            if type(found) is Unknown and isinstance(value, ast.Attribute):
                from . import members

                holder = declared_types.reference(run, value.value, scope)
                method = None
                if type(holder) is Class:
                    method = members.of_class(run, holder, value.attr, None)
                elif type(holder) is Instance:  # ``randint = _inst.randint``
                    method = members.of_instance(run, holder, holder, holder.cls, value.attr, None)
                return (
                    method if type(method) is Function else declared_types.Alias(value, scope)
                )  # ``open = TarFile.open``
            return declared_types.Alias(value, scope) if type(found) in (Unknown, declared_types.Alias) else found
        if isinstance(value, (ast.Subscript, ast.BinOp)):
            return declared_types.Alias(value, scope)
    if statement.__class__.__name__ == "TypeAlias":
        return declared_types.Alias(statement.value, scope)  # type: ignore[attr-defined]
    return UNKNOWN


def _is_name(node: ast.expr, name: str) -> bool:
    return (isinstance(node, ast.Name) and node.id == name) or (isinstance(node, ast.Attribute) and node.attr == name)
