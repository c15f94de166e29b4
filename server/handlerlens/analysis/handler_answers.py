"""Whether a function answers like a handler behind a proxy: with an object that has a ``statusCode``."""

from __future__ import annotations

import ast

from .module_bindings import bindings, effective
from .nodes import own
from .source import Source

Function = ast.FunctionDef | ast.AsyncFunctionDef


def answers_request(source: Source, node: Function) -> bool:
    """Whether it returns such an object itself, or what a function of its module makes that does."""
    for one in own(node, ast.Return):
        if _is_answer(source, one.value):
            return True
        if isinstance(one.value, ast.Name) and _is_bound_to_answer(source, node, one.value.id):
            return True
    return False


def _is_bound_to_answer(source: Source, node: Function, name: str) -> bool:
    return any(
        isinstance(target, ast.Name) and target.id == name and _is_answer(source, each.value)
        for each in own(node, ast.Assign)
        for target in each.targets
    )


def _is_answer(source: Source, value: ast.expr | None, *, helped: bool = True) -> bool:
    if isinstance(value, ast.Dict):
        return any(isinstance(key, ast.Constant) and key.value == "statusCode" for key in value.keys)
    if not helped or not isinstance(value, ast.Call) or not isinstance(value.func, ast.Name):
        return False
    group = bindings(source).get(value.func.id)
    helper = effective(group).node if group else None
    return isinstance(helper, ast.FunctionDef) and any(
        _is_answer(source, one.value, helped=False) for one in own(helper, ast.Return)
    )
