"""Records with type parameters: ``Page[User]`` of a ``class Page(BaseModel, Generic[T])``, its fields declared with what ``T`` is."""

from __future__ import annotations

import ast

from ..modules import Origin, Scope
from ..shapes import Class, Shape, Unknown
from .run import Run

_KINDS = frozenset({"pydantic", "dataclass", "attrs"})
_OF = "type arguments"


def parametrized(run: Run, cls: Class, node: ast.Subscript, scope: Scope) -> Class:
    """The class that a subscript of a record's class stands for; the class itself where it has no parameters."""
    from . import records

    if cls.scope is None or cls.scope.kind is not Origin.PROJECT or records.record_kind(run, cls) not in _KINDS:
        return cls
    names = _parameters(cls)
    if not names:
        return cls
    key = f"of {scope.name} {node.lineno} {node.col_offset}"
    known = cls.facts.get(key)
    if type(known) is Class:
        return known
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    arguments = [declared_types.shape_of(run, part, scope) for part in parts]
    if len(arguments) != len(names) or all(type(argument) is Unknown for argument in arguments):
        return cls
    made = Class(cls.name, cls.module, (cls,), None, cls.scope, cls.closure)
    made.facts[_OF] = dict(zip(names, arguments, strict=True))
    made.facts["kind"] = records.record_kind(run, cls)
    cls.facts[key] = made
    return made


def origin_of(cls: Class) -> Class:
    """The class that was given parameters, for a class that was not the class itself."""
    base = cls.bases[0] if _OF in cls.facts and cls.bases else cls
    return base if type(base) is Class else cls


def arguments_of(order: list[Class]) -> dict[str, Shape]:
    """What the type parameters of a class and its bases are, by name."""
    found: dict[str, Shape] = {}
    for one in order:
        own = one.facts.get(_OF)
        if isinstance(own, dict):
            found.update({name: shape for name, shape in own.items() if name not in found})
    return found


def _parameters(cls: Class) -> list[str]:
    """The names in ``Generic[T, U]``, or between the brackets after the class's name."""
    if cls.node is None:
        return []
    own = [parameter.name for parameter in getattr(cls.node, "type_params", ())]
    for base in cls.node.bases:
        if not own and isinstance(base, ast.Subscript) and ast.unparse(base.value).endswith("Generic"):
            parts = base.slice.elts if isinstance(base.slice, ast.Tuple) else [base.slice]
            own = [part.id for part in parts if isinstance(part, ast.Name)]
    return own


from . import declared_types
