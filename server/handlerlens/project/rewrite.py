"""Quick fixes that replace a value of an infrastructure file."""

from __future__ import annotations

from collections.abc import Iterable

from ..analysis.finding import Edit, Fix, Span


def change_to(place: Span, old: object, new: Iterable[str]) -> tuple[Fix, ...]:
    """A fix for each new text; none where the value is not written out at its place (an intrinsic, a variable)."""
    if not isinstance(old, str) or place.line != place.end_line or place.end_column - place.column != len(old):
        return ()
    return tuple(Fix(f"Change to {text}", (Edit(place, text),)) for text in dict.fromkeys(new) if text != old)
