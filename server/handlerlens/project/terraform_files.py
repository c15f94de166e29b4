"""The other files that a Terraform module is read with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .expression import Array, Expression, Object, Text
from .hcl import Body
from .nodes import Node, Scalar, Sequence


@dataclass(eq=False)
class Files:
    """How files are read, with None for one that cannot be; ``included`` are those that were asked for."""

    read_body: Callable[[Path], Body | None]
    read_document: Callable[[Path], Node | None]
    included: set[Path] = field(default_factory=set)

    def body(self, path: Path) -> Body | None:
        """A ``.tf`` or ``.tfvars`` file."""
        self.included.add(path)
        return self.read_body(path)

    def document(self, path: Path) -> Expression | None:
        """What a YAML or JSON file holds."""
        self.included.add(path)
        node = self.read_document(path)
        return _expression(node) if node is not None else None


def _expression(node: Node) -> Expression:
    if isinstance(node, Scalar):
        return Text(node.text, node.place)
    if isinstance(node, Sequence):
        return Array([_expression(item) for item in node.items], node.place)
    return Object({key: _expression(value) for key, value in node.entries.items()}, node.place)
