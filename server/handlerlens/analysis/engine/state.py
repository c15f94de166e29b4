"""The abstract store: variables and heap in overlays, and how two stores become one.

A key is ``(frame id, name)`` for a variable, an ``int`` for an object on the heap, ``(Class, name)`` for an attribute of a class.
A branch runs in a child ``State`` that holds only what the branch changes; ``join_deltas`` merges such changes.
"""

from __future__ import annotations

from collections.abc import Collection

from ..shapes import Class, Dict, Entry, Instance, Items, Object, OneOf, Ref, Scalar, Shape, Union, Unknown
from .join import HOLDING, Remark, join, references

Key = int | tuple[object, str]
Delta = dict[Key, Shape]


class Alias(Shape):
    """A heap object that was merged into another one when two branches met."""

    __slots__ = ("id",)

    def __init__(self, id: int) -> None:  # noqa: A002
        self.id = id


class Settled(Remark):
    """How a test came out on every path that led here; nothing where paths meet that do not agree."""

    __slots__ = ("outcome", "roots")

    def __init__(self, roots: tuple[Shape, ...], outcome: bool) -> None:
        self.roots = roots
        self.outcome = outcome


class State:
    """One layer of the store. ``data`` is what it changed, ``dirty`` collects written keys for an enclosing ``try``.

    ``seen`` is what this layer and those below it, down to the root, hold together: shared with the parent until the first write.
    """

    __slots__ = ("copies", "data", "dirty", "own", "parent", "root", "seen")

    def __init__(self, parent: State | None = None) -> None:
        self.data: Delta = {}
        self.parent = parent
        if parent is None:
            self.root = self.seen = self.data
            self.own = True
            self.dirty: set[Key] | None = None
            self.copies: dict[int, list[int]] = {}
            """The copies of an object that was kept apart where paths met."""
        else:
            self.root = parent.root
            self.own = parent.parent is None
            self.seen = {} if self.own else parent.seen
            self.dirty = parent.dirty
            self.copies = parent.copies

    def get(self, key: Key) -> Shape | None:
        value = self.seen.get(key)
        return self.root.get(key) if value is None else value

    def set(self, key: Key, value: Shape) -> None:
        if not self.own:
            self.seen = self.seen.copy()
            self.own = True
        self.data[key] = self.seen[key] = value
        if self.dirty is not None:
            self.dirty.add(key)

    def amend(self, key: Key, value: Shape) -> None:
        """Say the same in another form (an import resolved, a value given its own place): every path sees it, it is no change."""
        self.beside(key, key, value)

    def beside(self, known: Key, key: Key, value: Shape) -> None:
        """Put something into the layer that holds a known key (this one where none does), as if it had always been there."""
        layers: list[State] = []
        state: State | None = self
        while state is not None and known not in state.data:
            layers.append(state)
            state = state.parent
        if state is None:
            state = self
            layers = []
        state.data[key] = value
        for layer in (state, *layers):
            if layer.parent is not None:
                if not layer.own:
                    layer.seen = layer.seen.copy()
                    layer.own = True
                layer.seen[key] = value

    def object(self, id: int) -> tuple[int, Shape]:  # noqa: A002
        """The heap object of an id, and the id it lives under now."""
        value = self.get(id)
        while type(value) is Alias:
            id = value.id  # noqa: A001
            value = self.get(id)
        return id, value if value is not None else _LOST

    def delta(self, base: State) -> Delta:
        """What changed since ``base``, an ancestor (or this state itself: nothing)."""
        if self is base:
            return {}
        if self.parent is base:
            return self.data
        layers = []
        state: State | None = self
        while state is not None and state is not base:
            layers.append(state.data)
            state = state.parent
        merged: Delta = {}
        for layer in reversed(layers):
            merged.update(layer)
        return merged

    def update(self, delta: Delta) -> None:
        """Apply changes."""
        if not delta:
            return
        if not self.own:
            self.seen = self.seen.copy()
            self.own = True
        self.data.update(delta)
        self.seen.update(delta)
        if self.dirty is not None:
            self.dirty.update(delta)


_LOST = Unknown("lost")
_NOTHING: frozenset[int] = frozenset()
_LEADING = HOLDING | {Ref}


def join_deltas(base: State, deltas: list[Delta], fresh: int, elements: Collection[int] = ()) -> Delta:
    """Merge the outcomes of several paths that all started in ``base``; an empty delta is a path that changed nothing.

    ``fresh`` is the first heap id allocated after the fork: two objects born on different paths and bound to the same name become
    one. ``elements`` are ids of loop elements: paths that did not change one have not visited it and do not count.
    Where objects are kept apart ``deltas`` says so afterwards.
    """
    if len(deltas) == 1:
        return deltas[0]
    skip = set(elements)
    if not elements or not any(element in delta for delta in deltas for element in elements):
        changed: set[int] = set()
        moved: list[Key] = []
        plain = _plainly(base, deltas, fresh, changed, moved)
        swapped = apart.swapped(base, deltas, moved, fresh) if len(moved) > 1 else _NOTHING
        parted = apart.keep_apart(base, deltas, fresh, skip, swapped) if changed or swapped else deltas
        if plain is not None and parted is deltas:
            return plain
        deltas[:] = parted
    else:
        moved = [key for delta in deltas for key in delta if key not in skip]
        swapped = apart.swapped(base, deltas, moved, fresh)
        deltas[:] = apart.keep_apart(base, deltas, fresh, skip, swapped)
    keys: Delta = {}
    for delta in deltas:
        keys.update(delta)
    merger = _Merger(base, deltas, fresh)
    for key in keys:
        merger.key(key, key in skip)
    merger.result.update(merger.aliases)
    return merger.result


def _plainly(base: State, deltas: list[Delta], fresh: int, changed: set[int], moved: list[Key]) -> Delta | None:
    """``join_deltas`` value by value, and only where two objects may have to become one the careful way; None where an object may
    have been let go; ``changed`` gets the older objects that a path changed, ``moved`` what holds one object here, another there."""
    result: Delta = {}
    parted: list[Key] = []
    seen, root = base.seen, base.root
    for delta in deltas:
        for key in delta:
            if key in result:
                continue
            before = seen.get(key)
            if before is None:
                before = root.get(key)
            if before is not None and type(key) is int:
                changed.add(key)
            value: Shape | None = None
            for other in deltas:
                one = other.get(key)
                if one is None:
                    one = before
                if one is None or one is value:
                    continue
                if value is None:
                    value = one
                    continue
                if type(one) is Ref and (type(value) is Alias or (type(value) is Ref and one.id != value.id)):
                    parted.append(key)
                    moved.append(key)
                    break
                if type(one) is Alias or type(value) is Alias:
                    moved[:] = [key for delta in deltas for key in delta]
                    return None
                if type(one) in _LEADING or type(value) in _LEADING:
                    moved.append(key)
                value = join(value, one)
            if type(value) is not Settled or all(key in other for other in deltas):
                result[key] = value  # type: ignore[assignment]
    if changed:
        for delta in deltas:
            for key in delta:
                if type(key) is not int:
                    before = base.get(key)
                    if type(before) is Ref and before.id in changed:
                        return None
    if parted:
        merger = _Merger(base, deltas, fresh, result)
        for key in parted:
            del result[key]
        for key in parted:
            merger.key(key, False)
        result.update(merger.aliases)
    return result


class _Merger:
    def __init__(self, base: State, deltas: list[Delta], fresh: int, result: Delta | None = None) -> None:
        """``result`` is what was merged already, where no path let an older object go."""
        self.base = base
        self.deltas = deltas
        self.fresh = fresh
        self.result: Delta = {} if result is None else result
        self.aliases: Delta = {}
        self.merged: set[int] = set()
        self.held: list[dict[int, set[Key]]] = []
        self.lost = [self._lost(delta) if result is None else _NOTHING for delta in deltas]
        self.losing = any(self.lost)

    def _lost(self, delta: Delta) -> frozenset[int]:
        """The older objects that a path let go while a path changed them: ``x.append(1); x = [str(i) for i in x]``."""
        lost: set[int] = set()
        for key in delta:
            if type(key) is not int:
                before = self.base.get(key)
                if type(before) is Ref and before.id < self.fresh and any(before.id in d for d in self.deltas):
                    lost.add(before.id)
        if not lost:
            return frozenset()
        for value in delta.values():
            lost.difference_update(references(value))
        for held in (self.base.seen, self.base.root):
            for key, value in held.items():
                if key not in delta:
                    lost.difference_update(references(value))
        return frozenset(lost)

    def key(self, key: Key, visited_only: bool) -> None:
        before = self.base.get(key)
        deltas = (
            [d for d, lost in zip(self.deltas, self.lost, strict=True) if key not in lost]
            if self.losing
            else self.deltas
        )
        here = [delta[key] for delta in deltas if key in delta]
        if not here:
            return
        value: Shape | None = here[0]
        if before is None or visited_only or len(here) == len(deltas):
            for other in here:
                if other is not value:
                    break
            else:
                if type(value) is not Settled or len(here) == len(deltas):
                    self.result.setdefault(key, here[0])
                return
        value = None
        for index, delta in enumerate(self.deltas):
            if key in self.lost[index]:
                continue
            one = delta.get(key)
            if one is None:
                if visited_only:
                    continue
                one = before
            if one is None or one is value:
                continue
            value = one if value is None else self.join(value, one, index)
        if value is not None:
            self.result.setdefault(key, value)

    def join(self, a: Shape, b: Shape, index: int) -> Shape:
        if type(a) is Ref and type(b) is Ref and a.id != b.id:
            return self.refs(a, b, index)
        return join(a, b)

    def refs(self, a: Ref, b: Ref, index: int) -> Shape:
        """Two names for what the following code treats as one object: merge them where nothing else can tell them apart."""
        if a.id < self.fresh or b.id < self.fresh or b.id in self.merged:
            return a if b.id in self.merged and self._leads(b.id, a.id) else join(a, b)
        if self._holders(a.id, slice(0, index)) != self._holders(b.id, slice(index, index + 1)):
            return join(a, b)
        first = self._find(a.id)
        second = self.deltas[index].get(b.id)
        if first is None or second is None or type(first) is not type(second) or type(second) is Alias:
            return join(a, b)
        both = self.contents(first, second, index)
        if both is None:
            return join(a, b)
        self.merged.add(b.id)
        self.result[a.id] = both
        self.aliases[b.id] = Alias(a.id)
        return a

    def _holders(self, id: int, paths: slice) -> tuple[frozenset[object], bool]:  # noqa: A002
        """The variables that hold an object on these paths, and whether another object does."""
        if not self.held:
            for delta in self.deltas:
                held: dict[int, set[Key]] = {}
                for key, value in delta.items():
                    for inner in references(value):
                        held.setdefault(inner, set()).add(key)
                self.held.append(held)
        keys = {key for held in self.held[paths] for key in held.get(id, ())}
        return frozenset(k for k in keys if type(k) is not int), any(type(k) is int for k in keys)

    def _leads(self, start: int, end: int) -> bool:
        alias = self.aliases.get(start)
        return type(alias) is Alias and alias.id == end

    def _find(self, id: int) -> Shape | None:  # noqa: A002
        if id in self.result:
            return self.result[id]
        for delta in self.deltas:
            if id in delta:
                found = delta[id]
                return None if type(found) is Alias else found
        return None

    def contents(self, a: Shape, b: Shape, index: int) -> Shape | None:
        if type(a) is Dict and type(b) is Dict and a.cls is b.cls:
            entries: dict[Scalar, Entry] = {}
            for key, one in a.entries.items():
                other = b.entries.get(key)
                if other is None:
                    entries[key] = Entry(one.value, True, one.node)
                elif other is one:
                    entries[key] = one
                else:
                    value = self.join(one.value, other.value, index)
                    entries[key] = Entry(value, one.optional or other.optional, one.node)
            for key, other in b.entries.items():
                if key not in a.entries:
                    entries[key] = Entry(other.value, True, other.node)
            return Dict(entries, _either(a.rest, b.rest), _either(a.rest_key, b.rest_key), a.cls)
        if type(a) is Object and type(b) is Object and a.cls is b.cls:
            attrs = dict(a.attrs)
            for name, value in b.attrs.items():
                attrs[name] = self.join(attrs[name], value, index) if name in attrs else value
            return Object(a.cls, attrs, a.origin, a.whole and b.whole)
        if type(a) is Items and type(b) is Items and a.cls is b.cls:
            return join(a, b)
        return None


def _either(a: Shape | None, b: Shape | None) -> Shape | None:
    if a is None or b is None:
        return a or b
    return join(a, b)


__all__ = ["Alias", "Class", "Delta", "Instance", "Key", "OneOf", "State", "Union", "join_deltas"]

from . import apart
