"""The same value with other objects: a copy, or what a remembered call gave, at places of its own."""

from __future__ import annotations

from collections.abc import Mapping

from ..shapes import Dict, Entry, Instance, Items, Object, OneOf, Ref, Shape, Union
from .state import Alias


def moved(shape: Shape, places: Mapping[int, int]) -> Shape:
    """A value with the objects it leads to at their new places; itself where none of them has one."""
    if isinstance(shape, Ref):
        return Ref(places[shape.id]) if shape.id in places else shape
    if isinstance(shape, Alias):
        return Alias(places[shape.id]) if shape.id in places else shape
    if isinstance(shape, (Union, OneOf)):
        return type(shape)(tuple(moved(one, places) for one in shape.options))
    if isinstance(shape, Dict):
        entries = {k: Entry(moved(e.value, places), e.optional, e.node) for k, e in shape.entries.items()}
        return Dict(entries, None if shape.rest is None else moved(shape.rest, places), shape.rest_key, shape.cls)
    if isinstance(shape, Items):
        items = None if shape.items is None else tuple(moved(one, places) for one in shape.items)
        return Items(shape.cls, items, None if shape.elem is None else moved(shape.elem, places), shape.origin)
    if isinstance(shape, Object):
        attrs = {name: moved(one, places) for name, one in shape.attrs.items()}
        return Object(shape.cls, attrs, shape.origin, shape.whole)
    if isinstance(shape, Instance) and shape.args:
        return Instance(shape.cls, tuple(moved(one, places) for one in shape.args), shape.origin)
    return shape
