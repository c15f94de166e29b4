"""Why a file of the workspace could not be read: an infrastructure file, or code whose syntax this Python does not take."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from lsprotocol import types

from ..analysis.runtimes import newer_than_this
from ..analysis.source import SourceError, parse
from .state import Server

_SOURCE = "Handlerlens"


def unread_template(server: Server, path: Path) -> Iterator[types.Diagnostic]:
    """Why an infrastructure file could not be read; its last good reading serves meanwhile."""
    reading = server.index.templates().get(path)
    for problem in reading.problems if reading is not None else ():
        message = f"This file {problem.message}" if reading and reading.broken else problem.message
        yield _on_line(problem.line, message, types.DiagnosticSeverity.Warning)


def unread_code(server: Server, path: Path, *, opened: bool) -> Iterator[types.Diagnostic]:
    """Code with handlers that never parsed, ``opened`` in the editor or not. While somebody types the editor's own words will do."""
    if server.sources.get(path) is not None or next(server.index.listed(path), None) is None:
        return
    error = server.sources.errors.get(path) if opened else _on_disk(server, path)
    if error is None:
        return
    ours, newest = ".".join(map(str, sys.version_info[:2])), newer_than_this()
    way_out = f" If this is syntax of a newer Python (up to {newest}), run 'Select Interpreter'." if newest else ""
    message = f"Not checked: Python {ours}, which runs Handlerlens, stops here ({error}).{way_out}"
    yield _on_line(error.line, message, types.DiagnosticSeverity.Information)


def _on_disk(server: Server, path: Path) -> SourceError | None:
    text = server.view.read(path)
    try:
        if text is not None:
            parse(path, text)
    except SourceError as error:
        return error
    return None


def _on_line(line: int, message: str, severity: types.DiagnosticSeverity) -> types.Diagnostic:
    at = max(line - 1, 0)
    place = types.Range(types.Position(at, 0), types.Position(at, 1000))
    return types.Diagnostic(range=place, message=message, severity=severity, source=_SOURCE)
