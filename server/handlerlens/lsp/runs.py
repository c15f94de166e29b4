"""Runs: invoke, debug and cancel, what is going on and how each handler's last one ended."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from ..execution.contract import verdict
from ..execution.environments import DebugRun
from ..execution.invocation import ExecutionError, Invocation, InvocationType, Outcome
from ..execution.plan import Overrides, plan
from ..protocol import (
    CancelParams,
    CancelResult,
    DebugParams,
    DebugResult,
    FinishedNotification,
    InvokeParams,
    InvokeResult,
    LogNotification,
)
from .listing import find
from .state import Server
from .wire import request, unstructure

log = logging.getLogger(__name__)


class RequestFailed(JsonRpcException):
    """A request that cannot be served; the message is a sentence for the user (LSP ``RequestFailed``)."""

    CODE = -32803
    MESSAGE = "Request failed"


@dataclass
class _Listener:
    server: Server
    run_id: str

    def log(self, text: str) -> None:
        self.server.protocol.notify("handlerlens/log", unstructure(LogNotification(self.run_id, text)))


@dataclass(frozen=True)
class _Key:
    uri: str
    function: str


class Runs:
    """What is running and what ran last, by handler."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._tasks: dict[str, tuple[_Key, asyncio.Task[Any]]] = {}
        self._last: dict[_Key, InvokeResult] = {}

    def running(self, uri: str, function: str) -> str | None:
        """The id of a run of a handler that is going on."""
        key = _Key(uri, function)
        return next((run_id for run_id, (known, _) in self._tasks.items() if known == key), None)

    def last(self, uri: str, function: str) -> InvokeResult | None:
        """How the last run of a handler ended."""
        return self._last.get(_Key(uri, function))

    async def invoke(self, params: InvokeParams) -> InvokeResult:
        """Run a handler to its end; raises ``RequestFailed`` with a sentence where it cannot be run."""
        key = _Key(params.uri, params.function)
        settings = self.server.settings
        invocation = self._plan(
            params.uri,
            params.function,
            Overrides(
                python=params.python,
                event=params.event,
                type=_invocation_type(params.invocation_type),
                logical_id=params.logical_id,
                environment={**settings.environment, **params.environment},
                timeout=params.timeout or settings.timeout,
                memory=params.memory or settings.memory,
                fresh=params.fresh,
            ),
        )
        task = asyncio.ensure_future(self.server.environments.invoke(invocation, _Listener(self.server, params.run_id)))
        outcome = await self._follow(params.run_id, key, task)
        self._last[key] = result = _result(params.run_id, outcome, verdict(invocation, outcome))
        self.server.refresh()
        return result

    async def debug(self, params: DebugParams) -> DebugResult:
        """Start an environment that waits for the debug adapter's client; its end comes as ``handlerlens/finished``."""
        key = _Key(params.uri, params.function)
        settings = self.server.settings
        invocation = self._plan(
            params.uri,
            params.function,
            Overrides(
                python=params.python,
                event=params.event,
                logical_id=params.logical_id,
                environment={**settings.environment, **params.environment},
                timeout=params.timeout or settings.timeout,
                memory=params.memory or settings.memory,
            ),
        )
        try:
            run = await self.server.environments.debug(invocation, _Listener(self.server, params.run_id))
        except ExecutionError as error:
            raise RequestFailed(str(error)) from error
        task = asyncio.ensure_future(self._finish_debug(params.run_id, key, invocation, run))
        self._tasks[params.run_id] = (key, task)
        self.server.refresh()
        return DebugResult(run.host, run.port, json.dumps(run.arguments))

    def cancel(self, params: CancelParams) -> CancelResult:
        """Stop a run; its processes are killed before its request is answered."""
        known = self._tasks.get(params.run_id)
        return CancelResult(known is not None and known[1].cancel())

    async def close(self) -> None:
        """Stop everything; awaited before the server ends."""
        for _, task in list(self._tasks.values()):
            task.cancel()
        await self.server.environments.close()

    def _plan(self, uri: str, function: str, overrides: Overrides) -> Invocation:
        found = find(self.server, uri, function)
        if found is None:
            path = Path(uri.rpartition("/")[2])
            error = None
            for known, problem in self.server.sources.errors.items():
                if known.name == path.name:
                    error = problem
            if error is not None:
                raise RequestFailed(
                    f"{path.name} has a syntax error on line {error.line}: {error}. Mend it and run again."
                )
            raise RequestFailed(f"{path.name} has no handler named '{function}' any more.")
        try:
            return plan(*found, overrides, self.server.roots())
        except ExecutionError as error:
            raise RequestFailed(str(error)) from error

    async def _follow(self, run_id: str, key: _Key, task: asyncio.Task[Outcome]) -> Outcome:
        self._tasks[run_id] = (key, task)
        self.server.refresh()
        try:
            return await task
        except ExecutionError as error:
            raise RequestFailed(str(error)) from error
        finally:
            del self._tasks[run_id]
            if not task.done():
                task.cancel()
            self.server.refresh()

    async def _finish_debug(self, run_id: str, key: _Key, invocation: Invocation, run: DebugRun) -> None:
        result: InvokeResult | None = None
        message: str | None = None
        try:
            outcome = await run.outcome
            result = self._last[key] = _result(run_id, outcome, verdict(invocation, outcome))
        except asyncio.CancelledError:
            message = "The debugged invocation was stopped."
        except ExecutionError as error:
            message = str(error)
        except Exception:
            log.exception("debugged run %s failed", run_id)
            message = "The debugged invocation failed in Handlerlens itself; the log has the details."
        finally:
            await asyncio.shield(run.stop())
            self._tasks.pop(run_id, None)
            self.server.protocol.notify(
                "handlerlens/finished", unstructure(FinishedNotification(run_id, result, message))
            )
            self.server.refresh()


def register(server: Server) -> Runs:
    """Answer ``handlerlens/invoke``, ``debug`` and ``cancel``."""
    runs = Runs(server)

    @request(server, "handlerlens/invoke")
    async def invoke(params: Any) -> InvokeResult:
        return await runs.invoke(params)

    @request(server, "handlerlens/debug")
    async def debug(params: Any) -> DebugResult:
        return await runs.debug(params)

    @request(server, "handlerlens/cancel")
    async def cancel(params: Any) -> CancelResult:
        return runs.cancel(params)

    @server.feature(types.SHUTDOWN)
    async def shutdown(params: None) -> None:
        await runs.close()

    return runs


def _invocation_type(name: str) -> InvocationType:
    try:
        return InvocationType(name)
    except ValueError:
        names = ", ".join(kind.value for kind in InvocationType)
        raise RequestFailed(f"'{name}' is no invocation type; Lambda knows {names}.") from None


def _result(run_id: str, outcome: Outcome, contract: list[str]) -> InvokeResult:
    error = outcome.error or {}
    return InvokeResult(
        run_id=run_id,
        status_code=outcome.status_code,
        payload=outcome.payload,
        function_error=outcome.function_error,
        error_type=_text(error.get("errorType")),
        error_message=_text(error.get("errorMessage")),
        logs=outcome.logs,
        request_id=outcome.request_id,
        duration_ms=outcome.duration_ms,
        init_duration_ms=outcome.init_duration_ms,
        billed_duration_ms=outcome.billed_duration_ms,
        max_memory_mb=outcome.max_memory_mb,
        cold=outcome.cold,
        notes=list(outcome.notes),
        contract=contract,
        summary=_summary(outcome, contract),
    )


def _summary(outcome: Outcome, contract: list[str]) -> str:
    """The lens's short form: whether it worked, what went wrong, how long it took."""
    took = f"{outcome.duration_ms:.0f} ms" if outcome.duration_ms >= 10 else f"{outcome.duration_ms:.1f} ms"
    if outcome.function_error:
        kind = _text((outcome.error or {}).get("errorType")) or "error"
        return f"✗ {kind} · {took}"
    return f"⚠ response · {took}" if contract else f"✓ {took}"


def _text(value: object) -> str | None:
    return None if value is None else str(value)
