"""Findings as pull diagnostics, and their fixes as code actions: for code and for infrastructure files."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from ..analysis.finding import Edit, Finding, Fix, Span
from ..analysis.rules import page
from ..analysis.source import Source
from ..project.diagnosis import template_findings
from ..protocol import RuleParams, RuleResult
from ..rulebook import BY_CODE
from .convert import PlainText, TextFile, diagnostic, path_of, span_range, workspace_edit
from .event_files import event_problems
from .state import SLICE, Server
from .unread import unread_code, unread_template
from .wire import request


class GivenUp(JsonRpcException):
    """The text changed while its findings were worked out; the editor is to ask again."""

    def __init__(self) -> None:
        super().__init__("The text has changed.", types.LSPErrorCodes.ServerCancelled, {"retriggerRequest": True})


def register(server: Server) -> None:
    """Answer ``textDocument/diagnostic``, ``textDocument/codeAction`` and ``handlerlens/rule``."""

    @server.feature(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False, identifier="handlerlens"),
    )
    async def document_diagnostic(params: types.DocumentDiagnosticParams) -> types.RelatedFullDocumentDiagnosticReport:
        uri = params.text_document.uri
        await _prepare(server, uri)
        items = [*event_problems(server, uri), *(diagnostic(*found) for found in _findings(server, uri))]
        path = path_of(uri)
        if path is not None:
            items += [*unread_template(server, path), *unread_code(server, path, opened=True)]
        return types.RelatedFullDocumentDiagnosticReport(items=items)

    @request(server, "handlerlens/rule")
    async def rule(params: Any) -> RuleResult:
        assert isinstance(params, RuleParams)
        known = BY_CODE.get(params.code)
        return RuleResult(page(known) if known else f"There is no rule {params.code}.")

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix]),
    )
    def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        only = params.context.only
        if only is not None and not any(types.CodeActionKind.QuickFix.value.startswith(kind) for kind in only):
            return []
        actions: list[types.CodeAction] = []
        uri = params.text_document.uri
        for file, finding in _findings(server, uri, current=True):
            if not _touches(span_range(file.lines, finding.span), params.range):
                continue
            shown = diagnostic(file, finding)
            for index, fix in enumerate(finding.fixes):
                if fix.rename is not None and not _renames(server):
                    continue
                preferred = index == 0 and fix.safe
                actions.append(_action(file, shown, fix, preferred=preferred))
            if isinstance(file, Source):
                ignore = Fix(f"Ignore {finding.code} on this line", (_ignore(file, finding),))
                actions.append(_action(file, shown, ignore))
        return actions


async def _prepare(server: Server, uri: str) -> None:
    """Work the findings out in small steps, in between which the editor is served; given up when the text changes meanwhile."""
    document = server.workspace.text_documents.get(uri)
    version = document.version if document is not None else None
    source = server.source(uri)
    if source is None:
        return
    until = time.perf_counter() + SLICE
    for _ in server.finding_steps(source):
        if time.perf_counter() < until:
            continue
        await asyncio.sleep(0)
        document = server.workspace.text_documents.get(uri)
        if (document.version if document is not None else None) != version:
            raise GivenUp
        until = time.perf_counter() + SLICE


def _findings(server: Server, uri: str, *, current: bool = False) -> Iterator[tuple[TextFile, Finding]]:
    """The findings of a document; with ``current`` none from an earlier reading, as their places are no longer true."""
    path = path_of(uri)
    if path is None:
        return
    source = server.source(uri)
    if source is not None and not (current and path in server.sources.errors):
        for finding in server.findings(source):
            yield source, finding
    yield from _in_template(server, path)


def template_items(server: Server, path: Path) -> list[types.Diagnostic]:
    """What is wrong with an infrastructure file, and why it could not be read; nothing for any other file."""
    return [*unread_template(server, path), *(diagnostic(*found) for found in _in_template(server, path))]


def _in_template(server: Server, path: Path) -> Iterator[tuple[TextFile, Finding]]:
    text = server.view.read(path) if path in server.index.templates() else None
    if text is not None:
        file = PlainText(path, text, server.view)
        for finding in template_findings(server.index, path, server.view, server.selection(path)):
            yield file, finding


def _action(file: TextFile, shown: types.Diagnostic, fix: Fix, *, preferred: bool = False) -> types.CodeAction:
    return types.CodeAction(
        title=fix.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[shown],
        is_preferred=preferred or None,
        edit=workspace_edit(file, fix),
    )


def _ignore(source: Source, finding: Finding) -> Edit:
    """The comment that silences a finding, at the end of its first line."""
    line = finding.span.line
    end = len(source.lines[line - 1].rstrip())
    return Edit(Span(line, end, line, len(source.lines[line - 1])), f"  # handlerlens: ignore[{finding.code}]")


def _renames(server: Server) -> bool:
    """Whether the editor can rename files for a fix."""
    workspace = server.client_capabilities.workspace
    edits = workspace.workspace_edit if workspace else None
    return bool(edits and types.ResourceOperationKind.Rename in (edits.resource_operations or ()))


def _touches(a: types.Range, b: types.Range) -> bool:
    return (a.start.line, a.start.character) <= (b.end.line, b.end.character) and (b.start.line, b.start.character) <= (
        a.end.line,
        a.end.character,
    )
