"""Where paths meet: an object that one path changed and put somewhere is kept apart from what it is on the other paths.

result = {}
if event.get("x"):
    data["at"] = data["at"].isoformat()
    result = {"data": data}  # here ``at`` is text, whatever ``data`` holds on the other path
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable

from ..shapes import UNKNOWN, Ref, Shape
from .moving import moved
from .state import Alias, Delta, Key, State, references

_MOST_CHANGED = 24
"""Objects that paths change; past it none is kept apart, as each copy takes along what it leads to."""
_MOST_COPIED = 64
"""Objects with copies, in one handler."""
_IDS = itertools.count(-1, -1)
"""Of the copies: older than whatever the engine makes."""


def keep_apart(base: State, deltas: list[Delta], fresh: int, visited: Collection[int] = ()) -> list[Delta]:
    """The changes of several paths, with copies of such objects; a later change of the object itself undoes the copy."""
    changed = {
        key
        for delta in deltas
        for key, content in delta.items()
        if type(key) is int
        and key < fresh
        and key not in visited
        and type(content) is not Alias
        and any(other.get(key) is not content for other in deltas)
    }
    if not changed or len(changed) > _MOST_CHANGED or len(base.copies) > _MOST_COPIED:
        return deltas
    keys = [
        key
        for key in dict.fromkeys(key for delta in deltas for key in delta)
        if not (len(changed) == 1 and key in changed)
        and any(_leads(delta.get(key) or base.get(key), changed) for delta in deltas)
    ]
    if not keys:
        return deltas
    alive = [_alive(delta, fresh) for delta in deltas]
    found = [_path(base, index, deltas, keys, changed, alive, fresh) for index in range(len(deltas))]
    return found if any(a is not b for a, b in zip(found, deltas, strict=True)) else deltas


def _leads(shape: Shape | None, changed: set[int]) -> bool:
    if type(shape) is Ref:
        return shape.id in changed
    return not changed.isdisjoint(references(shape))


def _path(
    base: State,
    index: int,
    deltas: list[Delta],
    keys: Iterable[Key],
    changed: set[int],
    alive: list[set[int]],
    fresh: int,
) -> Delta:
    delta = deltas[index]
    mixed = {key: value for key, value in delta.items() if not _left_behind(key, alive[index], deltas, fresh)}
    carriers: dict[Key, set[int]] = {}
    for key in keys:
        value = delta.get(key) or base.get(key)
        if value is None or (type(key) is int and key >= fresh and key not in alive[index]):
            continue
        for id in references(value):  # noqa: A001
            if id in changed and id != key and not _everywhere(base, deltas, alive, key, id, fresh):
                carriers.setdefault(key, set()).add(id)
    if not carriers:
        return mixed if len(mixed) < len(delta) else delta
    contents = {id: delta.get(id) or base.get(id) for id in changed}  # noqa: A001
    copies: dict[int, int] = {}
    pending = sorted(set().union(*carriers.values()))
    while pending:
        id = pending.pop()  # noqa: A001
        if id not in copies:
            copies[id] = next(_IDS)
            base.copies.setdefault(id, []).append(copies[id])
            pending.extend(inner for inner in references(contents[id]) if inner in changed)
    for key, mine in carriers.items():
        mixed[key] = moved(delta.get(key) or base.get(key) or UNKNOWN, {one: copies[one] for one in mine})
    for id, copy in copies.items():  # noqa: A001
        mixed[copy] = moved(contents[id] or UNKNOWN, copies)
    return mixed


def _everywhere(base: State, deltas: list[Delta], alive: list[set[int]], key: Key, id: int, fresh: int) -> bool:  # noqa: A002
    """Whether a key leads to an object on every path."""
    for delta, living in zip(deltas, alive, strict=True):
        if type(key) is int and key >= fresh and key not in living:
            return False
        if id not in references(delta.get(key) or base.get(key)):
            return False
    return True


def _left_behind(key: Key, alive: set[int], deltas: list[Delta], fresh: int) -> bool:
    """Whether this is an object that only another path still has: made in a ``try`` before it failed."""
    return type(key) is int and key >= fresh and key not in alive and sum(key in delta for delta in deltas) > 1


def _alive(delta: Delta, fresh: int) -> set[int]:
    """The objects of a path that a variable or an older object leads to."""
    found: set[int] = set()
    pending = [value for key, value in delta.items() if type(key) is not int or key < fresh]
    while pending:
        for id in references(pending.pop()):  # noqa: A001
            if id not in found:
                found.add(id)
                if id in delta:
                    pending.append(delta[id])
    return found
