"""One invocation under a debugger, as the editor's session sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from .environment import RUNTIME, Environment
from .invocation import ExecutionError, Outcome
from .service import Service

_RETIRE_SECONDS = 2.0

ARGUMENTS: Mapping[str, object] = {
    "justMyCode": True,
    "subProcess": False,
    "redirectOutput": False,
    "showReturnValue": True,
    "rules": [
        {"path": str(RUNTIME / "**"), "include": False},
        {"path": str(RUNTIME.parent / "bundled" / "**"), "include": False},
    ],
}
"""For the attach or launch request: the runtime's frames are nobody's code, with ``justMyCode`` and without."""


class DebugRun:
    """``host`` and ``port`` are where the debug adapter protocol is spoken, ``arguments`` belong into its attach request.

    Of these ``accessToken`` comes first, in a ``pydevdAuthorize`` request: nobody else can speak there.
    """

    def __init__(self, service: Service, discard: Callable[[Environment, float], None]) -> None:
        self.host = "127.0.0.1"
        self.port = 0
        self.arguments = dict(ARGUMENTS)
        self.outcome: asyncio.Task[Outcome] = asyncio.create_task(self._run())
        """Cancelled when the editor terminates the process, or by ``stop``."""
        self._service = service
        self._discard = discard

    async def listening(self) -> None:
        """Wait for the port. Raises ``ExecutionError`` when the environment does not come that far."""
        endpoint = self._service.debugging.endpoint
        try:
            await asyncio.wait((endpoint, self.outcome), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self.outcome.cancel()
            raise
        if not endpoint.done():
            ended = await self.outcome
            raise ExecutionError(f"The debugger could not be started in this Python. {ended.logs.strip()}")
        self.port = endpoint.result().port
        self.arguments["accessToken"] = endpoint.result().token

    async def stop(self) -> None:
        """Kill what still runs; after the outcome, the editor hears the end first and may take a moment to close."""
        ended = self.outcome.done() and not self.outcome.cancelled()
        self.outcome.cancel()
        await asyncio.wait((self.outcome,))
        self._discard(self._service.environment, _RETIRE_SECONDS if ended else 0.0)

    async def _run(self) -> Outcome:
        invoking = asyncio.create_task(self._service.debug())
        terminated = asyncio.create_task(self._service.debugging.terminated.wait())
        try:
            await asyncio.wait((invoking, terminated), return_when=asyncio.FIRST_COMPLETED)
            if not invoking.done():
                raise asyncio.CancelledError
            return await invoking
        finally:
            invoking.cancel()
            terminated.cancel()
            if not invoking.done() or invoking.cancelled():
                self._discard(self._service.environment, 0.0)
