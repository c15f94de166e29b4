"""Abstract values: what is known about a Python value without running the program.

A shape is immutable by convention. What a function returns is given as a *frozen* shape: a tree of the classes below without
``Ref`` (references exist only inside the engine, where mutable objects live on an abstract heap).

How to read one, for contracts, hovers and completions:

- ``Const``: exactly this ``None``, bool, int, float, str or bytes.
- ``Instance``: some value of a class (``cls.qualname`` is ``datetime.datetime``); ``args`` are what a generic holds
  (the elements of an iterator or view, the result of a coroutine).
- ``Dict``: ``entries`` maps constant keys to ``Entry`` (a value and whether the key may be absent); ``rest`` is the shape of the values
  under any other key, None where there are none (the dict is *closed*); ``rest_key`` is the shape of those keys.
- ``Items``: list, tuple, set, frozenset or deque. ``items`` is the exact content where it is known, else ``elem`` is what every
  element is like (None: empty).
- ``Object``: an instance of a class of the project with its attributes.
- ``Union``: each alternative is attained on some path. ``OneOf``: one of them, which is not known (a declared union, an imprecise update).
- ``Unknown``: nothing is known, ``reason`` says why; with ``json`` set it is some JSON value (``json.loads``, the event).
- ``Class``, ``Function``, ``Method``, ``Module``, ``Native``: what the name of such a thing evaluates to.
- ``Lazy``: content that is only worked out when looked at (a boto3 result): call ``expand()``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .modules import Scope

Scalar = str | int | float | bool | bytes | None
Origin = tuple[ast.AST, "Scope"]


class Shape:
    """Any abstract value."""

    __slots__ = ()


class Unknown(Shape):
    """Anything; or, with ``json``, any value that JSON can hold."""

    __slots__ = ("json", "reason")

    def __init__(self, reason: str, json: bool = False) -> None:
        self.reason = reason
        self.json = json


class Const(Shape):
    """Exactly this value."""

    __slots__ = ("value",)

    def __init__(self, value: Scalar) -> None:
        self.value = value


class Class(Shape):
    """A class: of the project, of an installed package, of the standard library.

    ``bases`` is None until they are resolved; the rest of what is known about it hangs on ``facts``.
    """

    __slots__ = ("bases", "closure", "facts", "module", "name", "node", "scope")

    def __init__(
        self,
        name: str,
        module: str,
        bases: tuple[Shape, ...] | None = None,
        node: ast.ClassDef | None = None,
        scope: Scope | None = None,
        closure: tuple[int, ...] = (),
    ) -> None:
        self.name = name
        self.module = module
        self.bases = bases
        self.node = node
        self.scope = scope
        self.closure = closure
        self.facts: dict[str, object] = {}

    @property
    def qualname(self) -> str:
        """``module.name``, or the bare name for builtins."""
        return self.name if self.module == "builtins" else f"{self.module}.{self.name}"

    def __repr__(self) -> str:
        return f"<Class {self.qualname}>"


class Instance(Shape):
    """Some value of a class."""

    __slots__ = ("args", "cls", "origin")

    def __init__(self, cls: Class, args: tuple[Shape, ...] = (), origin: Origin | None = None) -> None:
        self.cls = cls
        self.args = args
        self.origin = origin


class Entry:
    """The value under one key of a dict; ``node`` is the expression that was put there."""

    __slots__ = ("node", "optional", "value")

    def __init__(self, value: Shape, optional: bool = False, node: Origin | None = None) -> None:
        self.value = value
        self.optional = optional
        self.node = node


class Dict(Shape):
    """A dict (or a subclass, ``cls``)."""

    __slots__ = ("cls", "entries", "rest", "rest_key")

    def __init__(
        self,
        entries: Mapping[Scalar, Entry],
        rest: Shape | None = None,
        rest_key: Shape | None = None,
        cls: Class | None = None,
    ) -> None:
        self.entries = entries
        self.rest = rest
        self.rest_key = rest_key
        self.cls = cls or DICT


class Items(Shape):
    """A list, tuple, set, frozenset or deque, by element where known."""

    __slots__ = ("cls", "elem", "items", "origin")

    def __init__(
        self,
        cls: Class,
        items: tuple[Shape, ...] | None = None,
        elem: Shape | None = None,
        origin: Origin | None = None,
    ) -> None:
        self.cls = cls
        self.items = items
        self.elem = elem
        self.origin = origin


class Object(Shape):
    """An instance with attributes that are followed."""

    __slots__ = ("attrs", "cls", "origin", "whole")

    def __init__(
        self, cls: Class, attrs: Mapping[str, Shape], origin: Origin | None = None, whole: bool = True
    ) -> None:
        self.cls = cls
        self.attrs = attrs
        self.origin = origin
        self.whole = whole


class Union(Shape):
    """Each of these on some path."""

    __slots__ = ("options",)

    def __init__(self, options: tuple[Shape, ...]) -> None:
        self.options = options


class OneOf(Shape):
    """One of these; which is not known."""

    __slots__ = ("options",)

    def __init__(self, options: tuple[Shape, ...]) -> None:
        self.options = options


class Ref(Shape):
    """A reference to an object on the engine's heap; never part of a frozen shape."""

    __slots__ = ("id",)

    def __init__(self, id: int) -> None:  # noqa: A002
        self.id = id


class Lazy(Shape):
    """Content worked out on demand; ``label`` names it, ``origin`` is where it came from."""

    __slots__ = ("expand", "label", "origin")

    def __init__(self, label: str, expand: Callable[[], Shape], origin: Origin | None = None) -> None:
        self.label = label
        self.expand = expand
        self.origin = origin


class Circular(Shape):
    """A container met again inside itself."""

    __slots__ = ()


class Function(Shape):
    """A function with a body (or a stub's signature); ``owner`` is its class, ``bound`` the object it was taken from."""

    __slots__ = ("bound", "closure", "defaults", "node", "overloads", "owner", "scope")

    def __init__(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
        scope: Scope,
        closure: tuple[int, ...] = (),
        owner: Class | None = None,
        bound: Shape | None = None,
        defaults: Mapping[str, Shape] | None = None,
        overloads: tuple[ast.FunctionDef | ast.AsyncFunctionDef, ...] = (),
    ) -> None:
        self.node = node
        self.overloads = overloads
        self.scope = scope
        self.closure = closure
        self.owner = owner
        self.bound = bound
        self.defaults = defaults

    @property
    def name(self) -> str:
        """Its name."""
        return "<lambda>" if isinstance(self.node, ast.Lambda) else self.node.name


class Native(Shape):
    """A function the engine knows by name (``json.dumps``, ``dict.update``), with what it is bound to."""

    __slots__ = ("bound", "extra", "name")

    def __init__(self, name: str, bound: Shape | None = None, extra: tuple[Shape, ...] = ()) -> None:
        self.name = name
        self.bound = bound
        self.extra = extra


class Module(Shape):
    """A module object."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class Imported(Shape):
    """A name of another module that nobody has looked at yet; resolved when it is read."""

    __slots__ = ("level", "module", "name")

    def __init__(self, module: str, name: str, level: int = 0) -> None:
        self.module = module
        self.name = name
        self.level = level


class KeyOf(str):
    """A key of a dict that is no scalar but known exactly (a class, a member of an enum, a tuple of such); the text is for readers."""

    __slots__ = ("ident", "shape")
    ident: Hashable
    shape: Shape

    def __new__(cls, text: str, ident: Hashable, shape: Shape) -> KeyOf:
        made = super().__new__(cls, text)
        made.ident = ident
        made.shape = shape
        return made

    def __eq__(self, other: object) -> bool:
        return type(other) is KeyOf and other.ident == self.ident

    def __hash__(self) -> int:
        return hash(self.ident)


def key_shape(key: Scalar) -> Shape:
    """What iterating over a dict gives for one of its known keys."""
    return key.shape if type(key) is KeyOf else Const(key)


def _builtin(name: str, *bases: Class) -> Class:
    return Class(name, "builtins", bases)


OBJECT = _builtin("object")
INT = _builtin("int", OBJECT)
BOOL = _builtin("bool", INT)
FLOAT = _builtin("float", OBJECT)
COMPLEX = _builtin("complex", OBJECT)
STR = _builtin("str", OBJECT)
BYTES = _builtin("bytes", OBJECT)
BYTEARRAY = _builtin("bytearray", OBJECT)
MEMORYVIEW = _builtin("memoryview", OBJECT)
NONE_TYPE = _builtin("NoneType", OBJECT)
LIST = _builtin("list", OBJECT)
TUPLE = _builtin("tuple", OBJECT)
DICT = _builtin("dict", OBJECT)
SET = _builtin("set", OBJECT)
FROZENSET = _builtin("frozenset", OBJECT)
RANGE = _builtin("range", OBJECT)
SLICE = _builtin("slice", OBJECT)
TYPE = _builtin("type", OBJECT)
ELLIPSIS = _builtin("ellipsis", OBJECT)
NOT_IMPLEMENTED = _builtin("NotImplementedType", OBJECT)
FUNCTION = _builtin("function", OBJECT)
BUILTIN_FUNCTION = _builtin("builtin_function_or_method", OBJECT)
METHOD = _builtin("method", OBJECT)
MODULE = _builtin("module", OBJECT)
PROPERTY = _builtin("property", OBJECT)
GENERATOR = _builtin("generator", OBJECT)
COROUTINE = _builtin("coroutine", OBJECT)
ASYNC_GENERATOR = _builtin("async_generator", OBJECT)
MAP = _builtin("map", OBJECT)
FILTER = _builtin("filter", OBJECT)
ZIP = _builtin("zip", OBJECT)
ENUMERATE = _builtin("enumerate", OBJECT)
REVERSED = _builtin("reversed", OBJECT)
ITERATOR = _builtin("iterator", OBJECT)
DICT_KEYS = _builtin("dict_keys", OBJECT)
DICT_VALUES = _builtin("dict_values", OBJECT)
DICT_ITEMS = _builtin("dict_items", OBJECT)

BUILTIN_CLASSES: Mapping[str, Class] = {
    c.name: c
    for c in (
        *(OBJECT, INT, BOOL, FLOAT, COMPLEX, STR, BYTES, BYTEARRAY, MEMORYVIEW, LIST, TUPLE, DICT, SET, FROZENSET),
        *(RANGE, SLICE, TYPE, MAP, FILTER, ZIP, ENUMERATE, REVERSED),
    )
}


def _described(name: str) -> Class:
    cls = Class(name, "typing", (OBJECT, Unknown("a class that is only described")))
    cls.facts["iterates"] = True
    return cls


DESCRIBED: Mapping[str, Class] = {
    name: _described(name) for name in ("Sequence", "Iterable", "Collection", "MutableSequence", "Reversible")
}
"""What is only described by what iterating over it gives: a list, a tuple, a set, anything."""
SEQUENCE_CLASSES = frozenset({LIST, TUPLE, SET, FROZENSET})

UNKNOWN = Unknown("unknown")
JSON = Unknown("JSON data", json=True)
NONE = Const(None)
TRUE = Const(True)
FALSE = Const(False)
A_STR = Instance(STR)
AN_INT = Instance(INT)
A_FLOAT = Instance(FLOAT)
A_BOOL = Instance(BOOL)
SOME_BYTES = Instance(BYTES)
OPEN_DICT = Dict({}, UNKNOWN, UNKNOWN)

_CONST_CLASSES: Mapping[type, Class] = {
    bool: BOOL, int: INT, float: FLOAT, str: STR, bytes: BYTES, type(None): NONE_TYPE, KeyOf: STR,
}  # fmt: skip


def class_of_constant(shape: Const) -> Class:
    """The class of a constant."""
    return _CONST_CLASSES[type(shape.value)]


def class_of(shape: Shape) -> Class | None:
    """The class of a value, None where it is not known (or differs from path to path)."""
    if type(shape) is Const:
        return _CONST_CLASSES[type(shape.value)]
    if type(shape) is Instance or type(shape) is Dict or type(shape) is Items or type(shape) is Object:
        return shape.cls
    return _OTHER_CLASSES.get(type(shape))


_OTHER_CLASSES: Mapping[type, Class] = {Class: TYPE, Function: FUNCTION, Native: BUILTIN_FUNCTION, Module: MODULE}


def options(shape: Shape) -> tuple[Shape, ...]:
    """The alternatives of a union, or the shape alone."""
    if type(shape) is Union or type(shape) is OneOf:
        return shape.options
    return (shape,)
