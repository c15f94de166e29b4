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


def refused(run: Run, function: Shape | None, value: Shape, serializer: str, depth: int = 0) -> frozenset[str]:
    """The classes in a frozen value for which the function raises, whatever the path, or gives what is refused in turn."""
    if function is None or not (type(function) in (Function, Native) or native_dispatch.is_dispatcher(run, function)):
        return frozenset()
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
    return frozenset(name for name, shapes in first if _raises(run, function, union(shapes), serializer, depth))


def _raises(run: Run, function: Shape, value: Shape, serializer: str, depth: int) -> bool:
    base, raised, caught = run.state, [t.raised for t in run.trackers], [list(t.errors) for t in run.trackers]
    run.state = State(base)
    given = run.lift(value)
    try:
        given_back = calls.call_value(run, function, [given])
        if given_back is given or depth >= _MAX_DEPTH:
            return given_back is given  # the serializer asks again, and finds that it goes round
        made = run.freeze(given_back)
        if not isinstance(made, (Dict, Items, Instance)):
            return False
        inner = refused(run, function, made, serializer, depth + 1)
        return bool(inner) and any(
            problem.kind == "value" and getattr(class_of(problem.shape), "qualname", "") in inner
            for problem in rules(run, serializer).problems(made)
        )
    except Unreachable:
        return True
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
