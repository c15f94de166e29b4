"""Which events suit a handler, best first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..analysis.event_reads import Read
from ..analysis.event_walk import event_reads
from ..analysis.handlers import Handler
from ..analysis.routes import first_route
from ..analysis.served import Served, Strength, served
from ..analysis.source import Source
from .addressee import named
from .catalog import source as catalogued
from .catalog import sources, variant
from .declared import declared_event
from .dispatch import request
from .encoding import Json
from .files import event_files
from .fitting import familiarity, fitted, strangeness
from .inferred import default_event, inferred_event
from .recognition import recognized
from .wrapped import chain_for

FROM_CODE = "from code"

_FORMLESS = frozenset({"direct", "step_functions", "iot_rule", "agentcore_gateway", "batch_job"})
"""Sources whose events are the user's own: what the code reads says more than any sample."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An event to run with. ``kind``: ``code`` (made from what the code reads), ``sample`` (the catalogue's), ``file`` (the project's)."""

    name: str
    kind: str
    detail: str
    text: str
    path: Path | None = None
    own: bool = False
    """Whether it is a file whose header names the handler."""


def default_suggestion(source: Source, handler: Handler) -> Suggestion:
    """The event to run a handler with when none was chosen."""
    return next(_own(source, handler), None) or _from_code(source, handler)


def suggestions(source: Source, handler: Handler, last: Json = None) -> list[Suggestion]:
    """The events that suit a handler; the first is its default. ``last`` is the event that was used last.

    The samples of the sources it serves with the keys that the code reads, the event made from the code alone, the project's event
    files, the other samples of its sources and of the one that the last event is from, then all there are.
    """
    own = list(_own(source, handler))
    found = {s.name: s for s in [*own, _from_code(source, handler)]}
    for file in event_files(source.path):
        detail = file.problem or f"{file.path.parent.name}/{file.path.name}"
        mine = file.header.handler is not None and named(file.path, file.header.handler) == (source.path, handler.name)
        found.setdefault(file.name, Suggestion(file.name, "file", detail, file.text, file.path, mine))
    ids = [key for s in served(source, handler) for key in s.ids]
    looks = recognized(last) if last is not None else None
    ids += [looks] if looks is not None and looks not in ids else []
    ordered = [*map(catalogued, ids), *(s for s in sources() if s.facts.id not in ids)]
    for known in ordered:
        for sample in known.variants.values():
            found.setdefault(sample.name, Suggestion(sample.name, "sample", sample.title, _text(sample.event)))
    found.setdefault("empty", Suggestion("empty", "sample", "an empty JSON object", "{}"))
    return list(found.values())


def _own(source: Source, handler: Handler) -> Iterator[Suggestion]:
    """A fitted sample for each source that the handler serves, the best first; none where the code's own keys say more."""
    reads, route = event_reads(source, handler), first_route(source, handler)
    for one in served(source, handler):
        ids = [key for key in one.ids if key not in _FORMLESS]
        if not ids:
            continue
        key = min(ids, key=lambda k: strangeness(catalogued(k).variants[k].event, catalogued(k), reads))
        known = catalogued(key)
        chain = chain_for(key, reads)
        wanted = request(key, route, reads)
        sample = variant(chain).event if chain else declared_event(key, one.properties or _matched(reads), wanted)
        if one.strength is Strength.KEYS:
            strange, familiar = strangeness(sample, known, reads), familiarity(sample, known, reads)
            if strange > familiar:
                continue
        event = fitted(sample, known, reads)
        if wanted is not None and wanted.compared and _is_without_body(sample) and isinstance(event, dict):
            event["body"] = None
        title = variant(chain).title if chain else known.facts.title
        detail = f"{title}{' with the keys that the handler reads' if event != sample else ''}"
        yield Suggestion(chain or key, "sample", f"{detail} ({_why(one)})", _text(event))


def _is_without_body(sample: Json) -> bool:
    return isinstance(sample, dict) and sample.get("body", "") is None


def _matched(reads: Read) -> dict[str, object]:
    """What the code compares an event's source and type with, as a rule's pattern."""
    asked = {key: reads.keys[key].named for key in ("source", "detail-type") if key in reads.keys}
    pattern = {key: values for key, values in asked.items() if values}
    return {"pattern": pattern} if pattern else {}


def _why(one: Served) -> str:
    return f"by {one.evidence}"


def _from_code(source: Source, handler: Handler) -> Suggestion:
    if inferred_event(source, handler) == {}:
        return Suggestion("empty", "code", "the handler reads no keys", "{}")
    return Suggestion(FROM_CODE, "code", "made from the keys that the handler reads", default_event(source, handler))


def _text(event: Json) -> str:
    return json.dumps(event, indent=2, ensure_ascii=False)
