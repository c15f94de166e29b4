"""Where a module uses ``os.environ`` in the code that Lambda runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .module_bindings import dotted, is_main_guard
from .source import Source


def is_environ(source: Source, node: ast.expr) -> bool:
    """Whether an expression is ``os.environ``, through imports and their aliases."""
    return dotted(source, node) == "os.environ"


def walk_deployed(tree: ast.Module) -> Iterator[ast.AST]:
    """All nodes of a module but those under ``if __name__ == "__main__"``, in source order."""
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        yield node
        children = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.If) and is_main_guard(node.test):
            children = list(node.orelse)
        stack.extend(reversed(children))
