"""Names, attributes and items as targets: binding, storing, deleting, augmented assignment."""

from __future__ import annotations

import ast

from ..shapes import (
    JSON,
    OBJECT,
    TUPLE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Entry,
    Function,
    Instance,
    Items,
    Lazy,
    Module,
    Object,
    OneOf,
    Ref,
    Scalar,
    Shape,
    Union,
    Unknown,
    class_of,
)
from .iterate import iterate
from .join import blur, elements, join, join_all, join_maybe, one_of
from .run import Run, Unreachable

Target = ast.expr
_PERHAPS_REMOVED = Unknown("perhaps removed")


def bind(run: Run, name: str, value: Shape) -> None:
    """Bind a name in the scope it belongs to."""
    if name in run.frame.tested:
        correlation.forget(run, name)
    run.state.set((holder(run, name), name), value)


def holder(run: Run, name: str) -> int:
    """The id of the frame in which an assignment to a name lands."""
    frame = run.frame
    if frame.globals is not None and name in frame.globals:
        return run.modules.get(frame.scope, frame.fid)
    if frame.nonlocals is not None and name in frame.nonlocals:
        for fid in frame.closure:
            if run.state.get((fid, name)) is not None:
                return fid
    return frame.fid


def assign(run: Run, target: ast.expr, value: Shape, node: ast.expr | None = None) -> None:
    """Assign a value to any target; ``node`` is the expression it came from."""
    if type(target) is ast.Name:
        bind(run, target.id, value)
    elif type(target) is ast.Subscript:
        container = expressions.evaluate(run, target.value)
        key = expressions.evaluate_index(run, target.slice)
        container = own(run, target.value, container)
        store_item(run, container, key, value, node)
    elif type(target) is ast.Attribute:
        store_attribute(run, expressions.evaluate(run, target.value), target.attr, value)
    elif type(target) is ast.Tuple or type(target) is ast.List:
        _unpack(run, target.elts, value, node)
    elif type(target) is ast.Starred:
        assign(run, target.value, value, node)


def _unpack(run: Run, targets: list[ast.expr], value: Shape, node: ast.expr | None) -> None:
    content = run.content(value)
    if type(content) is Union or type(content) is OneOf:
        usable = [o for o in content.options if not (type(o) is Const and o.value is None)]
        rows = [row for row in (_row(run, o, targets) for o in usable) if row is not None]
        if rows and len({len(row) for row in rows}) == 1:
            meet = join_all if type(content) is Union else one_of
            content = Items(TUPLE, tuple(meet(column) or UNKNOWN for column in zip(*rows, strict=True)))
    iteration = None
    if type(content) is Instance and (iteration := iterate(run, value)).each is not None:
        content = Items(TUPLE, iteration.each)
    if type(content) is Items and content.items is not None:
        items = content.items
        starred = next((i for i, t in enumerate(targets) if isinstance(t, ast.Starred)), None)
        if starred is None and len(items) == len(targets):
            parts = [None] * len(items)
            if isinstance(node, (ast.Tuple, ast.List)) and len(node.elts) == len(items):
                parts = node.elts  # type: ignore[assignment]
            for target, item, part in zip(targets, items, parts, strict=True):
                assign(run, target, item, part)
            return
        if starred is not None and len(items) >= len(targets) - 1:
            after = len(targets) - starred - 1
            middle = items[starred : len(items) - after]
            for target, item in zip(targets[:starred], items[:starred], strict=True):
                assign(run, target, item)
            assign(run, targets[starred], run.new(Items(expressions.LIST, tuple(middle))))
            for target, item in zip(targets[starred + 1 :], items[len(items) - after :], strict=True):
                assign(run, target, item)
            return
    element = (iteration or iterate(run, value)).element
    for target in targets:
        if isinstance(target, ast.Starred):
            assign(run, target, run.new(Items(expressions.LIST, None, element)))
        else:
            assign(run, target, element)


def _row(run: Run, value: Shape, targets: list[ast.expr]) -> tuple[Shape, ...] | None:
    """What one of several values gives for targets by position; None for one that does not fit."""
    content = run.content(value)
    starred = any(isinstance(t, ast.Starred) for t in targets)
    if type(content) is Items and content.items is not None:
        return content.items if starred or len(content.items) == len(targets) else None
    return None if starred else (iterate(run, value).element,) * len(targets)


def own(run: Run, node: ast.expr, container: Shape) -> Shape:
    """JSON of unknown form that is written into becomes a dict of its own, where it can be remembered."""
    if not (type(container) is Unknown and container.json):
        return container
    if isinstance(node, ast.Name):
        made = run.new(Dict({}, JSON, JSON))
        bind(run, node.id, made)
        return made
    if isinstance(node, ast.Subscript):
        outer = own(run, node.value, expressions.evaluate(run, node.value))
        key = expressions.evaluate_index(run, node.slice)
        if type(outer) is Ref and type(key) is Const and isinstance(key.value, str):
            made = run.new(Dict({}, JSON, JSON))
            store_item(run, outer, key, made, None)
            return made
    return container


def store_item(run: Run, container: Shape, key: Shape, value: Shape, node: ast.expr | None) -> None:
    """``container[key] = value``."""
    if type(container) is Ref:
        _store_into(run, container, key, value, node, sure=True)
    elif type(container) is Union or type(container) is OneOf:
        for option in container.options:
            if type(option) is Ref:
                _store_into(run, option, key, value, node, sure=False)
    elif type(container) is Instance:
        run.may_raise()
        protocols.call_special(run, container, "__setitem__", [key, value])


def _store_into(run: Run, ref: Ref, key: Shape, value: Shape, node: ast.expr | None, sure: bool) -> None:
    content = run.content(ref)
    if run.places:
        key = converting.place_of(run, ref, key)
    if type(content) is Dict:
        if content.cls.node is not None and "__setitem__" in access.hooks(run, content.cls):
            value = UNKNOWN
        run.store(ref, put(run, content, key, value, node, sure))
    elif type(content) is Items:
        if content.items is not None and type(key) is Const and isinstance(key.value, int):
            index = key.value
            if -len(content.items) <= index < len(content.items):
                items = list(content.items)
                items[index] = value if sure else blur(items[index], value)
                run.store(ref, Items(content.cls, tuple(items), None, content.origin))
            return
        if type(key) is Instance and key.cls.name == "slice":
            run.store(ref, _with_slice(run, content, key, value, sure))
            return
        each = tuple(blur(i, value) for i in content.items) if content.items is not None else None
        run.store(ref, Items(content.cls, each, None if content.elem is None else blur(content.elem, value)))
    elif type(content) is Object:
        protocols.call_special(run, ref, "__setitem__", [key, value])


def _with_slice(run: Run, content: Items, key: Instance, value: Shape, sure: bool) -> Items:
    """A list after ``content[a:b] = value``; ``[:]`` replaces all of it."""
    new = iterate(run, value)
    cut = protocols.bounds(key)
    if sure and cut == slice(None):
        content = Items(content.cls, (), None, content.origin)
    if sure and cut is not None and content.items is not None and new.each is not None and cut.step is None:
        items = list(content.items)
        items[cut] = new.each
        return Items(content.cls, tuple(items), None, content.origin)
    parts = (*elements(content), new.element)
    return Items(content.cls, None, join_all(parts) if sure else one_of(parts), content.origin)


def put(run: Run, content: Dict, key: Shape, value: Shape, node: ast.expr | None, sure: bool = True) -> Dict:
    """A dict with one more item; a key that is not known may replace any of those that are."""
    place = None if node is None else run.place(node)
    key = keys.exact(run, key)
    if type(key) is Const:
        entries = dict(content.entries)
        old = entries.get(key.value)
        if sure:
            entries[key.value] = Entry(value, False, place)
        elif old is None:
            entries[key.value] = Entry(value, True, place)
        else:
            entries[key.value] = Entry(blur(old.value, value), old.optional, place)
        rest = content.rest
        if sure and old is None and type(rest) is Union and type(content.rest_key) is not Const:
            rest = one_of(rest.options)  # which of them this key had is not known
        return Dict(entries, rest, content.rest_key, content.cls)
    if type(key) is Union and all(type(o) is Const for o in key.options):
        for option in key.options:
            content = put(run, content, option, value, node, sure=False)
        return content
    blurred = {k: Entry(blur(e.value, value), e.optional, e.node) for k, e in content.entries.items()}
    return Dict(blurred, join_maybe(content.rest, value), join_maybe(content.rest_key, key), content.cls)


def store_attribute(run: Run, target: Shape, name: str, value: Shape) -> None:
    """``target.name = value``."""
    if type(target) is Ref:
        content = run.content(target)
        own = isinstance(content, (Object, Dict)) and "__setattr__" in access.hooks(run, content.cls)
        if own and protocols.call_special(run, target, "__setattr__", [Const(name), value]) is not None:
            return
        if type(content) is Object and not protocols.set_property(run, target, content, name, value):
            run.store(target, Object(content.cls, {**content.attrs, name: value}, content.origin, content.whole))
    elif type(target) is Union or type(target) is OneOf:
        for option in target.options:
            content = run.content(option)
            if type(option) is Ref and type(content) is Object:
                attrs = dict(content.attrs)
                attrs[name] = blur(attrs[name], value) if name in attrs else value
                run.store(option, Object(content.cls, attrs, content.origin, content.whole))
    elif type(target) is Class:
        run.state.set((target, name), value)
    elif type(target) is Function and target.bound is None:
        run.state.set(((target.node, target.closure), name), value)
    elif type(target) is Module:
        fid = names.module_frame(run, target.name)
        run.state.set((target.name if fid is None else fid, name), value)
        if fid is None:
            run.patched.add(target.name)


def delete(run: Run, target: ast.expr) -> None:
    """``del target``."""
    if isinstance(target, ast.Subscript):
        container = expressions.evaluate(run, target.value)
        key = expressions.evaluate_index(run, target.slice)
        content = run.content(container)
        if not _holds(content, key):
            run.may_raise()
            if (
                type(content) is Dict
                and type(key) is Const
                and content.rest is None
                and key.value not in content.entries
            ):
                raise Unreachable
        for option, content in list(run.contents(container)):
            if type(option) is Ref:
                _delete_item(run, option, content, key, option is container)
    elif isinstance(target, ast.Attribute):
        container = expressions.evaluate(run, target.value)
        content = run.content(container)
        if type(container) is Ref and type(content) is Object:
            attrs = {n: v for n, v in content.attrs.items() if n != target.attr}
            run.store(container, Object(content.cls, attrs, content.origin, content.whole))
    elif isinstance(target, ast.Name):
        bind(run, target.id, UNKNOWN)
    elif isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            delete(run, element)


def _holds(content: Shape, key: Shape) -> bool:
    entry = content.entries.get(key.value) if type(content) is Dict and type(key) is Const else None
    return entry is not None and not entry.optional


def _delete_item(run: Run, ref: Ref, content: Shape, key: Shape, sure: bool) -> None:
    if type(content) is Dict:
        key = keys.exact(run, key)
        run.store(ref, without(content, key, sure))
    elif type(content) is Items:
        if content.items is not None and type(key) is Const and isinstance(key.value, int) and sure:
            items = list(content.items)
            if -len(items) <= key.value < len(items):
                del items[key.value]
                run.store(ref, Items(content.cls, tuple(items), None, content.origin))
                return
        cut = protocols.bounds(key) if type(key) is Instance and key.cls.name == "slice" else None
        if content.items is not None and cut is not None and sure:
            items = list(content.items)
            del items[cut]
            run.store(ref, Items(content.cls, tuple(items), None, content.origin))
            return
        run.store(ref, less_one(content))


def less_one(content: Items) -> Items:
    """A list or set after one of its elements was removed, which is not known."""
    if content.items is not None and len(content.items) == 1:
        return Items(content.cls, (), None, content.origin)
    left = join_all(elements(content))
    if type(left) is Union:
        left = one_of((*left.options, _PERHAPS_REMOVED))
    return Items(content.cls, None, left, content.origin)


def without(content: Dict, key: Shape, sure: bool = True) -> Dict:
    """A dict after a key was removed; one that is not known may have been any."""
    if type(key) is Const and sure:
        entries: dict[Scalar, Entry] = {k: e for k, e in content.entries.items() if k != key.value}
        return Dict(entries, content.rest, content.rest_key, content.cls)
    entries = {k: Entry(blur(e.value, _PERHAPS_REMOVED), True, e.node) for k, e in content.entries.items()}
    return Dict(entries, content.rest, content.rest_key, content.cls)


def augmented(run: Run, node: ast.AugAssign) -> None:
    """``target op= value``: in place for containers, else a new value."""

    target = node.target
    if isinstance(target, ast.Name):
        old = expressions.evaluate(run, ast.copy_location(ast.Name(target.id, ast.Load()), target))
    elif isinstance(target, ast.Attribute):
        old = expressions.evaluate(run, ast.copy_location(ast.Attribute(target.value, target.attr, ast.Load()), target))
    else:
        old = expressions.evaluate(
            run, ast.copy_location(ast.Subscript(target.value, target.slice, ast.Load()), target)
        )
    value = expressions.evaluate(run, node.value)
    if operators.in_place(run, node.op, old, value):
        return
    changed = protocols.operate_in_place(run, operators.SPECIAL[type(node.op)], old, value)
    if changed is not None:
        assign(run, target, changed, node.value)
        return
    result = operators.binary(run, node.op, old, value, node)
    if type(result) is Const and _outlives(run, target):
        result = Instance(class_of(result) or OBJECT)  # a warm environment counts on from here
    assign(run, target, result, node.value)


def _outlives(run: Run, target: ast.expr) -> bool:
    """Whether what is assigned to belongs to the module, so that later invocations find it changed."""
    if run.frame.node is None:
        return False
    if isinstance(target, ast.Name):
        return run.frame.globals is not None and target.id in run.frame.globals
    if not isinstance(target, (ast.Attribute, ast.Subscript)):
        return False
    holder = expressions.evaluate(run, target.value)
    return type(holder) is Class or (type(holder) is Ref and holder.id < run.loaded)


def by_annotation(run: Run, value: Shape, annotation: ast.expr) -> Shape:
    """A declared type speaks where the value does not."""
    if type(value) is Unknown and not value.json:
        declared = declared_types.shape_of(run, annotation, run.frame.scope)
        if type(declared) is not Unknown:
            return run.lift(declared)
    return value


__all__ = ["Lazy", "assign", "bind", "join"]

from . import access, converting, correlation, declared_types, expressions, keys, names, operators, protocols
