"""``open``: a file of text or of bytes, by its mode."""

from __future__ import annotations

from ..shapes import UNKNOWN, Const, Instance, Shape
from .native_library import declared_class
from .natives import Call, builtin, function, place
from .run import Run


@builtin("open")
@function("io.open")
def _opened(run: Run, call: Call) -> Shape:
    run.may_raise()
    mode = call.argument(1, "mode")
    name = "TextIOWrapper"
    if mode is not None or call.star is not None or call.starred is not None:
        if type(mode) is not Const or not isinstance(mode.value, str):
            return UNKNOWN
        if "b" in mode.value:
            name = (
                "BufferedRandom" if "+" in mode.value else "BufferedReader" if "r" in mode.value else "BufferedWriter"
            )
    cls = declared_class(run, "_io", name)
    return Instance(cls, (), place(run, call)) if cls is not None else UNKNOWN
