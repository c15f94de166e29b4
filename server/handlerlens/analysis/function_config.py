"""A Lambda function as the project's own infrastructure files describe it: what ``project/`` reads and everybody uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .finding import Span


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A value the file gives only at deployment (an intrinsic, a variable); ``expression`` is its text.

    ``stand_in`` is a value of the right form that a local run may use instead; None where the form is not known.
    """

    expression: str
    stand_in: str | None = None


@dataclass(frozen=True, slots=True)
class EventSource:
    """What invokes a function. ``kind`` is an id of the event catalogue (``sqs``, ``http_api_v2`` …) or, where that is not
    known, the template's own word; ``properties`` are the template's, ``Unresolved`` where not literal; ``line`` is in the template."""

    kind: str
    properties: Mapping[str, object] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True)
class Service:
    """What else Lambda does with a function; None where the file does not tell."""

    snap_start: bool = False
    log_format: str | None = None
    """``JSON`` or ``Text``."""
    log_level: str | None = None
    """Of the function's own records."""
    retries: int | None = None
    """Of asynchronous invocations: 0 to 2."""
    on_failure: str | None = None
    """The destination of asynchronous invocations that failed, as the file names it."""
    durable: bool = False


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
    positions: Mapping[str, Span] = field(default_factory=dict)
    """Property name (``Handler``, ``Runtime``, ``CodeUri`` …, whatever the tool calls them) to where its value stands; ``Environment.NAME``
    to where that variable's name stands, ``EnvironmentValue.NAME`` its value."""
    environment_open: bool = False
    """Whether further variables may be set that the file does not tell (a merge, a loop, a method call)."""
    tool: str = ""
    """Whose file it came from: ``sam``, ``cloudformation``, ``serverless``, ``cdk``, ``pulumi``, ``cdktf``, ``terraform``, ``sst``,
    ``chalice``, ``zappa`` or ``docker``."""
    inline: bool = False
    """Whether its code stands in the template itself: there is no file to look for."""
    own_build: bool = False
    """Whether a build of the project's own (a makefile) puts the code together: the root tells neither all of it nor for certain."""
    service: Service = Service()
    wrapper: str | None = None
    """What the file names as the handler where that is a vendor's wrapper around ``handler``, or around one that is not told."""
    told_at: str = "Handler"
    """Under which name ``positions`` has the place of ``handler``: of a wrapped one, its variable's value."""
    imported: bool = False
    """Whether this is told of the place that the handler's module only imports its handler from."""

    @property
    def handler_position(self) -> Span | None:
        """Where ``handler`` stands; None where the file does not write it out."""
        return self.positions.get(self.told_at)
