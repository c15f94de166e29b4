"""The handlers and their events as lists: for the palette, quick picks and keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..analysis.function_config import FunctionConfig
from ..analysis.handlers import Handler, find_handlers
from ..analysis.source import Source
from ..events.choice import suggestions
from ..execution.plan import task_root
from ..project.index import Listed
from ..protocol import (
    EventChoice,
    EventChosenNotification,
    EventsParams,
    EventsResult,
    FunctionItem,
    HandlerItem,
    HandlersParams,
    HandlersResult,
)
from .convert import path_of, position, uri_of
from .declared_as import declared_as
from .state import Server
from .wire import request, structure


def register(server: Server) -> None:
    """Answer ``handlerlens/handlers`` and ``handlerlens/events``."""

    @request(server, "handlerlens/handlers")
    async def handlers(params: Any) -> HandlersResult:
        assert isinstance(params, HandlersParams)
        if params.uri is None:
            return HandlersResult([_listed(listed) for listed in server.index.listed()])
        return HandlersResult(_items(server, params.uri))

    @request(server, "handlerlens/events")
    async def events(params: Any) -> EventsResult:
        assert isinstance(params, EventsParams)
        found = find(server, params.uri, params.function)
        if found is None:
            return EventsResult([])
        return EventsResult(
            [
                EventChoice(s.name, s.kind, s.detail, s.text, uri_of(s.path) if s.path else None, s.own)
                for s in suggestions(*found, server.chosen_event(params.uri, params.function))
            ]
        )

    @server.feature("handlerlens/eventChosen")
    async def event_chosen(params: dict[str, Any]) -> None:
        chosen = structure(params, EventChosenNotification)
        server.chosen[chosen.uri, chosen.function] = (chosen.name, chosen.event_uri)
        server.refresh_hints()


def find(server: Server, uri: str, function: str) -> tuple[Source, Handler] | None:
    """A handler of a file by its name."""
    source = server.source(uri)
    if source is None:
        return None
    return next(((source, handler) for handler in find_handlers(source) if handler.name == function), None)


def _listed(listed: Listed) -> HandlerItem:
    declared = listed.functions[0] if listed.functions else None
    return HandlerItem(
        uri=uri_of(listed.path),
        function=listed.name,
        handler=listed.handler,
        tier=listed.tier.value,
        line=listed.line - 1,
        character=0,
        label=_label(listed.name, listed.path, declared),
        declared_as=declared_as(listed.functions, listed.sources),
        functions=_functions(listed.functions),
    )


def _functions(declared: Sequence[FunctionConfig]) -> list[FunctionItem]:
    return [
        FunctionItem(
            function.logical_id,
            uri_of(function.template),
            function.line - 1,
            function.positions[""].column if "" in function.positions else 0,
        )
        for function in declared
    ]


def _label(name: str, path: Path, declared: FunctionConfig | None) -> str:
    return f"{declared.logical_id if declared else name} · {path.name}"


def _items(server: Server, uri: str) -> list[HandlerItem]:
    source = server.source(uri)
    path = path_of(uri)
    if source is None or path is None:
        return []
    items: list[HandlerItem] = []
    for handler in find_handlers(source):
        at = position(source.lines, handler.line, handler.node.col_offset)
        declared = handler.functions[0] if handler.functions else None
        items.append(
            HandlerItem(
                uri=uri,
                function=handler.name,
                handler=task_root(source, handler, declared, server.roots()).handler,
                tier=handler.tier.value,
                line=at.line,
                character=at.character,
                label=_label(handler.name, path, declared),
                declared_as=declared_as(handler.functions, handler.sources),
                functions=_functions(handler.functions),
            )
        )
    return items
