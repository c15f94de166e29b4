"""``datetime``: which zone a time is in. An aware one is an instance whose only argument is its zone (boto3's: what they come from)."""

from __future__ import annotations

from ..shapes import UNKNOWN, Class, Const, Instance, Native, Shape, class_of
from .join import one_of
from .native_library import declared_class
from .natives import Call, constructor, member, method, place
from .run import Run

_NAME = "datetime.datetime"


def _made(run: Run, call: Call, zone: Shape | None) -> Shape:
    run.may_raise(False)
    bound = call.bound
    cls = bound if type(bound) is Class else class_of(run.content(bound)) if bound is not None else None
    cls = cls or declared_class(run, "datetime", "datetime")
    known = zone is not None and not (type(zone) is Const and zone.value is None)
    return UNKNOWN if cls is None else Instance(cls, (zone,) if known and zone is not None else (), place(run, call))


@method(_NAME, "now")
def _now(run: Run, call: Call) -> Shape:
    return _made(run, call, call.argument(0, "tz"))


@method(_NAME, "fromtimestamp")
def _from_timestamp(run: Run, call: Call) -> Shape:
    return _made(run, call, call.argument(1, "tz"))


@constructor(_NAME)
def _datetime(run: Run, call: Call) -> Shape:
    return _made(run, call, call.argument(7, "tzinfo"))


@method(_NAME, "astimezone", "replace")
def _moved(run: Run, call: Call) -> Shape:
    content = None if call.bound is None else run.content(call.bound)
    before = content.args[0] if type(content) is Instance and content.args else None
    if type(before) is Native:
        return _made(run, call, before)
    if run.calling.endswith("astimezone"):
        return _made(run, call, call.argument(0, "tz") or _local(run))
    return _made(run, call, call.keywords.get("tzinfo", before))


def _local(run: Run) -> Shape | None:
    cls = declared_class(run, "datetime", "timezone")
    return None if cls is None else Instance(cls)


@member(_NAME, "tzinfo")
def _zone(run: Run, call: Call) -> Shape:
    content = run.content(call.positional[0])
    declared = declared_class(run, "datetime", "tzinfo")
    if type(content) is Instance and content.args:
        zone = content.args[0]
        known = type(run.content(zone)) is Instance
        return zone if known else UNKNOWN if declared is None or type(zone) is not Native else Instance(declared)
    return UNKNOWN if declared is None else one_of((Instance(declared), Const(None), UNKNOWN))
