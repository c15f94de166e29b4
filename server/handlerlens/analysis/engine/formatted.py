"""Texts with values in them (``f"{name}.{key}"``)."""

from __future__ import annotations

import ast

from ..shapes import A_STR, Const, Shape
from .run import Run

_LONG = 200
"""Characters of a text that is kept as it is."""


def joined(run: Run, node: ast.JoinedStr) -> Shape:
    """The text itself where its parts are constants; else some text."""
    text: str | None = ""
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            plain = isinstance(part.value, ast.Name)
            if plain and text is None:
                continue
            value = expressions.evaluate(run, part.value)
            own = value.value if type(value) is Const and part.conversion < 0 and part.format_spec is None else None
            text = text + own if plain and text is not None and isinstance(own, str) else None
        elif text is not None and isinstance(part, ast.Constant):
            text += str(part.value)
    return A_STR if text is None or len(text) > _LONG else Const(text)


from . import expressions
