"""What ``collections.abc.Mapping`` adds to a class of the project that says how its items are found (``__getitem__``, ``__iter__``)."""

from __future__ import annotations

from ..shapes import NONE, UNKNOWN, Dict, Instance, Object, Shape
from .iterate import element_of
from .join import join_all, union
from .native_library import declared_class
from .native_types import MAPPINGS, by_mapping
from .natives import Call, method, place
from .run import Run

_VIEWS = {"keys": "KeysView", "values": "ValuesView", "items": "ItemsView"}


def _look(run: Run, call: Call) -> Shape:
    name = run.calling.rpartition(".")[2]
    cls = declared_class(run, "typing", _VIEWS[name])
    if cls is None or call.bound is None or type(run.content(call.bound)) is not Object:
        return UNKNOWN
    held = by_mapping(run, call.bound, Dict({}))
    key = element_of(run, call.bound)
    value = join_all([*(entry.value for entry in held.entries.values()), *([] if held.rest is None else [held.rest])])
    pair = (key, UNKNOWN if value is None else value)
    return Instance(cls, {"keys": pair[:1], "values": pair[1:]}.get(name, pair), place(run, call))


def _get(run: Run, call: Call) -> Shape:
    run.may_raise()
    key = call.argument(0)
    if call.bound is None or key is None or type(run.content(call.bound)) is not Object:
        return UNKNOWN
    found = protocols.call_special(run, call.bound, "__getitem__", [key])
    return union((UNKNOWN if found is None else found, call.argument(1, "default") or NONE))


for _name in MAPPINGS:
    method(_name, *_VIEWS)(_look)
    method(_name, "get")(_get)


from . import protocols
