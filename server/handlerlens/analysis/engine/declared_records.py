"""What a class of the project says of its instances' attributes, for an instance that nobody saw being made."""

from __future__ import annotations

import ast

from ..modules import Origin
from ..shapes import Class, Items, Shape, Unknown
from .mro import members, mro
from .run import Run

_FIELDS = "declared fields"


def has_fields(run: Run, cls: Class) -> bool:
    """Whether a class of the project declares attributes."""
    cls = generic_records.origin_of(cls)
    if cls.scope is None or cls.scope.kind is not Origin.PROJECT or cls.node is None:
        return False
    known = cls.facts.get(_FIELDS)
    if known is None:
        kinds = {c.qualname for c in mro(run, cls)[0]}
        plain = not kinds & {"enum.Enum", "BaseException", "typing.TypedDict"}
        known = cls.facts[_FIELDS] = plain and any(
            isinstance(statements[-1], ast.AnnAssign) for statements in members(cls).values()
        )
    return bool(known)


def attribute_of(run: Run, cls: Class, name: str) -> Shape | None:
    """An attribute as the class declares it; None where it says nothing of it."""
    order = mro(run, cls)[0]
    for one in order:
        if one.scope is None or one.scope.kind is not Origin.PROJECT:
            continue
        declared = members(one).get(name)
        if declared is not None:
            statement = declared[-1]
            if not isinstance(statement, ast.AnnAssign) or "ClassVar" in ast.unparse(statement.annotation):
                return None
            found = declared_types.shape_of(run, statement.annotation, one.scope, generic_records.arguments_of(order))
            return None if type(found) is Unknown else found
    return None


def attributes(run: Run, cls: Class) -> dict[str, Shape]:
    """Every attribute that the class declares."""
    own = [one for one in reversed(mro(run, cls)[0]) if one.scope is not None and one.scope.kind is Origin.PROJECT]
    names = dict.fromkeys(
        name for one in own for name, statements in members(one).items() if isinstance(statements[-1], ast.AnnAssign)
    )
    found = {name: attribute_of(run, cls, name) for name in names}
    return {name: shape for name, shape in found.items() if shape is not None}


def tuple_of(run: Run, cls: Class) -> Shape | None:
    """Some instance of a ``NamedTuple`` of the project."""
    if cls.scope is None or cls.scope.kind is not Origin.PROJECT or "expanding" in cls.facts:
        return None
    from . import records

    cls.facts["expanding"] = True
    try:
        fields = records.fields_of(run, cls)
        cls.facts["kind"] = "namedtuple"
        cls.facts["fields"] = [f.name for f in fields]
        return Items(cls, tuple(f.shape(run) for f in fields)) if fields else None
    finally:
        del cls.facts["expanding"]


from . import declared_types, generic_records
