"""The events that AWS services send: one JSON file a source under ``data/``, read when it is asked for."""

from __future__ import annotations

import copy
import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from ..analysis.event_sources import EventSourceFacts, event_sources
from .encoding import Json, checksum, dump, encode, open_layer
from .paths import Part, find, parse_path, put, remove

_WITHIN = "_in_"


@dataclass(frozen=True, slots=True)
class Variant:
    """One event. ``name`` is what lists and ``events show`` call it; the first variant of a source has the source's id."""

    name: str
    title: str
    source: str
    _event: Json

    @property
    def event(self) -> Json:
        """The sample, fresh each time."""
        return copy.deepcopy(self._event)


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of a source's events. Paths are patterns (``Records[].body``, ``records.*[].value``).

    ``open`` are objects whose keys are the sender's own; ``signature`` are the keys (``path=value``, ``!`` before absent ones) that
    together only its events have, where no single one tells it; ``fields`` are sentences by path; ``checksums`` says which texts
    are digests of others; ``carries`` where another event can stand, ``carried`` what it looks like inside another one.
    """

    facts: EventSourceFacts
    docs: str
    variants: Mapping[str, Variant]
    open: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    fields: Mapping[str, str] | None = None
    checksums: tuple[Mapping[str, str], ...] = ()
    carries: tuple[Mapping[str, str], ...] = ()
    carried: Mapping[str, Any] | None = None


class UnknownEvent(ValueError):  # noqa: N818 - it is what the user named
    """No event of that name; the sentence offers near ones."""


@cache
def source(key: str) -> Source:
    """A source by its id; raises ``KeyError`` for an id that ``event_sources()`` does not know."""
    facts = event_sources()[key]
    data = json.loads((resources.files(__package__) / "data" / f"{key}.json").read_text("utf-8"))
    variants: dict[str, Variant] = {}
    for entry in data["variants"]:
        event = entry["sample"] if "sample" in entry else variants[entry["from"]].event
        for path, value in entry.get("set", {}).items():
            put(event, parse_path(path), value)
        for path in entry.get("remove", ()):
            remove(event, parse_path(path))
        variants[entry["id"]] = Variant(entry["id"], entry["title"], key, event)
    lists = ("open", "signature", "checksums", "carries")
    return Source(
        facts,
        data["docs"],
        variants,
        fields=data.get("fields"),
        carried=data.get("carried"),
        **{name: tuple(data.get(name, ())) for name in lists},
    )


def sources() -> Iterator[Source]:
    """Every source, in the order of the table."""
    return map(source, event_sources())


def variant(name: str) -> Variant:
    """An event by its name; ``s3_in_sns_in_sqs`` puts the events on the left into those on the right."""
    if _WITHIN in name:
        return _chain(name)
    likely = [key for key in event_sources() if name == key or name.startswith(key + "_")]
    for key in [*sorted(likely, key=len, reverse=True), *event_sources()]:
        known = source(key).variants.get(name)
        if known is not None:
            return known
    raise UnknownEvent(_unknown(name))


def compositions() -> list[str]:
    """The common chains, as names for ``variant``."""
    chains = {
        "sns": ("s3", "ses", "codecommit", "eventbridge"),
        "sqs": ("s3", "sns", "sns_alarm", "eventbridge", "schedule", "s3_eventbridge"),
        "sns_in_sqs": ("s3", "ses", "eventbridge"),
        "kinesis": ("cloudwatch_logs", "eventbridge"),
        "firehose": ("cloudwatch_logs", "sns", "eventbridge"),
        "kafka": ("eventbridge",),
    }
    return [f"{inner}{_WITHIN}{outer}" for outer, inners in chains.items() for inner in inners]


@cache
def _chain(name: str) -> Variant:
    """Put events into one another, the innermost first, each in the form and the encoding that the next one carries it in."""
    links = [variant(part) for part in name.split(_WITHIN)]
    text = layer = ""
    value: Json = None
    for link in links:
        known = source(link.source)
        value, places = link.event, known.carries
        if link is not links[-1] and known.carried is not None:
            value, places = _carried(value, known.carried), known.carried.get("carries", ())
        if link is not links[0]:
            if not places:
                raise UnknownEvent(f"'{link.name}' does not carry other events.")
            put(value, parse_path(places[0]["path"]), encode(text, layer or places[0]["as"]))
        text, layer = dump(value), str((known.carried or {}).get("as", ""))
    refresh(value, known)
    return Variant(name, ", in ".join(link.title for link in links), links[-1].source, value)


def _carried(event: Json, form: Mapping[str, Any]) -> Json:
    """An event as it looks inside another one."""
    if "opens" in form:
        text = next(found for _, found in find(event, parse_path(form["opens"])))
        opened = open_layer(str(text))
        return opened[0] if opened else None
    value: Json = copy.deepcopy(form["sample"])
    for to, origin in form.get("copies", {}).items():
        for _, found in find(event, parse_path(origin)):
            put(value, parse_path(to), found)
    return value


def refresh(event: Json, known: Source, kept: tuple[Part, ...] = ()) -> None:
    """Make the checksums of an event right again, in place, but for one ``kept`` at a path."""
    for rule in known.checksums:
        beside = parse_path(rule["of"])[-1]
        for at, _ in list(find(event, parse_path(rule["path"]))):
            for _, value in find(event, (*at[:-1], beside)) if at != kept else ():
                put(event, at, checksum(value, rule["as"]))


def _unknown(name: str) -> str:
    names = [*(entry for known in sources() for entry in known.variants), *compositions()]
    words = set(name.lower().replace("-", "_").split("_"))
    alike = [entry for entry in names if words <= set(entry.split("_"))]
    near = alike[:3] or difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    hint = f" Near: {', '.join(near)}." if near else ""
    return f"There is no event '{name}'.{hint} `handlerlens events list` names them all."
