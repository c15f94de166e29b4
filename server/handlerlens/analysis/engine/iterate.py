"""What iterating over a value yields."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from ..shapes import (
    A_STR,
    AN_INT,
    DICT_ITEMS,
    DICT_KEYS,
    DICT_VALUES,
    ENUMERATE,
    GENERATOR,
    JSON,
    RANGE,
    TUPLE,
    UNKNOWN,
    ZIP,
    Class,
    Const,
    Dict,
    Entry,
    Instance,
    Items,
    Object,
    OneOf,
    Ref,
    Scalar,
    Shape,
    Union,
    Unknown,
    key_shape,
)
from .join import join, join_all, one_of, union
from .run import MUTABLE_ITEMS, Run

_MAX_KINDS = 12


@dataclass(slots=True)
class Iteration:
    """``each`` element where all are known (``keys``: they are constant keys), else one ``element`` for all; ``certain``: not empty.

    ``kinds``: of a dict with some known keys one element for each of these and one for all the others.
    """

    element: Shape
    each: tuple[Shape, ...] | None = None
    certain: bool = False
    keys: bool = False
    kinds: tuple[Shape, ...] = ()


def iterate(run: Run, shape: Shape) -> Iteration:
    """How a ``for`` sees a value."""
    content = run.content(shape)
    if type(content) is Items:
        return _items(run, shape, content)
    if type(content) is Dict:
        return _keys(content)
    if type(content) is Unknown:
        return Iteration(JSON if content.json else UNKNOWN)
    if type(content) is Instance:
        return _instance(run, content)
    if type(content) is Const:
        if isinstance(content.value, str):
            return Iteration(A_STR, certain=bool(content.value))
        return Iteration(AN_INT if isinstance(content.value, bytes) else UNKNOWN)
    if type(content) is Union or type(content) is OneOf:
        inner = [iterate(run, o) for o in content.options if not (type(o) is Const and o.value is None)]
        found = [i.element for i in inner if i.each != ()]
        if not found:
            return Iteration(UNKNOWN, () if inner else None)
        return Iteration(union(found) if type(content) is Union else one_of(found))
    if type(content) is Object or type(content) is Class:
        return protocols.iterate_object(run, shape, content)
    return Iteration(UNKNOWN)


def element_of(run: Run, shape: Shape) -> Shape:
    """One shape that stands for every element."""
    iteration = iterate(run, shape)
    return iteration.element


def _items(run: Run, shape: Shape, content: Items) -> Iteration:
    if content.items is not None:
        items = tuple(run.settle(shape, i) for i in content.items)
        if type(shape) is Ref and any(a is not b for a, b in zip(items, content.items, strict=True)):
            run.amend(shape, Items(content.cls, items, None, content.origin))
        element = join_all(items)
        return Iteration(UNKNOWN if element is None else element, items, bool(items))
    if content.elem is None:
        return Iteration(UNKNOWN, ())
    element = run.settle(shape, content.elem)
    if element is not content.elem and type(shape) is Ref:
        run.amend(shape, Items(content.cls, None, element, content.origin))
    return Iteration(element)


def _keys(content: Dict) -> Iteration:
    if content.rest is None:
        keys = tuple(key_shape(k) for k in content.entries)
        sure = any(not e.optional for e in content.entries.values())
        element = union(keys) if keys else UNKNOWN
        return Iteration(element, keys, sure, True)
    kinds = (*(key_shape(k) for k in content.entries), content.rest_key or UNKNOWN)
    return Iteration(one_of(kinds), kinds=kinds if 1 < len(kinds) <= _MAX_KINDS else ())


def _instance(run: Run, shape: Instance) -> Iteration:
    cls = shape.cls
    if cls is RANGE:
        return Iteration(AN_INT, certain=len(shape.args) > 1)
    if cls is DICT_KEYS and shape.args:
        return iterate(run, shape.args[0])
    if (cls is DICT_VALUES or cls is DICT_ITEMS) and shape.args:
        return _view(run, shape.args[0], cls is DICT_ITEMS)
    if cls is ENUMERATE and shape.args:
        inner = iterate(run, shape.args[0])
        each = None if inner.each is None else tuple(Items(TUPLE, (AN_INT, e)) for e in inner.each)
        return Iteration(Items(TUPLE, (AN_INT, inner.element)), each, inner.certain)
    if cls is ZIP and len(shape.args) == 2 and type(shape.args[1]) is Items:
        return Iteration(shape.args[0], shape.args[1].items, bool(shape.args[1].items))
    if cls is GENERATOR and len(shape.args) == 3 and shape.origin is not None:
        held = shape.args[2] if type(shape.origin[0]) is ast.GeneratorExp else None
        if type(held) is Items and held.items is not None:
            return Iteration(shape.args[0], held.items, bool(held.items))
    if "iterates" in cls.facts:
        return Iteration(shape.args[0])
    if cls.module == "builtins":
        if cls.name == "str":
            return Iteration(A_STR)
        if cls.name in ("bytes", "bytearray", "memoryview"):
            return Iteration(AN_INT)
        return Iteration(shape.args[0] if shape.args else UNKNOWN)
    parts = declared_tuples.parts_of(run, shape)
    if parts is not None:
        return Iteration(one_of(parts), parts, True)
    return protocols.iterate_object(run, shape, shape)


def _view(run: Run, target: Shape, pairs: bool) -> Iteration:
    content = run.content(target)
    if type(content) is not Dict:
        element = JSON if type(content) is Unknown and content.json else UNKNOWN
        return Iteration(Items(TUPLE, (element, element)) if pairs else element)
    content = lift_values(run, target, content)
    if content.rest is None:
        each = tuple(Items(TUPLE, (key_shape(k), e.value)) if pairs else e.value for k, e in content.entries.items())
        joined = join_all(each)
        sure = any(not e.optional for e in content.entries.values())
        return Iteration(UNKNOWN if joined is None else joined, each, sure, pairs)
    values = union([e.value for e in content.entries.values()] + [content.rest])
    if not pairs:
        return Iteration(values)
    keys = [key_shape(k) for k in content.entries] + [content.rest_key or UNKNOWN]
    pair = Items(TUPLE, (one_of(keys), values))
    if not 1 < len(keys) <= _MAX_KINDS:
        return Iteration(pair)
    parts = [e.value for e in content.entries.values()] + [content.rest]
    return Iteration(pair, kinds=tuple(Items(TUPLE, both) for both in zip(keys, parts, strict=True)))


def lift_values(run: Run, target: Shape, content: Dict) -> Dict:
    """Give every mutable value of a dict its place on the heap, so that changes through a loop variable are seen."""
    entries: dict[Scalar, Entry] = {}
    changed = False
    for key, entry in content.entries.items():
        value = run.settle(target, entry.value)
        changed = changed or value is not entry.value
        entries[key] = entry if value is entry.value else Entry(value, entry.optional, entry.node)
    rest = content.rest
    if rest is not None:
        rest = run.settle(target, rest)
        changed = changed or rest is not content.rest
    if not changed:
        return content
    content = Dict(entries, rest, content.rest_key, content.cls)
    if type(target) is Ref:
        run.amend(target, content)
    return content


__all__ = ["MUTABLE_ITEMS", "Iteration", "element_of", "iterate", "join", "lift_values"]

from . import declared_tuples, protocols
