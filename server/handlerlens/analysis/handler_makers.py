"""Decorators of a project that make handlers of whatever they are put on: the function they return takes an event and a context."""

from __future__ import annotations

import ast
import sys
from functools import lru_cache

from .module_bindings import bindings, effective, module_files, named_import
from .nodes import body_nodes
from .parameters import Likeness, event_likeness, parameters
from .source import Source, SourceError, parse

Function = ast.FunctionDef | ast.AsyncFunctionDef

_DEEPEST = 3
"""``def api(**options)`` returns a decorator, which returns the handler; a package may only pass the name on."""
_LARGEST = 200_000
"""Characters of a module that is looked at for a decorator."""


def makes_handlers(source: Source, target: ast.expr) -> bool:
    """Whether a decorator, of this module or imported from one of the project, returns a function that takes Lambda's two arguments."""
    if isinstance(target, ast.Name):
        group = bindings(source).get(target.id, ())
        node = effective(list(group)).node if group else None
        if isinstance(node, Function):
            return _returns_handler(node)
    module, name = named_import(source, target)
    key = (makes_handlers, module, name)
    known = source.cache.get(key)
    if known is None:
        known = source.cache[key] = _imported_makes(source, module, name, 0)
    return known  # type: ignore[return-value]


def _imported_makes(source: Source, module: str, name: str, depth: int) -> bool:
    if not name or depth > _DEEPEST or module.partition(".")[0] in sys.stdlib_module_names:
        return False
    for path in module_files(source.path, module):
        text = source.view.read(path) if path != source.path else None
        if text is None or len(text) > _LARGEST:
            continue
        if f"def {name}(" in text:
            return _text_makes(text, name)
        if name in text:
            try:
                passing = parse(path, text, source.view)
            except SourceError:
                return False
            return _imported_makes(passing, *named_import(passing, ast.Name(name)), depth + 1)
    return False


@lru_cache(maxsize=32)
def _text_makes(text: str, name: str) -> bool:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    found = [node for node in tree.body if isinstance(node, Function) and node.name == name]
    return bool(found) and _returns_handler(found[-1])


def _returns_handler(decorator: Function, depth: int = 0) -> bool:
    """Whether what a decorator, or the decorator that it makes, returns in the end takes an event and a context."""
    last = decorator.body[-1]
    if depth > _DEEPEST or not isinstance(last, ast.Return) or not isinstance(last.value, ast.Name):
        return False
    inner = [n for n in decorator.body if isinstance(n, Function) and n.name == last.value.id]
    return bool(inner) and (_takes_event(inner[-1]) or _returns_handler(inner[-1], depth + 1))


def _takes_event(wrapper: Function) -> bool:
    """``def wrapper(event, context)``, or ``def wrapper(*args)`` that binds ``event = args[0]``."""
    taken = parameters(wrapper.args)
    if taken.takes_two and taken.event >= Likeness.NEAR and taken.context >= Likeness.NEAR:
        return True
    if taken.names or wrapper.args.vararg is None:
        return False
    return any(
        isinstance(node, ast.Assign)
        and _is_first(node.value, wrapper.args.vararg.arg)
        and _names_event(node.targets[0])
        for node in body_nodes(wrapper)
    )


def _is_first(value: ast.expr, arguments: str) -> bool:
    """``args[0]``, or ``args`` that is taken apart."""
    owner = value.value if isinstance(value, ast.Subscript) else value
    first = not isinstance(value, ast.Subscript) or (isinstance(value.slice, ast.Constant) and value.slice.value == 0)
    return isinstance(owner, ast.Name) and owner.id == arguments and first


def _names_event(target: ast.expr) -> bool:
    """``event``, or ``event, context``."""
    first = target.elts[0] if isinstance(target, ast.Tuple) and target.elts else target
    return isinstance(first, ast.Name) and event_likeness(first.id) >= Likeness.NEAR
