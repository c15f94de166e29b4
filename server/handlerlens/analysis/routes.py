"""The routes that a module gives to the resolver or web application which its handler hands the event to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .handlers import Function, Handler
from .module_bindings import bindings, effective
from .nodes import own
from .routers import taken_in
from .scopes import every_parameter
from .source import Source

_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_DEEPEST = 3
"""How many routers may take one another in."""
_FIELDS = frozenset({"resolver", "batch_resolver", "async_batch_resolver"})


@dataclass(frozen=True, slots=True)
class Route:
    """One route. ``method`` in capitals and ``path`` with ``{variables}``; for GraphQL the type's and the field's name.

    ``application`` is the name of the object that it was declared with, ``variables`` the parameters of the function behind it;
    ``home`` is the module that it stands in, which may be another one than the handler's.
    """

    method: str
    path: str
    application: str
    function: Function
    home: Source

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(a.arg for a in every_parameter(self.function.args))


def first_route(source: Source, handler: Handler) -> Route | None:
    """The first route of the application that a handler runs, or of the routers that it takes in; None where there is none."""
    names = _applications(source, handler)
    return next(_all_routes(source, names, _DEEPEST), None) if names else None


def _all_routes(source: Source, names: frozenset[str], deep: int) -> Iterator[Route]:
    yield from _routes(source, names)
    for router in taken_in(source, names) if deep else ():
        for route in _all_routes(router.source, frozenset({router.name}), deep - 1):
            path = f"{router.prefix}{route.path}" if route.path.startswith("/") else route.path
            yield replace(route, path=path)


def _applications(source: Source, handler: Handler) -> frozenset[str]:
    """The module-level objects that the handler mentions, and those that they were made from: ``app``, ``Mangum(app)``."""
    node, made = handler.node, bindings(source)
    found: set[str] = set()
    if isinstance(node, Function):
        found.update(name.id for name in own(node, ast.Name) if name.id in made)
    elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
        found.update(_names(node.value.args))
    for name in list(found):
        value = effective(made[name]).value if name in made else None
        if isinstance(value, ast.Call):
            found.update(_names(value.args))
    return frozenset(found)


def _names(nodes: list[ast.expr]) -> Iterator[str]:
    return (node.id for node in nodes if isinstance(node, ast.Name))


def routing_functions(source: Source) -> Iterator[tuple[str, Function]]:
    """The functions behind a module's HTTP routes, each with the name of the object that it was declared with."""
    for function in _decorated(source):
        for decorator in function.decorator_list:
            match decorator:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if (
                    attr in _METHODS or attr == "route"
                ):
                    yield name, function
                    break


def _routes(source: Source, names: frozenset[str]) -> Iterator[Route]:
    for function in _decorated(source):
        for decorator in function.decorator_list:
            match decorator:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if name in names:
                    yield from _declared(source, decorator, attr, name, function)


def _decorated(source: Source) -> list[Function]:
    """The decorated functions of a module, looked for once."""
    known: list[Function] | None = source.cache.get(_decorated)  # type: ignore[assignment]
    if known is None:
        bound = (binding.node for group in bindings(source).values() for binding in group)
        known = [node for node in bound if isinstance(node, Function) and node.decorator_list]
        source.cache[_decorated] = known
    return known


def _declared(home: Source, decorator: ast.Call, attr: str, application: str, function: Function) -> Iterator[Route]:
    given: dict[str, object] = {str(k.arg): _constant(k.value) for k in decorator.keywords}
    first = _constant(decorator.args[0]) if decorator.args else given.get("rule") or given.get("path")
    if attr in _FIELDS:
        kind = given.get("type_name", first if decorator.args else None)
        field = given.get("field_name", _constant(decorator.args[1]) if len(decorator.args) > 1 else function.name)
        if isinstance(field, str) and field:
            yield Route(kind if isinstance(kind, str) and kind != "*" else "Query", field, application, function, home)
    elif isinstance(first, str) and first.startswith("/") and (attr in _METHODS or attr == "route"):
        methods = given.get("method", given.get("methods"))
        method = methods[0] if isinstance(methods, list) and methods else methods
        named = attr if attr in _METHODS else method if isinstance(method, str) else "get"
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", re.sub(r"{(\w+):\w+}", r"{\1}", first))
        yield Route(named.upper(), path, application, function, home)


def _constant(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, MemoryError, RecursionError, SyntaxError):
        return None
