"""Which parameters of a module's functions are the context that Lambda hands to its handlers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .handlers import Function, find_handlers
from .nodes import own
from .scopes import every_parameter
from .source import Source

Named = tuple[ast.FunctionDef | ast.AsyncFunctionDef, str]


def contexts(source: Source) -> tuple[Named, ...]:
    """The functions that get the context, each with its name for it: the handlers, those that they pass it on to, and those whose
    annotation says so; computed once."""
    known = source.cache.get(contexts)
    if known is None:
        known = source.cache[contexts] = tuple(_contexts(source))
    return known  # type: ignore[return-value]


def _contexts(source: Source) -> Iterator[Named]:
    functions = {node.name: node for node in source.tree.body if isinstance(node, Function)}
    for kind in source.tree.body:
        if isinstance(kind, ast.ClassDef):
            functions.update({node.name: node for node in kind.body if isinstance(node, Function)})
    waiting = list(_first(source, functions))
    seen: set[Named] = set()
    while waiting:
        named = waiting.pop()
        if named in seen:
            continue
        seen.add(named)
        yield named
        waiting += _passed_on(*named, functions)


def _first(source: Source, functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef]) -> Iterator[Named]:
    for handler in find_handlers(source):
        if isinstance(handler.node, Function):
            parameters = [*handler.node.args.posonlyargs, *handler.node.args.args]
            if len(parameters) > 1:
                yield handler.node, parameters[1].arg
    for node in functions.values():
        for parameter in every_parameter(node.args):
            if parameter.annotation is not None and "LambdaContext" in ast.unparse(parameter.annotation):
                yield node, parameter.arg


def _passed_on(
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    name: str,
    functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef],
) -> Iterator[Named]:
    """The functions of the module that a function calls with its context."""
    for call in own(node, ast.Call):
        called = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        function = functions.get(called)
        if function is None:
            continue
        names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
        if isinstance(call.func, ast.Attribute) and names[:1] == ["self"]:
            names = names[1:]
        for parameter, given in zip(names, call.args, strict=False):
            if isinstance(given, ast.Name) and given.id == name:
                yield function, parameter
        for keyword in call.keywords:
            if keyword.arg in names and isinstance(keyword.value, ast.Name) and keyword.value.id == name:
                yield function, str(keyword.arg)
