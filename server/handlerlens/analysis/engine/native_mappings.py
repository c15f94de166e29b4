"""What ``collections.abc.Mapping`` adds to a class of the project that says how its items are found (``__getitem__``, ``__iter__``)."""

from __future__ import annotations

from ..shapes import NONE, UNKNOWN, Dict, Instance, Native, Object, Shape
from .iterate import element_of
from .join import join_all, union
from .mro import mro
from .native_library import declared_class
from .native_types import MAPPINGS, by_mapping
from .natives import Call, function, place
from .run import Run

_NAMES = ("keys", "values", "items", "get")
_VIEWS = {"keys": "KeysView", "values": "ValuesView", "items": "ItemsView"}


def inherited(run: Run, value: Shape, content: Object, name: str) -> Shape | None:
    """``items`` and its like of an object whose class derives from ``Mapping`` and has none of its own."""
    if name not in _NAMES or members.in_namespace(run, content.cls, name) is not None:
        return None
    derived = any(one.qualname in MAPPINGS for one in mro(run, content.cls)[0])
    return Native(f"mapping.{name}", value) if derived else None


@function("mapping.keys", "mapping.values", "mapping.items")
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


@function("mapping.get")
def _get(run: Run, call: Call) -> Shape:
    run.may_raise()
    key = call.argument(0)
    if call.bound is None or key is None or type(run.content(call.bound)) is not Object:
        return UNKNOWN
    found = protocols.call_special(run, call.bound, "__getitem__", [key])
    return union((UNKNOWN if found is None else found, call.argument(1, "default") or NONE))


from . import members, protocols
