"""Infrastructure files in the editor: a lens on each function, the way to its handler and back, handler strings while typing."""

from __future__ import annotations

from lsprotocol import types

from ..analysis.finding import Span
from ..analysis.function_config import FunctionConfig
from ..analysis.handlers import find_handlers
from ..project.navigation import function_at, handler_choices, handler_place
from . import typing_help
from .convert import PlainText, column, path_of, position, span_range, uri_of
from .declared_as import called_by
from .runs import Runs
from .state import Server


def register(server: Server) -> None:
    """Answer ``textDocument/definition``, ``textDocument/declaration`` and ``textDocument/completion``."""

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(params: types.DefinitionParams) -> types.Location | None:
        file = _file(server, params.text_document.uri)
        if file is None:
            return None
        at = params.position
        function = function_at(server.index, file.path, at.line + 1, column(file.lines, at))
        place = handler_place(server.index, function, server.view) if function is not None else None
        if place is None:
            return None
        lines = (server.view.read(place.path) or "").splitlines()
        start = position(lines, place.line, place.column)
        return types.Location(uri_of(place.path), types.Range(start, start))

    @server.feature(types.TEXT_DOCUMENT_DECLARATION)
    def declaration(params: types.DeclarationParams) -> list[types.Location]:
        """From a handler's name in code to the functions that templates declare with it."""
        source = server.source(params.text_document.uri)
        for handler in find_handlers(source) if source is not None else ():
            if handler.line == params.position.line + 1:
                return [_declared_at(server, function) for function in handler.functions]
        return []

    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION,
        types.CompletionOptions(trigger_characters=[".", "/", '"', "'", " "]),
    )
    def completion(params: types.CompletionParams) -> list[types.CompletionItem]:
        typed = typing_help.complete(server, params)
        file = _file(server, params.text_document.uri)
        if file is None or typed:
            return typed
        at = params.position
        choices = handler_choices(server.index, file.path, file.text, at.line + 1, column(file.lines, at))
        return [
            types.CompletionItem(
                label=choice.text,
                kind=types.CompletionItemKind.Function,
                detail=choice.detail,
                filter_text=choice.text,
                text_edit=types.TextEdit(span_range(file.lines, choice.place), choice.text),
            )
            for choice in choices
        ]


def template_lenses(server: Server, uri: str, runs: Runs) -> list[types.CodeLens]:
    """``▶ Invoke | Debug | Go to Handler`` above each function whose handler is in the workspace; only the last without its name there."""
    file = _file(server, uri)
    reading = server.index.templates().get(file.path) if file is not None else None
    if file is None or reading is None or reading.broken:
        return []
    found: list[types.CodeLens] = []
    for function in reading.functions:
        place = handler_place(server.index, function, server.view)
        if place is None:
            continue
        span = function.positions.get("", Span(function.line, 0, function.line, 0))
        start = position(file.lines, span.line, span.column)
        target = {"uri": uri_of(place.path), "function": place.name, "logicalId": function.logical_id}
        running = runs.running(target["uri"], place.name)
        invoke = " · ".join(["▶ Invoke", *called_by([event.kind for event in function.events])])
        commands = [(invoke, "invoke", target), ("Debug", "debug", target)]
        if running is not None:
            commands = [("$(loading~spin) Running… Cancel", "cancel", {**target, "runId": running})]
        where = f"Go to {place.path.name if place.missing else function.handler}"
        for title, command, argument in [*([] if place.missing else commands), (where, "goToHandler", target)]:
            found.append(
                types.CodeLens(
                    types.Range(start, start), types.Command(title, f"handlerlens.{command}", arguments=[argument])
                )
            )
    return found


def _file(server: Server, uri: str) -> PlainText | None:
    """An infrastructure file as the editor shows it; None for anything else."""
    path = path_of(uri)
    if path is None or path not in server.index.templates():
        return None
    text = server.view.read(path)
    return PlainText(path, text, server.view) if text is not None else None


def _declared_at(server: Server, function: FunctionConfig) -> types.Location:
    lines = (server.view.read(function.template) or "").splitlines()
    span = function.positions.get("", Span(function.line, 0, function.line, 0))
    return types.Location(uri_of(function.template), span_range(lines, span))
