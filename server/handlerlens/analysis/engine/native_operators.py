"""``operator``'s functions, as ``reduce`` and ``map`` take them."""

from __future__ import annotations

import ast

from ..shapes import NONE, UNKNOWN, Const, Native, Shape
from .natives import Call, function
from .operators import SPECIAL, binary
from .run import Run

_OPERATORS = {
    f"operator.{prefix}{name}{'_' if name in ('or', 'and') else ''}": kind()
    for kind, name in SPECIAL.items()
    for prefix in ("", "i")
    if not (prefix and name in ("or", "and"))
} | {"operator.concat": ast.Add(), "operator.ior": ast.BitOr(), "operator.iand": ast.BitAnd()}


@function(*_OPERATORS)
def _operate(run: Run, call: Call) -> Shape:
    left, right = call.argument(0), call.argument(1)
    if left is None or right is None:
        return UNKNOWN
    run.may_raise()
    return binary(run, _OPERATORS[run.calling], left, right, call.node)


@function("operator.getitem")
def _item(run: Run, call: Call) -> Shape:
    return protocols.item(run, call.argument(0) or UNKNOWN, call.argument(1) or UNKNOWN, call.node)


@function("operator.setitem")
def _put(run: Run, call: Call) -> Shape:
    if len(call.positional) == 3:
        container, key, value = call.positional
        assign.store_item(run, container, key, value, call.node_of(2))
    return NONE


@function("operator.methodcaller")
def _method_caller(run: Run, call: Call) -> Shape:
    name = call.argument(0)
    if type(name) is not Const or call.keywords or call.star is not None or call.starred is not None:
        return Native("engine.unknown")
    return Native("engine.method", None, tuple(call.positional))


@function("engine.method")
def _called(run: Run, call: Call) -> Shape:
    name, *given = call.extra
    found = protocols.attribute(run, call.argument(0) or UNKNOWN, str(name.value) if type(name) is Const else "")
    return calls.call_value(run, found, given, node=call.node)


from . import assign, calls, protocols
