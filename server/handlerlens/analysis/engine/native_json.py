"""Serializers: what they read gives JSON, what they write is looked at."""

from __future__ import annotations

from ..shapes import A_STR, JSON, NONE, SOME_BYTES, UNKNOWN, Class, Const, Dict, Instance, Shape, Unknown
from .natives import Call, function
from .run import Dump, Run

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
    for name in ("object_hook", "object_pairs_hook", "cls", "use_decimal"):
        if name in call.keywords:
            return UNKNOWN
    for name in ("parse_float", "parse_int"):
        hook = call.keywords.get(name)
        if hook is not None and not (
            type(hook) is Class and hook.qualname in ("decimal.Decimal", "int", "float", "str")
        ):
            return UNKNOWN
        if hook is not None and type(hook) is Class and hook.name == "Decimal":
            return Unknown("JSON data with Decimal numbers")
    return JSON


@function("json.dumps", "json.dump", "simplejson.dumps", "simplejson.dump", "ujson.dumps", "ujson.dump", "orjson.dumps")
def _dumps(run: Run, call: Call) -> Shape:
    run.may_raise()
    name = _serializer(run, call)
    value = call.argument(0, "obj")
    node = call.node_of(0, "obj")
    if value is not None and node is not None and not _customized(run, call):
        guarded = any(names & {"TypeError", "ValueError", "OverflowError"} for names in run.catching)
        run.saw_dump(Dump(name, call.node, node, run.frame.scope, run.freeze(value), guarded))
    if call.bound is None and name == "orjson":
        return Instance(SOME_BYTES.cls, (A_STR,))
    return NONE if _last(call) == "dump" else A_STR


def _last(call: Call) -> str:

    return native_library.natives_name(call)


def _serializer(run: Run, call: Call) -> str:
    return run.calling.partition(".")[0]


def _customized(run: Run, call: Call) -> bool:
    if call.starred is not None or call.star is not None:
        return True
    for name in ("default", "cls"):
        given = call.keywords.get(name)
        if given is not None and not (type(given) is Const and given.value is None):
            return True
    skip = call.keywords.get("skipkeys")
    return skip is not None and not (type(skip) is Const and skip.value is False)


__all__ = ["Dict"]

from . import native_library
