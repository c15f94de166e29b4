"""``TypedDict`` classes: the dict that each describes."""

from __future__ import annotations

import ast

from ..shapes import A_STR, UNKNOWN, Class, Dict, Entry, Scalar, Shape
from .mro import members, mro
from .run import Run


def is_typed_dict(run: Run, cls: Class) -> bool:
    """Whether a class is a ``TypedDict``."""
    return any(
        c.name in ("TypedDict", "_TypedDict") and c.module in ("typing", "typing_extensions") for c in mro(run, cls)[0]
    )


def typed_dict(run: Run, cls: Class) -> Shape:
    """The dict a ``TypedDict`` describes."""
    if cls.facts.get("expanding"):
        return Dict({}, UNKNOWN, A_STR)
    cls.facts["expanding"] = True
    entries: dict[Scalar, Entry] = {}
    try:
        for one in reversed(mro(run, cls)[0]):
            total = not any(
                k.arg == "total" and isinstance(k.value, ast.Constant) and k.value.value is False
                for k in (one.node.keywords if one.node is not None else [])
            )
            for name, statements in members(one).items():
                statement = statements[-1]
                if isinstance(statement, ast.AnnAssign) and one.scope is not None:
                    entries[name] = Entry(shape_of(run, statement.annotation, one.scope), not total)
    finally:
        cls.facts["expanding"] = False
    return Dict(entries)


from .declared_types import shape_of
