"""Functions that ask what kind of thing a value is (``is_dataclass``, ``inspect.iscoroutine``): their answers, and what these tell."""

from __future__ import annotations

from collections.abc import Callable

from ..shapes import (
    A_BOOL,
    ASYNC_GENERATOR,
    COROUTINE,
    GENERATOR,
    UNKNOWN,
    Class,
    Const,
    Function,
    Instance,
    Shape,
    Unknown,
    class_of,
    options,
)
from .mro import mro
from .natives import Call, function
from .records import record_kind
from .run import Run

Test = Callable[[Run, Shape], "bool | None"]


def _is_instance(*classes: Class) -> Test:
    def test(run: Run, content: Shape) -> bool | None:
        cls = class_of(content)
        return None if type(content) is Unknown or cls is None else type(content) is Instance and cls in classes

    return test


def _awaitable(run: Run, content: Shape) -> bool | None:
    cls = class_of(content)
    if type(content) is Unknown or cls is None:
        return None
    return True if cls is COROUTINE else False if cls.module == "builtins" and cls.node is None else None


def is_record(run: Run, content: Shape) -> bool | None:
    """Whether a value is an object (or a class) of a dataclass."""
    cls = content if type(content) is Class else class_of(content)
    if type(content) is Unknown or cls is None:
        return None
    if record_kind(run, cls) in ("dataclass", "attrs"):
        return True
    return False if mro(run, cls)[1] else None


def _unbound(content: Shape) -> bool:
    return type(content) is Function and content.bound is None


KINDS: dict[str, Test] = {
    "is_dataclass": is_record,
    "iscoroutine": _is_instance(COROUTINE),
    "isawaitable": _awaitable,
    "isgenerator": _is_instance(GENERATOR),
    "isasyncgen": _is_instance(ASYNC_GENERATOR),
    "isclass": lambda _, content: None if type(content) is Unknown else type(content) is Class,
    "isfunction": lambda _, content: None if type(content) is Unknown else _unbound(content),
}


@function(
    "dataclasses.is_dataclass", "asyncio.iscoroutine", *(f"inspect.{name}" for name in KINDS if name != "is_dataclass")
)
def _asked(run: Run, call: Call) -> Shape:
    test = KINDS[run.calling.rpartition(".")[2]]
    found = {test(run, run.content(one)) for one in options(call.argument(0) or UNKNOWN)}
    known = found.pop() if len(found) == 1 else None
    return A_BOOL if known is None else Const(known)
