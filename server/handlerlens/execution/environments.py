"""The execution environments of one server: what runs, what waits, and that nothing is left when it closes."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Mapping
from types import TracebackType

from . import interpreters, payload, service, variables
from .debug_run import DebugRun
from .environment import Environment
from .guardian import Guardian
from .interpreters import Interpreter
from .invocation import ExecutionError, Invocation, InvocationType, Listener, Outcome
from .runtime_api import RuntimeApi
from .service import Service

__all__ = ["CONCURRENT", "DebugRun", "Environments"]

CONCURRENT = 10
"""Invocations at a time; more wait for their turn, as a machine is not a region."""

_READ_AT_START = ("PYTHON", "LD_", "DYLD_", "LC_", "LANG", "MALLOC_")


class Environments:
    """Use it in one event loop; ``close`` (or ``async with``) ends everything."""

    def __init__(self) -> None:
        self._api = RuntimeApi()
        self._starting: asyncio.Task[None] | None = None
        self._live: set[Environment] = set()
        self._endings: set[asyncio.Task[None]] = set()
        self._marker = secrets.token_hex(8)
        self._guardian = Guardian(self._marker)
        self._turns = asyncio.Semaphore(CONCURRENT)
        self._closed = False

    async def __aenter__(self) -> Environments:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def invoke(self, invocation: Invocation, listener: Listener) -> Outcome:
        """Run it. Cancelling the task kills what runs, with everything it has started.

        Raises ``EventError`` for an event Lambda would refuse and ``ExecutionError`` when we cannot run it.
        """
        body, interpreter = await self._prepare(invocation)
        if invocation.type is InvocationType.DRY_RUN:
            return _dry()
        async with self._turns:
            running = Service(
                invocation,
                body,
                listener,
                self._spawn(interpreter, invocation.environment),
                lambda: self._spawn(interpreter, invocation.environment),
            )
            try:
                outcome = await running.cold()
            finally:
                self._discard(running.environment)
            return outcome

    async def debug(self, invocation: Invocation, listener: Listener) -> DebugRun:
        """Start it under a debugger that waits for an editor; ``stop`` the run when its outcome is there, or before.

        Raises like ``invoke``.
        """
        body, interpreter = await self._prepare(invocation)
        environment = self._spawn(interpreter, invocation.environment, debug=True)
        running = Service(invocation, body, listener, environment, lambda: environment)
        run = DebugRun(running, self._discard)
        await run.listening()
        return run

    async def close(self) -> None:
        """End every environment and the Runtime API."""
        self._closed = True
        for environment in list(self._live):
            self._discard(environment)
        while self._endings:
            await asyncio.gather(*self._endings, return_exceptions=True)
        await self._api.close()
        await asyncio.to_thread(self._guardian.close)

    async def _prepare(self, invocation: Invocation) -> tuple[bytes, Interpreter]:
        body = payload.request_body(invocation.event, invocation.type)
        if invocation.client_context:
            service.client_context(invocation.client_context)
        variables.check(invocation.environment)
        if not invocation.code_root.is_dir():
            raise ExecutionError(
                f"The folder {invocation.code_root} does not exist (any more). Save the file and try again."
            )
        interpreter = await interpreters.check(invocation.python)
        if self._starting is None:
            self._starting = asyncio.create_task(self._api.start())
        await asyncio.shield(self._starting)
        return body, interpreter

    def _spawn(self, interpreter: Interpreter, given: Mapping[str, str], *, debug: bool = False) -> Environment:
        if self._closed:
            raise ExecutionError("The server is closing. Invoke again when it is back.")
        self._guardian.ensure()
        startup = {name: value for name, value in given.items() if name.startswith(_READ_AT_START)}
        environment = Environment(self._api, interpreter, startup, self._marker, debug=debug)
        self._live.add(environment)
        return environment

    def _discard(self, environment: Environment, grace: float = 0.0) -> None:
        """Stop it now, or give it ``grace`` seconds to end by itself, and clean up behind it in the background."""
        if not grace:
            environment.halt()
        if environment in self._live:
            self._live.remove(environment)
            ending = asyncio.create_task(environment.end(grace))
            self._endings.add(ending)
            ending.add_done_callback(self._ended)

    def _ended(self, ending: asyncio.Task[None]) -> None:
        self._endings.discard(ending)
        with contextlib.suppress(asyncio.CancelledError):
            ending.result()


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
