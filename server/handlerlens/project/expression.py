"""Expressions of programs that describe infrastructure: what the readers of CDK (Python, TypeScript) and Terraform produce."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from .nodes import Place


@dataclass(eq=False, slots=True)
class Text:
    """A literal text, number or boolean as written, without quotes."""

    text: str
    place: Place


@dataclass(eq=False, slots=True)
class Name:
    """A bare name."""

    text: str
    place: Place


@dataclass(eq=False, slots=True)
class Member:
    """``owner.name``; ``owner["name"]`` too."""

    owner: Expression
    name: str
    place: Place


@dataclass(eq=False, slots=True)
class Call:
    """A call or construction; ``named`` are Python's keyword arguments, ``spread`` its ``**`` ones."""

    function: Expression
    arguments: list[Expression]
    place: Place
    named: dict[str, Expression] = field(default_factory=dict)
    spread: list[Expression] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Joined:
    """A text made of parts: a template literal, an f-string, a sum of texts, ``Path / "x"`` with ``separator`` ``/``."""

    parts: list[Expression]
    place: Place
    separator: str = ""


@dataclass(eq=False, slots=True)
class Array:
    """A list."""

    items: list[Expression]
    place: Place


@dataclass(eq=False, slots=True)
class Object:
    """A mapping with text keys; ``spread`` are the mappings it begins from."""

    entries: dict[str, Expression]
    place: Place
    keys: dict[str, Place] = field(default_factory=dict)
    spread: list[Expression] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Function:
    """A function that does nothing but return an expression of its parameters."""

    parameters: list[str]
    result: Expression
    place: Place


@dataclass(eq=False, slots=True)
class Unknown:
    """An expression that is of no use here; ``text`` shows it in short."""

    text: str
    place: Place


Expression: TypeAlias = Text | Name | Member | Call | Joined | Array | Object | Function | Unknown


def dotted(node: Expression) -> tuple[str, ...]:
    """The names of an attribute chain, ``()`` where it begins with something else."""
    names: list[str] = []
    while isinstance(node, Member):
        names.append(node.name)
        node = node.owner
    return (node.text, *reversed(names)) if isinstance(node, Name) else ()


def last_name(node: Expression) -> str:
    """The last name of an attribute chain, also of one that begins with a call; empty for none."""
    return node.name if isinstance(node, Member) else node.text if isinstance(node, Name) else ""


def walk(node: Expression) -> Iterator[Expression]:
    """An expression and everything in it, outermost first."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(_children(current)))


def _children(node: Expression) -> list[Expression]:
    match node:
        case Member():
            return [node.owner]
        case Call():
            return [node.function, *node.arguments, *node.named.values(), *node.spread]
        case Joined():
            return node.parts
        case Array():
            return node.items
        case Object():
            return [*node.entries.values(), *node.spread]
    return []


def shown(node: Expression) -> str:
    """An expression in short, as a person would write it."""
    match node:
        case Text() | Name():
            return node.text
        case Member():
            return f"{shown(node.owner)}.{node.name}"[:200]
        case Call():
            return f"{shown(node.function)}(…)"[:200]
        case Joined():
            return node.separator.join(
                shown(part) if isinstance(part, Text) else "{" + shown(part) + "}" for part in node.parts
            )[:200]
        case Array():
            return "[…]"
        case Object():
            return "{…}"
        case Function():
            return "function"
    return node.text
