"""``getattr(self, f"on_{kind}")``: what the event chooses among the methods whose names begin and end so."""

from __future__ import annotations

import ast

from ..modules import Origin
from ..shapes import Class, Const, Function, OneOf, Shape, options
from .join import one_of, union
from .mro import mro
from .run import Run

_MOST = 12
"""Names that are looked up one by one."""


def starting(run: Run, cls: Class, name: ast.expr | None) -> list[Shape]:
    """The methods of a project class that a name of which only the ends are known can mean; [] where it may mean anything."""
    prefix, suffix = _ends(name)
    if not prefix and not suffix:
        return []
    found: dict[str, Shape] = {}
    for one in mro(run, cls)[0]:
        if one.node is None or one.scope is None or one.scope.kind is not Origin.PROJECT:
            continue
        for statement in one.node.body:
            label = getattr(statement, "name", "")
            if label not in found and label.startswith(prefix) and label.endswith(suffix):
                value = run.state.get((one, label))
                if type(value) is Function:
                    found[label] = value
    return list(found.values())


def known_names(run: Run, name: ast.expr | None) -> Shape | None:
    """The name that a text with values in it comes to where all of them are known: ``f"on_{kind}"``."""
    if not isinstance(name, ast.JoinedStr):
        return None
    texts = [""]
    sure = True
    for part in name.values:
        value: Shape = Const(_text(part))
        if isinstance(part, ast.FormattedValue):
            if part.conversion != -1 or part.format_spec is not None:
                return None
            value = expressions.evaluate(run, part.value)
        sure = sure and type(value) is not OneOf
        constants = [o.value for o in options(value) if type(o) is Const]
        if len(constants) < len(options(value)) or len(texts) * len(constants) > _MOST:
            return None
        texts = [text + str(constant) for text in texts for constant in constants]
    return union(map(Const, texts)) if sure else one_of(map(Const, texts))


def _ends(name: ast.expr | None) -> tuple[str, str]:
    """What a text certainly begins and ends with."""
    if isinstance(name, ast.JoinedStr) and name.values:
        return _text(name.values[0]), _text(name.values[-1])
    if isinstance(name, ast.BinOp) and isinstance(name.op, ast.Add):
        return (_text(name.left) or _ends(name.left)[0]), (_text(name.right) or _ends(name.right)[1])
    return "", ""


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


from . import expressions
