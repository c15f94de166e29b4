"""Event files in the editor: the lens that runs one, which handler it is for, what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lsprotocol import types

from ..events.addressee import named, suits
from ..events.files import EventFile, is_event_file, is_sidecar, parse_event_file
from ..events.recognition import closest_sample
from ..project.index import Listed
from ..protocol import EventFileParams, EventFileResult, EventTarget
from .convert import path_of, uri_of
from .listing import find
from .runs import Runs
from .state import Server
from .wire import request

SYNTAX = "json-syntax"
"""The code of what an editor's own JSON support tells as well."""
_LOOKED_AT = 60
"""How many handlers, the nearest ones, are asked whether an event suits them."""


def register(server: Server) -> None:
    """Answer ``handlerlens/eventFile``."""

    @request(server, "handlerlens/eventFile")
    async def event_file(params: Any) -> EventFileResult:
        assert isinstance(params, EventFileParams)
        file = _file(server, params.uri)
        if file is None:
            name = params.uri.rpartition("/")[2]
            return EventFileResult(name, "", [], False, False, None, f"{name} cannot be read as an event file.")
        return _described(server, file)


def event_lenses(server: Server, uri: str, runs: Runs) -> list[types.CodeLens]:
    """``▶ Invoke with this event | Debug | Handler: …`` and how its last run ended, at the top of an event file."""
    path = path_of(uri)
    if path is None or not is_event_file(path) or not server.index.may_have_handlers():
        return []
    file = _file(server, uri)
    if file is None:
        return []
    running, last = runs.running_event(uri), runs.last_of_event(uri)
    top = types.Range(types.Position(0, 0), types.Position(0, 0))

    def lens(title: str, command: str, **more: str) -> types.CodeLens:
        arguments = [{"event": uri, **more}]
        return types.CodeLens(top, command=types.Command(title, f"handlerlens.{command}", arguments=arguments))

    if running is not None:
        return [lens("$(loading~spin) Running… Cancel", "cancel", **running)]
    who = named(path, file.header.handler) if file.header.handler else None
    open_ = {} if who is not None else {"open": "true"}  # the user's own choice may stand there instead
    if who is None and last is not None and (ran := path_of(last[0]["uri"])) is not None:
        who = ran, last[0]["function"]
    found = [
        lens("▶ Invoke with this event", "invokeEvent"),
        lens("Debug", "debugEvent"),
        lens(f"Handler: {who[0].stem}.{who[1]}" if who else "Handler: …", "pickEventHandler", **open_),
    ]
    if last is not None:
        which, result = last
        found.append(lens(result.summary, "compareResult" if result.differences else "showResult", **which))
    return found


def event_problems(server: Server, uri: str) -> Iterator[types.Diagnostic]:
    """What is wrong with an event file or a sidecar, at its line."""
    path = path_of(uri)
    if path is None or not (is_event_file(path) or is_sidecar(path)):
        return
    file = _file(server, uri)
    if file is None:
        return
    if file.problem is not None:
        message = f"This event cannot be sent: {file.problem}" if is_event_file(path) else file.problem
        code = SYNTAX if file.syntax else None
        yield _problem(file.line, file.column, message, types.DiagnosticSeverity.Error, code)
        return
    header = file.header
    if header.problem is not None:
        yield _problem(header.line, 1, header.problem, types.DiagnosticSeverity.Warning)
    if header.handler is not None and _function(server, named(path, header.handler)) is None:
        message = f"There is no handler '{header.handler}'; write it as in src/app.py::lambda_handler."
        yield _problem(header.line, 1, message, types.DiagnosticSeverity.Warning)


def _problem(
    line: int, column: int, message: str, severity: types.DiagnosticSeverity, code: str | None = None
) -> types.Diagnostic:
    start = types.Position(max(line - 1, 0), max(column - 1, 0))
    return types.Diagnostic(
        types.Range(start, types.Position(start.line, 1000)), message, severity, code, source="Handlerlens"
    )


def _file(server: Server, uri: str) -> EventFile | None:
    """An event file as the editor shows it, of any name and place."""
    path = path_of(uri)
    text = server.view.read(path) if path is not None else None
    if path is None or text is None:
        return None
    if is_sidecar(path):
        text = f'{{"$handlerlens": {text}}}' if _is_json(text) else text
    return parse_event_file(path, text)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _described(server: Server, file: EventFile) -> EventFileResult:
    if file.problem is not None:
        problem = f"The event cannot be sent: {file.problem}"
        return EventFileResult(file.path.stem, file.text, [], False, False, None, problem)
    event = json.loads(file.text)
    sample = closest_sample(event)
    nearest = sorted(server.index.listed(), key=lambda listed: _distance(file.path, listed.path))
    named_one = _function(server, named(file.path, file.header.handler) if file.header.handler else None)
    targets: list[EventTarget] = []
    for index, listed in enumerate(nearest):
        uri = uri_of(listed.path)
        if named_one == (uri, listed.name):
            targets.insert(0, EventTarget(uri, listed.name, _label(listed), "named in the file"))
            continue
        found = find(server, uri, listed.name) if index < _LOOKED_AT else None
        targets.append(EventTarget(uri, listed.name, _label(listed), (suits(*found, event) or "") if found else ""))
    if named_one is not None and (not targets or (targets[0].uri, targets[0].function) != named_one):
        targets.insert(0, EventTarget(*named_one, named_one[1], "named in the file"))
    if named_one is None:
        targets.sort(key=lambda target: not target.why)
    alone = len(targets) == 1 or (bool(targets) and bool(targets[0].why) and not any(t.why for t in targets[1:]))
    return EventFileResult(
        file.path.stem, file.text, targets, named_one is not None or alone, named_one is not None, sample, None
    )


def _function(server: Server, who: tuple[Path, str] | None) -> tuple[str, str] | None:
    """A named handler's URI and function, where there is such a handler."""
    if who is None or find(server, uri_of(who[0]), who[1]) is None:
        return None
    return uri_of(who[0]), who[1]


def _label(listed: Listed) -> str:
    return f"{listed.path.stem}.{listed.name}"


def _distance(event: Path, code: Path) -> tuple[int, str]:
    """How far a handler's file is from the folder above an event's, in steps up and down."""
    above = event.parent.parent.parts
    there = code.parent.parts
    common = next(
        (i for i, (a, b) in enumerate(zip(above, there, strict=False)) if a != b), min(len(above), len(there))
    )
    return len(above) + len(there) - 2 * common, str(code)
