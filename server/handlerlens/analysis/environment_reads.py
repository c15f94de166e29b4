"""Where a module uses ``os.environ`` in the code that Lambda runs."""

from __future__ import annotations

import ast

from .module_bindings import dotted, is_main_guard
from .nodes import mentioned
from .scopes import names_from
from .source import Source


def is_environ(source: Source, node: ast.expr) -> bool:
    """Whether an expression is ``os.environ``, through imports and their aliases."""
    return dotted(source, node) == "os.environ"


def environment_statements(source: Source) -> list[ast.stmt]:
    """The statements of a module that mention ``os.environ`` or ``os.putenv``, in source order, without those under a module-level
    ``if __name__ == "__main__"``."""
    words = names_from(source, ("os",)) - {"os"} | {"environ", "putenv"}
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
