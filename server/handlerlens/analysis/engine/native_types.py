"""Construction of builtin classes."""

from __future__ import annotations

from ..shapes import (
    A_BOOL,
    A_FLOAT,
    A_STR,
    AN_INT,
    BOOL,
    BYTEARRAY,
    BYTES,
    COMPLEX,
    DICT,
    ENUMERATE,
    FILTER,
    FLOAT,
    FROZENSET,
    INT,
    JSON,
    LIST,
    MAP,
    MEMORYVIEW,
    OBJECT,
    RANGE,
    REVERSED,
    SET,
    SLICE,
    SOME_BYTES,
    STR,
    TRUE,
    TUPLE,
    TYPE,
    UNKNOWN,
    ZIP,
    Class,
    Const,
    Dict,
    Entry,
    Instance,
    Items,
    Object,
    OneOf,
    Scalar,
    Shape,
    Union,
    Unknown,
    class_of,
    options,
)
from .iterate import element_of, iterate
from .join import join_maybe, one_of, union
from .mro import mro
from .natives import Call, NativeFunction, place
from .records import fields_of, record_kind
from .run import Run
from .truth import by_truth


def construct(run: Run, cls: Class, call: Call) -> Shape:
    """``str(x)``, ``list(x)``, ``dict(x)`` and so on."""
    maker = _MAKERS.get(cls)
    if maker is None:
        return Instance(cls, (), place(run, call))
    return maker(run, call)


def _str(run: Run, call: Call) -> Shape:
    value = call.argument(0)
    if type(value) is Const and isinstance(value.value, str):
        return value
    return A_STR


def _int(run: Run, call: Call) -> Shape:
    value = call.argument(0)
    if value is None:
        return Const(0)
    if class_of(run.content(value)) not in (INT, FLOAT, BOOL):
        run.may_raise()
    if type(value) is Const and isinstance(value.value, int):
        return Const(int(value.value))
    return AN_INT


def _float(run: Run, call: Call) -> Shape:
    value = call.argument(0)
    if value is None:
        return Const(0.0)
    if type(value) is Const and isinstance(value.value, (str, int, float)):
        try:
            return Const(float(value.value))
        except (ValueError, OverflowError):
            run.may_raise()
            return A_FLOAT
    if class_of(run.content(value)) not in (INT, FLOAT, BOOL):
        run.may_raise()
    return A_FLOAT


def _bool(run: Run, call: Call) -> Shape:
    return A_BOOL


def _bytes(run: Run, call: Call) -> Shape:
    value = call.argument(0)
    if type(value) is Const and isinstance(value.value, str):
        return Const(value.value.encode("utf-8", "replace"))
    return SOME_BYTES


def _items(cls: Class):  # type: ignore[no-untyped-def]
    def make(run: Run, call: Call) -> Shape:
        value = call.argument(0)
        origin = place(run, call)
        if value is None:
            made = Items(cls, (), None, origin)
        else:
            iteration = iterate(run, value)
            content = run.content(value)
            if type(content) is Unknown:
                run.may_raise()
            exact = iteration.each
            if cls is SET or cls is FROZENSET:
                exact = exact if exact is not None and len(exact) < 2 else None
            if exact is not None and (
                type(content) is not Dict or all(not e.optional for e in content.entries.values())
            ):
                made = Items(cls, exact, None, origin)
            elif iteration.each == ():
                made = Items(cls, (), None, origin)
            else:
                made = Items(cls, None, iteration.element, origin)
        return run.lift(made)

    return make


def dict_from(run: Run, call: Call, cls: Class) -> Dict:
    """What ``dict(mapping_or_pairs, **keywords)`` holds."""

    result = Dict({}, None, None, cls)
    if call.positional:
        result = _from_value(run, result, call.positional[0])
    elif call.star is not None:
        result = Dict({}, UNKNOWN, UNKNOWN, cls)
    entries = dict(result.entries)
    for name, value in call.keywords.items():
        node = call.node_of(1 << 30, name)
        entries[name] = Entry(value, False, run.place(node) if node is not None else None)
    made = Dict(entries, result.rest, result.rest_key, cls)
    if call.starred is not None:
        made = Dict(entries, join_maybe(made.rest, call.starred), join_maybe(made.rest_key, A_STR), cls)
    return made


MAPPINGS = ("typing.Mapping", "typing.MutableMapping")
"""What classes of mappings derive from; they take from it all but how a key's value is found."""


def _from_value(run: Run, result: Dict, value: Shape) -> Dict:

    content = run.content(value)
    if type(content) is Union or type(content) is OneOf:
        return expressions.merge(run, result, value)
    if type(content) is Dict or (type(content) is Unknown and content.json):
        return expressions.merge(run, result, value)
    if type(content) is Unknown:
        return Dict({}, UNKNOWN, UNKNOWN, result.cls)
    if type(content) is Object and record_kind(run, content.cls) == "pydantic":
        return Dict({f.name: Entry(f.held(run, content)) for f in fields_of(run, content.cls)}, cls=result.cls)
    if type(content) is Object and has_keys(run, content):
        return by_mapping(run, value, result)
    iteration = iterate(run, value)
    pairs = iteration.each if iteration.each is not None else (iteration.element,)
    entries: dict[Scalar, Entry] = {}
    rest: Shape | None = None
    rest_key: Shape | None = None
    cls = class_of(content)
    if cls is not None and iteration.element is UNKNOWN and not iteration.each:
        return by_mapping(run, value, result) if iteration.each is None else result
    for pair in [o for one in pairs for o in options(one)]:
        inner = run.content(pair)
        if type(inner) is Items and inner.items is not None and len(inner.items) == 2:
            key, item = inner.items
        elif type(inner) is Items:
            key = item = element_of(run, inner)
        elif type(inner) in (Instance, Const):
            return by_mapping(run, value, result)
        else:
            key = item = UNKNOWN
        key = keys.exact(run, key)
        if type(key) is Const and iteration.each is not None:
            entries[key.value] = Entry(item)
        else:
            rest, rest_key = join_maybe(rest, item), join_maybe(rest_key, key)
    return Dict(entries, rest, rest_key, result.cls)


def has_keys(run: Run, content: Object) -> bool:
    """Whether ``dict`` and ``**`` take an object for a mapping."""
    own = members.in_namespace
    if own(run, content.cls, "keys") is not None:
        return True
    derived = any(one.qualname in MAPPINGS for one in mro(run, content.cls)[0])
    return derived and own(run, content.cls, "__getitem__") is not None


def by_mapping(run: Run, value: Shape, result: Dict) -> Dict:
    """What a mapping of the project holds, by its own ``keys`` and ``__getitem__``."""
    content = run.content(value)
    own = type(content) is Object and members.in_namespace(run, content.cls, "keys") is None
    listed = value if own else protocols.call_special(run, value, "keys", [])
    each = None if listed is None else iterate(run, listed).each
    if each is not None and all(type(key) is Const for key in each):
        get = [(key, protocols.call_special(run, value, "__getitem__", [key])) for key in each]
        return Dict({k.value: Entry(v or UNKNOWN) for k, v in get if type(k) is Const}, None, None, result.cls)
    found = protocols.call_special(run, value, "__getitem__", [A_STR])
    key = element_of(run, value)
    return Dict({}, UNKNOWN if found is None else found, key, result.cls)


def _dict(run: Run, call: Call) -> Shape:
    return run.new(dict_from(run, call, DICT))


def _range(run: Run, call: Call) -> Shape:
    first = call.argument(0)
    certain = len(call.positional) == 1 and type(first) is Const and isinstance(first.value, int) and first.value > 0
    return Instance(RANGE, (AN_INT, TRUE) if certain else (AN_INT,), place(run, call))


def _enumerate(run: Run, call: Call) -> Shape:
    value = call.argument(0)
    return Instance(ENUMERATE, (value or UNKNOWN,), place(run, call))


def _reversed(run: Run, call: Call) -> Shape:
    value = call.argument(0) or UNKNOWN
    return Instance(REVERSED, (element_of(run, value),), place(run, call))


def _zip(run: Run, call: Call) -> Shape:
    if call.star is not None:
        row = run.content(call.star)
        columns = Items(TUPLE, None, element_of(run, call.star))
        if type(row) is not Items or row.items is None or call.positional:
            return Instance(ZIP, (columns,), place(run, call))
        exact = Items(TUPLE, tuple(Items(TUPLE, None, item) for item in row.items))
        return Instance(ZIP, (columns, exact), place(run, call))
    parts = [iterate(run, a) for a in call.positional]
    each = Items(TUPLE, tuple(part.element for part in parts))
    known = [part.each for part in parts if part.each is not None]
    if known and len(known) == len(parts) and not call.keywords:
        rows = Items(TUPLE, tuple(Items(TUPLE, row) for row in zip(*known, strict=False)))
        return Instance(ZIP, (each, rows), place(run, call))
    return Instance(ZIP, (each,), place(run, call))


def _map(run: Run, call: Call) -> Shape:

    if len(call.positional) < 2:
        return Instance(MAP, (UNKNOWN,), place(run, call))
    arguments = [element_of(run, a) for a in call.positional[1:]]
    return Instance(MAP, (calls.call_value(run, call.positional[0], arguments, node=call.node),), place(run, call))


def _filter(run: Run, call: Call) -> Shape:
    if len(call.positional) < 2:
        return Instance(FILTER, (UNKNOWN,), place(run, call))
    element = element_of(run, call.positional[1])
    test = call.positional[0]
    if type(test) is Const and test.value is None:
        element = by_truth(run, element, True) or element
    elif type(test) is not Unknown:
        element = filtering.passing(run, test, element)
    return Instance(FILTER, (element,), place(run, call))


def _new_type(run: Run, call: Call) -> Shape:
    """``type("Point", (Base,), {"x": 1})``."""
    name, bases, body = (run.content(value) for value in call.positional)
    label = name.value if type(name) is Const else None
    if (
        not isinstance(label, str)
        or type(bases) is not Items
        or bases.items is None
        or type(body) is not Dict
        or body.rest is not None
    ):
        return UNKNOWN
    cls = Class(label, run.frame.scope.name, bases.items or (OBJECT,), None, run.frame.scope)
    run.classes.append(cls)
    for key, entry in body.entries.items():
        run.state.set((cls, str(key)), entry.value)
    return cls


def _type(run: Run, call: Call) -> Shape:
    if len(call.positional) == 3 and call.bound is None:
        return _new_type(run, call)
    if len(call.positional) != 1:
        return UNKNOWN
    value = call.positional[0]
    if type(value) in (Union, OneOf):
        found = [class_of(run.content(o)) or UNKNOWN for o in value.options]  # type: ignore[attr-defined]
        return union(found) if type(value) is Union else one_of(found)
    cls = class_of(run.content(value))
    return cls if cls is not None else Instance(TYPE, (), place(run, call))


def _plain(shape: Shape):  # type: ignore[no-untyped-def]
    def make(run: Run, call: Call) -> Shape:
        return shape

    return make


def _instance(cls: Class):  # type: ignore[no-untyped-def]
    def make(run: Run, call: Call) -> Shape:
        return Instance(cls, (), place(run, call))

    return make


_MAKERS: dict[Class, NativeFunction] = {
    STR: _str,
    INT: _int,
    FLOAT: _float,
    BOOL: _bool,
    BYTES: _bytes,
    LIST: _items(LIST),
    TUPLE: _items(TUPLE),
    SET: _items(SET),
    FROZENSET: _items(FROZENSET),
    DICT: _dict,
    RANGE: _range,
    ENUMERATE: _enumerate,
    REVERSED: _reversed,
    ZIP: _zip,
    MAP: _map,
    FILTER: _filter,
    TYPE: _type,
    BYTEARRAY: _instance(BYTEARRAY),
    MEMORYVIEW: _instance(MEMORYVIEW),
    COMPLEX: _instance(COMPLEX),
    SLICE: _instance(SLICE),
}

__all__ = ["JSON", "construct", "dict_from"]

from . import calls, expressions, filtering, keys, members, protocols
