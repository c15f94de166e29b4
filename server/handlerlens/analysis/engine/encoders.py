"""``default=`` and ``cls=`` of ``json.dumps``: which values they turn into something else, and which they refuse themselves."""

from __future__ import annotations

from ..serialization import Rules
from ..shapes import OBJECT, Class, Const, Dict, Function, Instance, Items, Native, Object, Shape, class_of
from .join import union
from .mro import find_member, mro
from .natives import Call, method
from .run import Run, Unreachable
from .state import State

_MAX_CLASSES = 6
_MAX_DEPTH = 2
"""How often what a function makes is given to it again."""
_OWN_WAY = ("encode", "iterencode", "__init__")


def hook(run: Run, call: Call) -> Shape | None:
    """The function that the call asks about values it does not know; None where there is none, or nobody knows what it does."""
    given = call.keywords.get("default")
    if given is not None and not (type(given) is Const and not given.value):
        return given
    encoder = call.keywords.get("cls")
    if encoder is None:
        return _patched(run)
    if type(encoder) is not Class or not mro(run, encoder)[1]:
        return None
    if any(members.in_namespace(run, encoder, name) is not None for name in _OWN_WAY):
        return None
    made = run.new(Object(encoder, {}, None, False))
    return members.class_lookup(run, made, run.content(made), encoder, "default")


def _patched(run: Run) -> Shape | None:
    """``json.JSONEncoder.default = ...``: what every call asks from then on."""
    cls = native_library.declared_class(run, "json.encoder", "JSONEncoder")
    function = run.state.get((cls, "default")) if cls is not None else None
    if cls is None or type(function) is not Function:
        return function
    return members.bind(run, function, Instance(cls), cls)


def rules(run: Run, serializer: str) -> Rules:
    """What a serializer takes."""
    return Rules(serializer, lambda cls: mro(run, cls), lambda cls, name: _declares(run, cls, name))


def refused(run: Run, function: Shape | None, value: Shape, serializer: str, depth: int = 0) -> dict[str, str]:
    """The classes in a frozen value for which the function raises, whatever the path, or gives what is refused in turn; each with
    the name of what is refused in the end."""
    if function is None or not (type(function) in (Function, Native) or native_dispatch.is_dispatcher(run, function)):
        return {}
    examples: dict[str, list[Shape]] = {}
    for problem in rules(run, serializer).problems(value):
        shape = problem.shape
        if problem.kind == "decimal":
            decimal = native_library.declared_class(run, "decimal", "Decimal")
            shape = shape if decimal is None else Instance(decimal)
        cls = class_of(shape)
        if problem.kind in ("value", "decimal") and cls is not None and cls is not OBJECT:
            examples.setdefault(cls.qualname, []).append(shape)
    first = list(examples.items())[:_MAX_CLASSES]
    found = {name: _refused_of(run, function, union(shapes), serializer, depth) for name, shapes in first}
    return {name: inner for name, inner in found.items() if inner is not None}


def _refused_of(run: Run, function: Shape, value: Shape, serializer: str, depth: int) -> str | None:
    """The name of what is refused where the function is given a value (the value's own where that is empty); None where nothing is."""
    base, raised, caught = run.state, [t.raised for t in run.trackers], [list(t.errors) for t in run.trackers]
    run.state = State(base)
    given = run.lift(value)
    try:
        given_back = calls.call_value(run, function, [given])
        if given_back is given or depth >= _MAX_DEPTH:
            return "" if given_back is given else None  # the serializer asks again, and finds that it goes round
        made = run.freeze(given_back)
        if not isinstance(made, (Dict, Items, Instance)):
            return None
        inner = refused(run, function, made, serializer, depth + 1)
        for problem in rules(run, serializer).problems(made) if inner else ():
            name = getattr(class_of(problem.shape), "qualname", "")
            if problem.kind == "value" and name in inner:
                return inner[name] or problem.type
        return None
    except Unreachable:
        return ""
    finally:
        run.state = base
        for tracker, was, errors in zip(run.trackers, raised, caught, strict=True):
            tracker.raised, tracker.errors = was, errors


def _declares(run: Run, cls: Class, name: str) -> bool:
    return find_member(run, cls, name) is not None or members.in_namespace(run, cls, name) is not None


@method("json.encoder.JSONEncoder", "default")
def _refuse(run: Run, call: Call) -> Shape:
    """``super().default(o)``: the ``TypeError`` itself."""
    run.may_raise()
    raise Unreachable


from . import calls, members, native_dispatch, native_library
