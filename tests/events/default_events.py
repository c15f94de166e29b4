"""The default event of a handler, as the tests of its choice ask for it."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

from handlerlens.analysis.function_config import EventSource, FunctionConfig
from handlerlens.analysis.handlers import Handler, declare, find_handlers
from handlerlens.analysis.source import Source, parse
from handlerlens.events.choice import default_suggestion
from handlerlens.events.paths import find, parse_path


def read(code: str, *events: EventSource, path: Path = Path("/nowhere/app.py")) -> tuple[Source, Handler]:
    source = parse(path, dedent(code))
    if events:
        config = FunctionConfig(
            Path("/nowhere/template.yaml"), "Orders", 1, "app.handler", Path("/nowhere"), events=events
        )
        declare(source, {"handler": (config,)})
    return source, next(h for h in find_handlers(source) if h.name == "handler")


def default(code: str, *events: EventSource) -> tuple[str, object]:
    chosen = default_suggestion(*read(code, *events))
    return chosen.name, json.loads(chosen.text)


def at(event: object, path: str) -> object:
    found = [value for _, value in find(event, parse_path(path))]  # type: ignore[arg-type]
    return found[0] if found else None
