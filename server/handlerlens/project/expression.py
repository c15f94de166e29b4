"""Expressions of programs that describe infrastructure: what the readers of CDK (Python, TypeScript) and Terraform produce."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    """``owner.name``; ``owner["name"]`` too. With another ``index`` the name is ``*``."""

    owner: Expression
    name: str
    place: Place
    index: Expression | None = None


@dataclass(eq=False, slots=True)
class Call:
    """A call or construction; ``named`` are Python's keyword arguments, ``spread`` its ``**`` ones."""

    function: Expression
    arguments: list[Expression]
    place: Place
    named: dict[str, Expression] = field(default_factory=dict)
    spread: list[Expression] = field(default_factory=list)
    variable: str = ""
    """What it is assigned to (``fn``, ``self.fn``); empty for nothing."""


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
class Loop:
    """A mapping (with ``key``) or list, an entry for each of ``over`` that fulfils ``condition``; in it ``names`` (key and value, or
    value) stand for that."""

    names: list[str]
    over: Expression
    key: Expression | None
    value: Expression
    place: Place
    condition: Expression | None = None


@dataclass(eq=False, slots=True)
class Choice:
    """``test ? yes : no``; ``text`` shows it in short."""

    test: Expression
    yes: Expression
    no: Expression
    place: Place
    text: str


@dataclass(eq=False, slots=True)
class Comparison:
    """``left == right``, or with ``!=`` for ``sign``; ``text`` shows it in short."""

    left: Expression
    sign: str
    right: Expression
    place: Place
    text: str


@dataclass(eq=False, slots=True)
class Unknown:
    """An expression that is of no use here; ``text`` shows it in short."""

    text: str
    place: Place


Expression: TypeAlias = (
    Text | Name | Member | Call | Joined | Array | Object | Function | Loop | Choice | Comparison | Unknown
)


def dotted(node: Expression) -> tuple[str, ...]:
    """The names of an attribute chain, ``()`` where it begins with something else."""
    names: list[str] = []
    while isinstance(node, Member):
        names.append(node.name)
        node = node.owner
    return (node.text, *reversed(names)) if isinstance(node, Name) else ()


def substituted(node: Expression, names: Mapping[str, Expression]) -> Expression:
    """An expression with other expressions for some of its names; members of mappings are looked up."""
    match node:
        case Name():
            return names.get(node.text, node)
        case Member():
            owner = substituted(node.owner, names)
            index = substituted(node.index, names) if node.index is not None else None
            found = owner.entries.get(node.name) if isinstance(owner, Object) else None
            return found if found is not None else Member(owner, node.name, node.place, index)
        case Call():
            return Call(node.function, [substituted(a, names) for a in node.arguments], node.place)
        case Joined():
            return Joined([substituted(part, names) for part in node.parts], node.place, node.separator)
        case Array():
            return Array([substituted(item, names) for item in node.items], node.place)
        case Object():
            entries = {key: substituted(value, names) for key, value in node.entries.items()}
            return Object(entries, node.place, node.keys, [substituted(one, names) for one in node.spread])
        case Choice():
            test, yes, no = (substituted(part, names) for part in (node.test, node.yes, node.no))
            return Choice(test, yes, no, node.place, node.text)
        case Comparison():
            left, right = substituted(node.left, names), substituted(node.right, names)
            return Comparison(left, node.sign, right, node.place, node.text)
        case Loop():
            inner = {name: value for name, value in names.items() if name not in node.names}
            key, condition = (
                substituted(part, inner) if part is not None else None for part in (node.key, node.condition)
            )
            value = substituted(node.value, inner)
            return Loop(node.names, substituted(node.over, names), key, value, node.place, condition)
    return node


def last_name(node: Expression) -> str:
    """The last name of an attribute chain, also of one that begins with a call; empty for none."""
    return node.name if isinstance(node, Member) else node.text if isinstance(node, Name) else ""


def variable_of(node: Expression) -> str:
    """A name or attribute chain as it is written; empty for anything else."""
    return ".".join(dotted(node)) if isinstance(node, Name | Member) else ""


def entries_of(call: Call) -> dict[str, Expression]:
    """The entries of the mappings that a call is given (TypeScript's named arguments)."""
    given = (argument for argument in call.arguments if isinstance(argument, Object))
    return {key: value for argument in given for key, value in argument.entries.items()}


def camel(name: str) -> str:
    """A name of a method or option as TypeScript spells it."""
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest) if first and first.islower() else name


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
            return [node.owner] if node.index is None else [node.owner, node.index]
        case Loop():
            return [part for part in (node.over, node.key, node.value, node.condition) if part is not None]
        case Call():
            return [node.function, *node.arguments, *node.named.values(), *node.spread]
        case Choice():
            return [node.test, node.yes, node.no]
        case Comparison():
            return [node.left, node.right]
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
        case Loop():
            return "for"
    return node.text
