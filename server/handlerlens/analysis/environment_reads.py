"""Where a module uses ``os.environ`` in the code that Lambda runs."""

from __future__ import annotations

import ast

from .module_bindings import dotted, is_main_guard
from .nodes import all_nodes, preorder
from .source import Source


def is_environ(source: Source, node: ast.expr) -> bool:
    """Whether an expression is ``os.environ``, through imports and their aliases."""
    return dotted(source, node) == "os.environ"


def walk_deployed(source: Source) -> list[ast.AST]:
    """All nodes of a module but those under a module-level ``if __name__ == "__main__"``, in source order."""
    if "__main__" not in source.text:
        return all_nodes(source)
    roots: list[ast.stmt] = []
    for statement in source.tree.body:
        if isinstance(statement, ast.If) and is_main_guard(statement.test):
            roots.extend(statement.orelse)
        else:
            roots.append(statement)
    return preorder(roots)
