"""``threading.Thread``: what it runs changes what the handler holds."""

from __future__ import annotations

from ..shapes import NONE, UNKNOWN, Class, Dict, Items, Object, Shape
from .native_library import declared_class
from .natives import Call, constructor, method, place
from .run import CHANGED, Run, Unreachable

_CLASS = "threading.Thread"
_TARGET, _ARGUMENTS, _KEYWORDS = "[target]", "[args]", "[kwargs]"


def _configured(run: Run, made: Shape, call: Call, first: int) -> None:
    """Keep what a thread is told to run."""
    content = run.content(made)
    if type(content) is not Object:
        return
    given = {
        _TARGET: call.argument(first + 1, "target"),
        _ARGUMENTS: call.argument(first + 3, "args"),
        _KEYWORDS: call.argument(first + 4, "kwargs"),
    }
    attrs = {**content.attrs, **{name: value for name, value in given.items() if value is not None}}
    run.store(made, Object(content.cls, attrs, content.origin, content.whole))  # type: ignore[arg-type]


@constructor(_CLASS)
def _thread(run: Run, call: Call) -> Shape:
    cls = declared_class(run, "threading", "Thread")
    if cls is None:
        return UNKNOWN
    made = run.new(Object(cls, {}, place(run, call), False))
    _configured(run, made, call, 0)
    return made


@method(_CLASS, "__init__")
def _initialize(run: Run, call: Call) -> Shape:
    by_class = type(call.bound) is Class  # ``Thread.__init__(self, …)``
    made = call.argument(0) if by_class else call.bound
    if made is not None:
        _configured(run, made, call, 1 if by_class else 0)
    return NONE


@method(_CLASS, "start")
def _start(run: Run, call: Call) -> Shape:
    """What it runs is taken to have come to its end: a handler joins its threads before it answers. Its errors stay with it."""
    run.may_raise(False)
    content = run.content(call.bound or UNKNOWN)
    if type(content) is not Object or call.bound is None:
        return NONE
    try:
        own = members.in_namespace(run, content.cls, "run")
        if own is not None:
            calls.call_value(run, protocols.attribute(run, call.bound, "run"), [], node=call.node)
        else:
            _run_target(run, content, call)
    except Unreachable:
        pass
    return NONE


@method(_CLASS, "run")
def _run(run: Run, call: Call) -> Shape:
    content = run.content(call.bound or UNKNOWN)
    if type(content) is Object:
        _run_target(run, content, call)
    return NONE


def _run_target(run: Run, content: Object, call: Call) -> None:
    target = content.attrs.get(_TARGET)
    if target is None or CHANGED in content.attrs:
        return
    given, named = (run.content(content.attrs.get(name, UNKNOWN)) for name in (_ARGUMENTS, _KEYWORDS))
    positional = list(given.items) if type(given) is Items and given.items is not None else []
    star = UNKNOWN if not positional and _ARGUMENTS in content.attrs and not _is_empty(given) else None
    keywords = {k: e.value for k, e in named.entries.items() if isinstance(k, str)} if type(named) is Dict else {}
    calls.dispatch(run, target, Call(positional, keywords, None, star))


def _is_empty(given: Shape) -> bool:
    return type(given) is Items and given.items == ()


from . import calls, members, protocols
