"""``raise``: an ``except`` clause around it knows the exception that the project raises, with its attributes and its cause."""

from __future__ import annotations

import ast
from collections.abc import Callable

from ..modules import Origin
from ..shapes import NONE, TUPLE, UNKNOWN, Class, Instance, Items, Object, Ref, Shape, Unknown, options
from .activation import Tracker
from .join import union
from .mro import is_subclass
from .natives import Call, method
from .run import Run, Unreachable

_MAX_ERRORS = 8
_ANY = Unknown("an exception")


def raise_(run: Run, node: ast.Raise) -> bool:
    """``raise``, ``raise error``, ``raise error from cause``."""
    error = run.handling[-1] if node.exc is None and run.handling else None
    if node.exc is not None:
        cause = None if node.cause is None else expressions.evaluate(run, node.cause)
        error = _raised(run, expressions.evaluate(run, node.exc), cause, node.exc)
    run.may_raise()
    if error is not None and run.trackers:
        note(run.trackers[-1], [error])
    if run.escaping is not None and len(run.trackers) == run.escaping[0]:
        run.escaping[1].append(_ANY if error is None else run.freeze(error))
    return False


NEVER = Unknown("the result of what always raises")


def apart(run: Run, call: Callable[[], Shape]) -> tuple[Shape, ...]:
    """What a call gives that runs apart, as a coroutine or in a thread, and the exception that it may be seen to raise."""
    before = run.escaping
    errors: list[Shape] = []
    run.escaping = (len(run.trackers), errors)
    try:
        value = call()
    except Unreachable:
        value = NEVER
    finally:
        run.escaping = before
    return (value, union(map(run.lift, errors))) if errors else (value,)


def arrived(run: Run, task: Shape, value: Shape) -> Shape:
    """The result of something that ran apart, once it is asked for; or what it has raised."""
    for one in options(task):
        if run.trackers and type(one) is Instance and len(one.args) > 1:
            note(run.trackers[-1], list(options(one.args[1])))
    if value is NEVER:
        raise Unreachable
    return value


def note(tracker: Tracker, errors: list[Shape]) -> None:
    """These are raised inside a ``try``."""
    for error in errors:
        if type(error) is Ref and len(tracker.errors) < _MAX_ERRORS:
            tracker.errors.append(error)


@method("BaseException", "__init__")
def _initialize(run: Run, call: Call) -> Shape:
    """``super().__init__(message)``: what ``args`` are."""
    error, arguments = call.bound, given(call)
    if type(error) is Class and call.positional:  # ``Exception.__init__(self, message)``
        error, arguments = call.positional[0], given(call, 1)
    content = None if error is None else run.content(error)
    if type(content) is Object and type(error) is Ref:
        run.store(error, Object(content.cls, {**content.attrs, "args": arguments}, content.origin, content.whole))
    return NONE


def given(call: Call, first: int = 0) -> Items:
    """``args`` of an exception."""
    if call.star is not None:
        return Items(TUPLE, None, UNKNOWN)
    return Items(TUPLE, tuple(call.positional[first:]))


def _raised(run: Run, error: Shape, cause: Shape | None, node: ast.expr) -> Shape:
    """The exception as an object of its own, where that says more than its class."""
    if type(error) is Class:
        error = calls.call_value(run, error, [], node=node)
    content = run.content(error)
    if type(content) is not Object and not (type(content) is Instance and (cause is not None or run.handling)):
        return error
    attrs = dict(content.attrs) if type(content) is Object else {}
    attrs["__cause__"] = NONE if cause is None else cause
    if run.handling:
        attrs["__context__"] = run.handling[-1]
    whole = content.whole if type(content) is Object else False
    made = Object(content.cls, attrs, content.origin, whole)
    if type(error) is not Ref:
        return run.new(made)
    run.store(error, made)
    return error


def caught(run: Run, classes: list[Class], otherwise: Shape, raised: list[Shape]) -> Shape:
    """What a clause for these classes catches: of ``raised``, which loses them, and what nobody saw raised."""
    mine = []
    for error in list(raised):
        content = run.content(error)
        if type(content) is Object and any(is_subclass(run, content.cls, cls) for cls in classes):
            mine.append(error)
            raised.remove(error)
    if mine and all(cls.scope is not None and cls.scope.kind is Origin.PROJECT for cls in classes):
        return union(mine)
    return union((*mine, otherwise))


from . import calls, expressions
