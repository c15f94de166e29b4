"""The routers that an application takes in (``app.include_router(todos.router, prefix="/todos")``), from wherever they stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .module_bindings import bindings, effective, module_files
from .source import Source, SourceError, parse

_TAKING = {"include_router": "prefix", "register_blueprint": "url_prefix"}
"""The methods that take a router in, with their keyword for what its paths begin with."""
_MOST_MODULES = 4
"""How many modules hand a name on before it is given up."""


@dataclass(frozen=True, slots=True)
class Router:
    """An object with routes of its own: its module, its name there, and what its paths begin with."""

    source: Source
    name: str
    prefix: str


def taken_in(source: Source, names: frozenset[str]) -> Iterator[Router]:
    """The routers that objects of a module take in, in the order of the code."""
    for name, attr, call in _takings(source):
        found = _found(source, call.args[0]) if name in names else None
        if found is not None:
            home, inner = found
            yield Router(home, inner, _prefix(call, attr) + _own_prefix(home, inner))


def _takings(source: Source) -> list[tuple[str, str, ast.Call]]:
    """Who takes a router in, by which method, and the call; looked for once."""
    known: list[tuple[str, str, ast.Call]] | None = source.cache.get(_takings)  # type: ignore[assignment]
    if known is None:
        known = []
        for statement in source.tree.body:
            match statement:
                case ast.Expr(
                    value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr), args=[_]) as call
                ) if attr in _TAKING:
                    known.append((name, attr, call))
        source.cache[_takings] = known
    return known


def _own_prefix(source: Source, name: str) -> str:
    """What a router's paths begin with by its own making: ``APIRouter(prefix="/todos")``."""
    value = effective(bindings(source)[name]).value
    return "".join(_prefix(value, attr) for attr in _TAKING) if isinstance(value, ast.Call) else ""


def _prefix(call: ast.Call, attr: str) -> str:
    given = next((k.value for k in call.keywords if k.arg == _TAKING[attr]), None)
    return given.value.rstrip("/") if isinstance(given, ast.Constant) and isinstance(given.value, str) else ""


def _found(source: Source, node: ast.expr) -> tuple[Source, str] | None:
    """The module and name of an object made at a module's top level: this one's, or one that it imports."""
    if isinstance(node, ast.Name):
        return _made(source, node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in bindings(source):
        target = effective(bindings(source)[node.value.id]).target
        home = _module(source, target) if target else None
        return _made(home, node.attr) if home is not None else None
    return None


def _made(source: Source, name: str) -> tuple[Source, str] | None:
    for _ in range(_MOST_MODULES):
        group = bindings(source).get(name)
        if not group:
            return None
        target = effective(group).target
        if target is None:
            return source, name
        module, _, name = target.rpartition(".")
        home = _module(source, f"{module}." if not module.strip(".") else module)
        if home is None:
            return None
        source = home
    return None


def _module(source: Source, name: str) -> Source | None:
    for path in module_files(source.path, name):
        text = source.view.read(path)
        tree = _tree(text) if text is not None else None
        if text is not None:
            return Source(path, text, tree, source.view) if tree is not None else None
    return None


@lru_cache(maxsize=32)
def _tree(text: str) -> ast.Module | None:
    try:
        return parse(Path(), text).tree
    except SourceError:
        return None
