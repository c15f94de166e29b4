"""Code lenses: above each handler ``▶ Invoke | Debug | Event: …`` and how its last run ended; above each function of a template."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from ..analysis.handlers import Handler, find_handlers
from ..analysis.source import Source
from ..events.choice import default_suggestion
from .convert import position
from .declared_as import declared_as
from .event_files import event_lenses
from .runs import Runs
from .state import Server
from .templates import template_lenses


def register(server: Server, runs: Runs) -> None:
    """Answer ``textDocument/codeLens``."""

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=False))
    def code_lens(params: types.CodeLensParams) -> list[types.CodeLens]:
        uri = params.text_document.uri
        if not server.settings.code_lens:
            return []
        source = server.source(uri)
        handlers = find_handlers(source) if source is not None else ()
        own = [lens for handler in handlers if source is not None for lens in _lenses(source, handler, uri, runs)]
        return [*own, *template_lenses(server, uri, runs), *event_lenses(server, uri, runs)]


def _lenses(source: Source, handler: Handler, uri: str, runs: Runs) -> list[types.CodeLens]:
    start = position(source.lines, handler.line, handler.node.col_offset)
    at = types.Range(start, start)
    target = {"uri": uri, "function": handler.name, "logicalId": None}

    def lens(title: str, command: str, **more: object) -> types.CodeLens:
        return types.CodeLens(
            at, command=types.Command(title, f"handlerlens.{command}", arguments=[{**target, **more}])
        )

    running = runs.running(uri, handler.name)
    if running is not None:
        first = [lens("$(loading~spin) Running… Cancel", "cancel", runId=running)]
    else:
        first = [
            lens(
                f"▶ Invoke {declared_as(handler.functions, handler.sources) if handler.functions else ''}".rstrip(),
                "invoke",
            ),
            lens("Debug", "debug"),
        ]
    found = [*first, lens(f"Event: {default_suggestion(source, handler).name}", "pickEvent")]
    last = runs.last(uri, handler.name)
    if last is not None and running is None:
        found.append(lens(last.summary, "showResult", runId=last.run_id))
        if last.unset:
            what = last.unset[0] if len(last.unset) == 1 else f"{len(last.unset)} variables"
            found.append(lens(f"Set {what}…", "setVariables", variables=last.unset))
        if last.to_install:
            found.append(lens(f"Install {Path(last.to_install[-1]).name}…", "install", runId=last.run_id))
    return found
