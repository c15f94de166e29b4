"""The check of the whole workspace: what is wrong in files that nobody has opened, published and kept current until the session ends."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Any

from lsprotocol import types

from ..analysis.flow import release
from ..protocol import CheckWorkspaceParams, CheckWorkspaceResult
from .convert import diagnostic, uri_of
from .diagnostics import template_items
from .later import Later
from .state import SLICE, Server
from .unread import unread_code
from .wire import request

log = logging.getLogger(__name__)


class WorkspaceCheck:
    """Which files were looked at, and of which of them there are findings in the editor's list."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._looked_at: set[Path] = set()
        self._published: set[Path] = set()
        self._again: set[Path] = set()
        self._later = Later()
        self._one = asyncio.Lock()
        self._until = 0.0

    async def run(self, token: str) -> CheckWorkspaceResult:
        """Look at every file that has handlers or declares functions; progress goes to ``token``."""
        await self.server.scanned()
        paths = sorted(self._concerned())
        counts: Counter[types.DiagnosticSeverity | None] = Counter()
        progress = self.server.work_done_progress
        progress.begin(token, types.WorkDoneProgressBegin("Checking handlers", percentage=0))
        try:
            async with self._one:
                for number, path in enumerate(paths):
                    percentage = number * 100 // len(paths)
                    progress.report(token, types.WorkDoneProgressReport(percentage=percentage, message=path.name))
                    counts.update(item.severity for item in await self._look(path))
        finally:
            progress.end(token, types.WorkDoneProgressEnd())
            progress.tokens.pop(token, None)
        errors, warnings = counts[types.DiagnosticSeverity.Error], counts[types.DiagnosticSeverity.Warning]
        return CheckWorkspaceResult(len(paths), errors, warnings, counts.total() - errors - warnings)

    def opened(self, path: Path) -> None:
        """The editor pulls what is found in an open file; nothing is to stand twice."""
        self._publish(path, [])

    def changed(self, paths: Collection[Path]) -> None:
        """Files changed, came, went or were closed: they and those with findings, which may rest on them, are looked at again."""
        if self._looked_at:
            self._again.update(paths)
            self._later.ask(Path(), self._catch_up)

    def settings_changed(self) -> None:
        """What is reported is chosen anew."""
        self.changed(self._looked_at)

    def clear(self) -> None:
        """Nothing of what was checked counts any more: the workspace has other folders."""
        self._looked_at.clear()
        for path in list(self._published):
            self._publish(path, [])

    async def _catch_up(self) -> None:
        async with self._one:
            again, self._again = self._again & (self._looked_at | self._concerned()), set()
            for path in sorted(again | self._published):
                await self._look(path)

    def _concerned(self) -> set[Path]:
        """The files that have handlers or declare functions."""
        return {listed.path for listed in self.server.index.listed()} | set(self.server.index.templates())

    async def _look(self, path: Path) -> list[types.Diagnostic]:
        """What is found in a file; published where it is not open. An error of ours is logged, and the other files go on."""
        self._looked_at.add(path)
        try:
            return await self._found(path)
        except Exception:
            log.exception("checking %s failed; this is our own error", path)
            return []

    async def _found(self, path: Path) -> list[types.Diagnostic]:
        server, uri = self.server, uri_of(path)
        found = template_items(server, path)
        source = server.source(uri)
        if source is not None:
            for _ in server.finding_steps(source):
                await self._breathe()
            found += [diagnostic(source, finding) for finding in server.findings(source)]
        opened = uri in server.workspace.text_documents
        if source is None and path.suffix == ".py":
            found += unread_code(server, path, opened=opened)
        if opened:
            return found
        if source is not None:
            release(source)
        self._publish(path, found)
        await self._breathe()
        return found

    async def _breathe(self) -> None:
        if time.perf_counter() > self._until:
            await asyncio.sleep(0)
            self._until = time.perf_counter() + SLICE

    def _publish(self, path: Path, found: list[types.Diagnostic]) -> None:
        if not found and path not in self._published:
            return
        (self._published.add if found else self._published.discard)(path)
        self.server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri_of(path), found))


def register(server: Server) -> WorkspaceCheck:
    """Answer ``handlerlens/checkWorkspace``."""
    check = WorkspaceCheck(server)

    @request(server, "handlerlens/checkWorkspace")
    async def check_workspace(params: Any) -> CheckWorkspaceResult:
        assert isinstance(params, CheckWorkspaceParams)
        return await check.run(params.work_done_token)

    return check
