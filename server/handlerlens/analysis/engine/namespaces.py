"""What ``vars`` gives of objects and classes."""

from __future__ import annotations

import ast

from ..shapes import A_STR, UNKNOWN, Class, Const, Dict, Entry, Instance, Items, Object, Ref, Scalar, Shape, class_of
from . import declared_records, special_members
from .run import CHANGED, Run

_OF_LIBRARY = frozenset({Const, Dict, Instance, Items})
_WITHOUT_DICT = frozenset(
    (
        *(
            "bool",
            "bytearray",
            "bytes",
            "complex",
            "dict",
            "float",
            "frozenset",
            "int",
            "list",
            "memoryview",
            "NoneType",
        ),
        *(
            "range",
            "set",
            "str",
            "tuple",
            "generator",
            "map",
            "filter",
            "zip",
            "dict_keys",
            "dict_values",
            "dict_items",
        ),
        *(f"datetime.{name}" for name in ("date", "datetime", "time", "timedelta", "timezone")),
        *("decimal.Decimal", "uuid.UUID", "fractions.Fraction", "collections.deque", "re.Match", "re.Pattern"),
    )
)
_OF_ERRORS = frozenset({"args", "__cause__", "__context__"})
"""Attributes of exceptions that their ``__dict__`` does not hold."""


def attributes_dict(run: Run, content: Object, value: Shape) -> Shape:
    """``vars(value)``; the object follows when it is changed."""
    entries: dict[Scalar, Entry] = {
        n: Entry(v) for n, v in content.attrs.items() if n not in _OF_ERRORS and n != CHANGED
    }
    if not content.whole:
        entries = {**entries, **special_members.of_mapped(run, content.cls)}
    if not content.whole and CHANGED not in content.attrs:
        declared = declared_records.attributes(run, content.cls)
        entries = {**{n: Entry(v) for n, v in declared.items()}, **entries}
    made = run.new(Dict(entries, None if content.whole else UNKNOWN, None if content.whole else A_STR))
    if type(value) is Ref:
        run.mirrors[made.id] = value
    return made


def lacks_dict(content: Shape) -> bool:
    """Whether a value has no ``__dict__``: it is of a class that is written in C, or has slots, and of none derived from it."""
    cls = class_of(content)
    return cls is not None and type(content) in _OF_LIBRARY and cls.qualname in _WITHOUT_DICT


def namespace_dict(run: Run, cls: Class) -> Dict:
    """``vars(cls)``: what the class's own body binds, and more."""
    own = {s.id for s in ast.walk(cls.node) if isinstance(s, ast.Name)} if cls.node is not None else set()
    bound = {name: run.state.get((cls, name)) for name in sorted(own)}
    return Dict({name: Entry(value) for name, value in bound.items() if value is not None}, UNKNOWN, A_STR)
