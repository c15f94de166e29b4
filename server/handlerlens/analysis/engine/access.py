"""Classes of the project that have a say in how their attributes and items are read and written."""

from __future__ import annotations

import ast

from ..modules import Origin
from ..shapes import Class, Object, Shape
from .mro import mro
from .run import Run

_HOOKS = frozenset({"__setattr__", "__getattribute__", "__get__", "__set__", "__setitem__"})


def hooks(run: Run, cls: Class) -> frozenset[str]:
    """Which of the special methods a class or a base of it in the project defines."""
    known = cls.facts.get("access")
    if isinstance(known, frozenset):
        return known
    found = frozenset(
        statement.name
        for one in mro(run, cls)[0]
        if one.node is not None and one.scope is not None and one.scope.kind is Origin.PROJECT
        for statement in one.node.body
        if isinstance(statement, ast.FunctionDef) and statement.name in _HOOKS
    )
    cls.facts["access"] = found
    return found


def is_descriptor(run: Run, value: Shape | None, method: str) -> bool:
    """Whether a class attribute is an object that stands between (``__get__``, ``__set__``)."""
    content = run.content(value) if value is not None else None
    return type(content) is Object and method in hooks(run, content.cls)
