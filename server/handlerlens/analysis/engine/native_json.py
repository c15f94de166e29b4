"""Serializers: what they read gives JSON, what they write is looked at."""

from __future__ import annotations

import ast
import sys

from ..shapes import A_STR, GENERATOR, NONE, SOME_BYTES, UNKNOWN, Const, Function, Instance, Object, Ref, Shape
from .activation import Dump
from .natives import Call, constructor, function, method, place
from .run import Run, Unreachable

_READERS = (
    *("json.load", "json.loads", "simplejson.loads", "simplejson.load"),
    *("ujson.loads", "ujson.load", "orjson.loads", "rapidjson.loads"),
)
_RESPONSES = ("requests.models.Response", "httpx.Response", "urllib3.response.HTTPResponse")
"""Their ``json`` reads what came with ``json.loads``."""
_ENCODER = "json.encoder.JSONEncoder"
_SENDERS = {"requests": "simplejson", "httpx": "json"}
"""Packages that serialize what they send, with what: requests takes simplejson where there is one, which Lambda's runtime brings."""
_OPTIONS = "[options]"
"""The attribute of an encoder that says whether something nobody knows decides for it."""


@function(*_READERS)
def _loads(run: Run, call: Call) -> Shape:
    run.may_raise()
    return reading.read(run, call)


for _cls in _RESPONSES:
    method(_cls, "json")(_loads)


@function("json.dumps", "json.dump", "simplejson.dumps", "simplejson.dump", "ujson.dumps", "ujson.dump", "orjson.dumps")
def _dumps(run: Run, call: Call) -> Shape:
    run.may_raise()
    name = _serializer(run, call)
    value = (
        call.argument(0, "obj") if name != "orjson" or len(call.positional) < 2 else None
    )  # its second argument is ``default``
    taken = 2 if _last(call) == "dump" else 1
    if name == "json" and call.bound is None and len(call.positional) > taken and isinstance(call.node, ast.Call):
        scope, caught, none = run.frame.scope, frozenset[str]().union(*run.catching), frozenset[str]()
        run.saw_dump(Dump(name, call.node, call.node, scope, NONE, caught, none, {}, run.way(), misgiven=True))
        return A_STR
    asked = encoders.hook(run, call)
    handled = _handled(call, asked)
    if value is not None and handled is not None:
        _look(run, call, name, value, asked, handled)
    if call.bound is None and name == "orjson":
        return Instance(SOME_BYTES.cls, (A_STR,))
    return NONE if _last(call) == "dump" else A_STR


def sent(run: Run, function: Function, call: Call) -> None:
    """``requests.post(url, json=value)`` and its like, which serialize what they send."""
    package, value = function.scope.name.partition(".")[0], call.keywords.get("json")
    if package in _SENDERS and value is not None:
        _look(run, call, _SENDERS[package], value, None, frozenset(), package)


def _look(
    run: Run, call: Call, name: str, value: Shape, asked: Shape | None, handled: frozenset[str], sender: str = ""
) -> None:
    """A serializer is given this value; it asks a function about what it does not know."""
    node = call.node_of(sys.maxsize, "json") if sender else call.node_of(0, "obj") or call.node_of(0, "o")
    if node is None:
        return
    caught = frozenset().union(*run.catching)
    frozen = run.freeze(value)
    probing = not sender and bool(caught) and call.node is not None and call.node is run.discarded
    if not probing:
        refused = encoders.refused(run, asked, frozen, name)
        scope, call_node = run.frame.scope, None if sender else call.node
        run.saw_dump(Dump(name, call_node, node, scope, frozen, caught, handled, refused, run.way(), sender=sender))
    if (probing or "TypeError" in caught) and not handled and encoders.rules(run, name).refuses(frozen):
        raise Unreachable  # the program finds out here what can be serialized


def _last(call: Call) -> str:

    return native_library.natives_name(call)


def _serializer(run: Run, call: Call) -> str:
    return run.calling.partition(".")[0]


_VALUES = frozenset({"value", "not utf-8", "decimal"})


def _handled(call: Call, asked: Shape | None) -> frozenset[str] | None:
    """The kinds of problems that the call's own options deal with; None where they may deal with any."""
    if call.starred is not None or call.star is not None or (_given(call, "cls") and asked is None):
        return None
    handled = _VALUES if asked is not None else frozenset()
    return handled | {"key"} if _given(call, "skipkeys") else handled


def _given(call: Call, name: str) -> bool:
    value = call.keywords.get(name)
    return value is not None and not (type(value) is Const and not value.value)


# -- encoders that the program makes itself ----------------------------------------------------------------------------------------


@constructor(_ENCODER)
def _encoder(run: Run, call: Call) -> Shape:
    cls = native_library.declared_class(run, "json.encoder", "JSONEncoder")
    if cls is None:
        return UNKNOWN
    made = run.new(Object(cls, {}, place(run, call), False))
    _configure(run, made, call)
    return made


@method(_ENCODER, "__init__")
def _initialize(run: Run, call: Call) -> Shape:
    if call.bound is not None:
        _configure(run, call.bound, call)
    return NONE


def _configure(run: Run, made: Shape, call: Call) -> None:
    content = run.content(made)
    if type(made) is not Ref or type(content) is not Object:
        return
    attrs = dict(content.attrs)
    if call.star is not None or call.starred is not None or call.positional:
        attrs[_OPTIONS] = UNKNOWN
    if _given(call, "default"):
        attrs["default"] = call.keywords["default"]
    if _given(call, "skipkeys"):
        attrs["skipkeys"] = call.keywords["skipkeys"]
    run.store(made, Object(content.cls, attrs, content.origin, content.whole))


@method(_ENCODER, "encode")
def _encode(run: Run, call: Call) -> Shape:
    """``encoder.encode(value)``, which does what ``dumps`` does with the encoder's options."""
    run.may_raise()
    _encoded(run, call)
    return A_STR


@method(_ENCODER, "iterencode")
def _encode_piecewise(run: Run, call: Call) -> Shape:
    run.may_raise()
    _encoded(run, call)
    return Instance(GENERATOR, (A_STR,), place(run, call))


def _encoded(run: Run, call: Call) -> None:
    content = None if call.bound is None else run.content(call.bound)
    value = call.argument(0, "o")
    if type(content) is not Object or value is None or call.bound is None or _OPTIONS in content.attrs:
        return
    own = members.in_namespace(run, content.cls, "default") or content.attrs.get("default")
    if own is not None and "default" not in content.attrs:
        own = members.class_lookup(run, call.bound, content, content.cls, "default")
    if members.in_namespace(run, content.cls, "iterencode") is None:
        handled = _VALUES if own is not None else frozenset()
        handled |= {"key"} if "skipkeys" in content.attrs else frozenset()
        _look(run, call, _serializer(run, call), value, own, handled)


from . import encoders, members, native_library, reading
