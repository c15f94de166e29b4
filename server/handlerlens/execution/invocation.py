"""What is asked of an execution environment and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Protocol


class InvocationType(Enum):
    """The three of Lambda's Invoke API (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html)."""

    REQUEST_RESPONSE = "RequestResponse"
    EVENT = "Event"
    DRY_RUN = "DryRun"


@dataclass(frozen=True, slots=True)
class Invocation:
    """One invocation of one handler.

    ``event`` is the JSON text as the user wrote it, ``timeout`` seconds, ``memory`` MB. ``handler`` is the string that Lambda
    would be given, relative to ``code_root`` (``orders/app.lambda_handler``); ``environment`` are the function's own variables.
    """

    handler: str
    code_root: Path
    python: str
    event: str
    type: InvocationType = InvocationType.REQUEST_RESPONSE
    function_name: str = ""
    timeout: float = 3.0
    memory: int = 128
    environment: Mapping[str, str] = field(default_factory=dict)
    stood_in: tuple[str, ...] = ()
    """The variables whose values only a deployment knows: stand-ins of the right form are in ``environment``."""
    layers: tuple[Path, ...] = ()
    runtime: str | None = None
    client_context: str | None = None
    fresh: bool = False
    """Whether a warm environment must not serve it."""
    log_format: str = "Text"
    """Of the function's log: ``Text`` or ``JSON``."""
    log_level: str | None = None
    """Of the function's own records; None is Lambda's default: all that the code lets through as text, INFO as JSON."""
    snap_start: bool = False
    """Whether the function has SnapStart: its hooks run, and the restore is what an invocation waits for."""
    tenant_id: str | None = None
    cognito_identity: str | None = None
    """JSON with ``cognitoIdentityId`` and ``cognitoIdentityPoolId``, as a mobile client's call brings it."""
    retries: int = 2
    """How often a failed asynchronous invocation is run again, at once; Lambda waits 1 and 2 minutes before."""
    on_failure: str | None = None
    """Where the record of an asynchronous invocation goes that has failed for good, as the template names it."""
    durable: bool = False
    """Whether its template makes it a durable function."""
    remarks: tuple[str, ...] = ()
    """Sentences for the notes of the run, from its planning."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the caller of Lambda would get, and what the service would log; names as in the command line's JSON contract.

    ``payload`` is the exact text of the response body ("" for Event and DryRun), ``function_error`` is ``"Unhandled"`` or None,
    ``error`` the parsed error object then; ``logs`` the whole log text with START, END and REPORT; durations in milliseconds.
    """

    status_code: int
    payload: str
    function_error: str | None
    error: Mapping[str, object] | None
    logs: str
    request_id: str
    duration_ms: float
    init_duration_ms: float | None
    billed_duration_ms: int
    max_memory_mb: int
    cold: bool = True
    destination_record: str | None = None
    """What a destination for failures would get of an asynchronous invocation that has failed, JSON."""
    notes: tuple[str, ...] = ()
    """Sentences of ours to the user (the time-out is Lambda's default; the deadline was paused), never part of the payload or logs."""
    unset: tuple[str, ...] = ()
    """The environment variables that it may have failed for the lack of."""
    to_install: tuple[str, ...] = ()
    """What ``pip install`` is to be given for the package that it failed for the lack of."""

    @property
    def log_result(self) -> str:
        """What the Invoke API gives with ``LogType=Tail``: the last 4 KB of the log."""
        return self.logs.encode()[-4096:].decode("utf-8", "ignore")


class Listener(Protocol):
    """Hears a run while it goes on; called in the event loop's thread, in order."""

    def log(self, text: str) -> None:
        """A piece of the log, as it is written (service lines and the function's own)."""


class ExecutionError(Exception):
    """We could not run it: a sentence for the user that names the cause and the way out (no such interpreter, too old …)."""


class EventError(ExecutionError):
    """The event is not JSON, or too large for the invocation type; the sentence says where."""
