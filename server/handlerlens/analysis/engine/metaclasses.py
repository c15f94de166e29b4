"""Metaclasses of the project: what ``__new__`` and ``__init__`` of one do with each class that is made."""

from __future__ import annotations

import ast

from ..modules import Origin
from ..shapes import A_STR, NONE, TUPLE, UNKNOWN, Class, Const, Dict, Entry, Function, Items, Shape
from .natives import Call, method
from .run import Run, Unreachable


def told(run: Run, cls: Class, given: Shape | None) -> None:
    """Let the metaclass of a new class (its own, or that of a base) see it."""
    meta = (
        given
        if type(given) is Class
        else next((m for b in cls.bases or () if (m := metaclass_of(b)) is not None), None)
    )
    if meta is None or meta.scope is None or meta.scope.kind is not Origin.PROJECT:
        return
    cls.facts["metaclass"] = meta
    arguments = [Const(cls.name), Items(TUPLE, tuple(cls.bases or ())), run.new(_namespace(run, cls))]
    run.making.append(cls)
    try:
        for name, first in (("__new__", meta), ("__init__", cls)):
            found = members.in_namespace(run, meta, name)
            function = found.function if type(found) is members.Static else found
            if type(function) is Function:
                calls.call_value(run, function, [first, *arguments])
    except Unreachable:
        pass
    finally:
        run.making.pop()


def _namespace(run: Run, cls: Class) -> Dict:
    """What the body of a class bound."""
    names: list[str] = []
    for statement in cls.node.body if cls.node is not None else ():
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.append(statement.name)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            names += [t.id for t in targets if isinstance(t, ast.Name)]
    bound = {name: value for name in names if (value := run.state.get((cls, name))) is not None}
    return Dict({"__module__": Entry(A_STR), "__qualname__": Entry(A_STR), **{n: Entry(v) for n, v in bound.items()}})


def metaclass_of(base: Shape) -> Class | None:
    """The metaclass of the project that a class has."""
    found = base.facts.get("metaclass") if type(base) is Class else None
    return found if type(found) is Class else None


@method("type", "__new__")
def _made(run: Run, call: Call) -> Shape:
    """``super().__new__(mcls, name, bases, namespace)``: the class that is being made."""
    return run.making[-1] if run.making else UNKNOWN


@method("type", "__init__")
def _initialized(run: Run, call: Call) -> Shape:
    return NONE


from . import calls, members
