"""A Lambda function as the project's own infrastructure files describe it: what ``project/`` reads and everybody uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A value the file gives only at deployment (an intrinsic, a variable); ``expression`` is its text."""

    expression: str


@dataclass(frozen=True, slots=True)
class EventSource:
    """What invokes a function. ``kind`` is an id of the event catalogue (``sqs``, ``http_api_v2`` …) or the template's own word."""

    kind: str
    properties: Mapping[str, object] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True)
class FunctionConfig:
    """One function of a template. Paths are absolute, lines 1-based; what is absent is None, what is not literal ``Unresolved``."""

    template: Path
    logical_id: str
    line: int
    handler: str | Unresolved | None
    code_root: Path | None
    runtime: str | Unresolved | None = None
    architecture: str | None = None
    timeout: float | None = None
    memory: int | None = None
    environment: Mapping[str, str | Unresolved] = field(default_factory=dict)
    layers: tuple[Path | Unresolved, ...] = ()
    events: tuple[EventSource, ...] = ()
    tracing: str | None = None
    positions: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Property name (``Handler``, ``Runtime``, ``Environment.NAME`` …) to its value's 1-based line and 0-based character column."""
