"""Declared classes that are containers: what they hold, by the class that they are derived from."""

from __future__ import annotations

import ast

from ..modules import Scope
from ..shapes import DICT, FROZENSET, LIST, SET, Class, Shape
from .declared_types import reference, shape_of
from .run import Run

_CONTAINERS = frozenset({LIST, SET, DICT, FROZENSET})


def container_arguments(run: Run, cls: Class, scope: Scope) -> list[Shape]:
    """What a class's elements are by the container that it is derived from: ``class StackSummary(list[FrameSummary])``."""
    for base in cls.node.bases if cls.node is not None else ():
        if isinstance(base, ast.Subscript):
            target = reference(run, base.value, scope)
            if type(target) is Class and target in _CONTAINERS:
                parts = base.slice.elts if isinstance(base.slice, ast.Tuple) else [base.slice]
                return [shape_of(run, part, scope) for part in parts]
    return []
