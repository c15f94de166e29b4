"""SQLAlchemy: what the attributes of mapped objects hold, by the types of their columns."""

from __future__ import annotations

from collections.abc import Mapping

from ..shapes import A_BOOL, A_FLOAT, A_STR, AN_INT, JSON, SOME_BYTES, UNKNOWN, Class, Instance, Shape
from .native_library import declared_class
from .natives import Call, function, place
from .run import Run

_PLAIN: Mapping[str, Shape] = {
    **dict.fromkeys(("Integer", "BigInteger", "SmallInteger"), AN_INT),
    **dict.fromkeys(("String", "Text", "Unicode", "UnicodeText"), A_STR),
    "Boolean": A_BOOL,
    "Float": A_FLOAT,
    "JSON": JSON,
    "LargeBinary": SOME_BYTES,
}
_CLASSES = {
    **dict.fromkeys(("DateTime", "TIMESTAMP"), ("datetime", "datetime")),
    "Date": ("datetime", "date"),
    "Time": ("datetime", "time"),
    "Interval": ("datetime", "timedelta"),
    **dict.fromkeys(("Uuid", "UUID"), ("uuid", "UUID")),
    "Numeric": ("decimal", "Decimal"),
}


@function("sqlalchemy.Column")
def _column(run: Run, call: Call) -> Shape:
    """``Column("name", DateTime(timezone=True), ...)`` in the body of a class, as its instances show it."""
    for argument in (*call.positional, *(v for k, v in call.keywords.items() if k == "type_")):
        content = run.content(argument)
        kind = content if type(content) is Class else content.cls if type(content) is Instance else None
        if kind is None or not kind.module.startswith("sqlalchemy"):
            continue
        if kind.name in _PLAIN:
            return _PLAIN[kind.name]
        if kind.name in _CLASSES:
            cls = declared_class(run, *_CLASSES[kind.name])
            return UNKNOWN if cls is None else Instance(cls, (), place(run, call))
    return UNKNOWN
