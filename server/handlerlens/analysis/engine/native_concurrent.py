"""``asyncio``, thread pools and queues: what runs apart, and what it hands over."""

from __future__ import annotations

import ast

from ..shapes import (
    A_BOOL,
    COROUTINE,
    FALSE,
    GENERATOR,
    LIST,
    NONE,
    UNKNOWN,
    Class,
    Const,
    Instance,
    Items,
    Object,
    Ref,
    Shape,
)
from . import natives
from .iterate import element_of
from .join import elements, join_all, union
from .native_library import declared_class
from .natives import Call, function, method, place
from .raising import NEVER, apart, arrived
from .run import Run, Unreachable


@function("asyncio.run", "asyncio.runners.run")
def _run(run: Run, call: Call) -> Shape:
    run.may_raise()
    task = run.content(call.argument(0) or UNKNOWN)
    return arrived(run, task, expressions.awaited(task))


@method("asyncio.events.AbstractEventLoop", "run_until_complete")
def _until(run: Run, call: Call) -> Shape:
    return _run(run, call)


@method("asyncio.events.AbstractEventLoop", "is_running")
def _is_running(run: Run, call: Call) -> Shape:
    """A handler that Lambda calls runs in no loop."""
    return A_BOOL if _inside_coroutine(run) else FALSE


@function("asyncio.get_running_loop")
def _running_loop(run: Run, call: Call) -> Shape:
    if not _inside_coroutine(run):
        run.may_raise()
        raise Unreachable
    loop = declared_class(run, "asyncio.events", "AbstractEventLoop")
    return UNKNOWN if loop is None else Instance(loop, (), place(run, call))


def _inside_coroutine(run: Run) -> bool:
    return any(isinstance(node, ast.AsyncFunctionDef) for node in run.stack)


@function("asyncio.gather", "asyncio.tasks.gather")
def _gather(run: Run, call: Call) -> Shape:
    flag = call.keywords.get("return_exceptions")
    errors = flag is not None and not (type(flag) is Const and flag.value is False)
    if call.star is not None:
        result = Items(LIST, None, _gathered(run, call.star, errors))
    else:
        result = Items(LIST, tuple(_gathered(run, a, errors) for a in call.positional))
    return Instance(COROUTINE, (run.lift(result),), place(run, call))


def _gathered(run: Run, task: Shape, errors: bool) -> Shape:
    content = run.content(task)
    value = expressions.awaited(content)
    if not errors or type(content) is not Instance:
        return UNKNOWN if value is NEVER or errors else value
    if value is NEVER:
        return content.args[1] if len(content.args) > 1 else UNKNOWN
    return union((value, *content.args[1:]))


@function("asyncio.wait_for", "asyncio.create_task", "asyncio.ensure_future", "asyncio.shield", "asyncio.tasks.wait_for",
          "asyncio.tasks.create_task", "asyncio.tasks.ensure_future", "asyncio.tasks.shield")  # fmt: skip
def _task(run: Run, call: Call) -> Shape:
    value = run.content(call.argument(0) or UNKNOWN)
    name = native_library.natives_name(call)
    if type(value) is not Instance:
        return UNKNOWN
    task = names.member(run, "asyncio", "Task") if name in ("create_task", "ensure_future") else None
    return Instance(task, value.args, place(run, call)) if type(task) is Class and value.cls is COROUTINE else value


@function("asyncio.sleep", "asyncio.tasks.sleep")
def _sleep(run: Run, call: Call) -> Shape:
    return Instance(COROUTINE, (call.argument(1) or NONE,), place(run, call))


# -- thread pools --------------------------------------------------------------------------------------------------------------------


@method("concurrent.futures._base.Executor", "submit")
def _submit(run: Run, call: Call) -> Shape:
    future = names.member(run, "concurrent.futures", "Future")
    if type(future) is not Class or not call.positional:
        return UNKNOWN
    target, *arguments = call.positional
    inner = Call(arguments, call.keywords, call.node, call.star, call.starred)
    return Instance(future, apart(run, lambda: calls.dispatch(run, target, inner)), place(run, call))


@method("concurrent.futures._base.Future", "result")
@method("_asyncio.Future", "result")
def _result(run: Run, call: Call) -> Shape:
    run.may_raise()
    content = run.content(call.bound or UNKNOWN)
    return arrived(run, content, content.args[0]) if type(content) is Instance and content.args else UNKNOWN


@method("concurrent.futures._base.Future", "exception")
@method("_asyncio.Future", "exception")
def _exception(run: Run, call: Call) -> Shape:
    content = run.content(call.bound or UNKNOWN)
    if type(content) is not Instance or len(content.args) < 2:
        return UNKNOWN
    return content.args[1] if content.args[0] is NEVER else union((NONE, content.args[1]))


@function("concurrent.futures.as_completed", "concurrent.futures._base.as_completed", "asyncio.as_completed")
def _as_completed(run: Run, call: Call) -> Shape:
    return Instance(GENERATOR, (element_of(run, call.argument(0, "fs") or UNKNOWN),), place(run, call))


# -- queues --------------------------------------------------------------------------------------------------------------------------

_QUEUES = {
    "queue.Queue": "deque",
    "queue.LifoQueue": "",
    "queue.PriorityQueue": "",
    "queue.SimpleQueue": "",
    "_queue.SimpleQueue": "",
    "asyncio.queues.Queue": "",
    "asyncio.queues.LifoQueue": "",
    "asyncio.queues.PriorityQueue": "",
}
_HELD = "queue"


def _maker(name: str, holder: str) -> natives.NativeFunction:
    module, _, last = name.rpartition(".")

    def make(run: Run, call: Call) -> Shape:
        cls = declared_class(run, module, last)
        container = declared_class(run, "collections", holder) if holder else LIST
        if cls is None or container is None:
            return UNKNOWN
        held = run.new(Items(container, (), None, place(run, call)))
        return run.new(Object(cls, {_HELD: held}, place(run, call), False))

    return make


for _name, _holder in _QUEUES.items():
    natives.constructor(_name)(_maker(_name, _holder))


def _held(run: Run, call: Call) -> tuple[Shape | None, Items | None]:
    content = run.content(call.bound or UNKNOWN)
    held = content.attrs.get(_HELD) if type(content) is Object else None
    inner = None if held is None else run.content(held)
    return held, inner if type(inner) is Items else None


def _put(run: Run, call: Call) -> Shape:
    held, content = _held(run, call)
    if type(held) is Ref and content is not None:
        value = call.argument(0, "item") or UNKNOWN
        run.store(held, Items(content.cls, None, join_all((*elements(content), value)), content.origin))
    return Instance(COROUTINE, (NONE,)) if _waits(run) else NONE


def _get(run: Run, call: Call) -> Shape:
    run.may_raise()
    held, content = _held(run, call)
    value = UNKNOWN if held is None or content is None or not elements(content) else element_of(run, held)
    return Instance(COROUTINE, (value,), place(run, call)) if _waits(run) else value


def _waits(run: Run) -> bool:
    return run.calling.startswith("asyncio") and not run.calling.endswith("_nowait")


for _name in ("queue.Queue", "queue.SimpleQueue", "_queue.SimpleQueue", "asyncio.queues.Queue"):
    method(_name, "put", "put_nowait")(_put)
    method(_name, "get", "get_nowait")(_get)

from . import calls, expressions, names, native_library
