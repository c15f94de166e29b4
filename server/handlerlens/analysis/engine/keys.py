"""Keys of dicts that are no scalars and yet known exactly: ``{Status.NEW: ...}``, ``{("GET", "/"): ...}``, ``{Decimal: float}``."""

from __future__ import annotations

from collections.abc import Hashable

from ..shapes import INT, STR, TUPLE, Class, Const, Instance, Items, KeyOf, Shape, Unknown
from . import enums
from .mro import mro
from .run import Run

_MAX_PARTS = 4


def exact(run: Run, key: Shape) -> Shape:
    """The key as a constant, where it is known exactly; others as they are."""
    if type(key) is not Class and type(key) is not Items and type(key) is not Instance:
        return key
    ident = _ident(run, key)
    return key if ident is None else Const(KeyOf(_text(key), ident, key))


def chosen_by_event(key: Shape) -> bool:
    """Whether a key comes from the event, so that each one of a table may be meant: data, or a tuple of such."""
    if type(key) is Items and key.cls is TUPLE and key.items:
        return any(map(chosen_by_event, key.items)) and all(type(i) is Const or chosen_by_event(i) for i in key.items)
    return type(key) is Unknown and key.json


def _ident(run: Run, key: Shape) -> Hashable | None:
    if type(key) is Const:
        return (type(key.value), key.value)
    if type(key) is Class:
        return key
    if type(key) is Instance and len(key.args) == 1 and type(key.args[0]) is Const and enums.is_enum(run, key.cls):
        order = mro(run, key.cls)[0]
        return None if STR in order or INT in order else (key.cls, key.args[0].value)
    if type(key) is Items and key.cls is TUPLE and key.items is not None and len(key.items) <= _MAX_PARTS:
        parts = tuple(_ident(run, item) for item in key.items)
        return None if None in parts else parts
    return None


def _text(key: Shape) -> str:
    if type(key) is Class:
        return key.name
    if type(key) is Instance and type(key.args[0]) is Const:
        return f"{key.cls.name}.{key.args[0].value!s}"
    if type(key) is Items:
        return f"({', '.join(_text(item) for item in key.items or ())})"
    return str(key.value) if type(key) is Const else "?"
