"""Interpreters that stand by for the first click; nothing of the user's is imported before it."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from ..analysis.handlers import find_handlers
from ..execution.invocation import ExecutionError
from ..execution.plan import plan
from ..protocol import PrepareParams, PrepareResult
from .overriding import prepared
from .state import Server
from .wire import request

log = logging.getLogger(__name__)

DEBUGGER_AFTER = 1.5
"""Seconds until the debugger's follows, which takes longer to start: a click on Invoke is not to wait for it."""


def register(server: Server) -> None:
    """Answer ``handlerlens/prepare``."""
    preparing: list[asyncio.Task[None]] = []

    @request(server, "handlerlens/prepare")
    async def prepare(params: Any) -> PrepareResult:
        assert isinstance(params, PrepareParams)
        source = server.source(params.uri)
        handlers = find_handlers(source) if source is not None else []
        if source is None or not handlers:
            return PrepareResult(False)
        roots = server.roots()
        try:
            chosen = prepared(params, server.settings, roots)
            environment = dict(plan(source, handlers[0], chosen, roots).environment)
        except ExecutionError:
            return PrepareResult(False)
        for task in preparing:
            task.cancel()
        preparing[:] = [asyncio.ensure_future(_prepare(server, params.python, environment))]
        return PrepareResult(True)


async def _prepare(server: Server, python: str, environment: dict[str, str]) -> None:
    try:
        await server.environments.prepare(python, environment)
        await asyncio.sleep(DEBUGGER_AFTER)
        await server.environments.prepare(python, environment, debug=True)
    except ExecutionError as error:  # the run will tell it
        log.info("nothing stands by: %s", error)
    except Exception:
        log.exception("preparing a standby failed")
