"""Values of an infrastructure file with their places: what the YAML, JSON, Terraform and TypeScript readers all produce.

Lines are 1-based, columns 0-based characters. An intrinsic in its short form (``!Sub x``) is read as its long one
(``{"Fn::Sub": x}``), so YAML and JSON templates look alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_BYTES = 2_000_000
"""What is read at all; CloudFormation itself takes 1 MB."""
MAX_VALUES = 200_000
"""How many values a file may hold, aliases written out."""
MAX_DEPTH = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(eq=False, slots=True)
class Scalar:
    """A text, number, boolean or null as written; ``plain`` without quotes."""

    text: str
    place: Place
    plain: bool = True


@dataclass(eq=False, slots=True)
class Sequence:
    """A list; ``size`` counts the values in it."""

    items: list[Node]
    place: Place
    size: int = 1


@dataclass(eq=False, slots=True)
class Table:
    """A mapping with text keys in source order; of a key given twice the last counts."""

    entries: dict[str, Node]
    place: Place
    size: int = 1
    keys: dict[str, Place] = field(default_factory=dict)

    def get(self, *path: str) -> Node | None:
        """The value under nested keys; None where one is absent or its owner no mapping."""
        node: Node | None = self
        for key in path:
            node = node.entries.get(key) if isinstance(node, Table) else None
        return node

    def table(self, *path: str) -> Table | None:
        """The mapping under nested keys."""
        node = self.get(*path)
        return node if isinstance(node, Table) else None

    def text(self, *path: str) -> str | None:
        """The text under nested keys, where it is a scalar."""
        node = self.get(*path)
        return node.text if isinstance(node, Scalar) else None


Node = Scalar | Sequence | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: its top mapping, and the places where it says something twice."""

    root: Table
    repeated: tuple[tuple[str, int], ...] = ()


class ReadError(Exception):
    """A file that cannot be read; the text is one plain sentence without the file's name, ``line`` 1-based or 0 where unknown."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


class NoTableError(ReadError):
    """Sound JSON whose top level is no object: data of another kind, no template."""


def items(node: Node | None) -> list[Node]:
    """The items of a list; a single value counts as a list of one, None as none."""
    if node is None:
        return []
    return node.items if isinstance(node, Sequence) else [node]


def walk(node: Node) -> Iterator[tuple[tuple[str, ...], Node]]:
    """A node and everything in it, each with the keys that lead to it (list indexes left out); shared parts once."""
    seen: set[int] = set()
    stack: list[tuple[tuple[str, ...], Node]] = [((), node)]
    while stack:
        path, current = stack.pop()
        if id(current) in seen:
            continue
        yield path, current
        if isinstance(current, Table):
            seen.add(id(current))
            stack.extend(((*path, key), value) for key, value in reversed(current.entries.items()))
        elif isinstance(current, Sequence):
            seen.add(id(current))
            stack.extend((path, value) for value in reversed(current.items))
