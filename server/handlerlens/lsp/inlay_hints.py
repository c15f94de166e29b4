"""What the event holds where a handler reads it, behind the code: ``event["httpMethod"]: "GET"``. Off unless the user wants it."""

from __future__ import annotations

from lsprotocol import types

from ..analysis.source import Source
from ..events.key_facts import KeyFact
from ..events.known_keys import reads_between
from .convert import position
from .state import Server
from .typing_help import chosen_of, key_text

_LONGEST = 24
_PYTHON = {"true": "True", "false": "False", "null": "None"}


def register(server: Server) -> None:
    """Answer ``textDocument/inlayHint``."""

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    def inlay_hint(params: types.InlayHintParams) -> list[types.InlayHint]:
        uri = params.text_document.uri
        if not server.settings.inlay_hints:
            return []
        source, document = server.source(uri), server.workspace.text_documents.get(uri)
        if source is None or document is None:
            return []
        lines = document.source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        above, below = _unchanged(source, lines)
        moved = len(lines) - len(source.lines)
        hints: list[types.InlayHint] = []
        first, last = params.range.start.line + 1 - max(moved, 0), params.range.end.line + 1 - min(moved, 0)
        for fact, span in reads_between(source, first, last, chosen_of(server, uri)):
            if span.end_line > above and span.line <= len(source.lines) - below:
                continue
            line = span.end_line + (moved if span.end_line > above else 0)
            if params.range.start.line <= line - 1 <= params.range.end.line:
                hints.append(_hint(fact, position(lines, line, span.end_column)))
        return hints


def _unchanged(source: Source, lines: list[str]) -> tuple[int, int]:
    """How many lines at the top and at the bottom are as they were when the document last parsed."""
    known = source.lines
    shorter = min(len(known), len(lines))
    above = next((i for i in range(shorter) if known[i] != lines[i]), shorter)
    rest = shorter - above
    return above, next((i for i in range(rest) if known[-1 - i] != lines[-1 - i]), rest)


def _hint(fact: KeyFact, at: types.Position) -> types.InlayHint:
    value = _PYTHON.get(fact.sample, fact.sample).replace('\\"', '"')
    text = fact.type if fact.type.startswith(("dict", "list")) else value
    return types.InlayHint(
        at,
        f": {text if len(text) <= _LONGEST else text[: _LONGEST - 1] + '…'}",
        kind=types.InlayHintKind.Type,
        tooltip=types.MarkupContent(types.MarkupKind.Markdown, key_text(fact)),
    )
