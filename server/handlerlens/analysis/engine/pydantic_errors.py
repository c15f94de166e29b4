"""What pydantic's ``ValidationError`` tells: of a validator of the program that refuses a value, the exception itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..modules import Origin
from ..shapes import (
    A_STR,
    AN_INT,
    FALSE,
    LIST,
    TUPLE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Entry,
    Instance,
    Items,
    Scalar,
    Shape,
)
from .join import one_of
from .mro import mro
from .native_library import declared_class
from .natives import Call, method, place
from .records import record_kind
from .run import Run

_VALIDATORS = frozenset({"field_validator", "model_validator"})
_REFUSALS = ("ValueError", "AssertionError")


@method("pydantic.ValidationError", "errors")
def _errors(run: Run, call: Call) -> Shape:
    """A dict for each error; ``ctx`` holds the exception that a validator has raised (pydantic 2)."""
    run.may_raise()
    where = Items(TUPLE, None, one_of((A_STR, AN_INT)))
    entries: dict[Scalar, Entry] = {
        "type": Entry(A_STR),
        "loc": Entry(where),
        "msg": Entry(A_STR),
        "input": Entry(UNKNOWN),
    }
    context = call.keywords.get("include_context")
    name = _refusal(run)
    refusal = declared_class(run, "builtins", name) if name is not None else None
    if refusal is not None and not (type(context) is Const and context.value is FALSE.value):
        held = Dict({"error": Entry(Instance(refusal, (), place(run, call)))})
        entries["ctx"] = Entry(held, True)
    row = Dict({**entries, "url": Entry(A_STR, True)}, UNKNOWN if "ctx" not in entries else None)
    return run.new(Items(LIST, None, row, place(run, call)))


def _refusal(run: Run) -> str | None:
    """What a validator raises, where each model that the program may validate has one of its own or is part of one that has."""
    models = [cls for cls in run.classes if record_kind(run, cls) == "pydantic"]
    raised = {cls: next((name for one in mro(run, cls)[0] for name in _raised(one)), None) for cls in models}
    text = " ".join(ast.unparse(cls.node) for cls, name in raised.items() if name is not None and cls.node is not None)
    if not all(name is not None or cls.name in text for cls, name in raised.items()):
        return None
    return next((name for name in raised.values() if name is not None), None)


def _raised(cls: Class) -> Iterator[str]:
    """The exceptions that a model's own validators raise, by name."""
    if cls.node is None or cls.scope is None or cls.scope.kind is not Origin.PROJECT:
        return
    for statement in cls.node.body:
        if isinstance(statement, ast.FunctionDef) and any(_name(d) in _VALIDATORS for d in statement.decorator_list):
            for node in ast.walk(statement):
                if isinstance(node, ast.Assert):
                    yield "AssertionError"
                elif isinstance(node, ast.Raise) and node.exc is not None and _name(node.exc) in _REFUSALS:
                    yield _name(node.exc)


def _name(node: ast.expr) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
