"""One run of the engine over one source: the store, the frames, the budget, and what was seen on the way."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..modules import Project, Scope
from ..shapes import (
    UNKNOWN,
    Circular,
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
    Shape,
    Union,
    Unknown,
)
from ..shapes import Origin as Place
from .activation import Dump, Frame, Site, Tracker
from .join import elements, one_of, union
from .state import Alias, State, join_deltas

if TYPE_CHECKING:
    from .summaries import Summary

MAX_STEPS = 4_000
"""Statements and calls of one handler with all that it calls (a real one takes a few hundred), and of a module's own body."""
SOURCE_STEPS = 16_000
"""Of all handlers of a module; past it each still gets ``LEAST_STEPS``."""
LEAST_STEPS = 300
MAX_DEPTH = 14
MUTABLE_ITEMS = frozenset({"list", "set", "deque"})
_CHANGED = Unknown("changed by a call that is not known")
_DEEP = Unknown("nested too deeply")


class Unreachable(Exception):  # noqa: N818 (control flow, not an error)
    """The statement under way never completes (it raises, it exits)."""


class OutOfBudget(Exception):  # noqa: N818
    """The run took too many steps; what was found so far stands."""


class Run:
    """The interpreter's state. ``watch`` is the function whose returns are kept in ``sites``."""

    def __init__(self, project: Project, scope: Scope) -> None:
        self.project = project
        self.main = scope
        self.root = State()
        self.state = self.root
        self.ids = itertools.count(1)
        self.modules: dict[Scope, int] = {}
        self.loading: set[Scope] = set()
        self.visited: set[Scope] = set()
        """The project's modules that were asked whether they register something."""
        self.frame = Frame(0, scope, self.root)
        self.trackers: list[Tracker] = []
        self.steps = MAX_STEPS
        self.left = SOURCE_STEPS
        self.stack: list[ast.AST] = []
        self.watch: ast.AST | None = None
        self.entered: set[ast.AST] = set()
        """The functions whose bodies were looked at."""
        self.sites: list[Site] = []
        self.dumps: list[Dump] = []
        self.catching: list[frozenset[str]] = []
        self.handling: list[Shape] = []
        """The exceptions of the handlers under way."""
        self.mirrors: dict[int, Ref] = {}
        """The objects whose ``__dict__`` the program has at hand, by its id."""
        self.discarded: ast.expr | None = None
        """The expression whose value nobody uses, evaluated last."""
        self.returned: Shape = UNKNOWN
        """What the generator that was entered last returns in the end."""
        self.escaping: tuple[int, list[Shape]] | None = None
        """What runs apart raises: how many ``try`` stand around it, and the exceptions."""
        self.patched: set[str] = set()
        """The modules beyond the project that the project has put something into."""
        self.places: list[tuple[int, dict[Shape, Shape]]] = []
        """The containers that loops under way have opened, with the places that their keys lead to."""
        self.calling = ""
        self.loaded = 0
        """Objects with a lower id were made while the module was loaded."""
        self.whole = True
        """Whether the modules' bodies ran to their ends."""
        self.remembers = False
        """Whether the source is being edited, so that what a call came to is worth keeping."""
        self.summaries: dict[ast.AST, list[Summary]] = {}
        self.costly: set[ast.AST] = set()
        """Short functions that lead to long ones."""
        self.making: list[Class] = []
        """Those that a metaclass is looking at."""
        self.classes: list[Class] = []
        """Those that the project's modules define."""

    def end(self) -> None:
        """Cut the circles among the values, so that all of it goes with the last reference; nothing can be asked any more."""
        self.state = self.root
        self.frame = Frame(0, self.main, self.root)
        self.summaries.clear()
        self.costly.clear()
        self.root.data.clear()
        for cls in self.classes:
            cls.facts.clear()

    # -- budget and exceptions ------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Count one step; raises ``OutOfBudget`` past the limit."""
        self.steps -= 1
        if self.steps < 0:
            raise OutOfBudget

    def may_raise(self, anything: bool = True) -> None:
        """Here an exception can happen: what an enclosing ``try`` would see is the present state.

        Not ``anything``: a known function with known arguments, which raises neither ``AttributeError`` nor ``TypeError``.
        """
        if not self.trackers:
            return
        tracker = self.trackers[-1]
        tracker.anything = tracker.anything or anything
        dirty = self.state.dirty
        if dirty:
            store = tracker.store
            for key in dirty:
                value = self.state.get(key)
                if value is None:
                    continue
                known = store.get(key)
                if known is None and tracker.raised:
                    known = tracker.base.get(key)
                if known is None or known is value:
                    store[key] = value
                else:
                    store[key] = join_deltas(tracker.base, [{key: known}, {key: value}], 1 << 60)[key]
            dirty.clear()
        tracker.raised = True

    def fresh(self) -> int:
        """The next heap id: objects from here on are younger than this moment."""
        return next(self.ids)

    def saw_return(self, node: ast.Return | ast.expr | None, value: Shape) -> None:
        """Keep what the watched function returns here, as it is now."""
        self.sites.append(Site(node, self.freeze(value)))

    def way(self) -> tuple[Place, ...]:
        """The calls that lead from the watched function to here, innermost first."""
        found: list[Place] = []
        frame: Frame | None = self.frame
        while frame is not None and frame.caller is not None:
            if frame.call is not None:
                found.append((frame.call, frame.caller.scope))
            frame = frame.caller
        return tuple(found)

    def saw_dump(self, dump: Dump) -> None:
        """Keep what a serializer is given; of one call the outcomes of different paths are kept apart."""
        if len(self.dumps) < 400:
            self.dumps.append(dump)

    def _mirror(self, ref: Ref, content: Dict) -> None:
        """An object follows its ``__dict__``."""
        held = self.content(ref)
        if type(held) is Object:
            attrs = {k: e.value for k, e in content.entries.items() if isinstance(k, str) and not e.optional}
            sure = held.whole and content.rest is None and len(attrs) == len(content.entries)
            if not sure:
                attrs[CHANGED] = _CHANGED
            self.store(ref, Object(held.cls, attrs, held.origin, sure))

    # -- heap -----------------------------------------------------------------------------------------------------------------

    def new(self, content: Shape) -> Ref:
        """Put an object on the heap."""
        id = next(self.ids)  # noqa: A001
        self.state.set(id, content)
        return Ref(id)

    def lift(self, shape: Shape) -> Shape:
        """A value that can be changed in place becomes a reference to an object of its own."""
        if type(shape) is Dict or type(shape) is Object or (type(shape) is Items and shape.cls.name in MUTABLE_ITEMS):
            return self.new(shape)
        if type(shape) is Lazy:
            return self.lift(shape.expand())
        if type(shape) is OneOf and any(type(o) is Object for o in shape.options):
            return OneOf(tuple(map(self.lift, shape.options)))
        return shape

    def settle(self, holder: Shape, shape: Shape) -> Shape:
        """``lift`` for a part of ``holder``: the object is as old as its holder. The caller writes it back with ``amend``."""
        if type(shape) is Lazy:
            shape = shape.expand()
        if type(holder) is not Ref:
            return self.lift(shape)
        if type(shape) is Dict or type(shape) is Object or (type(shape) is Items and shape.cls.name in MUTABLE_ITEMS):
            id = next(self.ids)  # noqa: A001
            self.state.beside(self.state.object(holder.id)[0], id, shape)
            return Ref(id)
        if type(shape) is OneOf and any(type(o) is Object for o in shape.options):
            return OneOf(tuple(self.settle(holder, o) for o in shape.options))
        return shape

    def amend(self, ref: Ref, content: Shape) -> None:
        """Write an object's content in another form that says the same."""
        self.state.amend(self.state.object(ref.id)[0], content)

    def content(self, shape: Shape) -> Shape:
        """What a reference leads to; other shapes as they are."""
        if type(shape) is Ref:
            return self.state.object(shape.id)[1]
        if type(shape) is Lazy:
            return shape.expand()
        return shape

    def store(self, ref: Ref, content: Shape) -> None:
        """Replace an object's content."""
        id = self.state.object(ref.id)[0]  # noqa: A001
        self.state.set(id, content)
        if self.mirrors and ref.id in self.mirrors and type(content) is Dict:
            self._mirror(self.mirrors[ref.id], content)
        for copy in self.state.copies.pop(id, ()) if self.state.copies else ():
            self.state.set(copy, Alias(id))

    def contents(self, shape: Shape) -> Iterator[tuple[Shape, Shape]]:
        """Each alternative with its content, unions opened."""
        if type(shape) is Union or type(shape) is OneOf:
            for option in shape.options:
                yield option, self.content(option)
        else:
            yield shape, self.content(shape)

    def place(self, node: ast.AST) -> Place:
        """Where a value is made."""
        return (node, self.frame.scope)

    # -- freezing -------------------------------------------------------------------------------------------------------------

    def freeze(self, shape: Shape, _path: tuple[int, ...] = (), _memo: dict[int, Shape] | None = None) -> Shape:
        """The shape without references, as the heap is now."""
        memo: dict[int, Shape] = {} if _memo is None else _memo
        if type(shape) is Ref:
            id, content = self.state.object(shape.id)  # noqa: A001
            if id in _path:
                return Circular()
            known = memo.get(id)
            if known is None:
                if len(_path) > 30:
                    return _DEEP
                known = self.freeze(content, (*_path, id), memo)
                if not _path or len(memo) < 2000:
                    memo[id] = known
            return known
        if type(shape) is Dict:
            entries = {
                k: e if type(e.value) in _FLAT else Entry(self.freeze(e.value, _path, memo), e.optional, e.node)
                for k, e in shape.entries.items()
            }
            rest = shape.rest
            rest = None if rest is None else self.freeze(rest, _path, memo)
            keys = shape.rest_key
            keys = keys if keys is None or type(keys) in _FLAT else self.freeze(keys, _path, memo)
            return Dict(entries, rest, keys, shape.cls)
        if type(shape) is Items:
            if shape.items is not None:
                items = tuple(self.freeze(i, _path, memo) for i in shape.items)
                return Items(shape.cls, items, None, shape.origin)
            if shape.elem is None or type(shape.elem) in _FLAT:
                return shape
            return Items(shape.cls, None, self.freeze(shape.elem, _path, memo), shape.origin)
        if type(shape) is Union:
            return union(self.freeze(o, _path, memo) for o in shape.options)
        if type(shape) is OneOf:
            return one_of(self.freeze(o, _path, memo) for o in shape.options)
        if type(shape) is Object:
            attrs = {n: self.freeze(v, _path, memo) for n, v in shape.attrs.items()}
            return Object(shape.cls, attrs, shape.origin, shape.whole)
        return shape

    # -- effects of what is not known -------------------------------------------------------------------------------------------

    def escape(self, shapes: Iterable[Shape]) -> None:
        """These were given to code that is not known: from here on nothing is sure about what they hold."""
        pending = list(shapes)
        seen: set[int] = set()
        while pending:
            shape = pending.pop()
            if type(shape) is Union or type(shape) is OneOf:
                pending.extend(shape.options)
            elif type(shape) is Ref:
                id, content = self.state.object(shape.id)  # noqa: A001
                if id not in seen and len(seen) < 500:
                    seen.add(id)
                    pending.extend(self._blur(id, content))
            elif type(shape) is Items:
                pending.extend(elements(shape))

    def _blur(self, id: int, content: Shape) -> list[Shape]:  # noqa: A002
        if type(content) is Dict:
            inner = [e.value for e in content.entries.values()]
            entries = {k: Entry(_blurred(e.value), True, e.node) for k, e in content.entries.items()}
            self.state.set(id, Dict(entries, UNKNOWN, content.rest_key or UNKNOWN, content.cls))
            return inner
        if type(content) is Items:
            inner = list(elements(content))
            self.state.set(id, Items(content.cls, None, UNKNOWN, content.origin))
            return inner
        if type(content) is Object:
            inner = list(content.attrs.values())
            attrs = {n: _blurred(v) for n, v in content.attrs.items()}
            attrs[CHANGED] = _CHANGED
            self.state.set(id, Object(content.cls, attrs, content.origin, False))
            return inner
        return []


def _blurred(shape: Shape) -> Shape:
    return shape if type(shape) in (Ref, Function) else _CHANGED


CHANGED = "[changed]"
"""The attribute of an object whose attributes may all be others by now: what its class declares says nothing any more."""
_FLAT: frozenset[type] = frozenset()


def _flat() -> frozenset[type]:

    return frozenset({Const, Instance, Unknown, Class, Function, Module, Native, Imported, Lazy})


_FLAT = _flat()
