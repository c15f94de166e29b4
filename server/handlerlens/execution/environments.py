"""The execution environments of one server: what runs, what waits, and that nothing is left when it closes."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Mapping
from types import TracebackType

from . import interpreters, payload, variables
from .asynchronous import Again, with_retries
from .debug_run import DebugRun
from .environment import Environment
from .interpreters import Interpreter
from .invocation import ExecutionError, Invocation, InvocationType, Listener, Outcome
from .pool import Function, Kind, Pool
from .runtime_api import RuntimeApi
from .service import Service, client_context

__all__ = ["CONCURRENT", "DebugRun", "Environments"]

CONCURRENT = 8
"""Invocations at a time; more wait for their turn, as a machine is not a region."""


AFTERWARDS = 0.05
"""Seconds after a result until the next standby is started."""

HELD = 1.0
"""Seconds after which the next debug standby is started while the session goes on."""


class Environments:
    """Use it in one event loop; ``close`` (or ``async with``) ends everything."""

    def __init__(self, *, standby: bool = True) -> None:
        """``standby`` prepares the next invocation after each one; pointless for a single one."""
        self._standby = standby
        self._api = RuntimeApi()
        self._pool = Pool(self._api)
        self._starting: asyncio.Task[None] | None = None
        self._turns = asyncio.Semaphore(CONCURRENT)

    async def __aenter__(self) -> Environments:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def invoke(self, invocation: Invocation, listener: Listener, again: Again | None = None) -> Outcome:
        """Run it, in a warm environment where there is one and ``fresh`` is not set.

        ``again`` is asked before each retry of an asynchronous invocation.

        Cancelling the task kills what runs, with everything it has started. Raises ``EventError`` for an event Lambda would
        refuse and ``ExecutionError`` when we cannot run it.
        """
        body, interpreter = await self._check(invocation)
        if invocation.type is InvocationType.DRY_RUN:
            return _dry()
        request_id = str(uuid.uuid4())
        if invocation.type is InvocationType.EVENT:

            def attempt() -> Awaitable[Outcome]:
                return self._run(invocation, body, listener, interpreter, request_id)

            return await with_retries(invocation, body, listener, attempt, again)
        return await self._run(invocation, body, listener, interpreter, request_id)

    async def debug(self, invocation: Invocation, listener: Listener) -> DebugRun:
        """Start it under a debugger that waits for an editor; ``stop`` the run when its outcome is there, or before.

        Raises like ``invoke``.
        """
        body, interpreter = await self._check(invocation)
        kind = Kind.of(interpreter, invocation.environment, debug=True)
        environment = self._pool.fresh(kind)
        service = Service(invocation, body, listener, environment, lambda failed: failed, str(uuid.uuid4()))
        run = DebugRun(service, self._pool.discard)
        await run.listening()
        loop = asyncio.get_running_loop()
        run.outcome.add_done_callback(lambda _: loop.call_later(AFTERWARDS, self._tidy, kind))
        loop.call_later(
            HELD, self._tidy, kind
        )  # so that a restart finds one, also while this one stands at a breakpoint
        return run

    async def prepare(self, python: str, environment: Mapping[str, str] | None = None, *, debug: bool = False) -> None:
        """Have a standby of this Python for the next invocation; it imports nothing of the user's.

        Raises ``ExecutionError`` when that Python cannot run handlers.
        """
        interpreter = await interpreters.check(python)
        await self._listening()
        self._pool.prepare(Kind.of(interpreter, environment or {}, debug=debug))

    async def close(self) -> None:
        """End every environment and the Runtime API."""
        await self._pool.close()
        await self._api.close()

    async def _run(
        self, invocation: Invocation, body: bytes, listener: Listener, interpreter: Interpreter, request_id: str
    ) -> Outcome:
        async with self._turns:
            function = Function.of(invocation, interpreter)
            kind = Kind.of(interpreter, invocation.environment, debug=False)
            if invocation.fresh:
                self._pool.forget(function)
            warm = self._pool.warm(function)
            environment = warm or self._pool.fresh(kind)

            def replacement(failed: Environment) -> Environment:
                self._pool.discard(failed)
                return self._pool.fresh(kind)

            running = Service(invocation, body, listener, environment, replacement, request_id)
            try:
                outcome = await (running.warm() if warm else running.cold())
            except BaseException:
                self._pool.discard(running.environment)
                raise
            finally:
                asyncio.get_running_loop().call_later(AFTERWARDS, self._tidy, kind)
            self._pool.check_open()
            if running.reusable:
                self._pool.keep(function, running.environment)
            else:
                self._pool.discard(running.environment)
            return outcome

    def _tidy(self, kind: Kind) -> None:
        """What costs time and can wait until the result has been shown."""
        self._pool.sweep()
        if self._standby:
            self._pool.prepare(kind)

    async def _check(self, invocation: Invocation) -> tuple[bytes, Interpreter]:
        body = payload.request_body(invocation.event, invocation.type)
        if invocation.client_context:
            client_context(invocation.client_context)
        variables.check(invocation.environment)
        if not invocation.code_root.is_dir():
            raise ExecutionError(
                f"The folder {invocation.code_root} does not exist (any more). Save the file and try again."
            )
        interpreter = await interpreters.check(invocation.python)
        await self._listening()
        return body, interpreter

    async def _listening(self) -> None:
        self._pool.check_open()
        if self._starting is None:
            self._starting = asyncio.create_task(self._api.start())
        try:
            await asyncio.shield(self._starting)
        except OSError as error:
            self._starting = None
            reason = error.strerror or str(error)
            raise ExecutionError(
                f"No port could be opened on 127.0.0.1 for the Lambda Runtime API ({reason}). Invoke again; if it stays so, "
                "something on this machine forbids it."
            ) from error


def _dry() -> Outcome:
    """A dry run checks the request and runs nothing."""
    return Outcome(
        status_code=204,
        payload="",
        function_error=None,
        error=None,
        logs="",
        request_id="",
        duration_ms=0.0,
        init_duration_ms=None,
        billed_duration_ms=0,
        max_memory_mb=0,
        cold=False,
        notes=("Dry run: the event and the configuration are accepted; the function did not run.",),
    )
