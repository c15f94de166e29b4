"""Members of the standard library whose declarations say something else than what CPython gives.

Found by comparing every public member of sample objects with its declaration under CPython 3.13 (2026-11).
"""

from __future__ import annotations

from ..shapes import A_STR, LIST, NONE, TUPLE, UNKNOWN, Instance, Items, Native, Shape
from .join import one_of
from .native_library import declared_class
from .natives import Call, attribute, method, place
from .run import Run


@method("datetime.datetime", "utcoffset", "dst")
@method("datetime.time", "utcoffset", "dst")
def _offset(run: Run, call: Call) -> Shape:
    """None for a time without a zone."""
    content = UNKNOWN if call.bound is None else run.content(call.bound)
    cls = declared_class(run, "datetime", "timedelta")
    if cls is None:
        return UNKNOWN
    made = Instance(cls, (), place(run, call))
    zone = content.args[0] if type(content) is Instance and content.args else None
    aware = zone is not None and type(zone) is not Native and run.calling.endswith("utcoffset")
    return made if aware else one_of((made, NONE, UNKNOWN))


@method("xml.etree.ElementTree.Element", "items")
def _pairs(run: Run, call: Call) -> Shape:
    """A list, not a view."""
    return run.new(Items(LIST, None, Items(TUPLE, (A_STR, A_STR))))


@method("xml.etree.ElementTree.Element", "keys")
def _names(run: Run, call: Call) -> Shape:
    return run.new(Items(LIST, None, A_STR))


@method("urllib.parse._ResultMixinStr", "encode")
def _encoded(run: Run, call: Call) -> Shape:
    """A named tuple of bytes, of which the declaration names only what they have in common."""
    return UNKNOWN


for _cls, _name in (("logging.Logger", "handlers"), ("email.message.Message", "defects")):
    attribute(_cls, _name, Items(LIST, None, UNKNOWN))  # empty as a rule
