"""One invocation, seen from the Lambda service: init, deliver, wait, report.

The rules are those of the real one (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html): 10 seconds of
init, a failed init run again within the invocation, the deadline, what the caller gets when the runtime ends.
"""

from __future__ import annotations

import base64
import binascii
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from . import missing_package, notes, service_log, unset, variables
from .deadline import Deadline
from .debugging import Debugging
from .environment import (
    Answered,
    DebuggerAttached,
    DebuggerListening,
    DebuggerTerminated,
    Environment,
    Exited,
    Happening,
    InitFailed,
    Polled,
    Restoring,
    TimedOut,
)
from .invocation import ExecutionError, Invocation, InvocationType, Listener, Outcome
from .journal import Journal
from .payload import RESPONSE_LIMIT, platform_error, too_large
from .service_log import JsonLog, Report, ServiceLog, TextLog

INIT_SECONDS = 10.0
ATTACH_SECONDS = 60.0


@dataclass(slots=True)
class _Result:
    """How an invocation ended: the body for the caller, whether it is an error, and the REPORT line's status."""

    body: bytes
    failed: bool
    status: str = ""
    error_type: str = ""


class Service:
    """Runs one invocation. ``environment`` is the one in use now: a failed init replaces it."""

    def __init__(
        self,
        invocation: Invocation,
        body: bytes,
        listener: Listener,
        environment: Environment,
        replacement: Callable[[Environment], Environment],
        request_id: str,
    ) -> None:
        """``replacement`` gives a fresh environment for one whose init has failed, and ends that."""
        self.environment = environment
        self.request_id = request_id
        self.notes: list[str] = []
        self.deadline: Deadline | None = None
        """Of the invocation itself, once it goes on."""
        self.reusable = False
        """Whether the environment can serve another invocation."""
        self.debugging = Debugging()
        self._invocation = invocation
        self._body = body
        self._journal = Journal(listener)
        self._replacement = replacement
        self._cold = False
        self._init: float | None = None
        self._restore: float | None = None
        self._lines: ServiceLog = JsonLog() if variables.log_format(invocation) == "JSON" else TextLog()
        self._duration = 0.0

    async def cold(self) -> Outcome:
        """Initialise the environment, then invoke."""
        self._cold = True
        environment = self.environment
        environment.listen(self._journal.write)
        limit = Deadline(INIT_SECONDS, environment.happenings)
        started = time.perf_counter()
        environment.begin(self._invocation)
        limit.start()
        happening = await self._next(limit)
        self._init = _milliseconds(started)
        if isinstance(happening, Restoring):
            happening = await self._restored(limit)
        limit.pause()
        if isinstance(happening, Polled):
            return await self.warm()
        return await self._second_init(happening)

    async def warm(self) -> Outcome:
        """Invoke an environment that waits for it."""
        environment = self.environment
        environment.listen(self._journal.write)
        self._journal.line(self._lines.start(self.request_id))
        started = time.perf_counter()
        self.deadline = Deadline(self._invocation.timeout, environment.happenings)
        self.deadline.start()
        return await self._invoke(started)

    async def debug(self) -> Outcome:
        """Like ``cold``, for an environment with a debugger: it waits for an editor first and fails to initialise only once."""
        self._cold = True
        environment = self.environment
        environment.listen(self._journal.write)
        limit = Deadline(ATTACH_SECONDS, environment.happenings)
        environment.begin(self._invocation)
        limit.start()
        started = time.perf_counter()
        happening = await self._next(limit)
        if isinstance(happening, Restoring):
            happening = await self._restored(limit)
        limit.pause()
        if self.debugging.since:
            started = self.debugging.since
        elif isinstance(happening, TimedOut):
            raise ExecutionError(f"No editor was attached within {ATTACH_SECONDS:.0f} seconds. Start debugging again.")
        self._init = None if self._restore is not None else _milliseconds(started)
        if isinstance(happening, Polled):
            return await self.warm()
        return await self._failed_init(happening)

    async def _restored(self, limit: Deadline) -> Happening:
        """SnapStart: the snapshot is taken here, long before an invocation, and restored for this one."""
        self._init = None
        started = time.perf_counter()
        happening = await self._next(limit)
        if isinstance(happening, Polled):
            await self.environment.drain()
            self._restore = _milliseconds(started)
            self._journal.line(self._lines.restore_report(self._restore))
        return happening

    async def _second_init(self, first: Happening) -> Outcome:
        """A failed init is run again as a part of the invocation, under the function's own time limit."""
        await self._init_report("init", first)
        self.environment.listen(None)
        self._init = None
        environment = self.environment = self._replacement(self.environment)
        environment.listen(self._journal.write)
        started = time.perf_counter()
        self.deadline = Deadline(self._invocation.timeout, environment.happenings)
        environment.begin(self._invocation)
        self.deadline.start()
        happening = await self._next(self.deadline)
        if isinstance(happening, Restoring):
            happening = await self._restored(self.deadline)
        if isinstance(happening, Polled):
            self._journal.line(self._lines.start(self.request_id))
            return await self._invoke(started)
        self._init = _milliseconds(started)
        return await self._failed_init(happening)

    async def _failed_init(self, happening: Happening) -> Outcome:
        await self._init_report("invoke", happening)
        self._duration, self._init = self._init or 0.0, None
        self._journal.line(self._lines.start(self.request_id))
        return await self._report(self._failure(happening))

    async def _invoke(self, started: float) -> Outcome:
        assert self.deadline is not None
        self.environment.deliver(self.request_id, self._headers(), self._body)
        happening = await self._next(self.deadline)
        while isinstance(happening, Polled):  # by a process that the function has forked
            happening = await self._next(self.deadline)
        if isinstance(happening, Answered):
            result = _answer(happening)
            # The invocation is over when the runtime is ready for the next one, or gone.
            after = await self._next(self.deadline)
            self._duration = _milliseconds(started)
            self.reusable = isinstance(after, Polled)
            if not self.reusable and not result.status:
                failure = self._failure(after)
                result.status, result.error_type = failure.status, failure.error_type
        else:
            self._duration = _milliseconds(started)
            result = self._failure(happening)
        self.deadline.pause()
        return await self._report(result)

    async def _next(self, deadline: Deadline) -> Happening:
        """The next happening of the runtime client, or the end of ``deadline``; it stands still while a debugger is attached."""
        if self.debugging.attached:
            deadline.pause()
        while True:
            happening = await self.environment.happenings.get()
            if isinstance(happening, DebuggerListening | DebuggerAttached | DebuggerTerminated):
                self.debugging.follow(happening, deadline, self._journal, self._invocation.timeout)
            elif not isinstance(happening, TimedOut) or happening.timer is deadline:
                return happening

    def _failure(self, happening: Happening) -> _Result:
        """What the caller gets when there is no answer."""
        if isinstance(happening, InitFailed):
            return _Result(happening.post.body, True, "error", _error_type(happening.post.body))
        if isinstance(happening, Exited):
            message = service_log.exit_message(self.request_id, happening.code)
            return _Result(platform_error("Runtime.ExitError", message), True, "error", "Runtime.ExitError")
        if isinstance(happening, TimedOut):
            self.environment.process.freeze()
            self._duration = self._invocation.timeout * 1000
            message = service_log.timeout_message(self.request_id, self._invocation.timeout)
            return _Result(platform_error("Sandbox.Timedout", message), True, "timeout")
        message = f"RequestId: {self.request_id} Error: The runtime client broke the protocol"
        return _Result(platform_error("Runtime.Unknown", message), True, "error", "Runtime.Unknown")

    async def _init_report(self, phase: str, happening: Happening) -> None:
        await self.environment.drain()
        duration = self._init or 0.0
        if isinstance(happening, TimedOut):
            self._journal.line(self._lines.init_report(duration, phase, "timeout"))
            return
        error_type = self._failure(happening).error_type
        self._journal.line(self._lines.init_report(duration, phase, "error", error_type))

    async def _report(self, result: _Result) -> Outcome:
        await self.environment.drain()
        self.environment.process.family.rest()
        memory = self.environment.process.peak_memory()
        if result.error_type == "Runtime.ExitError":
            message = json.loads(result.body).get("errorMessage") if result.failed else ""
            self._journal.line(self._lines.ended_early(message) if message else "")
        self._journal.line(self._lines.end(self.request_id))
        report = Report(
            self.request_id,
            self._duration,
            self._init,
            self._invocation.memory,
            memory,
            result.status,
            result.error_type,
            self._restore,
        )
        self._journal.line(self._lines.report(report))
        self.environment.listen(None)
        return self._outcome(result, report)

    def _outcome(self, result: _Result, report: Report) -> Outcome:
        if report.max_memory > self._invocation.memory:
            self.notes.append(
                f"It used {report.max_memory} MB. Lambda ends a function at its memory size, here {self._invocation.memory} MB."
            )
        logs = self._journal.text()
        if self._journal.left_out:
            self.notes.append("The log is longer than what is kept of it; its middle was left out.")
        synchronous = self._invocation.type is InvocationType.REQUEST_RESPONSE
        error = _error(result.body) if result.failed else None
        if self._cold or error:
            self.notes += notes.about(self._invocation, self.environment.interpreter, error)
        package = missing_package.missing(self._invocation, error)
        without = unset.unset(self._invocation, error)
        if without:
            self.notes.append(unset.sentence(without))
        refused = notes.refused(self._invocation, (logs, result.body.decode("utf-8", "replace")))
        if refused:
            self.notes.append(refused)
        return Outcome(
            status_code=200 if synchronous else 202,
            payload=result.body.decode("utf-8", "replace") if synchronous else "",
            function_error="Unhandled" if result.failed and synchronous else None,
            error=error,
            logs=logs,
            request_id=self.request_id,
            duration_ms=round(report.duration, 2),
            init_duration_ms=None if report.init_duration is None else round(report.init_duration, 2),
            billed_duration_ms=report.billed,
            max_memory_mb=report.max_memory,
            cold=self._cold,
            notes=tuple(self.notes),
            unset=without,
            to_install=missing_package.to_install(package, self._invocation) if package is not None else (),
        )

    def _headers(self) -> list[tuple[str, str]]:
        invocation = self._invocation
        seconds = int(time.time())
        trace = f"Root=1-{seconds:08x}-{uuid.uuid4().hex[:24]};Parent={uuid.uuid4().hex[:16]};Sampled=0"
        headers = [
            ("Content-Type", "application/json"),
            ("Lambda-Runtime-Aws-Request-Id", self.request_id),
            ("Lambda-Runtime-Deadline-Ms", str(round((time.time() + invocation.timeout) * 1000))),
            ("Lambda-Runtime-Invoked-Function-Arn", variables.function_arn(invocation)),
            ("Lambda-Runtime-Trace-Id", trace),
        ]
        if invocation.cognito_identity:
            headers.append(("Lambda-Runtime-Cognito-Identity", " ".join(invocation.cognito_identity.split())))
        if invocation.tenant_id:
            headers.append(("Lambda-Runtime-Aws-Tenant-Id", invocation.tenant_id))
        if invocation.client_context:
            headers.append(("Lambda-Runtime-Client-Context", client_context(invocation.client_context)))
        return headers


def client_context(given: str) -> str:
    """A client context as the runtime gets it, on one line; it may be given as JSON or, as to the API, in base64."""
    if not given.lstrip().startswith("{"):
        try:
            given = base64.b64decode(given, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise ExecutionError(
                "The client context is neither a JSON object nor the base64 of one. Correct it."
            ) from None
    return " ".join(given.split())


def _answer(answered: Answered) -> _Result:
    post = answered.post
    if post.size > RESPONSE_LIMIT:
        return _Result(too_large(post.size), True, "error", "Function.ResponseSizeTooLarge")
    if not answered.failed:
        return _Result(post.body, False)
    return _Result(post.body, True)  # an error that the runtime has reported leaves the REPORT line as it is


def _error(body: bytes) -> dict[str, object] | None:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _error_type(body: bytes) -> str:
    return str((_error(body) or {}).get("errorType", "Runtime.Unknown"))


def _milliseconds(started: float) -> float:
    return (time.perf_counter() - started) * 1000
