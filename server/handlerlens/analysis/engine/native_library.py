"""Functions of the standard library whose result follows from their arguments."""

from __future__ import annotations

import ast

from ..shapes import (
    A_STR,
    DICT,
    FALSE,
    JSON,
    NONE,
    OBJECT,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Entry,
    Function,
    Instance,
    Items,
    Native,
    Object,
    Ref,
    Shape,
    Union,
    Unknown,
)
from . import natives
from .iterate import element_of, iterate
from .join import join_all, one_of, union
from .natives import Call, function, place
from .run import Run, Unreachable


def declared_class(run: Run, module: str, name: str) -> Class | None:
    """A class of the stubs."""
    scope = run.project.find(module, None)
    found = run.project.declared(scope, name) if scope is not None else None
    return found if type(found) is Class else None


# -- control ---------------------------------------------------------------------------------------------------------------------


@function("sys.exit", "os._exit", "os.abort")
def _exit(run: Run, call: Call) -> Shape:
    run.may_raise()
    raise Unreachable


# -- copies ----------------------------------------------------------------------------------------------------------------------


@function("copy.deepcopy", "copy.copy")
def _copy(run: Run, call: Call) -> Shape:
    return copied(run, call.argument(0) or UNKNOWN, {}, 0)


def copied(run: Run, shape: Shape, memo: dict[int, Ref], depth: int) -> Shape:
    """A copy on the heap of everything mutable."""
    if type(shape) is Union:
        return union(copied(run, o, memo, depth) for o in shape.options)
    if type(shape) is Items and shape.items is not None:
        return Items(shape.cls, tuple(copied(run, i, memo, depth + 1) for i in shape.items), None, shape.origin)
    if type(shape) is not Ref or depth > 12:
        return shape
    known = memo.get(shape.id)
    if known is not None:
        return known
    content = run.content(shape)
    made = memo[shape.id] = run.new(content)
    if type(content) is Dict:
        entries = {
            k: Entry(copied(run, e.value, memo, depth + 1), e.optional, e.node) for k, e in content.entries.items()
        }
        rest = None if content.rest is None else copied(run, content.rest, memo, depth + 1)
        run.store(made, Dict(entries, rest, content.rest_key, content.cls))
    elif type(content) is Items:
        items = None if content.items is None else tuple(copied(run, i, memo, depth + 1) for i in content.items)
        elem = None if content.elem is None else copied(run, content.elem, memo, depth + 1)
        run.store(made, Items(content.cls, items, elem, content.origin))
    elif type(content) is Object:
        attrs = {n: copied(run, v, memo, depth + 1) for n, v in content.attrs.items()}
        run.store(made, Object(content.cls, attrs, content.origin, content.whole))
    return made


# -- functools -------------------------------------------------------------------------------------------------------------------


@function("functools.singledispatchmethod")
def _single_dispatch(run: Run, call: Call) -> Shape:
    return Native("engine.unknown")  # which of the registered functions answers depends on the argument


@function("engine.unknown")
def _unknown(run: Run, call: Call) -> Shape:
    run.may_raise()
    run.escape(call.all())
    return UNKNOWN


@function("functools.wraps", "functools.update_wrapper", "functools.lru_cache", "functools.cache")
def _transparent(run: Run, call: Call) -> Shape:
    first = call.argument(0)
    name = natives_name(call)
    if name != "wraps" and type(first) in (Function, Native) and not call.keywords:
        return first  # type: ignore[return-value]
    return Native("engine.same")


def natives_name(call: Call) -> str:
    """The last part of the called name as written."""
    node = call.node.func if isinstance(call.node, ast.Call) else call.node
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@function("engine.nothing")
def _does_nothing(run: Run, call: Call) -> Shape:
    return NONE


@function("engine.same")
def _same(run: Run, call: Call) -> Shape:
    return call.argument(0) or UNKNOWN


@function("functools.cached_property", "abc.abstractproperty")
def _cached_property(run: Run, call: Call) -> Shape:

    return members.Property(call.argument(0) or UNKNOWN)


@function("abc.abstractmethod", "typing.override", "typing.final", "typing.no_type_check", "typing.runtime_checkable",
          "functools.total_ordering", "dataclasses.dataclass_transform", "typing.dataclass_transform")  # fmt: skip
def _kept(run: Run, call: Call) -> Shape:
    return call.argument(0) or UNKNOWN


@function("functools.partial")
def _partial(run: Run, call: Call) -> Shape:
    if not call.positional:
        return UNKNOWN
    return Partial(call.positional[0], list(call.positional[1:]), dict(call.keywords))


class Partial(Object):
    """``functools.partial``."""

    __slots__ = ("function", "keywords", "positional")

    def __init__(self, function: Shape, positional: list[Shape], keywords: dict[str, Shape]) -> None:
        super().__init__(_PARTIAL, {})
        self.function = function
        self.positional = positional
        self.keywords = keywords


_PARTIAL = Class("partial", "functools", (OBJECT,))


_MAX_UNROLL = 12


@function("functools.reduce")
def _reduce(run: Run, call: Call) -> Shape:

    if len(call.positional) < 2:
        return UNKNOWN
    run.may_raise()
    each = iterate(run, call.positional[1]).each
    if each and len(each) <= _MAX_UNROLL:
        given = call.argument(2, "initial")
        result, *rest = each if given is None else (given, *each)
        for one in rest:
            result = calls.call_value(run, call.positional[0], [result, one], node=call.node)
        return result
    element = element_of(run, call.positional[1])
    start = call.argument(2, "initial") or element
    once = calls.call_value(run, call.positional[0], [start, element], node=call.node)
    twice = calls.call_value(run, call.positional[0], [once, element], node=call.node)
    return union((start, once, twice)) if len(call.positional) > 2 else union((once, twice))


# -- contexts and threads --------------------------------------------------------------------------------------------------------------


@function("contextlib.contextmanager", "contextlib.asynccontextmanager")
def _context_manager(run: Run, call: Call) -> Shape:
    target = call.argument(0)
    return Native("engine.manager", None, (target,)) if target is not None else UNKNOWN


@function("engine.manager")
def _manager(run: Run, call: Call) -> Shape:

    cls = declared_class(run, "contextlib", "_GeneratorContextManager")
    made = run.content(
        calls.dispatch(run, call.extra[0], Call(call.positional, call.keywords, call.node, call.star, call.starred))
    )
    inner = made.args if type(made) is Instance else (UNKNOWN,)
    return UNKNOWN if cls is None else Instance(cls, inner, place(run, call))


@function("random.choice")
def _choice(run: Run, call: Call) -> Shape:
    run.may_raise()
    iteration = iterate(run, call.argument(0) or UNKNOWN)
    return one_of(iteration.each) if iteration.each else iteration.element


@function("typing.cast")
def _cast(run: Run, call: Call) -> Shape:
    value = call.argument(1) or UNKNOWN
    if type(value) is Unknown and not value.json and isinstance(call.node, ast.Call) and call.node.args:
        return run.lift(declared_types.shape_of(run, call.node.args[0], run.frame.scope))
    return value


@function("os.getenv", "os.environ.get")
def _getenv(run: Run, call: Call) -> Shape:
    default = call.argument(1, "default") or NONE
    return union((A_STR, default))


@function("logging.getLogger")
def _logger(run: Run, call: Call) -> Shape:
    cls = declared_class(run, "logging", "Logger")
    return UNKNOWN if cls is None else Instance(cls, (), place(run, call))


@function("contextlib.suppress")
def _suppress(run: Run, call: Call) -> Shape:
    cls = declared_class(run, "contextlib", "suppress")
    return UNKNOWN if cls is None else Instance(cls, (), place(run, call))


natives.value("typing.TYPE_CHECKING", UNKNOWN)
for _module in ("math", "numpy"):
    natives.value(f"{_module}.nan", Const(float("nan")))
    natives.value(f"{_module}.inf", Const(float("inf")))

__all__ = ["DICT", "FALSE", "JSON", "join_all"]

from . import calls, declared_types, members
