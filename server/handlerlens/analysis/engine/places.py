"""Paths of names, attributes and constant keys: looked at and narrowed without evaluating anything."""

from __future__ import annotations

import ast
from typing import cast

from ..shapes import NONE, Const, Dict, Entry, Object, Ref, Scalar, Shape
from .join import union
from .run import Run


def read(run: Run, node: ast.expr) -> Shape | None:
    """The value of a path of names, attributes and constant keys, without evaluating anything."""
    if isinstance(node, ast.Name):
        return names.lookup(run, node.id)
    if isinstance(node, ast.NamedExpr):
        return read(run, node.target)
    entry = _slot(run, node)
    if entry is None:
        return None
    _, content, key = entry
    if type(content) is Dict:
        found = content.entries.get(cast(Scalar, key))
        if found is None:
            return None
        if found.optional and _is_get(node):
            return union((found.value, NONE))
        return found.value
    return content.attrs.get(str(key)) if type(content) is Object else None


def write(run: Run, node: ast.expr, value: Shape) -> None:
    """Put what is now known into such a path."""
    if isinstance(node, ast.Name):
        run.state.set(names.locate(run, node.id), value)
        return
    if isinstance(node, ast.NamedExpr):
        write(run, node.target, value)
        return
    entry = _slot(run, node)
    if entry is None:
        return
    ref, content, key = entry
    if type(content) is Dict:
        entries = dict(content.entries)
        name = cast(Scalar, key)
        old = entries[name]
        absent = _is_get(node) and old.optional and type(value) is Const and value.value is None
        if absent:
            del entries[name]
        else:
            entries[name] = Entry(value, False, old.node)
        run.store(ref, Dict(entries, content.rest, content.rest_key, content.cls))
    elif type(content) is Object:
        attrs = dict(content.attrs)
        attrs[str(key)] = value
        run.store(ref, Object(content.cls, attrs, content.origin, content.whole))


def _is_get(node: ast.expr) -> bool:
    return isinstance(node, ast.Call)


def _slot(run: Run, node: ast.expr) -> tuple[Ref, Shape, object] | None:
    key: object
    if isinstance(node, ast.Subscript):
        base, key = node.value, key_of(run, node.slice)
    elif isinstance(node, ast.Attribute):
        base, key = node.value, node.attr
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        if len(node.args) != 1 or node.keywords:
            return None
        base, key = node.func.value, key_of(run, node.args[0])
    else:
        return None
    if key is NO_KEY:
        return None
    holder = read(run, base)
    if type(holder) is not Ref:
        return None
    content = run.content(holder)
    if type(content) is Dict and not isinstance(node, ast.Attribute):
        return (holder, content, key) if key in content.entries else None
    if type(content) is Object and isinstance(node, ast.Attribute):
        return (holder, content, key) if key in content.attrs else None
    return None


NO_KEY = object()


def key_of(run: Run, node: ast.expr) -> object:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        value = read(run, node)
        if type(value) is Const:
            return value.value
    return NO_KEY


from . import names
