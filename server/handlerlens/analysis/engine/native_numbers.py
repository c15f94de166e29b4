"""``timedelta``, ``Decimal``, ``Fraction`` written down: nothing is false. The only argument of such an instance is its truth."""

from __future__ import annotations

import contextlib
from decimal import Decimal, InvalidOperation

from ..shapes import FALSE, TRUE, UNKNOWN, Const, Instance, Shape
from .native_library import declared_class
from .natives import Call, constructor, place
from .run import Run
from .truth import AMOUNTS


def _register(qualified: str) -> None:
    module, _, name = qualified.rpartition(".")

    @constructor(qualified)
    def make(run: Run, call: Call) -> Shape:
        cls = declared_class(run, module, name)
        if cls is None:
            return UNKNOWN
        known = _truth(call, name == "timedelta")
        run.may_raise(known is None)
        return Instance(cls, () if known is None else (TRUE if known else FALSE,), place(run, call))


for _qualified in sorted(AMOUNTS):
    _register(_qualified)


def _truth(call: Call, adds_up: bool) -> bool | None:
    """Whether what is given comes to more than nothing; None where that is not known."""
    if call.star is not None or call.starred is not None:
        return None
    given = call.all() if adds_up else call.all()[:1]
    numbers = [_number(g) for g in given]
    return any(numbers) if None not in numbers else None


def _number(shape: Shape) -> Decimal | None:
    if type(shape) is Const and isinstance(shape.value, (int, float, str)):
        with contextlib.suppress(InvalidOperation, ValueError):
            return Decimal(shape.value)
    return None
