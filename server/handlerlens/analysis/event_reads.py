"""What a handler reads of its event: a tree of keys, list items and JSON texts, with types guessed from use."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

Scalar = str | int | float | bool


class Kind(Enum):
    """A JSON type, as the code's use of a value suggests it; in the order of the evidence's strength."""

    OBJECT = "object"
    LIST = "array"
    BOOLEAN = "boolean"
    NUMBER = "number"
    INTEGER = "integer"
    STRING = "string"


@dataclass(frozen=True, slots=True)
class Use:
    """One way in which the code uses a value of the event.

    ``kind``: ``key`` and ``index`` (subscripts), ``loop``, ``argument`` (``name`` is the parameter's, "" by position), ``method``
    (``name``), ``test`` (its truth, ``is None``, ``or``, ``isinstance``), ``in`` (it is searched for a key), ``compare``. ``site`` is
    the expression that denotes the value, ``node`` what uses it.
    """

    kind: str
    site: ast.expr
    node: ast.AST
    name: str = ""


@dataclass(eq=False, slots=True)
class Read:
    """One value of the event that the code reads; ``key`` is the dict key it has ("" for the event and list items)."""

    key: str = ""
    keys: dict[str, Read] = field(default_factory=dict)
    """What is read of it by string key, in the order of the code."""
    item: Read | None = None
    """What is read of its elements, where it is a list."""
    entry: Read | None = None
    """What is read of the values at keys that the code does not name, where it is an object."""
    parsed: Read | None = None
    """What is read of the value that ``json.loads`` makes of it."""
    kinds: set[Kind] = field(default_factory=set)
    required: bool = False
    """Whether the code fails without it (``event["k"]``, not ``event.get("k")``)."""
    examples: list[Scalar] = field(default_factory=list)
    """Values the code itself names: what it compares with, its default."""
    format: str = ""
    """How its text is read: ``base64``, ``uuid``, ``date-time``, ``date``, ``gzip`` or a ``strptime`` pattern."""
    assigned: bool = False
    """Whether the code wrote this key before it first read it: then the caller need not send it."""
    sites: list[ast.expr] = field(default_factory=list)
    """The expressions that read it."""
    uses: list[Use] = field(default_factory=list)
    defaulted: bool = False
    """Whether the code gives a default for an absent one (``event.get("k", {})``)."""
    taken: list[Scalar] = field(default_factory=list)
    """Values at which the code branches off to do something."""
    left: list[Scalar] = field(default_factory=list)
    """Values at which the code leaves without having done anything."""
    demanded: bool = False
    """Whether the code refuses all but those that it branches at (``if op not in TABLE: raise``)."""

    def child(self, key: str) -> Read:
        """The value at a key, made known if it was not."""
        self.kinds.add(Kind.OBJECT)
        known = self.keys.get(key)
        if known is None:
            known = self.keys[key] = Read(key)
        return known

    def element(self) -> Read:
        """The elements of this list."""
        self.kinds.add(Kind.LIST)
        if self.item is None:
            self.item = Read()
        return self.item

    def free(self) -> Read:
        """The values of this object, whatever their keys."""
        self.kinds.add(Kind.OBJECT)
        if self.entry is None:
            self.entry = Read()
        return self.entry

    def json(self) -> Read:
        """The value that this JSON text holds."""
        self.kinds.add(Kind.STRING)
        if self.parsed is None:
            self.parsed = Read(self.key)
        return self.parsed

    @property
    def kind(self) -> Kind | None:
        """The best guess at its type; None where nothing is known."""
        if self.parsed is not None:
            return Kind.STRING
        if self.keys:
            return Kind.OBJECT
        for kind in Kind:
            if kind in self.kinds:
                return kind
        return None

    @property
    def wanted(self) -> Sequence[Scalar]:
        """The values that it should have one of for the code to do its work; none where any will do."""
        return self.taken if self.demanded else ()

    @property
    def named(self) -> list[Scalar]:
        """The values that the code names: first those at which it does its work, none at which it only leaves."""
        return list(
            dict.fromkeys([*self.taken, *(value for value in self.examples if value not in self.left and value != "")])
        )

    @property
    def empty(self) -> bool:
        """Whether nothing at all is known of it."""
        return not (self.keys or self.kinds or self.examples or self.item or self.entry or self.parsed)
