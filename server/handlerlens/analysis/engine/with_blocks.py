"""``with``: what the managers give, and what they do about an exception in the block."""

from __future__ import annotations

import ast
import contextlib

from ..modules import Origin
from ..shapes import NONE, TYPE, UNKNOWN, Function, Instance, Object, Shape
from .join import union
from .native_library import declared_class
from .run import Run, Unreachable
from .state import Delta, State, join_deltas
from .truth import truth
from .trying import guarded_block, tracked_block

_MINDS = "handlerlens_minds_errors"


def with_(run: Run, node: ast.With | ast.AsyncWith) -> bool:
    """Enter each manager, run the body; ``suppress`` makes it a ``try``, as does a manager of the project that looks at exceptions."""
    swallows: list[ast.expr] | None = None
    leaving: list[Shape] = []
    asynchronous = isinstance(node, ast.AsyncWith)
    for item in node.items:
        manager = expressions.evaluate(run, item.context_expr)
        run.may_raise()
        if type(run.content(manager)) is Object:
            leaving.append(manager)
        entered = expressions.enter(run, manager, asynchronous)
        if item.optional_vars is not None:
            assign.assign(run, item.optional_vars, entered, item.context_expr)
        if type(manager) is Instance and manager.cls.name == "suppress":
            swallows = item.context_expr.args if isinstance(item.context_expr, ast.Call) else []
    if swallows is not None:
        return guarded_block(run, node.body, swallows)
    leave = "__aexit__" if asynchronous else "__exit__"
    minding = [manager for manager in leaving if _minds(run, manager, leave)]
    if minding:
        return _minded(run, node, leaving, minding[-1], leave)
    live = statements.block(run, node.body)
    for manager in reversed(leaving):
        protocols.call_special(run, manager, leave, [NONE] * 3)
    return live


def _minds(run: Run, manager: Shape, leave: str) -> bool:
    """Whether a manager's own ``__exit__`` looks at the exception."""
    content = run.content(manager)
    found = members.in_namespace(run, content.cls, leave) if type(content) is Object else None
    if type(found) is not Function or found.scope.kind is not Origin.PROJECT:
        return False
    known: bool | None = found.node.__dict__.get(_MINDS)
    if known is None:
        arguments = found.node.args
        given = {a.arg for a in (*arguments.posonlyargs, *arguments.args)[1:]}
        if arguments.vararg is not None:
            given.add(arguments.vararg.arg)
        body = found.node.body if isinstance(found.node.body, list) else [found.node.body]
        known = any(isinstance(n, ast.Name) and n.id in given for part in body for n in ast.walk(part))
        found.node.__dict__[_MINDS] = known
    return known


def _minded(run: Run, node: ast.With | ast.AsyncWith, leaving: list[Shape], minding: Shape, leave: str) -> bool:
    """The block left as it ends, and left by an exception that ``__exit__`` certainly swallows."""
    base = run.state
    fresh = run.fresh()
    deltas: list[Delta] = []
    tracker, live = tracked_block(run, node.body, base)
    if live:
        for manager in reversed(leaving):
            protocols.call_special(run, manager, leave, [NONE] * 3)
        deltas.append(run.state.delta(base))
    if tracker.raised:
        run.state = State(base)
        run.state.update(dict(tracker.store))
        exception, trace = declared_class(run, "builtins", "Exception"), declared_class(run, "types", "TracebackType")
        error = union(tracker.errors) if tracker.errors else UNKNOWN if exception is None else Instance(exception)
        given = [Instance(TYPE), error, UNKNOWN if trace is None else Instance(trace)]
        with contextlib.suppress(Unreachable):  # it raises another one in its place
            answer = protocols.call_special(run, minding, leave, given)
            if answer is not None and truth(run, answer) is True:
                deltas.append(run.state.delta(base))
    run.state = base
    if deltas:
        base.update(join_deltas(base, deltas, fresh))
    return bool(deltas)


from . import assign, expressions, members, protocols, statements
