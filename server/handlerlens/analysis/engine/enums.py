"""Enum classes: their members, ``.name`` and ``.value``, lookups by name."""

from __future__ import annotations

import ast

from ..modules import Origin
from ..shapes import A_STR, AN_INT, UNKNOWN, Class, Const, Function, Instance, Shape
from .join import one_of, union
from .mro import members as declared_members
from .mro import mro
from .run import Run


def is_enum(run: Run, cls: Class) -> bool:
    known = cls.facts.get("enum")
    if known is None:
        known = cls.facts["enum"] = any(c.qualname == "enum.Enum" for c in mro(run, cls)[0][1:])
    return bool(known)


def enum_member(run: Run, cls: Class, name: str) -> Shape:
    """``Colour.RED``; its name is kept as the argument."""
    return Instance(cls, (Const(name),))


def enum_values(run: Run, cls: Class) -> list[tuple[str, Shape]]:
    """The members of an enum of the project with their values."""

    found: list[tuple[str, Shape]] = []
    for name, statements in declared_members(cls).items():
        if isinstance(statements[-1], ast.Assign) and not name.startswith("_"):
            value = run.state.get((cls, name))
            found.append((name, UNKNOWN if value is None else value))
    return found


def enum_elements(run: Run, cls: Class) -> Shape | None:
    """What iterating over an enum yields."""
    return Instance(cls) if is_enum(run, cls) else None


def enum_attribute(run: Run, content: Instance, cls: Class, name: str) -> Shape | None:
    """``.name`` and ``.value`` of an enum member."""
    if name == "name" or name == "_name_":
        return A_STR
    if name not in ("value", "_value_"):
        return None
    if cls.scope is None or cls.scope.kind is not Origin.PROJECT:
        names = {c.qualname for c in mro(run, cls)[0]}
        return A_STR if "str" in names else AN_INT if "int" in names else UNKNOWN
    wanted = content.args[0].value if content.args and type(content.args[0]) is Const else None
    values = [_member_value(run, cls, v) for n, v in enum_values(run, cls) if wanted is None or n == wanted]
    return (union(values) if wanted is not None else one_of(values)) if values else UNKNOWN


def _member_value(run: Run, cls: Class, value: Shape) -> Shape:
    if type(value) is Instance and value.cls.qualname == "enum.auto":
        names = {c.qualname for c in mro(run, cls)[0]}
        return A_STR if "str" in names else AN_INT
    return value


def class_item(run: Run, cls: Class, key: Shape, node: ast.AST | None = None) -> Shape:
    """``Colour["RED"]``, or a parametrized class, which is the class."""
    if is_enum(run, cls):
        return Instance(cls)
    own = members.in_namespace(run, cls, "__class_getitem__")
    if type(own) is Function:
        return calls.call_value(run, members.bind(run, own, cls, cls), [key])
    made_by = [k for k in cls.node.keywords if k.arg == "metaclass"] if cls.node is not None else []
    if own is not None or made_by:
        return UNKNOWN
    return generic_records.parametrized(run, cls, node, run.frame.scope) if isinstance(node, ast.Subscript) else cls


from . import calls, generic_records, members
