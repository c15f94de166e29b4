"""The key that is being typed in unfinished Python, and the expression whose key it is."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

_OPEN = re.compile(r"""(?:\[|\.(?:get|pop|setdefault)\()\s*(?P<quote>["'])(?P<partial>[^"'\\\n]*)$""")
_ASKED = re.compile(r"""(?<![\w"'\])])(?P<quote>["'])(?P<partial>[^"'\\\n]*)$""")
_IN = r"""[^"'\\\n]*%s\s+(?:not\s+)?in\s+(?P<owner>[A-Za-z_].*)"""
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class TypedKey:
    """``owner`` is what has the key, ``start`` the character column where the key begins behind its ``quote``."""

    owner: ast.expr
    start: int
    quote: str


def typed_key(before: str, after: str) -> TypedKey | None:
    """The key at the cursor in ``owner["…``, ``owner.get("…`` or ``"…" in owner``.

    ``before`` is the text up to the cursor (that line, with lines above it if need be), ``after`` the rest of the line.
    """
    opened = _OPEN.search(before[-_LONGEST:])
    if opened is not None:
        owner = _last_expression(before[: len(before) - len(opened[0])])
    elif (opened := _ASKED.search(before[-_LONGEST:])) is not None:
        asked = re.match(_IN % opened["quote"], after[:_LONGEST])
        owner = _first_expression(asked["owner"]) if asked is not None else None
    if opened is None or owner is None:
        return None
    start = len(before) - before.rfind("\n") - 1 - len(opened["partial"])
    return TypedKey(owner, start, opened["quote"])


def _last_expression(text: str) -> ast.expr | None:
    """The longest expression at the end of a text: what an opening bracket is put on."""
    text = text.rstrip()[-_LONGEST:]
    for start in sorted({m.start() for m in re.finditer(r"(?<![\w.\"'\]])[A-Za-z_(]", text)}):
        try:
            node = ast.parse(text[start:].strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        enclosed = isinstance(node, ast.BoolOp | ast.NamedExpr) and text.endswith(")")
        if enclosed or isinstance(node, ast.Name | ast.Subscript | ast.Call):
            return node
    return None


def _first_expression(text: str) -> ast.expr | None:
    """The longest expression at the start of a text that something can be looked for in."""
    for end in range(len(text), 0, -1):
        if text[end - 1].isalnum() or text[end - 1] in "_])":
            try:
                node = ast.parse(text[:end], mode="eval").body
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            if isinstance(node, ast.Name | ast.Subscript | ast.Call):
                return node
    return None
