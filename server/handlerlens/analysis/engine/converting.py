"""Loops that change a container element by element: ``for k, v in d.items(): d[k] = str(v)``.

Every element is visited, so that what the loop writes replaces what was there. The container is opened for the loop: where its content
is one shape for all, each alternative of that shape gets a place of its own, and the key that the loop variable holds leads to it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from ..nodes import preorder
from ..shapes import (
    INT,
    TUPLE,
    Const,
    Dict,
    Entry,
    Instance,
    Items,
    Ref,
    Scalar,
    Shape,
    Union,
    Unknown,
    key_shape,
    options,
)
from .activation import Loop
from .iterate import lift_values
from .join import union
from .run import Run
from .state import Delta, State, join_deltas

_COPIES = frozenset({"list", "tuple", "sorted", "set", "dict", "reversed"})
_MUTATORS = frozenset({"update", "pop", "append", "extend", "setdefault", "clear", "add"})
_MAX_PLACES = 16


_ELSEWHERE = Unknown("what a loop puts under other keys")


class AnyKey(str):
    """The place of one alternative of what a dict holds under keys that are not known."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


@dataclass(frozen=True, slots=True)
class _Form:
    """``container`` is gone through by ``keys`` (of a list: its elements), ``values``, ``items``, ``indexes`` or ``enumerate``."""

    container: ast.expr
    by: str


def form(node: ast.For) -> _Form | None:
    """How a loop changes the container it goes through; None where it does not."""
    known: _Form | str | None = node.__dict__.get("handlerlens_converts", "")
    if isinstance(known, str):
        known = _form(node)
        node.__dict__["handlerlens_converts"] = known
    return known


def _form(node: ast.For) -> _Form | None:
    found = _container(node.iter)
    if found is None or node.orelse:
        return None
    inner = preorder(node.body)
    stores = [n for n in inner if _stores(n)]
    if not stores or any(n.__class__ is ast.Break for n in inner):
        return None
    pair = found.by in ("items", "enumerate")
    if pair and not (isinstance(node.target, ast.Tuple) and len(node.target.elts) == 2):
        return None
    key, value = node.target.elts if isinstance(node.target, ast.Tuple) and pair else (node.target, node.target)
    changed = {value.id} if isinstance(value, ast.Name) else set()
    if isinstance(key, ast.Name):
        changed.add(f"{ast.unparse(found.container)}[{key.id}]")
    return found if _changes(stores, changed, isinstance(key, ast.Name)) else None


def _stores(node: ast.AST) -> bool:
    """Whether this stores into something, or is a call that does."""
    if isinstance(node, (ast.Subscript, ast.Attribute)):
        return not isinstance(node.ctx, ast.Load)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _MUTATORS


def _changes(stores: Iterable[ast.AST], names: set[str], keyed: bool) -> bool:
    """Whether one of these stores into one of the names, or into something that it holds."""
    for node in stores:
        if isinstance(node, (ast.Subscript, ast.Attribute)) and not isinstance(node.ctx, ast.Load):
            inner: ast.expr = node
            while isinstance(inner, (ast.Subscript, ast.Attribute)):
                if (inner is not node or keyed) and ast.unparse(inner) in names:
                    return True
                inner = inner.value
            if isinstance(inner, ast.Name) and inner.id in names:
                return True
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _MUTATORS:
            holder = ast.unparse(node.func.value)
            if holder in names or (node.args and f"{holder}[{ast.unparse(node.args[0])}]" in names):
                return True
    return False


def _container(node: ast.expr) -> _Form | None:
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
        name = node.func.id
        first = node.args[0]
        if name == "range" and len(node.args) == 1:
            counted = isinstance(first, ast.Call) and isinstance(first.func, ast.Name) and first.func.id == "len"
            return _Form(first.args[0], "indexes") if counted and first.args and _simple(first.args[0]) else None  # type: ignore[attr-defined]
        if name == "enumerate":
            return _Form(first, "enumerate") if _simple(first) else None
        if name not in _COPIES:
            return None
        node = first
    by = "keys"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        if node.func.attr not in ("items", "keys", "values", "copy"):
            return None
        by = node.func.attr if node.func.attr in ("items", "values") else "keys"
        node = node.func.value
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "copy":
            node = node.func.value
    return _Form(node, by) if _simple(node) else None


def _simple(node: ast.expr) -> bool:
    """A name, an attribute or an item of one, which can be looked at twice."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, (ast.Constant, ast.Name)):
            return False
        node = node.value
    return isinstance(node, ast.Name)


def convert(run: Run, node: ast.For, by: _Form) -> bool | None:
    """Run such a loop; None where the container is not one to be opened."""
    holder = expressions.evaluate(run, by.container)
    if type(holder) is not Ref:
        return None
    base = run.state
    content = run.content(holder)
    fresh = run.fresh()
    run.state = State(base)
    opened: tuple[Shape, list[tuple[Shape, Shape]]] | None = None
    if type(content) is Dict and by.by in ("keys", "items", "values"):
        opened = _open_dict(run, holder, content)
    elif type(content) is Items and (by.by in ("indexes", "enumerate") or (by.by == "keys" and content.items is None)):
        opened = _open_list(run, content)
    if opened is None:
        run.state = base
        return None
    run.store(holder, opened[0])
    id = run.state.object(holder.id)[0]  # noqa: A001
    run.places.append((id, {key: place for key, place in opened[1] if type(place) is Const}))
    loop = Loop(base)
    run.frame.loops.append(loop)
    try:
        ends = _rounds(run, node, by, holder, opened[1], loop, fresh)
    finally:
        run.frame.loops.pop()
        run.places.pop()
        run.state = base
    visited = frozenset([id, *control.reach(run, holder)])
    base.update(join_deltas(base, [*ends, {}], fresh, visited))
    _close(run, holder, content)
    return True


def _rounds(
    run: Run, node: ast.For, by: _Form, holder: Ref, places: list[tuple[Shape, Shape]], loop: Loop, fresh: int
) -> list[Delta]:
    base = loop.base
    keyed = type(run.content(holder)) is Dict
    ends: list[Delta] = [run.state.delta(base)]
    for key, place in places:
        element = key
        if by.by != "indexes" and not (by.by == "keys" and keyed):
            element = protocols.item(run, holder, place)
        if by.by in ("items", "enumerate"):
            element = Items(TUPLE, (key, element))
        assign.assign(run, node.target, element, node.iter)
        arrives = statements.block(run, node.body)
        new = [*loop.continues, *([run.state.delta(base)] if arrives else [])]
        loop.continues = []
        if new:
            ends = [join_deltas(base, new, fresh)]
        run.state = State(base)
        run.state.update(dict(ends[0]))
    return ends


def _open_dict(run: Run, holder: Ref, content: Dict) -> tuple[Shape, list[tuple[Shape, Shape]]] | None:
    content = lift_values(run, holder, content)
    if content.rest is None or len(content.entries) > _MAX_PLACES:
        return None
    alternatives = content.rest.options if type(content.rest) is Union else (content.rest,)
    places: list[tuple[Shape, Shape]] = [(key_shape(k), Const(k)) for k in content.entries]
    entries: dict[Scalar, Entry] = dict(content.entries)
    for alternative in alternatives:
        key = AnyKey("[]")
        entries[key] = Entry(alternative)
        places.append((_same_kind(content.rest_key), Const(key)))
    return Dict(entries, _ELSEWHERE, content.rest_key, content.cls), places


def _open_list(run: Run, content: Items) -> tuple[Shape, list[tuple[Shape, Shape]]] | None:
    items = content.items
    if items is None and content.elem is not None:
        items = content.elem.options if type(content.elem) is Union else (content.elem,)
    if items is None or len(items) > _MAX_PLACES:
        return None
    lifted = tuple(run.lift(item) for item in items)
    places: list[tuple[Shape, Shape]] = [(Instance(INT), Const(index)) for index in range(len(items))]
    return Items(content.cls, lifted, None, content.origin), places


def _same_kind(key: Shape | None) -> Shape:
    """A key like this one, which is nobody else's."""
    if type(key) is Instance:
        return Instance(key.cls, key.args, key.origin)
    return Unknown("a key of the loop", json=type(key) is Unknown and key.json)


def _close(run: Run, holder: Ref, before: Dict | Items | Shape) -> None:
    content = run.content(holder)
    if type(content) is Dict and type(before) is Dict:
        found = [e.value for k, e in content.entries.items() if type(k) is AnyKey]
        entries = {k: e for k, e in content.entries.items() if type(k) is not AnyKey}
        found += [o for o in options(content.rest or _ELSEWHERE) if o is not _ELSEWHERE]
        rest = union(found) if found else None
        run.store(holder, Dict(entries, rest, content.rest_key if found else None, content.cls))
    elif type(content) is Items and type(before) is Items and before.items is None and content.items:
        run.store(holder, Items(content.cls, None, union(content.items), content.origin))


def place_of(run: Run, holder: Shape, key: Shape) -> Shape:
    """The place that a loop's key leads to; the key itself where it is none."""
    if type(holder) is Ref and type(key) is not Const:
        id = run.state.object(holder.id)[0]  # noqa: A001
        for container, places in reversed(run.places):
            if container == id:
                return places.get(key, key)
    return key


from . import assign, control, expressions, protocols, statements
