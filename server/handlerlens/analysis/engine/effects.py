"""Which declared functions may change what they are given."""

from __future__ import annotations

import ast

from ..modules import Origin
from ..shapes import Function
from .run import Run

_CHANGING = (
    "update",
    "set_",
    "fix",
    "patch",
    "mutate",
    "merge",
    "convert",
    "normalize",
    "clean",
    "sanitize",
    "transform",
    "serialize",
)


def escapes(run: Run, function: Function) -> bool:
    """The standard library and the known packages leave their arguments as they are; others may not, going by their names."""
    if function.scope.kind is Origin.STUB or isinstance(function.node, ast.Lambda):
        return False
    name = function.node.name
    return function.node.returns is None or name.startswith(_CHANGING)
