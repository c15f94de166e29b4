"""What a function does with its two parameters: as Lambda's event and context allow, or as only another framework's objects do."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from .handler_signs import signs
from .nodes import body_nodes
from .parameters import Parameters

Function = ast.FunctionDef | ast.AsyncFunctionDef

_KNOWN = "handlerlens_usage"
_PLAIN = frozenset({"Any", "dict", "Dict", "Mapping", "MutableMapping", "object", "JSON", "Optional", "str"})
"""Annotations that promise no more than a plain event, or any context."""
_OF_DICT = frozenset(dir(dict))


@dataclass(frozen=True, slots=True)
class Usage:
    """``lambda_event`` and ``lambda_context``: it asks for what only Lambda gives. ``foreign``: for what Lambda never does."""

    lambda_event: bool
    lambda_context: bool
    foreign: bool


def usage(node: Function, parameters: Parameters) -> Usage:
    """How a function uses its first two parameters, inner functions included.

    Lambda's event is a plain dict, without attributes of its own; its context is no dict and has a dozen documented attributes.
    A parameter that is bound anew, or annotated with a class of somebody's, says nothing, nor does anything below a decorator. Kept
    with the node.
    """
    known: Usage | None = node.__dict__.get(_KNOWN)
    if known is None:
        known = node.__dict__[_KNOWN] = _usage(node, parameters)
    return known


def _usage(node: Function, parameters: Parameters) -> Usage:
    event, context = (*parameters.names, "", "")[:2]
    nodes = body_nodes(node)
    bound = {n.id for n in nodes if n.__class__ is ast.Name and not isinstance(n.ctx, ast.Load)}
    closed = bool(node.decorator_list)
    event_told, context_told = event in bound or closed, context in bound or closed
    arguments = (*node.args.posonlyargs, *node.args.args)
    event_told = event_told or (bool(arguments) and not _is_plain(arguments[0].annotation))
    context_told = context_told or (len(arguments) > 1 and not _is_plain(arguments[1].annotation))
    lambda_event = lambda_context = foreign = False
    asked = _asked_for(nodes, context)
    for one in nodes:
        owner = _owner(one)
        if owner == context and isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Load):
            lambda_context = lambda_context or one.attr in signs().context_attributes
            foreign = foreign or (not context_told and not _is_of_context(one.attr) and one.attr not in asked)
        elif owner == context and isinstance(one, ast.Subscript):
            foreign = foreign or not context_told
        elif owner == event and isinstance(one, ast.Attribute):
            foreign = foreign or (not event_told and isinstance(one.ctx, ast.Load) and one.attr not in _OF_DICT)
        if owner == event and not lambda_event:
            lambda_event = _key(one) in signs().event_keys
        elif isinstance(one, ast.Call) and _owner(one.func) == event:
            lambda_event = lambda_event or _asked(one) in signs().event_keys
    return Usage(lambda_event, lambda_context, foreign)


def _asked_for(nodes: list[ast.AST], name: str) -> set[object]:
    """The attributes that ``hasattr(context, "cache")`` asks for: one that a test or a tool may add, and Lambda need not have."""
    return {
        one.args[1].value
        for one in nodes
        if isinstance(one, ast.Call)
        and isinstance(one.func, ast.Name)
        and one.func.id == "hasattr"
        and len(one.args) == 2
        and isinstance(one.args[0], ast.Name)
        and one.args[0].id == name
        and isinstance(one.args[1], ast.Constant)
    }


def _owner(node: ast.AST) -> str:
    """The bare name of which an attribute or an item is asked; nothing where it is more than a name."""
    if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.value, ast.Name):
        return node.value.id
    return ""


def _key(node: ast.AST) -> object:
    """The literal key of ``event["Records"]``."""
    return node.slice.value if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) else None


def _asked(call: ast.Call) -> object:
    """The literal key of ``event.get("Records")``."""
    named = isinstance(call.func, ast.Attribute) and call.func.attr in ("get", "pop", "setdefault")
    first = call.args[0] if named and call.args else None
    return first.value if isinstance(first, ast.Constant) else None


def _is_of_context(name: str) -> bool:
    known = signs()
    return name in known.context_attributes or name in known.context_extras or name.startswith("_")


def _is_plain(annotation: ast.expr | None) -> bool:
    if annotation is None or isinstance(annotation, ast.Constant):
        return annotation is None
    names = {n.id for n in ast.walk(annotation) if isinstance(n, ast.Name)}
    names |= {n.attr for n in ast.walk(annotation) if isinstance(n, ast.Attribute)}
    return bool(names) and names <= _PLAIN | {"typing", "t"}
