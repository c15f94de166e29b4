"""Methods of dict, list, set, tuple, str, bytes and of JSON of unknown form."""

from __future__ import annotations

from ..shapes import (
    A_STR,
    AN_INT,
    DICT_ITEMS,
    DICT_KEYS,
    DICT_VALUES,
    ITERATOR,
    LIST,
    NONE,
    TUPLE,
    UNKNOWN,
    Const,
    Dict,
    Entry,
    Instance,
    Items,
    Ref,
    Shape,
    Unknown,
    key_shape,
)
from .assign import put, without
from .iterate import element_of, iterate
from .join import join, join_maybe, one_of, union
from .natives import Call, method, place
from .protocols import item, own_entry
from .run import Run


def _dict(run: Run, call: Call) -> tuple[Shape, Dict]:
    bound = call.bound if call.bound is not None else UNKNOWN
    content = run.content(bound)
    return bound, content if type(content) is Dict else Dict({}, UNKNOWN, UNKNOWN)


@method("dict", "get")
def _get(run: Run, call: Call) -> Shape:
    bound, content = _dict(run, call)
    key = keys.exact(run, converting.place_of(run, bound, call.argument(0) or UNKNOWN))
    default = call.argument(1, "default") or NONE
    if type(key) is Const:
        entry = content.entries.get(key.value)
        if entry is not None:
            value = own_entry(run, bound, content, key.value, entry)
            return join(value, default) if entry.optional else value
        if content.rest is None:
            return default
    raised = run.trackers[-1].raised if run.trackers else False
    found = item(run, bound, key)
    if run.trackers and not raised:
        run.trackers[-1].raised = raised
    if type(found) is Unknown:
        if type(default) is Const:
            return found
        return union((found, default))
    chosen = type(key) is Const or keys.chosen_by_event(key)
    return union((found, default)) if chosen else one_of((found, default))


@method("dict", "keys")
def _keys(run: Run, call: Call) -> Shape:
    return Instance(DICT_KEYS, (call.bound or UNKNOWN,), place(run, call))


@method("dict", "values")
def _values(run: Run, call: Call) -> Shape:
    return Instance(DICT_VALUES, (call.bound or UNKNOWN,), place(run, call))


@method("dict", "items")
def _pairs(run: Run, call: Call) -> Shape:
    return Instance(DICT_ITEMS, (call.bound or UNKNOWN,), place(run, call))


@method("dict", "update")
def _update(run: Run, call: Call) -> Shape:

    bound, content = _dict(run, call)
    if type(bound) is not Ref:
        return NONE
    for value in call.positional:
        inner = run.content(value)
        if type(inner) in (Dict, Unknown):
            content = expressions.merge(run, content, value)
        else:
            content = expressions.merge(run, content, native_types._from_value(run, Dict({}), value))
    for name, value in call.keywords.items():
        node = call.node_of(1 << 30, name)
        content = put(run, content, Const(name), value, node)
    if call.starred is not None:
        content = Dict(
            content.entries, join_maybe(content.rest, call.starred), join_maybe(content.rest_key, A_STR), content.cls
        )
    run.store(bound, content)
    return NONE


@method("dict", "setdefault")
def _setdefault(run: Run, call: Call) -> Shape:
    bound, content = _dict(run, call)
    key = keys.exact(run, call.argument(0) or UNKNOWN)
    default = call.argument(1, "default") or NONE
    if type(key) is Const:
        entry = content.entries.get(key.value)
        if entry is not None and not entry.optional:
            return own_entry(run, bound, content, key.value, entry)
        value = default if entry is None else join(entry.value, default)
        if type(bound) is Ref:
            run.store(bound, put(run, content, key, value, call.node_of(1)))
        return value
    if type(bound) is Ref:
        rest = join_maybe(content.rest, default)
        run.store(bound, Dict(content.entries, rest, join_maybe(content.rest_key, key), content.cls))
        if rest is not None:
            return protocols._own_rest(run, bound, run.content(bound))  # type: ignore[arg-type]
    return default


@method("dict", "pop")
def _pop(run: Run, call: Call) -> Shape:
    bound, content = _dict(run, call)
    key = keys.exact(run, converting.place_of(run, bound, call.argument(0) or UNKNOWN))
    found: Shape = UNKNOWN
    if type(key) is Const:
        entry = content.entries.get(key.value)
        default = call.argument(1)
        if entry is not None:
            found = own_entry(run, bound, content, key.value, entry)
            if entry.optional and default is not None:
                found = join(found, default)
        elif content.rest is None:
            if default is None:
                run.may_raise()
            found = default if default is not None else UNKNOWN
        else:
            found = content.rest
        content = _dict(run, call)[1]
    else:
        run.may_raise()
    if type(bound) is Ref:
        run.store(bound, without(content, key))
    return found


@method("dict", "popitem")
def _popitem(run: Run, call: Call) -> Shape:
    bound, content = _dict(run, call)
    run.may_raise()
    end = call.argument(0, "last")
    sure = content.rest is None and not any(entry.optional for entry in content.entries.values())
    if type(bound) is Ref and sure and content.entries and (end is None or type(end) is Const):
        key = list(content.entries)[0 if type(end) is Const and not end.value else -1]
        value = own_entry(run, bound, content, key, content.entries[key])
        run.store(bound, without(content, Const(key)))
        return Items(TUPLE, (key_shape(key), value))
    if type(bound) is Ref:
        run.store(bound, without(content, UNKNOWN))
    return Items(TUPLE, (UNKNOWN, UNKNOWN))


@method("dict", "clear")
def _clear(run: Run, call: Call) -> Shape:
    bound, content = _dict(run, call)
    if type(bound) is Ref:
        run.store(bound, Dict({}, None, None, content.cls))
    return NONE


@method("dict", "copy", "__copy__")
def _copy(run: Run, call: Call) -> Shape:
    _, content = _dict(run, call)
    return run.new(Dict(dict(content.entries), content.rest, content.rest_key, content.cls))


@method("dict", "fromkeys")
def _fromkeys(run: Run, call: Call) -> Shape:
    value = call.argument(1) or NONE
    iteration = iterate(run, call.argument(0) or UNKNOWN)
    keys = iteration.each
    if keys is not None and all(type(k) is Const for k in keys):
        return run.new(Dict({k.value: Entry(value) for k in keys if type(k) is Const}))
    return run.new(Dict({}, value, iteration.element))


@method("dict", "move_to_end")
def _move(run: Run, call: Call) -> Shape:
    return NONE


@method("collections.Counter", "most_common")
def _most_common(run: Run, call: Call) -> Shape:
    _, content = _dict(run, call)
    keys: list[Shape] = [key_shape(k) for k in content.entries]
    if content.rest_key is not None:
        keys.append(content.rest_key)
    key = one_of(keys) if keys else UNKNOWN
    return run.new(Items(LIST, None, Items(TUPLE, (key, AN_INT))))


@method("collections.Counter", "elements")
def _elements(run: Run, call: Call) -> Shape:

    return Instance(ITERATOR, (element_of(run, call.bound or UNKNOWN),), place(run, call))


@method("collections.Counter", "total")
def _total(run: Run, call: Call) -> Shape:
    return AN_INT


from . import converting, expressions, keys, native_types, protocols
