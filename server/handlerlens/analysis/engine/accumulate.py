"""Lists that a loop only adds to: what they hold meanwhile is never looked at, so one look at the body says what it adds."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Sequence

from ..nodes import preorder
from ..shapes import Dict, Function, Items, Object, OneOf, Ref, Shape, Union
from .run import Run
from .state import Key

_ADDING = frozenset({"add", "append", "appendleft", "extend"})
_KNOWN = "handlerlens_accumulated"
_MOST = 300
Names = tuple[frozenset[str], frozenset[str]]


def only_added_to(run: Run, body: Sequence[ast.stmt], keys: Collection[Key]) -> bool:
    """Whether nothing in a loop's body can see what these parts of the store hold but by adding to them."""
    frame = run.frame
    added, read = _names(body)
    if not added or frame.captured or frame.node is None:
        return False
    seen: set[Key] = set()
    for name in added:
        value = run.state.get((frame.fid, name))
        if type(value) is Ref:
            id, content = run.state.object(value.id)  # noqa: A001
            if type(content) is Items:
                seen.add(id)
    if not seen.issuperset(keys):
        return False
    wanted = set(keys)
    return not any(_leads(run, run.state.get((frame.fid, name)), wanted) for name in read)


def _names(body: Sequence[ast.stmt]) -> Names:
    """The names that the statements only add to, and those that they read; kept with the first statement."""
    known: Names | None = body[0].__dict__.get(_KNOWN)
    if known is not None:
        return known
    reads: Counter[str] = Counter()
    adds: Counter[str] = Counter()
    bound: set[str] = set()
    for node in preorder(body):
        if node.__class__ is ast.Name:
            if node.ctx.__class__ is ast.Load:
                reads[node.id] += 1
            else:
                bound.add(node.id)
        elif node.__class__ is ast.Expr:
            match node.value:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if attr in _ADDING:
                    adds[name] += 1
    added = frozenset(name for name, count in adds.items() if count == reads[name] and name not in bound)
    known = body[0].__dict__[_KNOWN] = (added, frozenset(reads) - added)
    return known


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
