"""What is left of an element after ``filter(test, …)``."""

from __future__ import annotations

from ..shapes import Const, Shape, Union
from .join import union
from .run import Run
from .truth import truth


def passing(run: Run, test: Shape, element: Shape) -> Shape:
    """The alternatives of an element for which the test is not certainly false."""

    options = element.options if type(element) is Union else (element,)
    kept = [o for o in options if truth(run, calls.call_value(run, test, [o])) is not False]
    return union(kept) if kept else Const(None)


from . import calls
