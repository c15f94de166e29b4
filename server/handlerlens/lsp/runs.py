"""Runs: invoke, debug and cancel, what is going on and how each handler's last one ended."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from ..analysis.handlers import Handler
from ..analysis.source import Source
from ..events.files import parse_event_file
from ..events.header import Header
from ..execution.contract import caller
from ..execution.environments import DebugRun
from ..execution.invocation import ExecutionError, Outcome
from ..execution.plan import plan
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
from .convert import path_of
from .listing import find
from .overriding import overrides
from .results import Planned, result_of
from .retries import asking
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
        self._of_events: dict[str, str] = {}
        """Event file to the run that it was sent by last."""
        self._last_of_events: dict[str, tuple[_Key, InvokeResult]] = {}

    def running(self, uri: str, function: str) -> str | None:
        """The id of a run of a handler that is going on."""
        key = _Key(uri, function)
        return next((run_id for run_id, (known, _) in self._tasks.items() if known == key), None)

    def last(self, uri: str, function: str) -> InvokeResult | None:
        """How the last run of a handler ended."""
        return self._last.get(_Key(uri, function))

    def running_event(self, event_uri: str) -> dict[str, str] | None:
        """The run with an event file that is going on: its ``runId`` and its handler's ``uri`` and ``function``."""
        run_id = self._of_events.get(event_uri, "")
        return self._named(run_id, self._tasks[run_id][0]) if run_id in self._tasks else None

    def last_of_event(self, event_uri: str) -> tuple[dict[str, str], InvokeResult] | None:
        """How the last run with an event file ended, and which one it was."""
        known = self._last_of_events.get(event_uri)
        return (self._named(known[1].run_id, known[0]), known[1]) if known is not None else None

    def _named(self, run_id: str, key: _Key) -> dict[str, str]:
        return {"runId": run_id, "uri": key.uri, "function": key.function}

    async def invoke(self, params: InvokeParams) -> InvokeResult:
        """Run a handler to its end; raises ``RequestFailed`` with a sentence where it cannot be run."""
        key = _Key(params.uri, params.function)
        planned = self._plan(params)
        listener = _Listener(self.server, params.run_id)
        again = asking(self.server, params.function)
        task = asyncio.ensure_future(self.server.environments.invoke(planned.invocation, listener, again))
        outcome = await self._follow(params.run_id, key, task)
        result = self._keep(key, planned, result_of(params.run_id, outcome, planned))
        self.server.refresh()
        return result

    async def debug(self, params: DebugParams) -> DebugResult:
        """Start an environment that waits for the debug adapter's client; its end comes as ``handlerlens/finished``."""
        key = _Key(params.uri, params.function)
        planned = self._plan(params)
        try:
            run = await self.server.environments.debug(planned.invocation, _Listener(self.server, params.run_id))
        except ExecutionError as error:
            raise RequestFailed(str(error)) from error
        task = asyncio.ensure_future(self._finish_debug(params.run_id, key, planned, run))
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

    def _plan(self, params: InvokeParams | DebugParams) -> Planned:
        found = find(self.server, params.uri, params.function)
        if found is None:
            path = path_of(params.uri) or Path(params.uri.rpartition("/")[2])
            error = self.server.sources.errors.get(path)
            if error is not None:
                raise RequestFailed(
                    f"{path.name} has a syntax error on line {error.line}: {error}. Mend it and run again."
                )
            raise RequestFailed(f"{path.name} has no handler named '{params.function}' any more.")
        header = Header()
        event, event_path = params.event, path_of(params.event_uri) if params.event_uri else None
        if event is not None and event_path is not None:
            file = parse_event_file(event_path, event)
            if file.problem is not None:
                raise RequestFailed(f"The event cannot be sent: {file.problem}")
            event, header = file.text, file.header
        try:
            roots = self.server.roots()
            chosen = overrides(params, self.server.settings, roots)
            chosen = replace(
                chosen,
                event=event,
                remarks=(*chosen.remarks, *_unread(self.server, *found)),
                client_context=header.client_context,
                cognito_identity=header.cognito_identity,
                tenant_id=header.tenant_id,
            )
            invocation = plan(*found, chosen, roots)
            planned = Planned(invocation, caller(invocation, *found), header, params.event_uri)
        except ExecutionError as error:
            raise RequestFailed(str(error)) from error
        if params.event_uri is not None:
            self._of_events[params.event_uri] = params.run_id
        return planned

    def _keep(self, key: _Key, planned: Planned, result: InvokeResult) -> InvokeResult:
        """Remember how a run ended, for the lenses of the handler and of the event file."""
        self._last[key] = result
        if planned.event_uri is not None:
            self._last_of_events[planned.event_uri] = (key, result)
        return result

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

    async def _finish_debug(self, run_id: str, key: _Key, planned: Planned, run: DebugRun) -> None:
        result: InvokeResult | None = None
        message: str | None = None
        try:
            outcome = await run.outcome
            result = self._keep(key, planned, result_of(run_id, outcome, planned))
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


def _unread(server: Server, source: Source, handler: Handler) -> list[str]:
    """That a template which may declare the handler could not be read: the run then goes without what it says."""
    problem = server.index.unread_above(source.path) if not handler.functions else None
    if problem is None:
        return []
    line = f", line {problem.line}," if problem.line else ""
    return [f"{problem.path.name}{line} {problem.message} The run goes without what the file may say of this function."]
