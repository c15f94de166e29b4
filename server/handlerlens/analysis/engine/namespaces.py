"""What ``vars`` gives of objects and classes."""

from __future__ import annotations

import ast

from ..shapes import A_STR, UNKNOWN, Class, Dict, Entry, Object, Ref, Scalar, Shape
from . import declared_records, special_members
from .run import CHANGED, Run

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


def namespace_dict(run: Run, cls: Class) -> Dict:
    """``vars(cls)``: what the class's own body binds, and more."""
    own = {s.id for s in ast.walk(cls.node) if isinstance(s, ast.Name)} if cls.node is not None else set()
    bound = {name: run.state.get((cls, name)) for name in sorted(own)}
    return Dict({name: Entry(value) for name, value in bound.items() if value is not None}, UNKNOWN, A_STR)
