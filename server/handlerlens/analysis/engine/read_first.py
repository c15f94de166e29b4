"""What a round of a loop can see of the one before it: the names that its body may read before it binds them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from ..nodes import body_nodes, preorder

_KNOWN = "handlerlens_read_first"
_BOUND = "handlerlens_last_bound"
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def read_first(loop: ast.For | ast.AsyncFor | ast.While) -> frozenset[str]:
    """The names that a round may read as the last one left them; kept with the loop."""
    known: frozenset[str] | None = loop.__dict__.get(_KNOWN)
    if known is None:
        found: set[str] = set()
        bound: set[str] = set()
        if isinstance(loop, ast.While):
            _read([loop.test], bound, found)
        else:
            _bind(loop.target, bound, found)
        _block(loop.body, bound, found)
        known = loop.__dict__[_KNOWN] = frozenset(found)
    return known


def _block(body: Iterable[ast.stmt], bound: set[str], found: set[str]) -> bool:
    """Statements in order: adds to ``bound`` what they bind for certain; False where control does not leave at the end."""
    for statement in body:
        match statement:
            case ast.Assign(targets=targets, value=value):
                _read([value], bound, found)
                for target in targets:
                    _bind(target, bound, found)
            case ast.AnnAssign(target=target, value=given):
                if given is not None:
                    _read([given], bound, found)
                    _bind(target, bound, found)
            case ast.AugAssign(target=target, value=value):
                _read([value], bound, found)
                if not isinstance(target, ast.Name):
                    _read([target], bound, found)
                elif target.id not in bound:
                    found.add(target.id)
            case ast.If(test=test):
                _read([test], bound, found)
                _meet(bound, found, statement.body, statement.orelse)
            case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
                _read([value], bound, found)
                inner = set(bound)
                _bind(target, inner, found)
                _block(statement.body, inner, found)
                _block(statement.orelse, set(bound), found)
            case ast.While(test=test):
                _read([test], bound, found)
                _block(statement.body, set(bound), found)
                _block(statement.orelse, set(bound), found)
            case ast.Try():
                _try(statement, bound, found)
            case ast.With(items=items) | ast.AsyncWith(items=items):
                inner = set(bound)  # the manager may swallow what happens inside
                for item in items:
                    _read([item.context_expr], inner, found)
                    if item.optional_vars is not None:
                        _bind(item.optional_vars, inner, found)
                _block(statement.body, inner, found)
            case _:
                _read([statement], bound, found)
                if isinstance(statement, _ENDS):
                    return False
    return True


def _meet(bound: set[str], found: set[str], *blocks: Sequence[ast.stmt]) -> None:
    """Alternatives: bound is what all of those bind that go on."""
    arriving: list[set[str]] = []
    for block in blocks:
        own = set(bound)
        if _block(block, own, found):
            arriving.append(own)
    if arriving:
        bound |= set.intersection(*arriving)


def _try(statement: ast.Try, bound: set[str], found: set[str]) -> None:
    before = set(bound)
    arriving: list[set[str]] = []
    own = set(bound)
    if _block([*statement.body, *statement.orelse], own, found):
        arriving.append(own)
    for handler in statement.handlers:
        own = set(before)
        if handler.type is not None:
            _read([handler.type], own, found)
        if handler.name is not None:
            own.add(handler.name)
        if _block(handler.body, own, found):
            own.discard(handler.name or "")
            arriving.append(own)
    if arriving:
        bound |= set.intersection(*arriving)
    _block(statement.finalbody, set(before), found)


def _bind(target: ast.expr, bound: set[str], found: set[str]) -> None:
    if isinstance(target, ast.Name):
        bound.add(target.id)
    elif isinstance(target, (ast.Tuple, ast.List)):
        for one in target.elts:
            _bind(one, bound, found)
    elif isinstance(target, ast.Starred):
        _bind(target.value, bound, found)
    else:
        _read([target], bound, found)


def _read(nodes: Iterable[ast.AST], bound: set[str], found: set[str]) -> None:
    for node in preorder(nodes):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store) and node.id not in bound:
            found.add(node.id)


def bound_later(function: ast.FunctionDef | ast.AsyncFunctionDef, loop: ast.While, names: set[str]) -> bool:
    """Whether a function may bind one of the names again after a loop: below it, or in the next round of a loop around it."""
    known: dict[str, ast.Name] | None = function.__dict__.get(_BOUND)
    if known is None:  # nodes, as their lines move when something above is edited
        known = function.__dict__[_BOUND] = {}
        for node in body_nodes(function):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                last = known.get(node.id)
                known[node.id] = node if last is None or node.lineno > last.lineno else last
    end = loop.end_lineno or 0
    if any(name in known and known[name].lineno > end for name in names):
        return True
    around = (n for n in body_nodes(function) if isinstance(n, _LOOPS) and n is not loop)
    return any(outer.lineno <= loop.lineno and (outer.end_lineno or 0) >= end for outer in around)
