"""The registry of functions the engine knows by name.

A native takes the run and a ``Call`` and answers with a shape. ``function`` registers a builtin or a library function under its
qualified name, ``method`` one of a builtin class. The modules ``native_*`` fill the registry when they are imported.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from ..shapes import Native, Origin, Shape, Unknown
from .run import Run

_NO_SUCH = Unknown("an argument that is not given")


class Call:
    """The arguments of one call; ``star`` and ``starred`` are what ``*`` and ``**`` of unknown length hold."""

    __slots__ = ("bound", "expression", "extra", "keywords", "node", "positional", "star", "starred", "used")

    def __init__(
        self,
        positional: list[Shape],
        keywords: Mapping[str, Shape] | None = None,
        node: ast.expr | None = None,
        star: Shape | None = None,
        starred: Shape | None = None,
    ) -> None:
        self.positional = positional
        self.keywords: Mapping[str, Shape] = keywords or {}
        self.node = node
        self.star = star
        self.starred = starred
        self.bound: Shape | None = None
        self.extra: tuple[Shape, ...] = ()

    def argument(self, index: int, name: str = "") -> Shape | None:
        """An argument by position or name; None where it is not given (as far as is known)."""
        if index < len(self.positional):
            return self.positional[index]
        found = self.keywords.get(name) if name else None
        if found is None and (self.star is not None or self.starred is not None):
            return self.star or self.starred
        return found

    def all(self) -> list[Shape]:
        """Every argument."""
        found = [*self.positional, *self.keywords.values()]
        found.extend(s for s in (self.star, self.starred) if s is not None)
        return found

    def node_of(self, index: int, name: str = "") -> ast.expr | None:
        """The expression an argument was written as."""
        if not isinstance(self.node, ast.Call):
            return None
        if index < len(self.node.args) and not any(isinstance(a, ast.Starred) for a in self.node.args[: index + 1]):
            return self.node.args[index]
        return next((k.value for k in self.node.keywords if name and k.arg == name), None)


def place(run: Run, call: Call) -> Origin | None:
    """Where the result of a call is made."""
    return run.place(call.node) if call.node is not None else None


NativeFunction = Callable[[Run, Call], Shape]
BUILTINS: dict[str, NativeFunction] = {}
LIBRARY: dict[str, NativeFunction] = {}
METHODS: dict[str, dict[str, NativeFunction]] = {}
ATTRIBUTES: dict[str, dict[str, Shape]] = {}
COMPUTED: dict[str, dict[str, NativeFunction]] = {}
_SHAPES: dict[str, Shape] = {}


def builtin(*names: str) -> Callable[[NativeFunction], NativeFunction]:
    """Register builtin functions."""

    def register(function: NativeFunction) -> NativeFunction:
        for name in names:
            BUILTINS[name] = function
        return function

    return register


def function(*names: str) -> Callable[[NativeFunction], NativeFunction]:
    """Register library functions by qualified name."""

    def register(function: NativeFunction) -> NativeFunction:
        for name in names:
            LIBRARY[name] = function
            _SHAPES[name] = Native(name)
        return function

    return register


def method(cls: str, *names: str) -> Callable[[NativeFunction], NativeFunction]:
    """Register methods of a builtin class."""

    def register(function: NativeFunction) -> NativeFunction:
        table = METHODS.setdefault(cls, {})
        for name in names:
            table[name] = function
        return function

    return register


def member(cls: str, *names: str) -> Callable[[NativeFunction], NativeFunction]:
    """Register attributes of the instances of a class that are worked out like a property."""

    def register(function: NativeFunction) -> NativeFunction:
        COMPUTED.setdefault(cls, {}).update(dict.fromkeys(names, function))
        return function

    return register


def constructor(*names: str) -> Callable[[NativeFunction], NativeFunction]:
    """Register what calling a class of a library gives; its name stays the class."""

    def register(function: NativeFunction) -> NativeFunction:
        LIBRARY.update(dict.fromkeys(names, function))
        return function

    return register


def attribute(cls: str, name: str, shape: Shape) -> None:
    """Register what an attribute of the instances of a class is."""
    ATTRIBUTES.setdefault(cls, {})[name] = shape


def value(name: str, shape: Shape) -> None:
    """Register a library name that is simply a value."""
    _SHAPES[name] = shape


def library(qualified: str) -> Shape | None:
    """What the engine knows of a library name."""
    return _SHAPES.get(qualified)


def find(name: str) -> NativeFunction | None:
    """The function behind a ``Native``'s name."""
    if name.startswith("builtins."):
        return BUILTINS.get(name[9:])
    found = LIBRARY.get(name)
    if found is not None:
        return found
    cls, _, member = name.rpartition(".")
    table = METHODS.get(cls)
    return table.get(member) if table is not None else None
