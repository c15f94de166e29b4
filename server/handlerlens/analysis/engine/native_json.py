"""Serializers: what they read gives JSON, what they write is looked at."""

from __future__ import annotations

from ..shapes import A_STR, NONE, SOME_BYTES, Const, Dict, Instance, Shape
from .activation import Dump
from .natives import Call, function
from .run import Run, Unreachable

_READERS = (
    *(
        "json.load",
        "json.loads",
        "simplejson.loads",
        "simplejson.load",
        "ujson.loads",
        "ujson.load",
        "orjson.loads",
        "rapidjson.loads",
    ),
)


@function(*_READERS)
def _loads(run: Run, call: Call) -> Shape:
    run.may_raise()
    return reading.read(run, call)


@function("json.dumps", "json.dump", "simplejson.dumps", "simplejson.dump", "ujson.dumps", "ujson.dump", "orjson.dumps")
def _dumps(run: Run, call: Call) -> Shape:
    run.may_raise()
    name = _serializer(run, call)
    value = (
        call.argument(0, "obj") if name != "orjson" or len(call.positional) < 2 else None
    )  # its second argument is ``default``
    node = call.node_of(0, "obj")
    function = encoders.hook(run, call)
    handled = _handled(call, function)
    if value is not None and node is not None and handled is not None:
        caught = frozenset().union(*run.catching)
        frozen = run.freeze(value)
        probing = bool(caught) and call.node is not None and call.node is run.discarded
        if not probing:
            refused = encoders.refused(run, function, frozen, name)
            run.saw_dump(Dump(name, call.node, node, run.frame.scope, frozen, caught, handled, refused, run.way()))
        if (probing or "TypeError" in caught) and not handled and encoders.rules(run, name).refuses(frozen):
            raise Unreachable  # the program finds out here what can be serialized
    if call.bound is None and name == "orjson":
        return Instance(SOME_BYTES.cls, (A_STR,))
    return NONE if _last(call) == "dump" else A_STR


def _last(call: Call) -> str:

    return native_library.natives_name(call)


def _serializer(run: Run, call: Call) -> str:
    return run.calling.partition(".")[0]


_VALUES = frozenset({"value", "not utf-8", "decimal"})


def _handled(call: Call, function: Shape | None) -> frozenset[str] | None:
    """The kinds of problems that the call's own options deal with; None where they may deal with any."""
    if call.starred is not None or call.star is not None or (_given(call, "cls") and function is None):
        return None
    handled = _VALUES if function is not None else frozenset()
    return handled | {"key"} if _given(call, "skipkeys") else handled


def _given(call: Call, name: str) -> bool:
    value = call.keywords.get(name)
    return value is not None and not (type(value) is Const and not value.value)


__all__ = ["Dict"]

from . import encoders, native_library, reading
