"""Which values of the event lead the code to its work, and at which it merely leaves."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .event_reads import Read, Scalar
from .nodes import own

if TYPE_CHECKING:
    from .event_walk import Walk

_MOST = 60
"""Entries of a table, and statements after a test, that are looked at."""
_FORKS, _ASSIGNED = "handlerlens_forks", "handlerlens_assigned"
_REFUSED = range(400, 600)
"""Status codes of a response that says no."""


@dataclass(frozen=True, slots=True)
class Fork:
    """Where a comparison leads: whether the code leaves at once where it holds, and where it does not."""

    holds: bool
    fails: bool

    def note(self, read: Read, value: object, *, equal: bool) -> None:
        """Learn from a constant that a value is compared with; ``equal`` where the comparison holds for it."""
        if not isinstance(value, str | int | float):
            return
        here, there = (self.holds, self.fails) if equal else (self.fails, self.holds)
        if here and not there:
            if value not in read.left:
                read.left.append(value)
            return
        if value not in read.taken and value != "":  # to ask for no text is to ask whether there is one
            read.taken.append(value)
        read.demanded |= there and not here


Rest = tuple[Sequence[ast.stmt], int, "Rest | None"]
"""What comes after a statement: the rest of its block, and what comes after that."""


def fork(walk: Walk, node: ast.Compare) -> Fork | None:
    """Where a comparison leads that an ``if`` of the function makes which is walked through; kept with the function's body."""
    if not walk.active:
        return None
    function = walk.active[-1]
    body, known = function.__dict__.get(_FORKS, (None, {}))
    if body is not function.body:
        known = dict(_forks(function.body))
        function.__dict__[_FORKS] = function.body, known
    found: Fork | None = known.get(node)
    return found


def _forks(body: Sequence[ast.stmt], after: Rest | None = None) -> Iterator[tuple[ast.Compare, Fork]]:
    """The comparisons that the ``if`` of a function make, each with where it leads."""
    for index, statement in enumerate(body):
        rest = (body, index + 1, after)
        match statement:
            case ast.If(test=test, body=inner, orelse=other):
                here = leaves(_onwards((inner, 0, None)))
                there = not here and leaves(_onwards((other, 0, rest)), past=True)
                yield from _compared(test, Fork(here, there))
                yield from _forks(inner, rest)
                yield from _forks(other, rest)
            case ast.For(body=inner) | ast.AsyncFor(body=inner) | ast.While(body=inner):
                yield from _forks(inner)
            case ast.With(body=inner) | ast.AsyncWith(body=inner):
                yield from _forks(inner, rest)
            case ast.Try(body=inner):
                yield from _forks(inner, rest)
                for handler in statement.handlers:
                    yield from _forks(handler.body, rest)


def _onwards(rest: Rest | None) -> Iterator[ast.stmt]:
    """What is run from a place on, as far as it is worth looking."""
    seen = 0
    while rest is not None:
        body, index, after = rest
        while index < len(body):
            yield body[index]
            index, seen = index + 1, seen + 1
            if seen > _MOST:
                yield ast.Expr(ast.Constant("too far"))
                return
        rest = after


def _compared(test: ast.expr, fork: Fork) -> Iterator[tuple[ast.Compare, Fork]]:
    match test:
        case ast.Compare():
            yield test, fork
        case ast.BoolOp(values=values):
            for value in values:
                yield from _compared(value, fork)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _compared(operand, Fork(fork.fails, fork.holds))


def leaves(statements: Iterable[ast.stmt], *, past: bool = False) -> bool:
    """Whether the code goes away with nothing done: it logs, then raises, skips, or returns nothing or a refusal.

    ``past`` is for what is run where a test fails: further tests may stand there, and to fall off the end is to do nothing.
    """
    for statement in statements:
        match statement:
            case ast.Expr(value=value) if _is_remark(value):
                continue
            case ast.Raise() | ast.Continue() | ast.Pass() | ast.Return(value=None):
                return True
            case ast.Return(value=ast.expr() as value):
                return _refuses(value)
            case ast.Assign(value=ast.Dict(keys=[_, *_]) | ast.Call() as value):
                return _refuses(value)
            case ast.If() if past:
                last = _last_else(statement)
                if not last:
                    continue
                return leaves(last)
        return False
    return past


def _last_else(node: ast.If) -> Sequence[ast.stmt]:
    """The ``else`` of a chain of ``elif``."""
    for _ in range(_MOST):
        match node.orelse:
            case [ast.If() as node]:
                continue
        break
    return node.orelse


def _is_remark(node: ast.expr) -> bool:
    match node:
        case ast.Constant():
            return True
        case ast.Call(
            func=ast.Name(id="print") | ast.Attribute(attr="debug" | "info" | "warning" | "error" | "exception")
        ):
            return True
    return False


def _refuses(value: ast.expr) -> bool:
    """Whether a result says no, or nothing."""
    match value:
        case ast.Constant(value=None | False) | ast.Dict(keys=[]) | ast.List(elts=[]):
            return True
        case ast.Dict(keys=keys, values=values):
            return any(_says(key, "statusCode") and _is_error(one) for key, one in zip(keys, values, strict=True))
        case ast.Call(args=args, keywords=keywords):
            return any(map(_is_error, [*args, *(keyword.value for keyword in keywords)]))
    return False


def _says(key: ast.expr | None, name: str) -> bool:
    return isinstance(key, ast.Constant) and key.value == name


def _is_error(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, int) and value.value in _REFUSED


def choices(node: ast.expr | None) -> tuple[Scalar, ...]:
    """The constants that a dict display has as keys, or that another display holds; none where one of them is no constant."""
    match node:
        case ast.Dict(keys=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            found = [part.value for part in parts[:_MOST] if isinstance(part, ast.Constant)]
            scalars = [value for value in found if isinstance(value, str | int | float)]
            return tuple(scalars) if len(scalars) == len(parts[:_MOST]) else ()
        case ast.Call(func=ast.Name(id="frozenset" | "set" | "tuple" | "list"), args=[inner]):
            return choices(inner)
    return ()


def table(walk: Walk, node: ast.expr) -> tuple[Scalar, ...]:
    """The constants of a table that the code looks a value up in."""
    return choices(_display(walk, node))


def _display(walk: Walk, node: ast.expr) -> ast.expr | None:
    """The table that an expression names: of the module or of the function that is walked through."""
    if not isinstance(node, ast.Name):
        return node
    return next(iter(_assigned(walk, node.id)), None) or walk.definitions.tables.get(node.id)


def _assigned(walk: Walk, name: str) -> Sequence[ast.expr]:
    """What the function that is walked through binds a name to."""
    if not walk.active:
        return ()
    function = walk.active[-1]
    body, known = function.__dict__.get(_ASSIGNED, (None, {}))
    if body is not function.body:
        known = {}
        for statement in own(function, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    known.setdefault(target.id, []).append(statement.value)
        function.__dict__[_ASSIGNED] = function.body, known
    found: Sequence[ast.expr] = known.get(name, ())
    return found


def looked_up(walk: Walk, owner: ast.expr, read: Read | None) -> None:
    """``OPERATIONS[event["operation"]]``: the value is one of the table's."""
    if read is not None and isinstance(owner, ast.Name | ast.Dict):
        for value in table(walk, owner):
            Fork(holds=False, fails=True).note(read, value, equal=True)


def dispatched(walk: Walk, called: ast.expr) -> Iterator[ast.expr]:
    """The functions of a table that a call may be of: ``ROUTES[route](event)``, also by a name that was given to it before."""
    match called:
        case ast.Subscript(value=owner) | ast.Call(func=ast.Attribute(value=owner, attr="get")):
            found = _display(walk, owner) if isinstance(owner, ast.Name | ast.Dict) else None
            if isinstance(found, ast.Dict):
                yield from found.values[:_MOST]
        case ast.Name(id=name) if name not in walk.functions:
            for value in _assigned(walk, name)[:_MOST]:
                if not isinstance(value, ast.Name):
                    yield from dispatched(walk, value)
