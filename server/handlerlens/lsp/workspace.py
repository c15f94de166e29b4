"""The index of the workspace: scanned in small steps after start-up, then fed by open documents and watched files."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from pathlib import Path

from lsprotocol import types

from ..project.files import Kind, kind_of
from ..project.index import Index
from .convert import path_of, uri_of
from .state import SLICE, Server
from .workspace_check import WorkspaceCheck

log = logging.getLogger(__name__)

_BREAK, _TYPING = 0.010, 1.0
"""Seconds that the scan leaves to the editor after each slice, and after how long without a change no longer."""
_LARGE = 8_000
"""Characters of an infrastructure file whose reading would be felt while typing."""
_WATCHED = (
    "**/*.{py,pyi,pth,cfg,yml,yaml,json,template,tf,tfvars,toml,ts,mts,cts,js,mjs,cjs}",
    "**/{Dockerfile,Dockerfile.*,*.Dockerfile,*.dockerfile,terragrunt.hcl}",
)
_MODULES = (".py", ".pyi", ".pth")


def register(server: Server, check: WorkspaceCheck) -> None:
    """Keep ``server.index`` and what ``check`` has published current."""

    def rescan() -> None:
        if server.scan is not None:
            server.scan.cancel()
        server.index = Index(server.roots())
        for uri, document in server.workspace.text_documents.items():
            path = path_of(uri)
            if path is not None:
                server.index.update(path, document.source)
        server.scan = asyncio.ensure_future(_scan(server))
        server.scan_begun.set()

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:
        await server.read_settings()
        rescan()
        await _watch(server)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def did_change_configuration(params: types.DidChangeConfigurationParams) -> None:
        hinted = server.settings.inlay_hints
        await server.read_settings()
        server.refresh(lenses=True, diagnostics=True)
        check.settings_changed()
        if hinted and not server.settings.inlay_hints:
            server.refresh_hints(off=True)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def did_change_folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        check.clear()
        rescan()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_watched(params: types.DidChangeWatchedFilesParams) -> None:
        paths = [path for change in params.changes if (path := path_of(change.uri)) is not None]
        for path in paths:
            if uri_of(path) not in server.workspace.text_documents:
                _update(server, path, None)
        if _modules(server, paths):
            server.refresh(lenses=False, diagnostics=True)
        check.changed(paths)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        _take(params.text_document.uri)
        # Read at once: should the next keystroke break the file, this reading serves. Changes are read when they are asked about.
        server.source(params.text_document.uri)
        if (path := path_of(params.text_document.uri)) is not None:
            check.opened(path)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        _take(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path is not None:
            server.sources.forget([path])
            _update(server, path, None)
            _modules(server, [path])
            check.changed([path])

    def _take(uri: str) -> None:
        path = path_of(uri)
        document = server.workspace.text_documents.get(uri)
        server.typed = time.perf_counter()
        if path is not None and document is not None:
            _update(server, path, document.source)
            _modules(server, [path])
        if any(uri == event_uri for _, event_uri in server.chosen.values()):
            server.refresh_hints()


def _modules(server: Server, paths: list[Path]) -> bool:
    """Tell the analysis of changed modules. The editor asks again for open documents beside the one that is typed in."""
    modules = [path for path in paths if path.suffix in _MODULES or path.name == "pyvenv.cfg"]
    return bool(modules) and server.changed(modules)


def _update(server: Server, path: Path, text: str | None) -> None:
    """Tell the index of a file; where it is a template, what it declares may show elsewhere."""
    kind, tells = kind_of(path), server.index.tells_others(path)
    if kind is None and not tells:
        return
    before = server.index.templates().get(path)
    if kind is not Kind.PYTHON and text is not None and len(text) > _LARGE and before is not None:
        _update_later(server, path, text)
        return
    touched = server.index.update(path, text)
    if touched - {path} or (kind is not Kind.PYTHON and (tells or server.index.templates().get(path) != before)):
        server.refresh(lenses=True, diagnostics=True)


def _update_later(server: Server, path: Path, text: str) -> None:
    """Read a large infrastructure file that is being edited beside everything else, and only its last text."""

    async def read() -> None:
        before = server.index.templates().get(path)
        reading = await asyncio.to_thread(server.index.reading(path, text.encode("utf-8", "surrogatepass")).run)
        server.index.take(path, text, reading)
        if server.index.templates().get(path) != before:
            server.refresh(lenses=True, diagnostics=True)

    server.index.note(path, text)
    server.later.ask(path, read)


async def _scan(server: Server) -> None:
    """Read the workspace; progress is shown, and the editor is served between the slices."""
    token = str(uuid.uuid4())
    window = server.client_capabilities.window
    shown = bool(window and window.work_done_progress)
    progress = server.work_done_progress
    if shown:
        await progress.create_async(token)
        progress.begin(
            token, types.WorkDoneProgressBegin("Handlerlens: finding handlers", cancellable=True, percentage=0)
        )
    started = until = time.perf_counter()
    count = 0
    try:
        for step in server.index.scan():
            count = step.total
            if step.work is not None:
                await asyncio.to_thread(step.work.run)
                continue
            if time.perf_counter() < until:
                continue
            if shown:
                if progress.tokens[token].cancelled():
                    log.info("finding handlers was cancelled at %s of %s files", step.done, step.total)
                    break
                percentage = step.done * 100 // step.total
                progress.report(token, types.WorkDoneProgressReport(percentage=percentage, message=step.path.name))
            await asyncio.sleep(_BREAK if time.perf_counter() - server.typed < _TYPING else 0)
            until = time.perf_counter() + SLICE
    except Exception:
        log.exception("finding the handlers of the workspace failed")
    finally:
        if shown:
            progress.end(token, types.WorkDoneProgressEnd())
    log.info("read %s files of the workspace in %.0f ms", count, (time.perf_counter() - started) * 1000)
    for problem in server.index.problems():
        log.warning("%s", problem)
    server.refresh(lenses=True, diagnostics=True)


async def _watch(server: Server) -> None:
    """Have the editor tell of changed files and settings; one that cannot still tells of open documents."""
    workspace = server.client_capabilities.workspace
    asked: list[types.Registration] = []
    watched = workspace.did_change_watched_files if workspace else None
    if watched is not None and watched.dynamic_registration:
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(glob) for glob in _WATCHED])
        asked.append(types.Registration("handlerlens-watch", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
    changed = workspace.did_change_configuration if workspace else None
    if changed is not None and changed.dynamic_registration:
        section = types.DidChangeConfigurationRegistrationOptions(section="handlerlens")
        asked.append(types.Registration("handlerlens-settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, section))
    if asked:
        await server.client_register_capability_async(types.RegistrationParams(asked))
