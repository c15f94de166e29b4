"""Recursion that goes down into a value: it ends where the value ends."""

from __future__ import annotations

from ..shapes import Dict, Function, Items, OneOf, Ref, Shape, Union
from .activation import Frame
from .natives import Call
from .run import Run

_ENDLESS = 9
_MAX_VISITS = 400


def deeper(run: Run, function: Function, made: Call) -> bool:
    """Whether a function that calls itself is given a part of what it was given before."""
    frame: Frame | None = run.frame
    while frame is not None and frame.node is not function.node:
        frame = frame.caller
    if frame is None:
        return False
    arguments = function.node.args
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
    given = [] if function.bound is None else [function.bound]
    for name, value in zip(names, [*given, *made.positional], strict=False):
        before = run.state.get((frame.fid, name))
        held = _ENDLESS if before is None else _nesting(run, before, 0, [_MAX_VISITS])
        if held < _ENDLESS and _nesting(run, value, 0, [_MAX_VISITS]) < held:
            return True
    return False


def _nesting(run: Run, shape: Shape, depth: int, left: list[int]) -> int:
    """How many containers stand inside each other; ``_ENDLESS`` where a container may hold itself, or much."""
    left[0] -= 1
    if depth >= _ENDLESS or left[0] < 0:
        return _ENDLESS
    content = run.content(shape) if type(shape) is Ref else shape
    inner: list[Shape] = []
    if type(content) is Dict:
        inner = [e.value for e in content.entries.values()] + ([] if content.rest is None else [content.rest])
    elif type(content) is Items:
        inner = list(content.items or ()) + ([] if content.elem is None else [content.elem])
    elif type(content) is Union or type(content) is OneOf:
        return max((_nesting(run, option, depth, left) for option in content.options), default=0)
    else:
        return 0
    return min(_ENDLESS, 1 + max((_nesting(run, one, depth + 1, left) for one in inner), default=0))
