"""The truth of values, and what is left of a value whose truth is known."""

from __future__ import annotations

from ..modules import Origin
from ..shapes import (
    DICT_ITEMS,
    DICT_KEYS,
    DICT_VALUES,
    RANGE,
    SEQUENCE_CLASSES,
    TRUE,
    Class,
    Const,
    Dict,
    Function,
    Instance,
    Items,
    Module,
    Native,
    Object,
    OneOf,
    Ref,
    Scalar,
    Shape,
    Union,
    Unknown,
)
from .join import one_of, union
from .mro import find_member, mro
from .run import Run

AMOUNTS = frozenset({"datetime.timedelta", "decimal.Decimal", "fractions.Fraction"})
"""The only argument of an instance of these is its truth."""
_VIEWS = (DICT_ITEMS, DICT_KEYS, DICT_VALUES)
_RARELY_FALSE = frozenset({"bytearray", "complex", "memoryview", "range", "dict_keys", "dict_values", "dict_items"})
_ZERO = Unknown("empty or zero, which its class rarely is")


def truth(run: Run, shape: Shape) -> bool | None:
    """The truth of a value where it is certain."""
    content = run.content(shape)
    if type(content) is Const:
        return bool(content.value)
    if type(content) is Dict:
        if any(not e.optional for e in content.entries.values()):
            return True
        return False if not content.entries and content.rest is None else None
    if type(content) is Items:
        if content.items is not None:
            return bool(content.items)
        return False if content.elem is None else None
    if type(content) is Union or type(content) is OneOf:
        found = {truth(run, o) for o in content.options}
        return found.pop() if len(found) == 1 else None
    if type(content) is Class or type(content) is Function or type(content) is Native or type(content) is Module:
        return True
    if type(content) is Instance and content.cls in _VIEWS and content.args:
        return truth(run, content.args[0])
    if type(content) is Instance and content.cls is RANGE and len(content.args) == 2:
        return True
    if type(content) is Instance and content.args and content.cls.qualname in AMOUNTS:
        return truth(run, content.args[0])
    if type(content) is Instance or isinstance(content, Object):
        return True if always_true(run, content.cls) else None
    return None


def by_truth(run: Run, shape: Shape, outcome: bool) -> Shape | None:
    """The part of a value that is as true as ``outcome``; None where there is none."""
    if type(shape) is Union or type(shape) is OneOf:
        kept = [n for o in shape.options if (n := by_truth(run, o, outcome)) is not None]
        if not kept:
            return None
        return union(kept) if type(shape) is Union else one_of(kept)
    known = truth(run, shape)
    if known is not None and known is not outcome:
        return None
    if not outcome and known is None and type(shape) in (Ref, Items):
        return emptied(run, shape)
    if not outcome and type(shape) is Instance and not shape.args and shape.cls.module == "builtins":
        empty: dict[str, Scalar] = {"str": "", "int": 0, "float": 0.0, "bool": False, "bytes": b""}
        if shape.cls.name in empty:
            return Const(empty[shape.cls.name])
    if outcome and type(shape) is Instance and shape.cls.qualname == "xml.etree.ElementTree.Element":
        return _ZERO  # false without children
    if outcome and type(shape) is Instance and shape.cls.name == "bool" and shape.cls.module == "builtins":
        return TRUE
    if not outcome and type(shape) is Instance and (shape.cls.module != "builtins" or shape.cls.name in _RARELY_FALSE):
        return _ZERO
    return shape


def emptied(run: Run, shape: Shape) -> Shape:
    """A container that has come out as empty."""
    content = run.content(shape)
    if type(content) is Items and content.items is None and content.cls in SEQUENCE_CLASSES:
        return run.lift(Items(content.cls, (), None, content.origin))
    if type(content) is Dict:
        return run.new(Dict({}, None, None, content.cls))
    return shape


def always_true(run: Run, cls: Class) -> bool:
    """Whether instances of a class are always true: neither ``__bool__`` nor ``__len__`` anywhere."""
    known = cls.facts.get("true")
    if known is None:
        order, complete = mro(run, cls)
        names = {c.name for c in order if c.module == "builtins"}
        falsy = {
            "int",
            "float",
            "str",
            "bytes",
            "list",
            "dict",
            "set",
            "tuple",
            "complex",
            "bool",
            "frozenset",
            "range",
        }
        falsy |= {"bytearray", "dict_keys", "dict_values", "dict_items", "memoryview"}
        lacks = all(find_member(run, cls, n) is None for n in ("__bool__", "__len__"))
        if cls.scope is not None and cls.scope.kind is Origin.PROJECT:
            lacks = lacks and all(members.in_namespace(run, cls, n) is None for n in ("__bool__", "__len__"))
        known = cls.facts["true"] = complete and not names & falsy and lacks
    return bool(known)


from . import members
