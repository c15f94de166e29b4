"""Annotations to shapes: what a value declared so is known to be."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from ..modules import Origin, Scope
from ..shapes import (
    A_STR,
    ASYNC_GENERATOR,
    BUILTIN_CLASSES,
    COROUTINE,
    DESCRIBED,
    DICT,
    FUNCTION,
    GENERATOR,
    ITERATOR,
    LIST,
    NONE,
    NONE_TYPE,
    OBJECT,
    SET,
    TUPLE,
    TYPE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Function,
    Imported,
    Instance,
    Items,
    Module,
    Object,
    OneOf,
    Shape,
    Union,
    Unknown,
)
from .join import one_of
from .mro import bases, mro, nested_class
from .run import Run

Bindings = Mapping[str, Shape]
_TYPING = frozenset(
    {"typing", "typing_extensions", "collections.abc", "_collections_abc", "contextlib", "_typeshed", "types"}
)
_ABSTRACT = frozenset(
    {
        *("Iterable", "Collection", "Container", "Reversible", "Sized", "Hashable", "Sequence", "MutableSequence"),
        *("Mapping", "MutableMapping", "AbstractSet", "MutableSet", "Buffer", "ByteString", "AsyncIterable", "Number"),
        *("SupportsInt", "SupportsFloat", "SupportsIndex", "SupportsAbs", "SupportsRound", "Protocol", "Generic"),
    }
)
_GENERIC = {
    "List": LIST,
    "Dict": DICT,
    "Set": SET,
    "Tuple": TUPLE,
    "FrozenSet": BUILTIN_CLASSES["frozenset"],
    "Text": BUILTIN_CLASSES["str"],
}
OF_COLLECTIONS = {
    "DefaultDict": "defaultdict",
    "OrderedDict": "OrderedDict",
    "Counter": "Counter",
    "Deque": "deque",
    "ChainMap": "ChainMap",
}
"""What ``typing`` calls the classes of ``collections``; they can be called by these names, too."""
_TRANSPARENT = frozenset({"sqlalchemy.orm.Mapped"})
_WRAPPERS = frozenset({"Annotated", "ClassVar", "Final", "Required", "NotRequired", "ReadOnly", "Unpack", "InitVar"})
_ITERATORS = {"Iterator": ITERATOR, "Generator": GENERATOR, "AsyncGenerator": ASYNC_GENERATOR, "AsyncIterator": ASYNC_GENERATOR,
              "Coroutine": COROUTINE, "Awaitable": COROUTINE}  # fmt: skip
_MAX_DEPTH = 12
_DOTS = Unknown("...")


def shape_of(run: Run, node: ast.expr | None, scope: Scope, bindings: Bindings | None = None, depth: int = 0) -> Shape:
    """The shape of a value of an annotated type; unknown where the annotation says nothing exact."""
    if node is None or depth > _MAX_DEPTH:
        return UNKNOWN
    if type(node) is ast.Constant:
        value = node.value
        if value is None:
            return NONE
        if isinstance(value, str):
            try:
                return shape_of(run, ast.parse(value.strip(), mode="eval").body, scope, bindings, depth + 1)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return UNKNOWN
        return UNKNOWN
    if type(node) is ast.BinOp:
        if isinstance(node.op, ast.BitOr):
            left = shape_of(run, node.left, scope, bindings, depth + 1)
            return one_of((left, shape_of(run, node.right, scope, bindings, depth + 1)))
        return UNKNOWN
    if type(node) is ast.Subscript:
        return _subscript(run, node, scope, bindings, depth)
    if type(node) is ast.Name and bindings is not None and node.id in bindings:
        return bindings[node.id]
    if type(node) is ast.Name or type(node) is ast.Attribute:
        found = _plain(run, reference(run, node, scope), bindings, depth)
        if type(found) is Unknown and type(node) is ast.Name and scope.kind is Origin.PROJECT:
            alias = declared_variables.alias_of(run, scope, node.id)
            return found if alias is None else shape_of(run, *alias, bindings, depth + 1)
        return found
    return UNKNOWN


def reference(run: Run, node: ast.expr, scope: Scope) -> Shape:
    """What the name in an annotation refers to."""

    if isinstance(node, ast.Name):
        if scope.kind is Origin.PROJECT:
            return _in_project(run, node.id, scope)
        if scope.name == "builtins" and node.id in BUILTIN_CLASSES:
            return BUILTIN_CLASSES[node.id]
        found = names.static(run, scope, node.id)
        return names.builtin(run, node.id) if found is None else found
    if isinstance(node, ast.Attribute):
        holder = reference(run, node.value, scope)
        if type(holder) is Module:
            return names.module_member(run, holder.name, node.attr)
        if type(holder) is Class:
            return nested_class(run, holder, node.attr) or UNKNOWN
    return UNKNOWN


def _in_project(run: Run, name: str, scope: Scope) -> Shape:

    if run.frame.scope is scope:
        return names.lookup(run, name)
    fid = run.modules.get(scope)
    value = run.state.get((fid, name)) if fid is not None else None
    if value is None:
        return names.builtin(run, name)
    return names.resolve_import(run, value, scope) if type(value) is Imported else value


def _plain(run: Run, target: Shape, bindings: Bindings | None, depth: int) -> Shape:
    if type(target) is Class:
        if target.module in _TYPING:
            return _special(run, target.name, None)
        return instance_of(run, target)
    if type(target) is Const and target.value is None:
        return NONE
    if type(target) is Alias:
        return shape_of(run, target.node, target.scope, bindings, depth + 1)
    return UNKNOWN


class Alias(Shape):
    """A type alias of a declared module: an annotation of its own."""

    __slots__ = ("node", "scope")

    def __init__(self, node: ast.expr, scope: Scope) -> None:
        self.node = node
        self.scope = scope


class TypeVariable(Shape):
    """A type variable: nothing is known unless it is bound."""

    __slots__ = ("node", "scope")

    def __init__(self, node: ast.Call, scope: Scope) -> None:
        self.node = node
        self.scope = scope


def special_base(shape: Shape | None) -> Shape:
    """``typing.Dict`` and the like as the classes they stand for."""
    if shape is None:
        return UNKNOWN
    if type(shape) is Class and shape.module in _TYPING and shape.name in _GENERIC:
        return _GENERIC[shape.name]
    return shape


def _special(run: Run, name: str, arguments: list[Shape] | None) -> Shape:
    """A bare or parametrized name of ``typing`` or ``collections.abc``; arguments are shapes already."""
    first = arguments[0] if arguments else UNKNOWN
    if name in _GENERIC:
        return generic(run, _GENERIC[name], arguments or [])
    if name in OF_COLLECTIONS:
        cls = names.module_member(run, "collections", OF_COLLECTIONS[name])
        return generic(run, cls, arguments or []) if type(cls) is Class else UNKNOWN
    if name in _ITERATORS:
        last = arguments[-1] if arguments and name in ("Coroutine",) else first
        return Instance(_ITERATORS[name], (last,))
    if name in ("LiteralString", "AnyStr"):
        return A_STR
    if name in ("KeysView", "ValuesView", "ItemsView", "MappingView"):
        return Instance(Class(name, "collections.abc", (OBJECT,)), tuple(arguments or ()))
    if name == "NoReturn" or name == "Never":
        return UNKNOWN
    if name == "Callable":
        return UNKNOWN
    if name in DESCRIBED and arguments:
        return Instance(DESCRIBED[name], (first,))
    if name in _ABSTRACT or name in ("Any", "object", "Type"):
        return UNKNOWN
    if name == "Pattern" or name == "Match":
        cls = names.module_member(run, "re", name)
        return Instance(cls, (first,)) if type(cls) is Class else UNKNOWN
    if name in ("IO", "TextIO", "BinaryIO", "NamedTuple", "MappingProxyType", "SimpleNamespace", "ModuleType", "TracebackType",
                "FunctionType", "FrameType", "CodeType", "MethodType", "AbstractContextManager", "ExitStack"):  # fmt: skip
        module = (
            "typing"
            if name in ("IO", "TextIO", "BinaryIO")
            else "contextlib"
            if "Context" in name or "Exit" in name
            else "types"
        )
        scope = run.project.find(module, None)
        found = run.project.declared(scope, name) if scope is not None else None
        return Instance(found, tuple(arguments or ())) if type(found) is Class else UNKNOWN
    return UNKNOWN


def _subscript(run: Run, node: ast.Subscript, scope: Scope, bindings: Bindings | None, depth: int) -> Shape:
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    target = reference(run, node.value, scope)
    if type(target) is Alias:
        return shape_of(run, target.node, target.scope, bindings, depth + 1)
    if type(target) is not Class:
        return UNKNOWN
    name = target.name
    if target.module in _TYPING:
        if name == "Optional":
            return one_of((shape_of(run, parts[0], scope, bindings, depth + 1), NONE))
        if name == "Union":
            return one_of([shape_of(run, p, scope, bindings, depth + 1) for p in parts])
        if name == "Literal":
            values = [
                Const(p.value)
                for p in parts
                if isinstance(p, ast.Constant) and isinstance(p.value, (str, int, bytes, type(None)))
            ]
            return one_of(values) if values else UNKNOWN
        if name in _WRAPPERS:
            return shape_of(run, parts[0], scope, bindings, depth + 1)
        if name == "Type":
            return Instance(TYPE)
        if name in ("Callable", "Concatenate", "TypeGuard", "TypeIs"):
            return Instance(BUILTIN_CLASSES["bool"]) if name in ("TypeGuard", "TypeIs") else UNKNOWN
    arguments = [
        _DOTS if isinstance(p, ast.Constant) and p.value is ... else shape_of(run, p, scope, bindings, depth + 1)
        for p in parts
    ]
    if target.module in _TYPING:
        return _special(run, name, arguments)
    if target is TYPE:
        return Instance(TYPE)
    if target.qualname in _TRANSPARENT:
        return shape_of(run, parts[0], scope, bindings, depth + 1)
    made = generic_records.parametrized(run, target, node, scope)
    return generic(run, target, arguments) if made is target else instance_of(run, made)


def generic(run: Run, cls: Class, arguments: list[Shape]) -> Shape:
    """An instance of a parametrized class."""
    order = mro(run, cls)[0]
    if not arguments and cls.node is not None and cls.scope is not None:
        arguments = container_bases.container_arguments(run, cls, cls.scope)
    if TUPLE in order and not is_namedtuple(run, cls):
        if len(arguments) == 2 and arguments[1] is _DOTS:
            return Items(cls, None, arguments[0])
        return Items(cls, tuple(arguments)) if arguments else Items(cls, None, UNKNOWN)
    for base in (LIST, SET, BUILTIN_CLASSES["frozenset"]):
        if base in order:
            return Items(cls, None, arguments[0] if arguments else UNKNOWN)
    if cls.qualname == "collections.deque":
        return Items(cls, None, arguments[0] if arguments else UNKNOWN)
    if DICT in order and "typed" not in cls.facts:
        key = arguments[0] if len(arguments) > 1 else UNKNOWN
        value = (
            arguments[1]
            if len(arguments) > 1
            else Instance(BUILTIN_CLASSES["int"])
            if cls.name == "Counter"
            else UNKNOWN
        )
        return Dict({}, value, key, cls)
    made = instance_of(run, cls)
    if type(made) is Instance and arguments:
        return Instance(cls, tuple(arguments))
    return made


def is_namedtuple(run: Run, cls: Class) -> bool:
    """Whether a class comes from ``namedtuple`` or ``NamedTuple``."""
    return any(
        c.name == "NamedTuple" or ("fields" in c.facts and c.facts.get("kind") == "namedtuple")
        for c in mro(run, cls)[0]
    )


def instance_of(run: Run, cls: Class) -> Shape:
    """Some instance of a class, as a declaration promises it (a subclass is possible where the class is abstract)."""
    known = cls.facts.get("instance")
    if known is None:
        known = _instance_of(run, cls)
        if cls.scope is not None and cls.scope.kind is Origin.STUB and "expanding" not in cls.facts:
            cls.facts["instance"] = known
    return known  # type: ignore[return-value]


def _instance_of(run: Run, cls: Class) -> Shape:
    if cls is NONE_TYPE:
        return NONE
    if cls is OBJECT:
        return UNKNOWN
    if cls.module in ("builtins", "types") and cls.name in ("function", "FunctionType"):
        return Instance(FUNCTION)
    if cls.module == "numbers" or cls.facts.get("protocol"):
        return UNKNOWN
    order, _ = mro(run, cls)
    if cls.facts.get("protocol"):
        return UNKNOWN
    if is_typed_dict(run, cls):
        return typed_dict(run, cls)
    if DICT in order or TUPLE in order or LIST in order or SET in order or cls.qualname == "collections.deque":
        if is_namedtuple(run, cls):
            return declared_records.tuple_of(run, cls) or Instance(cls)
        if cls is TUPLE or (cls.module != "builtins" and TUPLE in order and cls.node is not None):
            return Items(cls, None, UNKNOWN) if cls is TUPLE else Instance(cls)
        return generic(run, cls, [])
    if any(c.module in _TYPING and c.name in _ABSTRACT for c in order[:1]):
        return UNKNOWN
    if declared_records.has_fields(run, cls):
        return Object(cls, {}, None, False)
    return Instance(cls)


__all__ = [
    "Alias",
    "Bindings",
    "Function",
    "OneOf",
    "TypeVariable",
    "Union",
    "bases",
    "generic",
    "instance_of",
    "shape_of",
]

from . import container_bases, declared_records, declared_variables, generic_records, names
from .typed_dicts import is_typed_dict, typed_dict
