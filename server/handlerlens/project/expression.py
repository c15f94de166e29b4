"""Expressions of programs that describe infrastructure (CDK in Python and TypeScript, Terraform), beside the literal nodes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Union

from .nodes import Place, Scalar

from . import nodes  # noqa: I001  (the union below is of both)


@dataclass(eq=False, slots=True)
class Name:
    """A bare name."""

    text: str
    place: Place


@dataclass(eq=False, slots=True)
class Member:
    """``owner.name``; of ``owner["name"]`` too."""

    owner: Expression
    name: str
    place: Place


@dataclass(eq=False, slots=True)
class Call:
    """A call or construction; ``named`` are Python's keyword arguments."""

    function: Expression
    arguments: list[Expression]
    place: Place
    named: dict[str, Expression] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Joined:
    """A text made of parts: a template literal, an f-string, a sum of texts."""

    parts: list[Expression]
    place: Place


@dataclass(eq=False, slots=True)
class Unknown:
    """An expression that is of no use here; ``text`` is how it begins."""

    text: str
    place: Place


Expression = Union["nodes.Node", Name, Member, Call, Joined, Unknown]


def dotted(node: Expression) -> tuple[str, ...]:
    """The names of an attribute chain, ``()`` where it begins with something else."""
    names: list[str] = []
    while isinstance(node, Member):
        names.append(node.name)
        node = node.owner
    return (*reversed([*names, node.text]),) if isinstance(node, Name) else ()


def last_name(node: Expression) -> str:
    """The last name of an attribute chain, also of one that begins with a call; empty for none."""
    return node.name if isinstance(node, Member) else node.text if isinstance(node, Name) else ""
