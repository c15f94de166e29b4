"""``collections``, ``itertools`` and ``operator``."""

from __future__ import annotations

from ..shapes import (
    AN_INT,
    DICT,
    OBJECT,
    TUPLE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Entry,
    Instance,
    Items,
    Native,
    Shape,
)
from .iterate import element_of, iterate
from .native_library import declared_class
from .natives import METHODS, Call, function, method, place
from .run import Run


@function("collections.defaultdict")
def _defaultdict(run: Run, call: Call) -> Shape:

    cls = Class("defaultdict", "collections", (DICT,))
    if call.positional:
        cls.facts["factory"] = call.positional[0]
    inner = Call(call.positional[1:], call.keywords, None, call.star, call.starred)
    made = native_types.dict_from(run, inner, cls)
    return run.new(made)


@function("collections.OrderedDict")
def _ordered(run: Run, call: Call) -> Shape:

    return run.new(native_types.dict_from(run, call, declared_class(run, "collections", "OrderedDict") or DICT))


for _name in ("pop", "popitem", "setdefault", "update", "keys", "values", "items"):
    method("collections.OrderedDict", _name)(lambda run, call, _name=_name: METHODS["dict"][_name](run, call))  # type: ignore[misc]


@function("collections.Counter")
def _counter(run: Run, call: Call) -> Shape:
    cls = declared_class(run, "collections", "Counter") or DICT
    value = call.argument(0)
    if value is None:
        return run.new(Dict({k: Entry(v) for k, v in call.keywords.items()}, None, None, cls))
    content = run.content(value)
    if type(content) is Dict:
        return run.new(Dict(dict(content.entries), content.rest, content.rest_key, cls))
    return run.new(Dict({}, AN_INT, element_of(run, value), cls))


@function("collections.deque")
def _deque(run: Run, call: Call) -> Shape:
    cls = declared_class(run, "collections", "deque")
    if cls is None:
        return UNKNOWN
    value = call.argument(0)
    if value is None:
        return run.new(Items(cls, (), None, place(run, call)))
    iteration = iterate(run, value)
    exact = iteration.each if call.argument(1, "maxlen") is None else None
    return run.new(Items(cls, exact, None if exact is not None else iteration.element, place(run, call)))


_GROUPBY = Class("groupby", "itertools", (OBJECT,))
_GROUPER = Class("_grouper", "itertools", (OBJECT,))
_GROUPBY.facts["iterates"] = _GROUPER.facts["iterates"] = True


@function("itertools.groupby")
def _groupby(run: Run, call: Call) -> Shape:
    element = element_of(run, call.argument(0) or UNKNOWN)
    key = element
    test = call.argument(1, "key")
    if test is not None and not (type(test) is Const and test.value is None):
        key = calls.call_value(run, test, [element])
    group = Instance(_GROUPER, (element,), place(run, call))
    return Instance(_GROUPBY, (Items(TUPLE, (key, group)),), place(run, call))


@function("operator.itemgetter")
def _itemgetter(run: Run, call: Call) -> Shape:
    return Native("engine.itemgetter", None, tuple(call.positional))


@function("engine.itemgetter")
def _get_items(run: Run, call: Call) -> Shape:

    target = call.argument(0) or UNKNOWN
    found = tuple(protocols.item(run, target, key) for key in call.extra)
    return found[0] if len(found) == 1 else Items(TUPLE, found)


@function("operator.attrgetter")
def _attrgetter(run: Run, call: Call) -> Shape:
    return Native("engine.attrgetter", None, tuple(call.positional))


@function("engine.attrgetter")
def _get_attributes(run: Run, call: Call) -> Shape:

    if len(call.extra) != 1 or type(call.extra[0]) is not Const:
        return UNKNOWN
    value = call.argument(0) or UNKNOWN
    for part in str(call.extra[0].value).split("."):
        value = protocols.attribute(run, value, part)
    return value


from . import calls, native_types, protocols
