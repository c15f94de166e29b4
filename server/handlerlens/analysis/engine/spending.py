"""Iterators can be gone through once: a variable that holds one that something has gone through says nothing of its elements any more."""

from __future__ import annotations

import ast

from ..shapes import ENUMERATE, FILTER, GENERATOR, ITERATOR, MAP, REVERSED, UNKNOWN, ZIP, Instance, Native, Shape
from .run import Run

_ITERATORS = frozenset({ENUMERATE, FILTER, GENERATOR, ITERATOR, MAP, REVERSED, ZIP})
_LOOKING = frozenset(
    f"builtins.{name}" for name in ("bool", "callable", "hasattr", "id", "isinstance", "next", "print", "repr", "type")
)


def spend(run: Run, node: ast.expr, value: Shape, function: Shape | None = None) -> None:
    """``node`` has been gone through, or given to a function that may do so."""
    if type(value) is not Instance or value.cls not in _ITERATORS or type(node) is not ast.Name:
        return
    if type(function) is not Native or function.name not in _LOOKING:
        assign.bind(run, node.id, Instance(value.cls, (UNKNOWN,), value.origin))


from . import assign
