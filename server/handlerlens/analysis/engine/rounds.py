"""Whether another round of a loop can see more than the one before it, and what stands for all the rounds to come."""

from __future__ import annotations

import ast

from ..shapes import Const, Dict, Entry, Instance, Items, Object, OneOf, Shape, Union, class_of, options
from .correlation import is_mark
from .join import same
from .read_first import read_first
from .run import Run
from .state import Delta, State

_DEPTH = 4


def seen_anew(run: Run, loop: ast.For | ast.AsyncFor | ast.While, base: State, carried: Delta) -> Delta:
    """What a second look at a loop's body could see otherwise than the first: not the variables that each round binds anew before
    it reads them, not what tests said."""
    differing: Delta = {}
    seen: frozenset[str] | None = None
    frame = run.frame
    for key, after in carried.items():
        before = base.get(key)
        if before is None or before is after or is_mark(key):
            continue
        if type(key) is tuple and key[0] == frame.fid and not frame.captured:
            if seen is None:
                seen = read_first(loop)
            if key[1] not in seen:
                continue
        if not _alike(before, after):
            differing[key] = after
    return differing


def _alike(a: Shape, b: Shape, depth: int = 0) -> bool:
    """``same``, into the content of objects and for alternatives in any order."""
    if same(a, b):
        return True
    if type(a) is not type(b) or depth > _DEPTH:
        return False
    if type(a) is Dict and type(b) is Dict:
        return (
            a.cls is b.cls
            and a.entries.keys() == b.entries.keys()
            and _maybe_alike(a.rest, b.rest, depth)
            and _maybe_alike(a.rest_key, b.rest_key, depth)
            and all(
                one.optional == b.entries[key].optional and _alike(one.value, b.entries[key].value, depth + 1)
                for key, one in a.entries.items()
            )
        )
    if type(a) is Object and type(b) is Object:
        return (
            a.cls is b.cls
            and a.whole == b.whole
            and a.attrs.keys() == b.attrs.keys()
            and all(_alike(one, b.attrs[name], depth + 1) for name, one in a.attrs.items())
        )
    if (type(a) is Union or type(a) is OneOf) and (type(b) is Union or type(b) is OneOf):
        return len(a.options) == len(b.options) and all(
            any(_alike(one, other, depth + 1) for other in b.options) for one in a.options
        )
    return False


def _maybe_alike(a: Shape | None, b: Shape | None, depth: int) -> bool:
    return a is b or (a is not None and b is not None and _alike(a, b, depth + 1))


def widened(before: Shape | None, after: Shape, depth: int = 0) -> Shape:
    """A number that a loop changes may be any: ``n -= 1`` twice says nothing about the rounds to come; nor does it tell anything
    that a test said of a value of a known class."""
    if before is None or before is after or depth > _DEPTH:
        return after
    if type(after) is Dict and type(before) is Dict:
        return _dict(before, after, depth)
    if type(after) is Object and type(before) is Object:
        attrs = {name: widened(before.attrs.get(name), one, depth + 1) for name, one in after.attrs.items()}
        return Object(after.cls, attrs, after.origin, after.whole)
    if type(after) is Items and type(before) is Items and before.items is not None and after.items is not None:
        if len(before.items) == len(after.items):
            items = tuple(widened(a, b, depth + 1) for a, b in zip(before.items, after.items, strict=True))
            return Items(after.cls, items, None, after.origin)
        return after
    now = options(after)
    cls = before.cls if type(before) is Instance and not before.args else _number(before)
    if cls is None or not all(
        (type(o) is Const and class_of(o) is cls) or (type(o) is Instance and o.cls is cls) for o in now
    ):
        return after
    return before if type(before) is Instance else Instance(cls)


def _dict(before: Dict, after: Dict, depth: int) -> Dict:
    entries = dict(after.entries)
    for key, entry in after.entries.items():
        known = before.entries.get(key)
        if known is not entry:
            value = _any_number(entry.value) if known is None else widened(known.value, entry.value, depth + 1)
            if value is not entry.value:
                entries[key] = Entry(value, entry.optional, entry.node)
    rest = None if after.rest is None else widened(before.rest, after.rest, depth + 1)
    return Dict(entries, rest, after.rest_key, after.cls)


def _any_number(shape: Shape, depth: int = 0) -> Shape:
    """Several numbers under a key that is new stand for any."""
    if type(shape) is Items and shape.items is not None and depth < _DEPTH:
        items = tuple(_any_number(item, depth + 1) for item in shape.items)
        changed = any(a is not b for a, b in zip(items, shape.items, strict=True))
        return Items(shape.cls, items, None, shape.origin) if changed else shape
    cls = _number(shape) if type(shape) is Union else None
    return shape if cls is None else Instance(cls)


def _number(shape: Shape):  # type: ignore[no-untyped-def]
    """The class of a number, or of several of one class."""
    classes = {class_of(o) if type(o) is Const and type(o.value) in (int, float) else None for o in options(shape)}
    return classes.pop() if len(classes) == 1 else None
