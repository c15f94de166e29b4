"""What the use of a value says about its type and about good examples of it."""

from __future__ import annotations

import ast

from .event_reads import Kind, Read


def example(read: Read, value: object, *, whole: bool) -> None:
    """Learn from a constant that a value is compared with; ``whole`` when the value itself would be a good example."""
    if isinstance(value, bool):
        read.kinds.add(Kind.BOOLEAN)
    elif isinstance(value, int | float):
        read.kinds.add(Kind.INTEGER if isinstance(value, int) else Kind.NUMBER)
    elif isinstance(value, str):
        read.kinds.add(Kind.STRING)
    if whole and isinstance(value, str | int | float) and value not in read.examples:
        read.examples.append(value)


def default_of(read: Read, node: ast.expr | None) -> None:
    """Learn from the default beside a value: ``event.get("k", default)`` or ``event["k"] or default``."""
    match node:
        case ast.Constant(value=value):
            example(read, value, whole=bool(value))
        case ast.Dict() | ast.Call(func=ast.Name(id="dict")):
            read.kinds.add(Kind.OBJECT)
        case ast.List() | ast.Tuple() | ast.Call(func=ast.Name(id="list")):
            read.kinds.add(Kind.LIST)
        case ast.JoinedStr():
            read.kinds.add(Kind.STRING)


def kind_of_type(read: Read, name: str) -> None:
    """Learn from a Python type a value is said to have (``isinstance``, an annotation, a class pattern)."""
    kinds = {"str": Kind.STRING, "int": Kind.INTEGER, "float": Kind.NUMBER, "bool": Kind.BOOLEAN}
    kinds |= {"dict": Kind.OBJECT, "list": Kind.LIST}
    if name in kinds:
        read.kinds.add(kinds[name])
