"""Class hierarchies: bases, method resolution order, members."""

from __future__ import annotations

import ast

from ..modules import Origin, Scope, _declared
from ..shapes import BUILTIN_CLASSES, OBJECT, TUPLE, UNKNOWN, Class, Items, Module, Shape
from .run import Run

_MAX_MRO = 60
_TYPING = frozenset({"typing", "typing_extensions", "_typeshed"})
Member = tuple[Class, list[ast.stmt]]


def bases(run: Run, cls: Class) -> tuple[Shape, ...]:
    """The direct bases; for classes that are only declared, as their declaration names them."""
    if cls.bases is None:
        cls.bases = ()  # a class that names itself as a base must not loop
        found: list[Shape] = []
        if cls.node is not None and cls.scope is not None:
            for expression in cls.node.bases:
                base = static_class(run, expression, cls.scope)
                if type(base) is Class and base.module in _TYPING and base.name in ("Generic", "Protocol"):
                    if base.name == "Protocol":
                        cls.facts["protocol"] = True
                    continue
                found.append(base)
        cls.bases = tuple(found) or (OBJECT,)
    return cls.bases


def static_class(run: Run, node: ast.expr, scope: Scope) -> Shape:
    """A class expression of a declaration: a name, a dotted name, with or without parameters."""

    if isinstance(node, ast.Subscript):
        return static_class(run, node.value, scope)
    if isinstance(node, ast.Name):
        if scope.kind is Origin.PROJECT:
            return names.lookup(run, node.id)
        found = names.static(run, scope, node.id)
        if found is None:
            found = BUILTIN_CLASSES.get(node.id)
        if found is None and scope.name != "builtins":
            builtins = run.project.find("builtins", None)
            found = names.static(run, builtins, node.id) if builtins is not None else None
        elif scope.name == "builtins":
            found = BUILTIN_CLASSES.get(node.id, found)
        if type(found) is declared_types.Alias:
            return static_class(run, found.node, found.scope)
        return declared_types.special_base(found)
    if isinstance(node, ast.Attribute):
        holder = static_class(run, node.value, scope)
        if type(holder) is Module:
            return declared_types.special_base(names.module_member(run, holder.name, node.attr))
        if type(holder) is Class:
            inner = nested_class(run, holder, node.attr)
            if inner is not None:
                return inner
    return UNKNOWN


def nested_class(run: Run, cls: Class, name: str) -> Class | None:
    """A class declared inside a class."""
    known = cls.facts.get(f"class {name}")
    if type(known) is Class:
        return known
    found = find_member(run, cls, name)
    if found is not None and isinstance(found[1][-1], ast.ClassDef):
        made = Class(f"{cls.name}.{name}", cls.module, None, found[1][-1], found[0].scope, found[0].closure)
        cls.facts[f"class {name}"] = made
        return made
    return None


def mro(run: Run, cls: Class) -> tuple[list[Class], bool]:
    """The classes an attribute is looked up in, and whether all are known (depth first, good enough for what is asked)."""
    known = cls.facts.get("mro")
    if known is not None:
        return known  # type: ignore[return-value]
    order: list[Class] = [cls]
    complete = True
    cls.facts["mro"] = (order, False)
    told = cls.scope is not None and cls.scope.kind is Origin.INSTALLED and _only_told(cls.scope)
    for base in bases(run, cls):
        if told and type(base) is Class and base.module in _ABSTRACT_MODULES and base.name in _CONTAINERS:
            complete = False  # a stub may call a mapping what is a dict at run time
        if type(base) is not Class:
            base_class = _value_class(base)
            if base_class is None:
                complete = False
                continue
            base = base_class
        inner, whole = mro(run, base)
        complete = complete and whole
        for one in inner:
            if one is OBJECT:
                continue
            if one in order:
                order.remove(one)
            order.append(one)
        if len(order) > _MAX_MRO:
            complete = False
            break
    cls.facts["mro"] = (order, complete)
    return order, complete


_ABSTRACT_MODULES = frozenset({"typing", "typing_extensions", "collections.abc", "_collections_abc"})
_CONTAINERS = frozenset({"Mapping", "MutableMapping", "Sequence", "MutableSequence"})


def _only_told(scope: Scope) -> bool:
    """Whether a module of a package is its stub."""
    return scope.path is not None and scope.path.suffix == ".pyi"


def _value_class(shape: Shape) -> Class | None:
    return TUPLE if type(shape) is Items else None


def is_subclass(run: Run, cls: Class, other: Class) -> bool | None:
    """Whether a class is (a subclass of) another; None where that is not known."""
    if cls is other or other is OBJECT:
        return True
    order, complete = mro(run, cls)
    if other in order or any(c.qualname == other.qualname and c.module != "" and c.node is other.node for c in order):
        return True
    if other.facts.get("protocol") or other.module in (
        "collections.abc",
        "typing",
        "numbers",
        "abc",
        "_collections_abc",
    ):
        return _abstract(order, other)
    return False if complete else None


_ABSTRACT = {
    "Mapping": {
        "dict",
        "OrderedDict",
        "defaultdict",
        "Counter",
        "ChainMap",
        "UserDict",
        "mappingproxy",
        "MappingProxyType",
    },
    "MutableMapping": {"dict", "OrderedDict", "defaultdict", "Counter", "ChainMap", "UserDict"},
    "Sequence": {"list", "tuple", "str", "bytes", "range", "deque", "UserList", "memoryview", "bytearray"},
    "MutableSequence": {"list", "deque", "bytearray", "UserList"},
    "Set": {"set", "frozenset", "dict_keys", "dict_items"},
    "MutableSet": {"set"},
    "AbstractSet": {"set", "frozenset", "dict_keys", "dict_items"},
    "Number": {"int", "bool", "float", "complex", "Decimal", "Fraction"},
    "Real": {"int", "bool", "float", "Fraction"},
    "Integral": {"int", "bool"},
    "Rational": {"int", "bool", "Fraction"},
    "Iterator": {"generator", "map", "filter", "zip", "enumerate", "reversed", "iterator"},
    "Generator": {"generator"},
}
_PLAIN = frozenset(
    {
        *(
            "int",
            "bool",
            "float",
            "complex",
            "NoneType",
            "datetime",
            "date",
            "time",
            "UUID",
            "Decimal",
            "timedelta",
            "Enum",
        ),
        *(
            "range",
            "frozenset",
            "bytearray",
            "memoryview",
            "generator",
            "map",
            "filter",
            "zip",
            "PurePath",
            "BaseException",
        ),
        *("dict_keys", "dict_values", "dict_items", "Pattern", "Match"),
    }
)


def _abstract(order: list[Class], other: Class) -> bool | None:
    names = {c.name for c in order}
    listed = _ABSTRACT.get(other.name)
    if listed is None:
        return None
    if names & listed:
        return True
    if names & (_PLAIN | {"dict", "list", "str", "set", "tuple", "bytes"}):
        return False
    return None


def members(cls: Class) -> dict[str, list[ast.stmt]]:
    """The statements of a class body by the name they declare."""
    known = cls.facts.get("members")
    if known is None:
        table: dict[str, list[ast.stmt]] = {}
        if cls.node is not None:
            for name, statement in _declared(cls.node.body):
                table.setdefault(name, []).append(statement)
        known = cls.facts["members"] = table
    return known  # type: ignore[return-value]


def find_member(run: Run, cls: Class, name: str) -> Member | None:
    """Where a name is declared along the hierarchy; None where it is not (see ``mro`` for whether that is certain)."""
    for one in mro(run, cls)[0]:
        found = members(one).get(name)
        if found is not None:
            return one, found
    return None


from . import declared_types, names
