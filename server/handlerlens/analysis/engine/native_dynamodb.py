"""DynamoDB's own form of values (``{"SS": ["a"]}``) and what boto3's deserializer makes of it."""

from __future__ import annotations

from ..serialization import DYNAMODB_VALUE
from ..shapes import A_BOOL, A_STR, LIST, NONE, SET, UNKNOWN, Dict, Entry, Instance, Items, Shape, Unknown
from .iterate import element_of
from .native_library import declared_class
from .natives import Call, method, place
from .run import Run

_VALUE = Unknown(DYNAMODB_VALUE)
_MAX_DEPTH = 12


@method("boto3.dynamodb.types.TypeDeserializer", "deserialize")
def _deserialize(run: Run, call: Call) -> Shape:
    run.may_raise()
    return _plain(run, call, call.argument(0, "value") or UNKNOWN, 0)


def _plain(run: Run, call: Call, value: Shape, depth: int) -> Shape:
    content = run.content(value)
    if type(content) is not Dict or len(content.entries) != 1 or content.rest is not None or depth > _MAX_DEPTH:
        return _VALUE
    (kind, entry), *_ = content.entries.items()
    inner = run.content(entry.value)
    if kind == "S":
        return A_STR
    if kind == "BOOL":
        return A_BOOL
    if kind == "NULL":
        return NONE
    if kind in ("N", "B"):
        return _instance(run, call, str(kind))
    if kind in ("SS", "NS", "BS"):
        each = A_STR if kind == "SS" else _instance(run, call, str(kind)[0])
        return run.new(Items(SET, None, each, place(run, call)))
    if kind == "L":
        items = inner.items if type(inner) is Items else None
        if items is None:
            return run.new(Items(LIST, None, _plain(run, call, element_of(run, inner), depth + 1)))
        return run.new(Items(LIST, tuple(_plain(run, call, item, depth + 1) for item in items)))
    if kind == "M" and type(inner) is Dict and inner.rest is None:
        entries = {k: Entry(_plain(run, call, e.value, depth + 1), e.optional) for k, e in inner.entries.items()}
        return run.new(Dict(entries))
    return run.new(Dict({}, _VALUE, A_STR)) if kind == "M" else _VALUE


def _instance(run: Run, call: Call, kind: str) -> Shape:
    module, name = ("decimal", "Decimal") if kind == "N" else ("boto3.dynamodb.types", "Binary")
    cls = declared_class(run, module, name)
    return UNKNOWN if cls is None else Instance(cls, (), place(run, call))
