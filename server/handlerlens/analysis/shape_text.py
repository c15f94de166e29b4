"""A shape as people read it: ``{"statusCode": 200, "body": str}``, ``[{"id": str}, …]``, ``str | None``, ``…`` for what is not known."""

from __future__ import annotations

import json

from .shapes import Circular, Class, Const, Dict, Function, Instance, Items, Lazy, Object, OneOf, Shape, Union, Unknown

_DEPTH = 5
_WIDTH = 12
"""Keys, elements and alternatives that are shown of one value."""


def describe(shape: Shape, depth: int = 0) -> str:
    """One line; what goes deeper or further than a reader follows is ``…``."""
    if depth > _DEPTH:
        return "…"
    match shape:
        case Const(value=bytes() as value):
            return repr(value)
        case Const(value=value):
            return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
        case Dict():
            return _dict(shape, depth)
        case Items():
            return _items(shape, depth)
        case Union() | OneOf():
            options = shape.options
            if any(isinstance(option, Unknown) and option.json for option in options):
                options = tuple(option for option in options if not isinstance(option, Const))
            texts = list(dict.fromkeys(describe(option, depth) for option in options))
            return " | ".join([*texts[:_WIDTH], *(["…"] if len(texts) > _WIDTH else [])])
        case Instance() | Object():
            return shape.cls.qualname.removeprefix("builtins.")
        case Class():
            return f"type[{shape.qualname}]"
        case Lazy():
            return shape.label
        case Circular():
            return "(itself)"
        case Function():
            return "function"
        case Unknown(json=True):
            return "any JSON"
    return "…"


def _dict(shape: Dict, depth: int) -> str:
    parts = [
        f"{json.dumps(key, ensure_ascii=False) if isinstance(key, str) else repr(key)}{'?' if entry.optional else ''}: "
        f"{describe(entry.value, depth + 1)}"
        for key, entry in list(shape.entries.items())[:_WIDTH]
    ]
    if shape.rest is not None or len(shape.entries) > _WIDTH:
        parts.append("…")
    return "{" + ", ".join(parts) + "}"


def _items(shape: Items, depth: int) -> str:
    name = shape.cls.qualname.rpartition(".")[2]
    opening, closing = {"list": ("[", "]"), "tuple": ("(", ")"), "set": ("{", "}")}.get(name, (f"{name}([", "])"))
    if shape.items is not None:
        texts = [describe(item, depth + 1) for item in shape.items[:_WIDTH]]
        if len(shape.items) > _WIDTH:
            texts.append("…")
        if name == "tuple" and len(texts) == 1:
            texts.append("")
        if name == "set" and not texts:
            return "set()"
        return opening + ", ".join(texts).rstrip(" ") + closing
    return opening + (f"{describe(shape.elem, depth + 1)}, …" if shape.elem is not None else "") + closing
