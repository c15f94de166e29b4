"""Which events suit a handler, best first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..analysis.handlers import Handler
from ..analysis.source import Source
from .inferred import default_event

FROM_CODE = "from code"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An event to run with. ``kind``: ``code`` (made from what the code reads), ``sample`` (the catalogue's), ``file`` (the project's)."""

    name: str
    kind: str
    detail: str
    text: str
    path: Path | None = None


def suggestions(source: Source, handler: Handler) -> list[Suggestion]:
    """The events that suit a handler; the first is its default."""
    return [
        Suggestion(FROM_CODE, "code", "made from the keys that the handler reads", default_event(source, handler)),
        Suggestion("empty", "sample", "an empty JSON object", "{}"),
    ]
