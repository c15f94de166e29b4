"""Findings as pull diagnostics, and their fixes as code actions."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from ..analysis.finding import Edit, Finding, Span
from ..analysis.rules import BY_CODE, page
from ..analysis.source import Source
from ..protocol import RuleParams, RuleResult
from .convert import diagnostic, span_range, text_edit
from .state import Server
from .wire import request


def register(server: Server) -> None:
    """Answer ``textDocument/diagnostic`` and ``textDocument/codeAction``."""

    @server.feature(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False, identifier="handlerlens"),
    )
    def document_diagnostic(params: types.DocumentDiagnosticParams) -> types.RelatedFullDocumentDiagnosticReport:
        source = server.source(params.text_document.uri)
        items = [diagnostic(source, finding) for finding in server.findings(source)] if source else []
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
        source = server.source(params.text_document.uri)
        document = server.workspace.text_documents.get(params.text_document.uri)
        if source is None or document is None or server.sources.errors.get(source.path) is not None:
            return []
        actions: list[types.CodeAction] = []
        for finding in server.findings(source):
            if not _touches(span_range(source.lines, finding.span), params.range):
                continue
            shown = diagnostic(source, finding)
            for index, fix in enumerate(finding.fixes):
                actions.append(_action(params, source, shown, fix.title, fix.edits, preferred=index == 0 and fix.safe))
            actions.append(
                _action(params, source, shown, f"Ignore {finding.code} on this line", (_ignore(source, finding),))
            )
        return actions


def _action(
    params: types.CodeActionParams,
    source: Source,
    shown: types.Diagnostic,
    title: str,
    edits: tuple[Edit, ...],
    *,
    preferred: bool = False,
) -> types.CodeAction:
    return types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[shown],
        is_preferred=preferred or None,
        edit=types.WorkspaceEdit(changes={params.text_document.uri: [text_edit(source, edit) for edit in edits]}),
    )


def _ignore(source: Source, finding: Finding) -> Edit:
    """The comment that silences a finding, at the end of its first line."""
    line = finding.span.line
    end = len(source.lines[line - 1].rstrip())
    return Edit(Span(line, end, line, len(source.lines[line - 1])), f"  # handlerlens: ignore[{finding.code}]")


def _touches(a: types.Range, b: types.Range) -> bool:
    return (a.start.line, a.start.character) <= (b.end.line, b.end.character) and (b.start.line, b.start.character) <= (
        a.end.line,
        a.end.character,
    )
