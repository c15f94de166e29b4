"""Where paths meet: an object that one path changed and put somewhere is kept apart from what it is on the other paths.

result = {}
if event.get("x"):
    data["at"] = data["at"].isoformat()
    result = {"data": data}  # here ``at`` is text, whatever ``data`` holds on the other path
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet

from ..shapes import UNKNOWN, Ref, Shape
from .join import references
from .moving import moved
from .state import Alias, Delta, Key, State

_MOST_CHANGED = 24
"""Objects that paths change; past it none is kept apart, as each copy takes along what it leads to."""
_MOST_COPIED = 64
"""Objects with copies, in one handler."""
_IDS = itertools.count(-1, -1)
"""Of the copies: older than whatever the engine makes."""


def swapped(base: State, deltas: list[Delta], keys: Iterable[Key], fresh: int) -> AbstractSet[int]:
    """The older objects that one of these keys leads to on one path and not on another, and another key the other way round: a
    change through the one never reaches the other.

    if event.get("x"):
        rows, row = [row], {}
    row["at"] = now()  # not in ``rows``: there it is the row of the path that went past the ``if``
    """
    keys = [key for key in dict.fromkeys(keys) if type(key) is not int or key < fresh]
    if len(keys) < 2:
        return frozenset()
    held: list[dict[int, set[Key]]] = []
    for delta in deltas:
        mine: dict[int, set[Key]] = {}
        for key in keys:
            for id in _older(delta.get(key) or base.get(key), delta, fresh):  # noqa: A001
                mine.setdefault(id, set()).add(key)
        held.append(mine)
    found = {
        id
        for a, b in itertools.combinations(held, 2)
        for id, here in a.items()  # noqa: A001
        if id in b and here - b[id] and b[id] - here
    }
    for key, value in base.root.items() if found else ():
        if not any(key in delta for delta in deltas):
            found.difference_update(references(value))
    return found


def _older(shape: Shape | None, delta: Delta, fresh: int) -> set[int]:
    """The objects from before the fork that a value of a path leads to, looking into younger ones alone."""
    found: set[int] = set()
    met: set[int] = set()
    pending = list(references(shape))
    while pending:
        id = pending.pop()  # noqa: A001
        if id < fresh:
            found.add(id)
        elif id not in met:
            met.add(id)
            content = delta.get(id)
            pending.extend((content.id,) if type(content) is Alias else references(content))
    return found


def keep_apart(
    base: State, deltas: list[Delta], fresh: int, visited: Collection[int] = (), swapped: AbstractSet[int] = frozenset()
) -> list[Delta]:
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
    changed.update(swapped)
    if not changed or len(changed) > _MOST_CHANGED or len(base.copies) > _MOST_COPIED:
        return deltas
    known = [key for delta in deltas for key in delta]
    if swapped:
        known += [key for key, value in base.seen.items() if not swapped.isdisjoint(references(value))]
    keys = [
        key
        for key in dict.fromkeys(known)
        if not (len(changed) == 1 and key in changed)
        and any(_leads(delta.get(key) or base.get(key), changed) for delta in deltas)
    ]
    if not keys:
        return deltas
    alive = [_alive(delta, fresh) for delta in deltas]
    found = [_path(base, index, deltas, keys, changed, swapped, alive, fresh) for index in range(len(deltas))]
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
    swapped: AbstractSet[int],
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
            if id not in changed or id == key:
                continue
            if id in swapped or not _everywhere(base, deltas, alive, key, id, fresh):
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
