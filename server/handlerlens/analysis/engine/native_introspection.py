"""What programs ask about themselves: type hints, members, algorithms."""

from __future__ import annotations

import ast

from ..modules import Origin
from ..shapes import (
    A_STR,
    BUILTIN_FUNCTION,
    FUNCTION,
    LIST,
    METHOD,
    MODULE,
    SET,
    TUPLE,
    TYPE,
    UNKNOWN,
    Class,
    Dict,
    Entry,
    Function,
    Instance,
    Items,
    Shape,
    class_of,
)
from . import natives
from .mro import members, mro
from .native_library import declared_class
from .natives import Call, function, place
from .run import Run

_KINDS = {
    "isfunction": FUNCTION,
    "ismethod": METHOD,
    "isclass": TYPE,
    "ismodule": MODULE,
    "isbuiltin": BUILTIN_FUNCTION,
}


@function("typing.get_type_hints", "typing_extensions.get_type_hints")
def _hints(run: Run, call: Call) -> Shape:
    """A dict of classes (and of what ``typing`` makes): nothing that JSON holds."""
    run.may_raise()
    hint = Instance(TYPE, (), place(run, call))
    return run.new(Dict({name: Entry(hint) for name in _annotated(run, call.argument(0) or UNKNOWN)}, UNKNOWN, A_STR))


def _annotated(run: Run, value: Shape) -> list[str]:
    target = run.content(value)
    if type(target) is Function and not isinstance(target.node, ast.Lambda):
        arguments = target.node.args
        every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        return [a.arg for a in every if a.annotation is not None]
    if type(target) is not Class:
        return []
    own = [one for one in mro(run, target)[0] if one.scope is not None and one.scope.kind is Origin.PROJECT]
    return [
        name for one in own for name, statements in members(one).items() if isinstance(statements[-1], ast.AnnAssign)
    ]


@function("inspect.getmembers", "inspect.getmembers_static")
def _members(run: Run, call: Call) -> Shape:
    predicate = call.argument(1, "predicate")
    cls = _KINDS.get(predicate.name) if type(predicate) is Function else None
    item = UNKNOWN if cls is None else Instance(cls, (), place(run, call))
    return run.new(Items(LIST, None, Items(TUPLE, (A_STR, item))))


@function("sys.exc_info")
def _handled(run: Run, call: Call) -> Shape:
    """Class, exception and traceback of what is being handled."""
    if not run.handling:
        return Items(TUPLE, (UNKNOWN, UNKNOWN, UNKNOWN))
    error = run.handling[-1]
    made = declared_class(run, "types", "TracebackType")
    trace = UNKNOWN if made is None else Instance(made, (), place(run, call))
    cls = class_of(run.content(error))
    return Items(
        TUPLE, (Instance(TYPE, (), place(run, call)) if cls is None else cls, error, trace), None, place(run, call)
    )


for _name in ("available", "guaranteed"):
    natives.value(f"hashlib.algorithms_{_name}", Items(SET, None, A_STR))
