"""After a run: what the caller would do with the payload that the handler returned for an event."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..analysis.contracts import Contract, contract
from ..analysis.event_sources import event_sources
from ..analysis.finding import Severity
from ..analysis.json_view import JsonView
from .encoding import Json
from .paths import find, parse_path


def judge(source: str, payload: str, event: str | None = None) -> list[str]:
    """The sentences about a payload that breaks the contract of a source (an id of the catalogue); [] where it is right.

    ``payload`` and ``event`` are JSON texts; with the event, ids that must be echoed are compared too. A source without a
    contract and a payload that is no JSON (a handler may return bytes) have nothing to say but that.
    """
    facts = event_sources().get(source)
    known = contract(facts.contract) if facts is not None else None
    if known is None:
        return []
    try:
        value = json.loads(payload) if payload else None
    except ValueError:
        return [known.told("the response is not JSON", Severity.ERROR)] if known.schema else []
    if event is not None and _needs_none(known, json.loads(event)):
        return []
    sentences = [known.sentence(violation) for violation in known.violations(JsonView(value))]
    if event is not None:
        sentences += [known.told(text, Severity.ERROR) for text in _links(known, value, json.loads(event))]
    return list(dict.fromkeys(sentences))


def _needs_none(known: Contract, event: Json) -> bool:
    """Whether the caller looks at no answer to this event."""
    return known.unanswered is not None and known.unanswered.value in _texts(event, known.unanswered.path)


def _links(known: Contract, value: Json, event: Json) -> Iterator[str]:
    """What the response must take over from the event and does not."""
    for link in known.links:
        match link["kind"]:
            case "known":
                ids = _texts(event, link["event"])
                for got in _texts(value, link["response"]):
                    if got and got not in ids:
                        yield _says(link, got)
            case "every":
                answered = _texts(value, link["response"])
                if _texts(event, link["event"]) and isinstance(value, dict):
                    for wanted in _texts(event, link["event"]):
                        if wanted not in answered:
                            yield _says(link, wanted)
            case "same":
                answered, wanted_all = _texts(value, link["response"]), _texts(event, link["event"])
                if wanted_all and answered and answered != wanted_all:
                    yield _says(link, answered[0])
            case "length" if isinstance(value, list) and isinstance(event, list) and len(value) != len(event):
                yield str(link["says"]).format(got=len(value), wanted=len(event))
            case "connect" if value is None and _texts(event, "requestContext.eventType") == ["CONNECT"]:
                yield "statusCode is missing"
            case "window" if isinstance(event, dict) and "window" in event:
                if not (isinstance(value, dict) and isinstance(value.get("state"), dict)):
                    yield "a tumbling window wants the state, an object"


def _texts(value: Json, path: str) -> list[str]:
    return [found for _, found in find(value, parse_path(path)) if isinstance(found, str)]


def _says(link: Mapping[str, Any], value: str) -> str:
    leaf = str(link.get("event", "")).rpartition(".")[2]
    return str(link["says"]).format(value=value, leaf=leaf)
