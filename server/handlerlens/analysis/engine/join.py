"""Where two paths meet: the least shape that covers both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..shapes import (
    Class,
    Const,
    Dict,
    Entry,
    Function,
    Imported,
    Instance,
    Items,
    Lazy,
    Module,
    Native,
    Object,
    OneOf,
    Ref,
    Scalar,
    Shape,
    Union,
    Unknown,
    class_of_constant,
)


class Remark(Shape):
    """What the engine notes beside the values: nothing where paths meet that noted different things."""

    __slots__ = ()


MAX_OPTIONS = 10
_MAX_DEPTH = 5
_CROWDED = Unknown("too many possibilities")
_FORGOTTEN = Unknown("different remarks")
_ALTERNATIVES = (Union, OneOf)


def same(a: Shape, b: Shape, depth: int = 0) -> bool:
    """Whether two shapes are interchangeable for what the engine decides; what is nested too deeply counts as different."""
    if a is b:
        return True
    if type(a) is not type(b) or depth > _MAX_DEPTH:
        return False
    if type(a) is Const and type(b) is Const:
        return a.value == b.value and type(a.value) is type(b.value)
    if type(a) is Ref and type(b) is Ref:
        return a.id == b.id
    if type(a) is Instance and type(b) is Instance:
        return a.cls is b.cls and same_all(a.args, b.args, depth + 1)
    if type(a) is Unknown and type(b) is Unknown:
        return a.json == b.json
    if type(a) is Items and type(b) is Items:
        return _same_items(a, b, depth + 1)
    if type(a) is Module and type(b) is Module:
        return a.name == b.name
    if type(a) is Native and type(b) is Native:
        return a.name == b.name and a.bound is b.bound
    if type(a) is Function and type(b) is Function:
        return a.node is b.node and a.bound is b.bound and a.closure == b.closure
    if type(a) is Imported and type(b) is Imported:
        return (a.module, a.name) == (b.module, b.name)
    if type(a) is Lazy and type(b) is Lazy:
        return a.label == b.label
    if (type(a) is Union or type(a) is OneOf) and (type(b) is Union or type(b) is OneOf):
        return same_all(a.options, b.options, depth + 1)
    return False


def same_all(a: tuple[Shape, ...], b: tuple[Shape, ...], depth: int = 0) -> bool:
    """``same`` for each pair."""
    return len(a) == len(b) and all(same(x, y, depth) for x, y in zip(a, b, strict=True))


def _same_items(a: Items, b: Items, depth: int) -> bool:
    if a.cls is not b.cls or (a.items is None) != (b.items is None):
        return False
    if a.items is not None and b.items is not None:
        return same_all(a.items, b.items, depth)
    if a.elem is None or b.elem is None:
        return a.elem is b.elem
    return same(a.elem, b.elem, depth)


def join(a: Shape, b: Shape) -> Shape:
    """What is either ``a`` or ``b``, each on some path."""
    if a is b or same(a, b):
        return a
    if type(a) is Items and type(b) is Items and a.cls is b.cls:
        return join_items(a, b)
    if type(a) is Dict and type(b) is Dict and a.cls is b.cls:
        return join_dicts(a, b)
    if type(a) is Object and type(b) is Object and a.cls is b.cls:
        return join_objects(a, b)
    if isinstance(a, Remark) or isinstance(b, Remark):
        return _FORGOTTEN
    return union((a, b))


def join_all(shapes: Iterable[Shape]) -> Shape | None:
    """The join of any number of shapes; None for none."""
    result: Shape | None = None
    for shape in shapes:
        result = shape if result is None else join(result, shape)
    return result


def union(shapes: Iterable[Shape]) -> Shape:
    """A ``Union`` without repetitions; constants of one class become its instances when there are many."""
    return _alternatives(shapes, Union)


def one_of(shapes: Iterable[Shape]) -> Shape:
    """A ``OneOf`` without repetitions; many constants of one class become its instances."""
    return _alternatives(shapes, OneOf)


def _alternatives(shapes: Iterable[Shape], kind: type[Union] | type[OneOf]) -> Shape:
    shapes = tuple(shapes)
    if len(shapes) == 1:
        if type(shapes[0]) is not kind:
            return shapes[0]
    elif len(shapes) == 2:
        one, other = shapes
        if type(one) not in _ALTERNATIVES and type(other) not in _ALTERNATIVES:
            return one if one is other or same(other, one) else kind(shapes)
    flat: list[Shape] = []
    met: set[int] = set()
    many = False
    for shape in shapes:
        for option in _opened(shape, kind):
            if id(option) in met:
                continue
            met.add(id(option))
            if many and type(option) is Const and option.value is not None:
                option = Instance(class_of_constant(option))
            for known in flat:
                if option is known or same(option, known):
                    break
            else:
                flat.append(option)
            if not many and len(flat) > MAX_OPTIONS:
                many = True
                flat = _widen(flat)
            elif len(flat) > 4 * MAX_OPTIONS:
                return kind((*flat, _CROWDED))
    return kind(tuple(flat)) if len(flat) > 1 else flat[0]


def _opened(shape: Shape, kind: type[Union] | type[OneOf]) -> tuple[Shape, ...]:
    """The alternatives of a shape of this kind; what alternatives hold is opened too where they would nest further."""
    if type(shape) is kind:
        return shape.options
    if kind is OneOf and type(shape) is Union and any(type(o) is OneOf for o in shape.options):
        return tuple(inner for o in shape.options for inner in (o.options if type(o) is OneOf else (o,)))
    return (shape,)


def _widen(flat: list[Shape]) -> list[Shape]:
    result: list[Shape] = []
    for option in flat:
        if type(option) is Const and option.value is not None:
            option = Instance(class_of_constant(option))
        if not any(same(option, known) for known in result):
            result.append(option)
    return result if len(result) <= 2 * MAX_OPTIONS else [*result[: 2 * MAX_OPTIONS], _CROWDED]


def blur(old: Shape, new: Shape) -> Shape:
    """The outcome of an update that may or may not have replaced ``old``."""
    return old if same(old, new) else one_of((old, new))


def join_items(a: Items, b: Items) -> Items:
    """Element by element where the lengths agree, else by what all elements are like."""
    if a.items is not None and b.items is not None and len(a.items) == len(b.items):
        return Items(a.cls, tuple(join(x, y) for x, y in zip(a.items, b.items, strict=True)), None, a.origin)
    return Items(a.cls, None, join_all((*elements(a), *elements(b))), a.origin)


def elements(shape: Items) -> tuple[Shape, ...]:
    """The shapes of the elements, in order where exact."""
    if shape.items is not None:
        return shape.items
    return () if shape.elem is None else (shape.elem,)


def join_dicts(a: Dict, b: Dict) -> Dict:
    """Key by key; a key that one side lacks becomes optional."""
    entries: dict[Scalar, Entry] = {}
    for key, one in a.entries.items():
        other = b.entries.get(key)
        if other is None:
            entries[key] = one if one.optional else Entry(one.value, True, one.node)
        elif other is one:
            entries[key] = one
        else:
            entries[key] = Entry(join(one.value, other.value), one.optional or other.optional, one.node)
    for key, other in b.entries.items():
        if key not in a.entries:
            entries[key] = other if other.optional else Entry(other.value, True, other.node)
    return Dict(entries, join_maybe(a.rest, b.rest), join_maybe(a.rest_key, b.rest_key), a.cls)


def join_maybe(a: Shape | None, b: Shape | None) -> Shape | None:
    """``join`` where None means there is nothing."""
    if a is None or b is None:
        return a or b
    return join(a, b)


def join_objects(a: Object, b: Object) -> Object:
    """Attribute by attribute."""
    attrs = dict(a.attrs)
    for name, value in b.attrs.items():
        attrs[name] = join(attrs[name], value) if name in attrs else value
    return Object(a.cls, attrs, a.origin, a.whole and b.whole)


def references(shape: Shape | None) -> Sequence[int]:
    """The objects that a value holds, not looking into them."""
    kind = type(shape)
    if type(shape) is Ref:
        return (shape.id,)
    if kind not in HOLDING:
        return ()
    found: list[int] = []
    pending = [shape]
    while pending:
        shape = pending.pop()
        kind = type(shape)
        parts: Iterable[Shape | None]
        if type(shape) is Dict:
            parts = [entry.value for entry in shape.entries.values()]
            parts.append(shape.rest)
        elif type(shape) is Items:
            parts = shape.items or (shape.elem,)
        elif type(shape) is Object:
            parts = shape.attrs.values()
        elif type(shape) is Union or type(shape) is OneOf:
            parts = shape.options
        else:
            parts = ()
        for part in parts:
            inner = type(part)
            if type(part) is Ref:
                found.append(part.id)
            elif inner in HOLDING:
                pending.append(part)
    return found


HOLDING = frozenset({Union, OneOf, Dict, Items, Object})
"""The shapes that hold others."""


__all__ = [
    "HOLDING",
    "Class",
    "blur",
    "elements",
    "join",
    "join_all",
    "join_dicts",
    "join_items",
    "join_maybe",
    "join_objects",
    "one_of",
    "references",
    "same",
    "same_all",
    "union",
]
