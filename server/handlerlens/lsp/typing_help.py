"""Help while typing Python: completion and hover of event keys and context attributes, hover of what a handler returns."""

from __future__ import annotations

from lsprotocol import types

from ..analysis.finding import Span
from ..analysis.flow import returns
from ..analysis.handlers import Function, Handler, find_handlers
from ..analysis.shape_text import describe
from ..analysis.source import Source
from ..events.completion import ContextAttribute, complete_context, complete_keys, hover_context
from ..events.key_facts import KeyFact
from ..events.known_keys import Chosen, hover_key
from .convert import column, position, span_range
from .state import Server

_ABOVE = 4
"""How many lines above the cursor may belong to what is typed: ``event.get(`` may end one of them."""


def register(server: Server) -> None:
    """Answer ``textDocument/hover`` for Python."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        source = server.source(params.text_document.uri)
        if source is None or source.path in server.sources.errors:
            return None
        line, character = params.position.line + 1, column(source.lines, params.position)
        if (known := hover_key(source, line, character, chosen_of(server, params.text_document.uri))) is not None:
            return _hover(source, key_text(known[0]), known[1])
        if (attribute := hover_context(source, line, character)) is not None:
            return _hover(source, _attribute_text(attribute[0]), attribute[1])
        for handler in find_handlers(source):
            if isinstance(handler.node, Function):
                span = source.name_span(handler.node)
                if span.line == line and span.column <= character <= span.end_column:
                    return _hover(source, _handler_text(source, handler), span)
        return None


def complete(server: Server, params: types.CompletionParams) -> list[types.CompletionItem]:
    """Keys that fit in ``event["…"]`` and attributes that fit behind ``context.``; nothing anywhere else."""
    uri = params.text_document.uri
    document = server.workspace.text_documents.get(uri)
    if document is None or document.language_id != "python":
        return []
    lines = document.source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if params.position.line >= len(lines):
        return []
    source = server.typed_in(uri, lines, params.position.line)
    if source is None:
        return []
    at = column(lines, params.position)
    before, after = lines[params.position.line][:at], lines[params.position.line][at:]
    line = params.position.line + 1
    above = "".join(f"{text}\n" for text in lines[max(line - 1 - _ABOVE, 0) : line - 1])

    def place(start: int) -> types.Range:
        return types.Range(position(lines, line, start), params.position)

    keys = complete_keys(source, line, above + before, after, chosen_of(server, uri))
    if keys is not None:
        return [
            types.CompletionItem(
                label=fact.key,
                kind=types.CompletionItemKind.Field,
                label_details=types.CompletionItemLabelDetails(description=fact.type),
                detail=f"{fact.path} = {fact.sample}" if fact.sample else fact.path,
                documentation=types.MarkupContent(types.MarkupKind.Markdown, key_text(fact)),
                sort_text=f"{index:04}",
                text_edit=types.TextEdit(place(keys.start), fact.key),
            )
            for index, fact in enumerate(keys.items)
        ]
    attributes = complete_context(source, line, before)
    if attributes is not None:
        start, items = attributes
        return [
            types.CompletionItem(
                label=item.name,
                kind=types.CompletionItemKind.Method if item.type == "method" else types.CompletionItemKind.Property,
                detail=item.type,
                documentation=item.meaning,
                text_edit=types.TextEdit(place(start), item.name),
            )
            for item in items
        ]
    return []


def chosen_of(server: Server, uri: str) -> Chosen:
    """The events that the user chose for the handlers of a document."""
    return lambda handler: server.chosen_event(uri, handler.name)


def _hover(source: Source, markdown: str, span: Span) -> types.Hover:
    return types.Hover(
        types.MarkupContent(types.MarkupKind.Markdown, markdown),
        span_range(source.lines, span),
    )


def key_text(fact: KeyFact) -> str:
    """Path, type, sample, whether it may be missing, and the source's own documentation."""
    parts = [f"`{fact.path}`: {fact.type}"]
    if fact.meaning:
        parts.append(fact.meaning)
    if fact.sample:
        parts.append(f"e.g. `{fact.sample}`")
    doubts = [word for word, holds in (("null", fact.nullable), ("absent", fact.absent)) if holds]
    if doubts:
        parts.append(f"May be **{' or '.join(doubts)}**.")
    if fact.source and fact.docs:
        parts.append(f"[{fact.source}]({fact.docs})")
    return "\n\n".join(parts)


def _attribute_text(attribute: ContextAttribute) -> str:
    return f"`context.{attribute.name}`: {attribute.type}\n\n{attribute.meaning}"


def _handler_text(source: Source, handler: Handler) -> str:
    """What a handler returns, one line a shape, and how it is known to be a handler."""
    shapes = list(dict.fromkeys(describe(site.shape) for site in returns(source, handler)))
    listed = "\n".join(shapes) if shapes else "nothing: it never returns"
    how = ", ".join(handler.evidence)
    return f"Lambda handler ({handler.tier.value}{': ' + how if how else ''}), returns\n```python\n{listed}\n```"
