"""Lists that a loop only adds to: what they hold meanwhile is never looked at, so one look at the body says what it adds."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping, Sequence

from ..nodes import preorder
from ..shapes import Const, Dict, Function, Instance, Items, Object, OneOf, Ref, Shape, Union, Unknown
from .run import Run
from .state import Key

_ADDING = frozenset({"add", "append", "appendleft", "extend"})
_LOGGING = frozenset({"critical", "debug", "error", "exception", "info", "warning"})
_KNOWN = "handlerlens_accumulated"
_MOST = 300
Names = tuple[frozenset[str], frozenset[str], frozenset[str]]


def only_added_to(run: Run, body: Sequence[ast.stmt], carried: Mapping[Key, Shape]) -> bool:
    """Whether nothing in a loop's body can see what these parts of the store hold but by adding to them."""
    frame = run.frame
    added, counted, read = _names(body)
    if frame.captured or frame.node is None or not (added or counted):
        return False
    seen: set[Key] = set()
    for name in added | counted:
        key: Key = (frame.fid, name)
        value = run.state.get(key)
        if type(value) is Ref:
            id, content = run.state.object(value.id)  # noqa: A001
            if type(content) is Items if name in added else _numbers(carried.get(id)):
                seen.add(id)
        if name in counted and _number(carried.get(key)):
            seen.add(key)
    if not seen.issuperset(carried):
        return False
    return not any(_leads(run, run.state.get((frame.fid, name)), seen) for name in read)


def _number(shape: Shape | None) -> bool:
    if isinstance(shape, (Union, OneOf)):
        return all(map(_number, shape.options))
    if isinstance(shape, Const):
        return type(shape.value) in (int, float)
    return isinstance(shape, Unknown) or (isinstance(shape, Instance) and shape.cls.name in ("int", "float"))


def _numbers(content: Shape | None) -> bool:
    """Whether a mapping holds numbers alone."""
    if type(content) is not Dict:
        return False
    return all(_number(entry.value) for entry in content.entries.values()) and (
        content.rest is None or _number(content.rest)
    )


def _names(body: Sequence[ast.stmt]) -> Names:
    """The names that the statements only add to, those they only count with (``n += 1``, ``n[key] += 1``), and those that they
    read; kept with the first statement."""
    known: Names | None = body[0].__dict__.get(_KNOWN)
    if known is not None:
        return known
    reads: Counter[str] = Counter()
    adds: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    bound: Counter[str] = Counter()
    for node in preorder(body):
        if node.__class__ is ast.Name:
            if node.ctx.__class__ is ast.Load:
                reads[node.id] += 1
            else:
                bound[node.id] += 1
        elif node.__class__ is ast.Expr:
            match node.value:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if attr in _ADDING:
                    adds[name] += 1
                case ast.Call(func=ast.Attribute(value=ast.Name(), attr=attr), args=arguments) if attr in _LOGGING:
                    adds.update(_told(arguments))
                case ast.Call(func=ast.Name(id="print"), args=arguments):
                    adds.update(_told(arguments))
        elif node.__class__ is ast.AugAssign:
            match node.target:
                case ast.Name(id=name):
                    counts[name] += 1
                    bound[name] -= 1
                case ast.Subscript(value=ast.Name(id=name)):
                    counts[name] += 1
                    reads[name] -= 1
    free = frozenset(name for name in adds.keys() | counts.keys() if adds[name] == reads[name] and not bound[name])
    counted = frozenset(name for name in free if counts[name])
    known = body[0].__dict__[_KNOWN] = (free - counted, counted, frozenset(reads) - free)
    return known


def _told(arguments: Sequence[ast.expr]) -> Counter[str]:
    """The names of which a log message tells the value, or the length."""
    names: Counter[str] = Counter()
    for node in arguments:
        match node:
            case ast.Name(id=name) | ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)], keywords=[]):
                names[name] += 1
    return names


def _leads(run: Run, value: Shape | None, wanted: set[Key]) -> bool:
    """Whether a value holds one of these objects; also where it is too much to look through."""
    pending = [value] if value is not None else []
    seen: set[int] = set()
    while pending:
        one = pending.pop()
        if type(one) is Ref:
            id, content = run.state.object(one.id)  # noqa: A001
            if id in wanted or len(seen) > _MOST:
                return True
            if id in seen:
                continue
            seen.add(id)
            one = content
        if type(one) is Dict:
            pending.extend(entry.value for entry in one.entries.values())
            pending.extend(part for part in (one.rest,) if part is not None)
        elif type(one) is Items:
            pending.extend(one.items or ())
            pending.extend(part for part in (one.elem,) if part is not None)
        elif type(one) is Object:
            pending.extend(one.attrs.values())
        elif type(one) is Union or type(one) is OneOf:
            pending.extend(one.options)
        elif type(one) is Function and one.bound is not None:
            pending.append(one.bound)
    return False
