"""Powertools' resolvers: ``app.resolve`` writes what the routes return with an encoder of its own.

It takes what ``json.dumps`` takes, and ``Decimal``, dataclasses and pydantic models (``shared/json_encoder.py`` of Powertools 3).
With ``enable_validation`` or a ``serializer`` others decide, and nothing is said.
"""

from __future__ import annotations

import ast
from functools import partial

from ..nodes import own
from ..shapes import (
    A_STR,
    LIST,
    NONE,
    TUPLE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Function,
    Instance,
    Items,
    Native,
    Object,
    Ref,
    Shape,
    class_of,
    options,
)
from .activation import Dump
from .join import elements, union
from .mro import mro
from .native_library import declared_class
from .natives import Call, constructor, function, method, place
from .records import record_kind
from .run import Run, Unreachable

_MODULE = "aws_lambda_powertools.event_handler.api_gateway"
_ROUTER = f"{_MODULE}.Router"
_RESOLVER = f"{_MODULE}.ApiGatewayResolver"
_CLASSES = (
    *("Router", "ApiGatewayResolver", "APIGatewayRestResolver", "APIGatewayHttpResolver", "ALBResolver"),
    *("LambdaFunctionUrlResolver", "VPCLatticeResolver", "VPCLatticeV2Resolver"),
)
_ROUTERS = (
    *("APIGatewayRouter", "APIGatewayHttpRouter", "LambdaFunctionUrlRouter", "ALBRouter"),
    *("VPCLatticeRouter", "VPCLatticeV2Router"),
)
_ROUTES = "[routes]"
_OTHERS = "[others decide]"
_MAX_ROUTES = 40
_HANDLED = frozenset({"value", "decimal"})


def _register(module: str, name: str) -> None:
    @constructor(f"{module}.{name}")
    def make(run: Run, call: Call) -> Shape:
        cls = declared_class(run, module, name)
        if cls is None:
            return UNKNOWN
        attrs: dict[str, Shape] = {_ROUTES: run.new(Items(LIST, ()))}
        if (
            call.star is not None
            or call.starred is not None
            or {"enable_validation", "serializer"} & set(call.keywords)
        ):
            attrs[_OTHERS] = UNKNOWN
        return run.new(Object(cls, attrs, place(run, call), False))


for _name in _CLASSES:
    _register(_MODULE, _name)
for _name in _ROUTERS:
    _register("aws_lambda_powertools.event_handler.router", _name)


@method(_ROUTER, "get", "post", "put", "delete", "patch", "head", "route")
def _route(run: Run, call: Call) -> Shape:
    return Native("engine.powertools_route", call.bound)


@function("engine.powertools_route")
def _add(run: Run, call: Call) -> Shape:
    function = call.argument(0) or UNKNOWN
    held, content = _routes(run, call.bound)
    if held is not None and content is not None and type(function) is Function and content.items is not None:
        run.store(held, Items(LIST, (*content.items, function)))
    return function


def _routes(run: Run, router: Shape | None) -> tuple[Ref | None, Items | None]:
    content = None if router is None else run.content(router)
    held = content.attrs.get(_ROUTES) if type(content) is Object else None
    inner = None if held is None else run.content(held)
    return (held, inner) if type(held) is Ref and type(inner) is Items else (None, None)


@method(_RESOLVER, "include_router")
def _include(run: Run, call: Call) -> Shape:
    held, content = _routes(run, call.bound)
    _, others = _routes(run, call.argument(0, "router"))
    if held is not None and content is not None and others is not None:
        run.store(held, Items(LIST, (*elements(content), *elements(others))))
    return NONE


@method(_RESOLVER, "resolve", "__call__")
def _resolve(run: Run, call: Call) -> Shape:
    run.may_raise()
    _, content = _routes(run, call.bound)
    resolver = None if call.bound is None else run.content(call.bound)
    if content is not None and type(resolver) is Object and _OTHERS not in resolver.attrs:
        routes = [route for route in elements(content)[:_MAX_ROUTES] if type(route) is Function]
        if routes:
            expressions.paths(run, [partial(_answer, run, call, route) for route in routes])
    return run.new(Dict({}, UNKNOWN, A_STR))


def _answer(run: Run, call: Call, route: Function) -> Shape:
    """What one route returns, given to the encoder; the parts of the path are text."""
    arguments = route.node.args
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    try:
        result = calls.call_value(run, route, [], dict.fromkeys(names, A_STR))
    except Unreachable:
        return NONE
    written = [body for option in options(result) if (body := _body(run, option)) is not None]
    if not written:
        return NONE
    value = run.freeze(union(written))
    refused = {
        cls.qualname: ""
        for problem in encoders.rules(run, "json").problems(value)
        if (cls := class_of(problem.shape)) is not None and not _taken(run, cls)
    }
    node = _returned(route)
    if node is not None:
        caught = frozenset().union(*run.catching)
        way = (*((run.place(call.node),) if call.node is not None else ()), *run.way())
        run.saw_dump(Dump("json", None, node, route.scope, value, caught, _HANDLED, refused, way))
    return NONE


def _body(run: Run, result: Shape) -> Shape | None:
    """What the encoder gets of a result: of a pair the first; None for a ``Response`` and for text, which stay as they are."""
    content = run.content(result)
    if type(content) is Items and content.cls is TUPLE and content.items is not None and len(content.items) == 2:
        result, content = content.items[0], run.content(content.items[0])
    ready = type(content) is Const or (type(content) is Instance and content.cls.name in ("Response", "str"))
    return None if ready else result


def _taken(run: Run, cls: Class) -> bool:
    """Whether the encoder knows what to do with instances of a class."""
    known = any(one.qualname == "decimal.Decimal" for one in mro(run, cls)[0])
    return known or record_kind(run, cls) in ("dataclass", "pydantic")


def _returned(route: Function) -> ast.expr | None:
    """The expression to point at: the only one that a route returns, else what makes it a route."""
    if isinstance(route.node, ast.Lambda):
        return route.node.body
    values = [statement.value for statement in own(route.node, ast.Return) if statement.value is not None]
    return values[0] if len(values) == 1 else next(iter(route.node.decorator_list), None)


from . import calls, encoders, expressions
