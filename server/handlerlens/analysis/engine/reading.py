"""What reading JSON gives: of a constant exactly that, and what the hooks of ``json.loads`` make of it."""

from __future__ import annotations

import json

from ..shapes import A_STR, JSON, LIST, TUPLE, UNKNOWN, Class, Const, Dict, Entry, Items, Shape, Unknown
from .natives import Call
from .run import Run, Unreachable

_MAX_TEXT = 4000
_PLAIN = ("decimal.Decimal", "int", "float", "str")


def read(run: Run, call: Call) -> Shape:
    """The result of ``json.loads`` and the like."""
    if len(call.positional) > 1 and call.bound is None and run.calling in ("json.loads", "json.load"):
        run.may_raise()
        raise Unreachable  # its options are given by name
    if "cls" in call.keywords or "use_decimal" in call.keywords or call.starred is not None:
        return UNKNOWN
    hook, pairs = call.keywords.get("object_hook"), call.keywords.get("object_pairs_hook")
    number = call.keywords.get("parse_float")
    text = call.argument(0)
    if type(text) is Const and isinstance(text.value, str) and len(text.value) < _MAX_TEXT:
        try:
            return _shape(run, json.loads(text.value), call)
        except (ValueError, RecursionError):
            return JSON
    if pairs is not None:
        return UNKNOWN
    if hook is not None:
        return calls.call_value(run, hook, [run.new(Dict({}, UNKNOWN, A_STR))], node=call.node)
    for name in ("parse_float", "parse_int"):
        given = call.keywords.get(name)
        if given is not None and not (type(given) is Class and given.qualname in _PLAIN):
            return UNKNOWN
    if type(number) is Class and number.name == "Decimal":
        return Unknown("JSON data with Decimal numbers")
    return JSON


def _shape(run: Run, value: object, call: Call) -> Shape:
    """A constant's content; objects and numbers as the hooks turn them."""
    hook, pairs = call.keywords.get("object_hook"), call.keywords.get("object_pairs_hook")
    if isinstance(value, dict):
        inner = {key: _shape(run, item, call) for key, item in value.items()}
        if pairs is not None:
            rows = tuple(Items(TUPLE, (Const(key), item)) for key, item in inner.items())
            return calls.call_value(run, pairs, [run.new(Items(LIST, rows))], node=call.node)
        made = run.new(Dict({key: Entry(item) for key, item in inner.items()}))
        return made if hook is None else calls.call_value(run, hook, [made], node=call.node)
    if isinstance(value, list):
        return run.new(Items(LIST, tuple(_shape(run, item, call) for item in value)))
    name = {float: "parse_float", int: "parse_int"}.get(type(value))
    convert = call.keywords.get(name) if name is not None else None
    if convert is not None:
        return calls.call_value(run, convert, [Const(str(value))], node=call.node)
    return Const(value)  # type: ignore[arg-type]


from . import calls
