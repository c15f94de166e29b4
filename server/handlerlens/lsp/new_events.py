"""New event files, and what they are made from: the samples and the schemas, as documents to read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..analysis.event_sources import event_sources
from ..analysis.served import served
from ..events.addressee import name_for
from ..events.catalog import UnknownEvent, sources, variant
from ..events.files import new_event_path, parse_event_file, sidecar_of
from ..events.header import sidecar, with_header
from ..events.schema import event_schema, sidecar_schema, source_schema
from ..protocol import (
    DocumentParams,
    DocumentResult,
    NewEventParams,
    NewEventResult,
    NewFile,
    SampleItem,
    SamplesParams,
    SamplesResult,
)
from .convert import path_of, uri_of
from .listing import find
from .state import Server
from .wire import request


def register(server: Server) -> None:
    """Answer ``handlerlens/newEvent``, ``samples`` and ``document``."""

    @request(server, "handlerlens/newEvent")
    async def new_event(params: Any) -> NewEventResult:
        assert isinstance(params, NewEventParams)
        return _new(params, server.roots())

    @request(server, "handlerlens/samples")
    async def samples(params: Any) -> SamplesResult:
        assert isinstance(params, SamplesParams)
        found = find(server, params.uri, params.function) if params.uri and params.function else None
        first = [key for one in served(*found) for key in one.ids] if found else []
        ordered = sorted(sources(), key=lambda s: first.index(s.facts.id) if s.facts.id in first else len(first))
        return SamplesResult([SampleItem(v.name, v.title, s.facts.title) for s in ordered for v in s.variants.values()])

    @request(server, "handlerlens/document")
    async def document(params: Any) -> DocumentResult:
        assert isinstance(params, DocumentParams)
        return DocumentResult(_document(params.path))


def _new(params: NewEventParams, roots: list[Path]) -> NewEventResult:
    code = path_of(params.uri) if params.uri else None
    folder = path_of(params.folder) if params.folder else None
    if code is None and folder is None:
        return NewEventResult([], "There is no folder for it: open a folder first.")
    try:
        path = new_event_path(code or Path(str(folder)) / "new.py", params.name, roots)
    except (ValueError, FileExistsError) as error:
        return NewEventResult([], str(error))
    handler = name_for(path, code, params.function) if code is not None and params.function else None
    file = parse_event_file(path, params.text)
    if file.problem is not None:
        return NewEventResult([], f"This cannot be saved as an event: {file.problem}")
    text = with_header(file.text, handler, params.expected)
    if text is not None:
        return NewEventResult([NewFile(uri_of(path), _ended(text))], None)
    beside = NewFile(uri_of(sidecar_of(path)), sidecar(handler, params.expected))
    return NewEventResult([NewFile(uri_of(path), _ended(file.text)), beside], None)


def _ended(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"


def _document(path: str) -> str:
    kind, _, name = path.strip("/").partition("/")
    name = name.removesuffix(".json")
    if kind == "sample":
        try:
            return json.dumps(variant(name).event, indent=2, ensure_ascii=False) + "\n"
        except UnknownEvent:
            return ""
    if kind == "schema" and name == "event":
        return json.dumps(event_schema(), ensure_ascii=False)
    if kind == "schema" and name == "sidecar":
        return json.dumps(sidecar_schema(), ensure_ascii=False)
    if kind == "schema" and name in event_sources():
        return json.dumps(source_schema(name), indent=2, ensure_ascii=False)
    return "{}"
