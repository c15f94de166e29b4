"""The blocks of a Terraform module (all ``.tf`` files of a folder), and which of them refer to which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .expression import Expression, Member, Name, dotted, walk
from .hcl import Block, Body

Chain = tuple[str, ...]
"""A reference: ``("module", "orders", "invoke_arn")``; ``*`` for an index that only a plan tells."""


@dataclass(frozen=True)
class Blocks:
    """With the file of each. What is asked for is worked out once."""

    all: tuple[tuple[Path, Block], ...]

    def __iter__(self) -> Iterator[tuple[Path, Block]]:
        return iter(self.all)

    @cached_property
    def locals(self) -> dict[str, Expression]:
        """The ``locals`` of all files."""
        found: dict[str, Expression] = {}
        for _, block in self.all:
            if block.type == "locals":
                found.update(block.body.attributes)
        return found

    @cached_property
    def defaults(self) -> dict[str, Expression | None]:
        """The variables with their defaults."""
        found: dict[str, Expression | None] = {}
        for _, block in self.all:
            if block.type == "variable" and len(block.labels) == 1:
                found.setdefault(block.labels[0], block.body.attributes.get("default"))
        return found

    @cached_property
    def types(self) -> dict[str, Expression]:
        """The types of the variables that have one."""
        variables = [block for _, block in self.all if block.type == "variable" and len(block.labels) == 1]
        return {b.labels[0]: b.body.attributes["type"] for b in variables if "type" in b.body.attributes}

    @cached_property
    def outputs(self) -> dict[str, Expression]:
        """What the module gives back, by name."""
        outputs = (block for _, block in self.all if block.type == "output" and block.labels)
        return {b.labels[0]: b.body.attributes["value"] for b in outputs if "value" in b.body.attributes}

    @cached_property
    def calls(self) -> dict[str, Block]:
        """The calls of modules, by name."""
        return {block.labels[0]: block for _, block in self.all if block.type == "module" and block.labels}

    def of_type(self, *kinds: str) -> list[Block]:
        """The resources and data sources of some types, in file order."""
        return [block for kind in kinds for block in self._by_type.get(kind, ())]

    def referring(self, address: str) -> list[tuple[Block, frozenset[Chain]]]:
        """The resources and calls that refer to ``aws_lambda_function.x``, ``module.x`` or ``var.x``, each with how, in file order."""
        return self._by_address.get(address, [])

    @cached_property
    def _by_type(self) -> dict[str, list[Block]]:
        found: dict[str, list[Block]] = {}
        for _, block in self.all:
            if block.type in ("data", "resource") and len(block.labels) > 1:
                found.setdefault(block.labels[0], []).append(block)
        return found

    @cached_property
    def _by_address(self) -> dict[str, list[tuple[Block, frozenset[Chain]]]]:
        found: dict[str, list[tuple[Block, frozenset[Chain]]]] = {}
        for _, block in self.all:
            if (block.type == "resource" and len(block.labels) > 1) or (block.type == "module" and block.labels):
                by_address: dict[str, set[Chain]] = {}
                for chain in references(block.body):
                    by_address.setdefault(".".join(chain[:2]), set()).add(chain)
                for address, chains in by_address.items():
                    found.setdefault(address, []).append((block, frozenset(chains)))
        return found


def references(body: Body) -> set[Chain]:
    """The references in a block, each as far as it goes; not what only sets an order (``depends_on``)."""
    found: set[Chain] = set()
    for name, node in body.attributes.items():
        if name != "depends_on":
            found |= chains(node)
    for block in body.blocks:
        found |= references(block.body)
    return found


def chains(node: Expression) -> set[Chain]:
    """The references in an expression, each as far as it goes."""
    found = {chain for part in walk(node) if isinstance(part, Name | Member) and len(chain := dotted(part)) > 1}
    return {chain for chain in found if not any(other[: len(chain)] == chain != other for other in found)}
