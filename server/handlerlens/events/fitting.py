"""A source's sample made to suit a handler: the keys that the code reads are there, with values of the types it wants."""

from __future__ import annotations

import copy
import json

from ..analysis.event_keys import read_paths
from ..analysis.event_reads import Read
from .catalog import Source, refresh
from .dispatch import METHODS
from .encoding import Json, dump, encode, open_layer
from .inferred import example
from .paths import ANY, Part, find, matches, parse_path

_TEXTS = ("headers", "queryStringParameters", "pathParameters", "stageVariables", "query_string_parameters")
"""Objects whose values are texts, which a sample may lack."""
_TOLD = ("source", "detail-type", "routeKey", "requestContext.routeKey")
_KEPT = ("headers", "multiValueHeaders")
"""Open objects whose sample entries stay beside those that the code reads."""


def fitted(sample: Json, known: Source, read: Read) -> Json:
    """The sample with what the code reads and the sample lacks; the sample itself is left alone."""
    event = _fit(copy.deepcopy(sample), read, (), known)
    refresh(event, known)
    return event


def strangeness(sample: Json, known: Source, read: Read) -> int:
    """How many of the values that the code reads such an event cannot have."""
    return sum(not _possible(sample, known, path) for path, child in read_paths(read) if not child.assigned)


def familiarity(sample: Json, known: Source, read: Read) -> int:
    """How many of the values that the code reads such an event has."""
    return sum(_possible(sample, known, path) for path, _ in read_paths(read))


def _possible(sample: Json, known: Source, path: str) -> bool:
    parts = tuple(ANY if part in ("[]", "*") else part for part in path.split("."))
    if next(find(sample, parts), None) is not None:
        return True
    for pattern in (*known.open, *known.facts.absent, *known.facts.nullable):
        open_ = parse_path(pattern)
        if len(open_) <= len(parts) and all(p is ANY or q is ANY or p == q for p, q in zip(open_, parts, strict=False)):
            return True
    return False


def _fit(value: Json, read: Read, at: tuple[Part, ...], known: Source | None) -> Json:
    if isinstance(value, str) and read.parsed is not None:
        return _fit_text(value, read.parsed, read.format)
    if isinstance(value, dict) and read.keys:
        texts = known is not None and bool(value) and all(isinstance(inner, str) for inner in value.values())
        if _senders_own(at, known) and not value.keys() & read.keys.keys() and at[-1:] not in [(k,) for k in _KEPT]:
            value = {}
        lower = (
            at[-1:] == ("headers",) and known is not None and bool(value) and all(key == key.lower() for key in value)
        )
        for asked, child in read.keys.items():
            key = asked.lower() if lower else asked  # these services never send another writing
            if key in value:
                value[key] = _fit(value[key], child, (*at, key), known)
            elif not child.assigned and (child.required or not _may_be_absent((*at, key), known)):
                value[key] = _text(example(child)) if texts else _made(child, (*at, key))
        return value
    if isinstance(value, dict) and read.entry is not None:
        return {key: _fit(inner, read.entry, (*at, key), known) for key, inner in value.items()}
    if isinstance(value, list) and read.item is not None:
        return [_fit(element, read.item, (*at, index), known) for index, element in enumerate(value)]
    if isinstance(value, str | int | float) and not _settled(at, known):
        return _wanted(value, read)
    if value is None and (read.keys or read.item is not None or read.parsed is not None):
        return _made(read, at)
    return value


def _wanted(value: str | float, read: Read) -> Json:
    """The value, or what the code wants instead of it where that is another one (in capitals or not)."""
    if str(value).casefold() in (str(one).casefold() for one in read.taken):
        return value
    wanted = read.taken if value in read.left else read.wanted
    return next((one for one in wanted if type(one) is type(value)), value)


def _settled(at: tuple[Part, ...], known: Source | None) -> bool:
    """Whether a place says which source an event is from, or which request it is: what the template or the routes have settled."""
    if known is None:
        return False
    told = (entry.partition("=")[0] for entry in known.facts.keys if "=" in entry)
    places = (place for both in METHODS.get(known.facts.id, ()) for place in both)
    return any(matches(parse_path(path), at) for path in (*told, *places, *_TOLD))


def _made(read: Read, at: tuple[Part, ...]) -> Json:
    """A value made for the code alone."""
    made = example(read)
    if isinstance(made, dict) and at and at[-1] in _TEXTS:
        return {key: _text(inner) for key, inner in made.items()}
    return made


def _text(value: Json) -> Json:
    """A value as query parameters, headers and the like have it."""
    return value if isinstance(value, str | dict | list | None) else json.dumps(value)


def _fit_text(text: str, parsed: Read, layer: str) -> Json:
    """A JSON text: the sample's where it has what the code reads, else one made for the code."""
    opened = open_layer(text)
    if opened is None:
        return encode(dump(example(parsed)), layer if layer in ("base64", "gzip") else "json")
    inner, layer = opened
    if isinstance(inner, dict) and parsed.keys and not inner.keys() & parsed.keys.keys():
        return encode(dump(example(parsed)), layer)
    return encode(dump(_fit(inner, parsed, (), None)), layer)


def _senders_own(at: tuple[Part, ...], known: Source | None) -> bool:
    """Whether a place is an object of the sender's, or inside one (all of a JSON text is)."""
    if known is None:
        return True
    return any(matches(pattern, at[: len(pattern)]) for pattern in map(parse_path, known.open))


def _may_be_absent(at: tuple[Part, ...], known: Source | None) -> bool:
    return known is not None and any(matches(parse_path(pattern), at) for pattern in known.facts.absent)
