"""Calls that change nothing of the program's own, with arguments that do nothing when they are worked out: there is nothing to follow."""

from __future__ import annotations

import ast

from ..nodes import preorder
from ..shapes import Instance
from .names import lookup
from .run import Run

_KNOWN = "handlerlens_idle"
_LOGGING = frozenset({"critical", "debug", "error", "exception", "info", "warning"})
_IDLE = (
    *(ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.JoinedStr, ast.FormattedValue, ast.keyword),
    *(ast.BinOp, ast.Compare, ast.BoolOp, ast.UnaryOp, ast.IfExp, ast.Slice, ast.Tuple, ast.Dict, ast.List),
)
_LOOKING = frozenset({"len", "str", "repr", "type", "int", "round"})


def _has_idle_arguments(call: ast.Call) -> bool:
    """Whether the arguments of a call are put together from values without calling anything; kept with the node."""
    known: bool | None = call.__dict__.get(_KNOWN)
    if known is None:
        known = all(_is_idle(node) for node in preorder([*call.args, *call.keywords]))
        call.__dict__[_KNOWN] = known
    return known


def _is_idle(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in _LOOKING
    return isinstance(node, _IDLE)


def leaves_all(run: Run, node: ast.expr) -> bool:
    """Whether an expression is a call of a logger of the standard library, or of a boto3 client or resource, that leaves all of the
    program's values as they are."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if _has_idle_arguments(node):
            owner = run.content(lookup(run, name))
            if type(owner) is not Instance:
                return False
            if owner.cls.qualname == "logging.Logger":
                return attr in _LOGGING
            return "boto client" in owner.cls.facts or "boto resource" in owner.cls.facts
    return False
