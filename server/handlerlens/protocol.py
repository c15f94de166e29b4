"""The ``handlerlens/*`` messages between extension and server; ``extension/src/protocol.ts`` is generated from here.

Fields are snake_case here and camelCase on the wire. Events and payloads travel as text: JSON is never re-encoded on the way.
Lines and characters are the Language Server Protocol's (0-based, UTF-16).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import attrs

_T = TypeVar("_T")

METHODS: dict[str, tuple[str, str | None]] = {}
"""Method to the names of its parameter and result types; a notification has no result."""


def _message(method: str, result: str | None) -> Callable[[type[_T]], type[_T]]:
    def register(cls: type[_T]) -> type[_T]:
        METHODS[method] = (cls.__name__, result)
        return cls

    return register


@attrs.frozen
class FunctionItem:
    """A function that the project's templates declare with a handler."""

    logical_id: str
    template: str
    """URI of the template."""
    line: int
    character: int


@attrs.frozen
class HandlerItem:
    """One handler: what lens, palette, quick pick and keyboard share."""

    uri: str
    function: str
    handler: str
    tier: str
    line: int
    character: int
    label: str
    """How lists call it, e.g. ``lambda_handler · orders/app.py``."""
    declared_as: str
    """The function that declares it and what invokes it, as far as known, e.g. ``OrdersFunction · SQS``; may be empty."""
    functions: list[FunctionItem]
    """Those that templates declare with it; with several of them, who runs the handler chooses one."""


@_message("handlerlens/handlers", "HandlersResult")
@attrs.frozen
class HandlersParams:
    """The handlers of one file, or of the whole workspace when ``uri`` is null."""

    uri: str | None


@attrs.frozen
class HandlersResult:
    handlers: list[HandlerItem]


@_message("handlerlens/checkWorkspace", "CheckWorkspaceResult")
@attrs.frozen
class CheckWorkspaceParams:
    """Look at every handler and every infrastructure file of the workspace.

    What is found in files that are not open is published, and kept current; that of open ones is pulled as ever. The request can be
    cancelled: what was published until then stays. ``work_done_token`` is for the protocol's own ``$/progress``.
    """

    work_done_token: str


@attrs.frozen
class CheckWorkspaceResult:
    """How many files were looked at and how many findings there are in them, by severity, open files included."""

    files: int
    errors: int
    warnings: int
    others: int


@attrs.frozen
class EventChoice:
    """An event to pick. ``kind``: ``code`` (made from what the code reads), ``sample`` (the catalogue's), ``file`` (the project's)."""

    name: str
    kind: str
    detail: str
    text: str
    uri: str | None
    own: bool
    """Whether its header names this handler."""


@_message("handlerlens/events", "EventsResult")
@attrs.frozen
class EventsParams:
    """The events that suit a handler, best first; the first is its default."""

    uri: str
    function: str


@attrs.frozen
class EventsResult:
    choices: list[EventChoice]


@attrs.frozen
class EventTarget:
    """A handler that an event file may be for. ``why`` says what speaks for it ("" for nothing)."""

    uri: str
    function: str
    label: str
    why: str


@_message("handlerlens/eventFile", "EventFileResult")
@attrs.frozen
class EventFileParams:
    """What an event file is for."""

    uri: str


@attrs.frozen
class EventFileResult:
    """``text`` is the event without our header, ``targets`` the workspace's handlers, the likely ones first.

    ``decided`` when the first one is named by the header or is the only one that the event suits. ``sample`` is the name of the
    sample that the event looks like. ``problem`` is a sentence where the file cannot be used.
    """

    name: str
    text: str
    targets: list[EventTarget]
    decided: bool
    named: bool
    sample: str | None
    problem: str | None


@_message("handlerlens/newEvent", "NewEventResult")
@attrs.frozen
class NewEventParams:
    """Where a new event file goes and what it holds; nothing is written. ``uri`` and ``function`` are the handler's, where it has one.

    ``folder`` is the URI of a folder for events without a handler; ``expected`` is the JSON text of the result to expect.
    """

    name: str
    text: str
    uri: str | None
    function: str | None
    folder: str | None
    expected: str | None


@attrs.frozen
class NewFile:
    uri: str
    text: str


@attrs.frozen
class NewEventResult:
    """The files to write, the event first; ``problem`` is a sentence where the name will not do."""

    files: list[NewFile]
    problem: str | None


@_message("handlerlens/eventChosen", None)
@attrs.frozen
class EventChosenNotification:
    """The user chose an event for a handler, client to server: a sample's ``name``, or a file's ``event_uri``; neither takes it back.

    Completion, hover and the order of choices go by it.
    """

    uri: str
    function: str
    name: str | None
    event_uri: str | None


@attrs.frozen
class SampleItem:
    """A sample of the catalogue."""

    name: str
    title: str
    source: str


@_message("handlerlens/samples", "SamplesResult")
@attrs.frozen
class SamplesParams:
    """The names of all samples; those of the sources that a handler serves come first, where one is named."""

    uri: str | None
    function: str | None


@attrs.frozen
class SamplesResult:
    samples: list[SampleItem]


@_message("handlerlens/document", "DocumentResult")
@attrs.frozen
class DocumentParams:
    """A document that the server makes: ``sample/sqs.json``, ``schema/event.json``, ``schema/sqs.json``, ``schema/sidecar.json``."""

    path: str


@attrs.frozen
class DocumentResult:
    text: str


@_message("handlerlens/invoke", "InvokeResult")
@attrs.frozen
class InvokeParams:
    """Run a handler. ``event`` is JSON text, or null for the handler's default event; ``logical_id`` picks one of several functions.

    ``event_uri`` is the file that the text is from: its header is not sent, and what it expects is compared.
    """

    run_id: str
    uri: str
    function: str
    python: str
    event: str | None
    event_uri: str | None
    invocation_type: str
    logical_id: str | None
    environment: dict[str, str]
    timeout: float | None
    memory: int | None
    fresh: bool


@attrs.frozen
class InvokeResult:
    """What Lambda's caller would get. ``summary`` is the lens's short form (``✓ 12 ms``); ``error_line`` where the user's code raised."""

    run_id: str
    status_code: int
    payload: str
    function_error: str | None
    error_type: str | None
    error_message: str | None
    logs: str
    request_id: str
    duration_ms: float
    init_duration_ms: float | None
    billed_duration_ms: int
    max_memory_mb: int
    cold: bool
    destination_record: str | None
    """Of an asynchronous invocation that failed: what its destination for failures would get, JSON text."""
    notes: list[str]
    unset: list[str]
    """The environment variables that it may have failed for the lack of."""
    to_install: list[str]
    """What ``pip install`` is to be given for the package that it failed for the lack of; empty where nothing tells."""
    contract: list[str]
    client: str | None
    """The HTTP response that a client would see, in words; null where the caller is no HTTP front end."""
    expected: str | None
    """The JSON text that the event file expects; null where it expects nothing."""
    differences: list[str]
    """How the payload differs from it; none where it is just that."""
    summary: str


@_message("handlerlens/debug", "DebugResult")
@attrs.frozen
class DebugParams:
    """Prepare an environment that a debug adapter client can attach to; the invocation starts once it has.

    ``env_file`` is the path of a file of environment variables, which ``environment`` wins over.
    """

    run_id: str
    uri: str
    function: str
    python: str
    event: str | None
    event_uri: str | None
    logical_id: str | None
    environment: dict[str, str]
    env_file: str | None
    timeout: float | None
    memory: int | None


@attrs.frozen
class DebugResult:
    """Where the Debug Adapter Protocol is spoken, and the ``attach`` arguments that the environment wants."""

    host: str
    port: int
    arguments: str
    """JSON text of extra attach arguments (``rules``, ``pathMappings`` …)."""


@_message("handlerlens/prepare", "PrepareResult")
@attrs.frozen
class PrepareParams:
    """A file is open whose handlers may be run: have interpreters stand by, importing nothing of the user's."""

    uri: str
    python: str


@attrs.frozen
class PrepareResult:
    """Whether the file has a handler, so that something was prepared."""

    prepared: bool


@_message("handlerlens/cancel", "CancelResult")
@attrs.frozen
class CancelParams:
    """Stop a run or a debugged run; its process tree is killed."""

    run_id: str


@attrs.frozen
class CancelResult:
    cancelled: bool


@_message("handlerlens/log", None)
@attrs.frozen
class LogNotification:
    """A piece of a run's log, server to client."""

    run_id: str
    text: str


@_message("handlerlens/finished", None)
@attrs.frozen
class FinishedNotification:
    """A debugged run has ended, server to client: its result, or the sentence why there is none."""

    run_id: str
    result: InvokeResult | None
    message: str | None


@attrs.frozen
class FolderPython:
    """The interpreter selected for a workspace folder: an absolute path."""

    uri: str
    python: str


@_message("handlerlens/pythons", None)
@attrs.frozen
class PythonsNotification:
    """Which interpreters the handlers of the workspace's folders run under, client to server: at the start and on each change.

    The server reads the annotations of their installed packages and runs none of them for it.
    """

    folders: list[FolderPython]


@_message("handlerlens/rule", "RuleResult")
@attrs.frozen
class RuleParams:
    """The documentation of a rule, for the link on a finding's code."""

    code: str


@attrs.frozen
class RuleResult:
    markdown: str
