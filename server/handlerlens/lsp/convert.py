"""The boundary to the Language Server Protocol: character columns to UTF-16 units and back, paths to URIs and back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from lsprotocol import types
from pygls import uris

from ..analysis.finding import Edit, Finding, Fix, Severity, Span
from ..analysis.source import FileView

SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFORMATION: types.DiagnosticSeverity.Information,
}


def path_of(uri: str) -> Path | None:
    """The file of a ``file:`` URI; None for other schemes (a remote's, an untitled document)."""
    if not uri.startswith("file:"):
        return None
    path = uris.to_fs_path(uri)
    return Path(path) if path else None


def uri_of(path: Path) -> str:
    """The ``file:`` URI of an absolute path."""
    return uris.from_fs_path(str(path)) or path.as_uri()


def units(text: str) -> int:
    """The UTF-16 length of a text."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def position(lines: list[str], line: int, column: int) -> types.Position:
    """A 1-based line and 0-based character column as the protocol's position."""
    text = lines[line - 1] if 1 <= line <= len(lines) else ""
    return types.Position(max(line - 1, 0), units(text[:column]))


def column(lines: list[str], at: types.Position) -> int:
    """The protocol's position as a 0-based character column of its line."""
    text = lines[at.line] if 0 <= at.line < len(lines) else ""
    if text.isascii():
        return min(at.character, len(text))
    return len(text.encode("utf-16-le", "surrogatepass")[: at.character * 2].decode("utf-16-le", "ignore"))


def span_range(lines: list[str], span: Span) -> types.Range:
    """A span as the protocol's range."""
    return types.Range(position(lines, span.line, span.column), position(lines, span.end_line, span.end_column))


class TextFile(Protocol):
    """What a conversion needs to know of a file: a ``Source``, or a ``PlainText``."""

    @property
    def path(self) -> Path: ...
    @property
    def text(self) -> str: ...
    @property
    def lines(self) -> list[str]: ...
    @property
    def view(self) -> FileView: ...


@dataclass(frozen=True)
class PlainText:
    """A file that is not Python: a template."""

    path: Path
    text: str
    view: FileView

    @cached_property
    def lines(self) -> list[str]:
        """The lines, endings stripped."""
        return self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def diagnostic(source: TextFile, finding: Finding) -> types.Diagnostic:
    """A finding as the protocol's diagnostic."""
    related = [
        types.DiagnosticRelatedInformation(
            location=types.Location(
                uri_of(Path(item.path) if item.path else source.path),
                _related_range(source, item.path, item.span),
            ),
            message=item.message,
        )
        for item in finding.related
    ]
    return types.Diagnostic(
        range=span_range(source.lines, finding.span),
        message=finding.message,
        severity=SEVERITIES[finding.severity or Severity.ERROR],
        code=finding.code,
        code_description=types.CodeDescription(f"command:handlerlens.showRule?{quote(json.dumps([finding.code]))}"),
        source="Handlerlens",
        related_information=related or None,
    )


def _related_range(source: TextFile, path: str | None, span: Span) -> types.Range:
    if path is None or Path(path) == source.path:
        return span_range(source.lines, span)
    text = source.view.read(Path(path)) or ""
    return span_range(text.splitlines(), span)


def text_edit(source: TextFile, edit: Edit) -> types.TextEdit:
    """An edit as the protocol's, with the document's own line endings."""
    return types.TextEdit(span_range(source.lines, edit.span), edit.text.replace("\n", newline(source)))


def workspace_edit(source: TextFile, fix: Fix) -> types.WorkspaceEdit:
    """What a fix changes, in its own file and in others."""
    changes: dict[str, list[types.TextEdit]] = {}
    for edit in fix.edits:
        path = Path(edit.path) if edit.path is not None else source.path
        file = source if path == source.path else PlainText(path, source.view.read(path) or "", source.view)
        changes.setdefault(uri_of(path), []).append(text_edit(file, edit))
    if fix.rename is None:
        return types.WorkspaceEdit(changes=changes)
    renamed = types.RenameFile(uri_of(Path(fix.rename.old)), uri_of(Path(fix.rename.new)))
    edited = [
        types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri), edits)
        for uri, edits in changes.items()
    ]
    return types.WorkspaceEdit(document_changes=[*edited, renamed])


def newline(source: TextFile) -> str:
    """The line ending that a module uses."""
    return "\r\n" if "\r\n" in source.text else "\n"
