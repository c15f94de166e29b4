"""What the server knows: the open documents' last good sources, the settings, the environments, the last outcomes."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Collection, Generator
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from .. import __version__
from ..analysis.finding import Finding
from ..analysis.flow import concerns, renew, use
from ..analysis.linter import Selection, lint_steps
from ..analysis.reparse import reparse
from ..analysis.rules import Rule
from ..analysis.source import DiskView, Source, SourceError, Sources, parse
from ..configuration import ConfigurationError, configuration
from ..events.catalog import variant
from ..events.encoding import Json
from ..events.files import parse_event_file
from ..execution.environments import Environments
from ..project.index import Index
from ..project.surroundings import Surroundings
from .convert import path_of, uri_of
from .later import Later
from .settings import Settings, read_settings
from .wire import rpc_converter

log = logging.getLogger(__name__)

SLICE = 0.008
"""Seconds of work between looks at what the editor asks."""


@dataclass
class EditorView:
    """Files as the user sees them: an open document's unsaved text before the disk's."""

    server: Server
    disk: DiskView = field(default_factory=DiskView)

    def read(self, path: Path) -> str | None:
        document = self.server.workspace.text_documents.get(uri_of(path))
        return document.source if document is not None else self.disk.read(path)


class Server(LanguageServer):
    """The language server with its state; capabilities are registered by the modules beside this one."""

    def __init__(self) -> None:
        super().__init__(
            "handlerlens",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            converter_factory=rpc_converter,
        )
        self.view = EditorView(self)
        self.sources = Sources(self.view, reparse)
        self.index = Index([])
        self.scan: asyncio.Task[None] | None = None
        """The reading of the workspace's files, while it goes on and after."""
        self.scan_begun = asyncio.Event()
        self.later = Later()
        self.typed = 0.0
        """When a document changed last, by ``time.perf_counter``."""
        self.settings = Settings()
        self.surroundings = Surroundings(self.view, edited=True)
        self.environments = Environments()
        self.chosen: dict[tuple[str, str], tuple[str | None, str | None]] = {}
        """Name and URI of the event that the user chose, by a handler's URI and function."""
        self._told: set[str] = set()

    def source(self, uri: str) -> Source | None:
        """The current source of an open document, else of a file on disk; the last one that parsed while it does not."""
        path = path_of(uri)
        if path is None:
            return None
        document = self.workspace.text_documents.get(uri)
        if (document.language_id != "python") if document is not None else (path.suffix != ".py"):
            return None
        source = self.sources.update(path, document.source) if document is not None else self._on_disk(path)
        if source is not None:
            self.index.tell(source)
            use(source, self.surroundings.of(path, self.index.declared(path)))
        return source

    def typed_in(self, uri: str, lines: list[str], line: int) -> Source | None:
        """The source for what is asked at every keystroke: the last good reading while the text differs from it only in the line
        that is typed in (``line``, 0-based), a new one otherwise."""
        path = path_of(uri)
        known = self.sources.get(path) if path is not None else None
        if known is not None:
            after = len(lines) - line - 1
            within = len(known.lines) - line - after  # the lines that the reading has where the typed one is
            if (
                within in (0, 1)
                and known.lines[:line] == lines[:line]
                and known.lines[line + within :] == lines[line + 1 :]
            ):
                return known
        return self.source(uri)

    def chosen_event(self, uri: str, function: str) -> Json:
        """The event that the user chose for a handler; None where it is the default, or cannot be read now."""
        name, event_uri = self.chosen.get((uri, function), (None, None))
        path = path_of(event_uri) if event_uri else None
        try:
            if path is not None:
                return json.loads(parse_event_file(path, self.view.read(path) or "").text)  # type: ignore[no-any-return]
            return variant(name).event if name else None
        except (ValueError, RecursionError):
            return None

    def changed(self, paths: Collection[Path]) -> bool:
        """Modules changed, came or went: what other open documents know from them is forgotten. Whether there are such documents."""
        self.surroundings.forget(paths)
        concerned = [s for s in self.sources.all() if any(path != s.path and concerns(s, path) for path in paths)]
        for source in concerned:
            renew(source)
        return bool(concerned)

    def _on_disk(self, path: Path) -> Source | None:
        text = self.view.read(path)
        if text is None:
            return None
        try:
            return parse(path, text, self.view)
        except SourceError:
            return None

    async def scanned(self) -> None:
        """Wait until the files of the workspace are known."""
        await self.scan_begun.wait()
        if self.scan is not None:
            await asyncio.wait([self.scan])

    def roots(self) -> list[Path]:
        """The workspace folders."""
        return [path for uri in self.workspace.folders if (path := path_of(uri)) is not None]

    def findings(self, source: Source) -> list[Finding]:
        """The findings of a source under the current settings; a rule that fails is logged once with its traceback."""
        steps = self.finding_steps(source)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]

    def finding_steps(self, source: Source) -> Generator[None, None, list[Finding]]:
        """``findings`` in small steps."""
        selection = self.selection(source.path)
        known = source.cache.get(Server.findings)
        if not isinstance(known, tuple) or known[0] != selection:
            known = (selection, (yield from lint_steps(source, selection, on_failure=self._rule_failed)))
            source.cache[Server.findings] = known
        return list(known[1])

    def selection(self, path: Path) -> Selection:
        """What is reported for a file: the settings, and what its project's ``pyproject.toml`` says."""
        chosen = self.settings.selection
        try:
            found = configuration(path)
        except ConfigurationError as error:
            if str(error) not in self._told:
                self._told.add(str(error))
                self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"Handlerlens: {error}"))
            return chosen
        return found.selection(path, chosen) if found is not None else chosen

    def _rule_failed(self, rule: Rule, source: Source, error: Exception) -> None:
        log.error("rule %s failed on %s", rule.code, source.path, exc_info=error)
        if rule.code not in self._told:
            self._told.add(rule.code)
            self.window_show_message(
                types.ShowMessageParams(
                    types.MessageType.Error,
                    f"Handlerlens: rule {rule.code} failed on {source.path.name}; the other rules go on. The log has details.",
                )
            )

    async def read_settings(self) -> None:
        """Ask the editor for the settings."""
        workspace = self.client_capabilities.workspace
        if workspace is None or not workspace.configuration:
            return
        sections = await self.workspace_configuration_async(
            types.ConfigurationParams([types.ConfigurationItem(section="handlerlens")])
        )
        self.settings = read_settings(sections[0] if sections else None)

    def refresh(self, *, lenses: bool = True, diagnostics: bool = False) -> None:
        """Ask the editor to pull again."""
        capabilities = self.client_capabilities.workspace
        if lenses and capabilities and capabilities.code_lens and capabilities.code_lens.refresh_support:
            self.workspace_code_lens_refresh(None)
        if diagnostics and capabilities and capabilities.diagnostics and capabilities.diagnostics.refresh_support:
            self.workspace_diagnostic_refresh(None)
        if diagnostics:
            self.refresh_hints()

    def refresh_hints(self, *, off: bool = False) -> None:
        """Ask the editor for the inlay hints again, as what is known of an event has changed; with ``off`` also to take them away."""
        hints = capabilities.inlay_hint if (capabilities := self.client_capabilities.workspace) else None
        if (off or self.settings.inlay_hints) and hints and hints.refresh_support:
            self.workspace_inlay_hint_refresh(None)
