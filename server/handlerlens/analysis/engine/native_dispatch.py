"""``functools.singledispatch``: which of the registered functions answers follows from the class of the first argument.

The dispatcher is an object with the default function and a list of pairs of a class and its function.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial

from ..shapes import (
    LIST,
    OBJECT,
    TUPLE,
    UNKNOWN,
    Class,
    Function,
    Items,
    Native,
    Object,
    OneOf,
    Ref,
    Shape,
    class_of,
)
from ..shapes import options as alternatives
from .join import elements, one_of
from .mro import mro
from .natives import Call, function, method, place
from .run import Run

_DISPATCHER = Class("function", "functools", (OBJECT,))
_DEFAULT = "[default]"
_CASES = "[cases]"
_ABSTRACT = ("collections.abc", "typing", "numbers", "abc", "_collections_abc")


@function("functools.singledispatch")
def _dispatcher(run: Run, call: Call) -> Shape:
    attrs = {_DEFAULT: call.argument(0) or UNKNOWN, _CASES: run.new(Items(LIST, ()))}
    return run.new(Object(_DISPATCHER, attrs, place(run, call), False))


def is_dispatcher(run: Run, value: Shape | None) -> bool:
    """Whether a value is a function that ``singledispatch`` made."""
    content = None if value is None else run.content(value)
    return type(content) is Object and content.cls is _DISPATCHER


@method("functools.function", "register")
def _register(run: Run, call: Call) -> Shape:
    """With a class, with a class and a function, or as a decorator of a function whose first argument says its class."""
    first, second = call.argument(0, "cls") or UNKNOWN, call.argument(1, "func")
    if type(first) is Function and second is None:
        _add(run, call.bound, _declared(run, first), first)
        return first
    if second is not None:
        _add(run, call.bound, first, second)
        return second
    return Native("engine.dispatch_case", call.bound, (first,))


@function("engine.dispatch_case")
def _register_case(run: Run, call: Call) -> Shape:
    target = call.argument(0) or UNKNOWN
    _add(run, call.bound, call.extra[0], target)
    return target


def _declared(run: Run, target: Function) -> Shape:
    arguments = () if isinstance(target.node, ast.Lambda) else target.node.args.args
    annotation = arguments[0].annotation if arguments else None
    return UNKNOWN if annotation is None else expressions.evaluate(run, annotation)


def _add(run: Run, dispatcher: Shape | None, cls: Shape, target: Shape) -> None:
    content = run.content(dispatcher or UNKNOWN)
    held = content.attrs.get(_CASES) if type(content) is Object else None
    cases = run.content(held) if held is not None else None
    if type(held) is Ref and type(cases) is Items:
        run.store(held, Items(LIST, (*elements(cases), Items(TUPLE, (cls, target)))))


@method("functools.function", "__call__")
def _called(run: Run, call: Call) -> Shape:
    content = run.content(call.bound or UNKNOWN)
    value = call.argument(0)
    if type(content) is not Object or value is None or not call.positional:
        run.may_raise()
        run.escape(call.all())
        return UNKNOWN
    ways: list[Callable[[], Shape | None]] = [
        partial(_answer, run, call, content, option) for option in alternatives(value)
    ]
    if len(ways) == 1:
        return _answer(run, call, content, value)
    found = expressions.paths(run, ways)
    return one_of(alternatives(found)) if type(value) is OneOf else found


def _answer(run: Run, call: Call, dispatcher: Object, value: Shape) -> Shape:
    made = Call([value, *call.positional[1:]], call.keywords, call.node, call.star, call.starred)
    return calls.dispatch(run, _chosen(run, dispatcher, value), made)


def _chosen(run: Run, dispatcher: Object, value: Shape) -> Shape:
    """The function for a value; unknown where an abstract class or one that is not known may come first."""
    cases = run.content(dispatcher.attrs.get(_CASES, UNKNOWN))
    cls = class_of(run.content(value))
    if type(cases) is not Items or cases.items is None or cls is None:
        return Native("engine.unknown")
    order, complete = mro(run, cls)
    by_class: dict[Class, Shape] = {}
    for case in cases.items:
        wanted, target = case.items if type(case) is Items and case.items is not None else (UNKNOWN, UNKNOWN)
        if type(wanted) is not Class or wanted.module in _ABSTRACT:
            return Native("engine.unknown")
        by_class[wanted] = target
    for one in order:
        if one in by_class:
            return by_class[one]
    return dispatcher.attrs.get(_DEFAULT, UNKNOWN) if complete else Native("engine.unknown")


from . import calls, expressions
