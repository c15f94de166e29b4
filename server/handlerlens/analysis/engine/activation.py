"""What the engine keeps while functions run: their frames, the loops and ``try`` blocks around, and what was seen on the way."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from ..modules import Scope
from ..shapes import Origin as Place
from ..shapes import Shape
from .state import Delta, State


class Loop:
    """An enclosing loop: the outcomes of ``break`` and ``continue`` as changes since ``base``."""

    __slots__ = ("base", "breaks", "continues")

    def __init__(self, base: State) -> None:
        self.base = base
        self.breaks: list[Delta] = []
        self.continues: list[Delta] = []


class Tracker:
    """An enclosing ``try``: every state its body may raise in, merged key by key."""

    __slots__ = ("anything", "base", "errors", "raised", "store")

    def __init__(self, base: State) -> None:
        self.base = base
        self.errors: list[Shape] = []
        """The exceptions that are known to be raised in it."""
        self.raised = False
        self.anything = False
        self.store: Delta = {}


class Frame:
    """A function activation, or a module's body (``node`` None)."""

    __slots__ = (
        "base",
        "call",
        "caller",
        "captured",
        "closure",
        "fid",
        "globals",
        "loops",
        "node",
        "nonlocals",
        "owner",
        "receiver",
        "returns",
        "scope",
        "tested",
        "yields",
    )

    def __init__(self, fid: int, scope: Scope, base: State, closure: tuple[int, ...] = ()) -> None:
        self.fid = fid
        self.scope = scope
        self.base = base
        self.closure = closure
        self.node: ast.AST | None = None
        self.caller: Frame | None = None
        self.call: ast.expr | None = None
        self.captured = False
        self.owner: Shape | None = None
        self.receiver: Shape | None = None
        self.globals: set[str] | None = None
        self.nonlocals: set[str] | None = None
        self.loops: list[Loop] = []
        self.returns: list[tuple[ast.Return | None, Shape, Delta]] = []
        self.yields: list[Shape] = []
        self.tested: dict[str, set[str]] = {}
        """For names, the forms of the tests that are remembered (see ``correlation``)."""

    def enclose(self) -> tuple[int, ...]:
        """The frames that a function defined here sees; from now on this one's variables outlive it."""
        if self.node is None:
            return self.closure
        self.captured = True
        return (self.fid, *self.closure)


class Site:
    """A ``return`` of the watched function (``node`` None: the end of its body), with the frozen shape."""

    __slots__ = ("node", "shape")

    def __init__(self, node: ast.Return | ast.expr | None, shape: Shape) -> None:
        self.node = node
        self.shape = shape


@dataclass(slots=True)
class Dump:
    """A call that serializes: which serializer, the node of its argument, the frozen argument; ``caught`` are the names of exceptions
    that an ``except`` around it catches, ``handled`` the kinds of problems that its options (``default=``) deal with, but for
    the ``refused`` classes (each with the name of what is refused in the end, where that is in what the options make of it), ``way``
    the calls that led there from the watched function, innermost first; ``misgiven`` is true where it is given by position what it
    takes by name only; ``sender`` is the package that calls the serializer for its own ends."""

    serializer: str
    call: ast.expr | None
    node: ast.expr
    scope: Scope
    shape: Shape
    caught: frozenset[str]
    handled: frozenset[str]
    refused: Mapping[str, str]
    way: tuple[Place, ...]
    misgiven: bool = False
    sender: str = ""
