"""Where a module uses ``os.environ`` in the code that Lambda runs, and which variables it reads."""

from __future__ import annotations

import ast

from .module_bindings import dotted, is_main_guard
from .nodes import below, mentioned
from .runtimes import runtimes
from .scopes import names_from
from .source import Source


def is_environ(source: Source, node: ast.expr) -> bool:
    """Whether an expression is ``os.environ``, through imports and their aliases."""
    return dotted(source, node) == "os.environ"


def environment_statements(source: Source) -> list[ast.stmt]:
    """The statements of a module that mention ``os.environ``, ``os.getenv`` or ``os.putenv``, in source order, without those under
    a module-level ``if __name__ == "__main__"``."""
    words = names_from(source, ("os",)) - {"os"} | {"environ", "getenv", "putenv"}
    return [statement for statement in _deployed(source) if not words.isdisjoint(mentioned(statement))]


def _deployed(source: Source) -> list[ast.stmt]:
    if "__main__" not in source.text:
        return source.tree.body
    roots: list[ast.stmt] = []
    for statement in source.tree.body:
        if isinstance(statement, ast.If) and is_main_guard(statement.test):
            roots.extend(statement.orelse)
        else:
            roots.append(statement)
    return roots


def required_name(source: Source, node: ast.AST) -> str | None:
    """The variable that a node reads and cannot do without: ``os.environ["NAME"]``."""
    match node:
        case ast.Subscript(value=owner, slice=ast.Constant(value=str() as name), ctx=ast.Load()):
            return name if is_environ(source, owner) else None
    return None


def is_provided(name: str) -> bool:
    """Whether Lambda itself sets a variable."""
    return name.startswith(("AWS_", "LAMBDA_", "_")) or name in runtimes().provided_variables


def variables_without_default(source: Source) -> dict[str, bool]:
    """The variables that a module reads and has no default for, in source order; True for those that it cannot do without."""
    found: dict[str, bool] = {}
    for statement in environment_statements(source):
        for node in below(statement):
            name = required_name(source, node)
            asked = _asked_name(source, node) if name is None else None
            if name is not None and not is_provided(name):
                found[name] = True
            elif asked is not None and not is_provided(asked):
                found.setdefault(asked, False)
    return found


def _asked_name(source: Source, node: ast.AST) -> str | None:
    """``os.environ.get("NAME")``, ``os.getenv("NAME")``."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=owner, attr="get"), args=[ast.Constant(value=str() as name)], keywords=[]
        ):
            return name if is_environ(source, owner) else None
        case ast.Call(func=function, args=[ast.Constant(value=str() as name)], keywords=[]):
            return name if dotted(source, function) == "os.getenv" else None
    return None
