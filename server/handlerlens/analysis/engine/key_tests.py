"""Whether what goes through a dict treats some of its keys otherwise than the rest: ``if key != "password"``."""

from __future__ import annotations

import ast

from ..nodes import preorder

_KNOWN = "handlerlens_asks_for_key"


def asks_for_key(target: ast.expr, place: ast.expr | ast.stmt) -> bool:
    """Whether a loop or comprehension looks into the key that its target binds; kept with it."""
    known: dict[ast.expr, bool] = place.__dict__.setdefault(_KNOWN, {})
    found = known.get(target)
    if found is None:
        found = known[target] = _asks(target, place)
    return found


def _asks(target: ast.expr, place: ast.AST) -> bool:
    key = target.elts[0] if isinstance(target, ast.Tuple) and target.elts else target
    if not isinstance(key, ast.Name):
        return False
    name = key.id
    for node in preorder([place]):
        match node:
            case ast.Compare(left=left, comparators=others):
                if any(isinstance(n, ast.Name) and n.id == name for n in (left, *others)):
                    return True
            case ast.Match(subject=ast.Name(id=subject)):
                if subject == name:
                    return True
            case ast.Call(func=ast.Attribute(value=ast.Name(id=held))):
                if held == name:
                    return True
            case _:
                pass
    return False
