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
    NONE,
    SET,
    TUPLE,
    TYPE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Entry,
    Function,
    Instance,
    Items,
    Module,
    Object,
    Ref,
    Shape,
    class_of,
)
from . import natives, registration
from .mro import members, mro
from .native_library import declared_class
from .natives import Call, function, method, place
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


def name_of(run: Run, content: Shape) -> Shape:
    """``function.__name__``: as it is defined, where no decorator can have given it another's (``functools.wraps``)."""
    if (
        type(content) is not Function
        or isinstance(content.node, ast.Lambda)
        or content.scope.kind is not Origin.PROJECT
    ):
        return A_STR
    put = run.state.get(((content.node, content.closure), "__name__"))
    if put is not None:
        return put
    if content.closure and content.owner is None:
        return A_STR
    renamed = any("wraps" in ast.unparse(decorator) for decorator in content.node.decorator_list)
    return A_STR if renamed else Const(content.node.name)


def code_of(run: Run, content: Shape) -> Shape:
    """``function.__code__``."""
    cls = declared_class(run, "types", "CodeType")
    return UNKNOWN if cls is None or type(content) is not Function else Instance(cls)


@method("object", "__setattr__")
def _set_attribute(run: Run, call: Call) -> Shape:
    """``super().__setattr__(name, value)`` and ``object.__setattr__(self, name, value)``: past what the class itself does about it."""
    by_class = type(call.bound) is Class
    target, *given = call.positional if by_class else [call.bound or UNKNOWN, *call.positional]
    content = run.content(target)
    if type(target) is Ref and type(content) is Object and len(given) == 2:
        name = given[0].value if type(given[0]) is Const else None
        if isinstance(name, str):
            run.store(target, Object(content.cls, {**content.attrs, name: given[1]}, content.origin, content.whole))
        else:
            run.escape([target])
    return NONE


@function("engine.subclasses")
def _subclasses(run: Run, call: Call) -> Shape:
    """``Base.__subclasses__()``: those of the modules that ran so far."""
    base = call.bound
    derived = [one for one in run.classes if one.bases is not None and any(b is base for b in one.bases)]
    return run.new(Items(LIST, tuple(derived))) if derived else UNKNOWN


@function("importlib.import_module")
def _imported(run: Run, call: Call) -> Shape:
    """The module itself, where its name is known."""
    run.may_raise()
    name, package = (run.content(call.argument(n, k) or UNKNOWN) for n, k in ((0, "name"), (1, "package")))
    if type(name) is not Const or not isinstance(name.value, str):
        return UNKNOWN
    module = name.value
    if module.startswith("."):
        if type(package) is not Const or not isinstance(package.value, str):
            return UNKNOWN
        level = len(module) - len(module.lstrip(".")) - 1
        parts = package.value.split(".")
        module = ".".join([*parts[: len(parts) - level], module.lstrip(".")])
    scope = run.project.find(module, run.frame.scope)
    if scope is None:
        return UNKNOWN
    if scope.kind is Origin.PROJECT and scope.path != run.main.path:
        registration.load(run, scope)
    return Module(module)


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
