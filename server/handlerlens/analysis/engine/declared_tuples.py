"""Tuples that are only declared (``NamedTuple``, ``class _version_info(tuple[int, int, int, str, int])``): what they hold by position."""

from __future__ import annotations

import ast

from ..modules import Origin
from ..shapes import TUPLE, Class, Instance, Items, Shape
from .declared_types import shape_of
from .mro import members, mro
from .run import Run

_PARTS = "tuple parts"


def parts_of(run: Run, value: Instance) -> tuple[Shape, ...] | None:
    """The elements of an instance of a declared tuple class; None for what is none, or of unknown length."""
    cls = value.cls
    if _PARTS not in cls.facts:
        order = mro(run, cls)[0] if cls.scope is not None and cls.scope.kind is not Origin.PROJECT else []
        named = any(one.name == "NamedTuple" for one in order)
        cls.facts[_PARTS] = _fields(order) if named else _base(run, order) if TUPLE in order else None
    parts = cls.facts[_PARTS]
    if type(parts) is list:
        return tuple(protocols.attribute(run, value, name) for name in parts)
    return parts  # type: ignore[return-value]


def _fields(order: list[Class]) -> list[str]:
    return [
        name
        for one in reversed(order)
        if one.name != "NamedTuple" and one.module != "builtins"
        for name, statements in members(one).items()
        if isinstance(statements[-1], ast.AnnAssign)
    ]


def _base(run: Run, order: list[Class]) -> tuple[Shape, ...] | None:
    for one in order:
        for base in one.node.bases if one.node is not None else ():
            if one.scope is not None and isinstance(base, ast.Subscript):
                found = shape_of(run, base, one.scope)
                if type(found) is Items and found.items is not None:
                    return found.items
    return None


from . import protocols
