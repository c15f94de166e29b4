"""Change one value of an event (``--set Records[0].s3.bucket.name=photos``), also where it is encoded."""

from __future__ import annotations

import json
from collections.abc import Iterable

from .catalog import Source, Variant, refresh, source
from .encoding import Json, dump, encode, open_layer
from .paths import Part, PathError, find, format_path, matches, parse_path, put, step


def changed(variant: Variant, settings: Iterable[str]) -> Json:
    """The sample with ``path=value`` settings applied in order; raises ``PathError`` with a sentence for one that cannot be."""
    event, known = variant.event, source(variant.source)
    for setting in settings:
        path, equals, text = setting.partition("=")
        if not equals:
            raise PathError(f"'{setting}' is not a setting; write path=value.")
        event = set_path(event, path.strip(), text, known)
    return event


def set_path(event: Json, path: str, text: str, known: Source | None = None) -> Json:
    """The event with the value at ``path`` set from ``text``; the event is changed in place where it can be.

    A value keeps its type: what is text stays text (``null`` and quoted JSON text excepted; a new header is text too), anything
    else is read as JSON and taken as text where it is none. A path may lead into JSON, base64 or gzip that a text holds, which is
    encoded again; texts that the source knows as base64 or gzip are given plain. Checksums follow, but for one that is set itself.
    """
    parts = parse_path(path)
    event = _set(event, parts, (), text, known)
    if known is not None:
        refresh(event, known, parts)
    return event


def _set(value: Json, rest: tuple[Part, ...], done: tuple[Part, ...], text: str, known: Source | None) -> Json:
    part, after = rest[0], rest[1:]
    if isinstance(value, str):
        opened = open_layer(value)
        if opened is None:
            raise PathError(f"{format_path(done) or 'The event'} is plain text and has no '{part}'.")
        inner, layer = opened
        return encode(dump(_set(inner, rest, done, text, None)), layer)
    here = (*done, part)
    if after:
        put(value, (part,), _set(step(value, part, here), after, here, text, known))
        return value
    old = next((found for _, found in find(value, (part,))), "" if _texts_only(value) else None)
    put(value, (part,), _read(text, old, here, value, known), done)
    return value


def _texts_only(owner: Json) -> bool:
    """Whether an object maps names to texts, as headers and query parameters do."""
    return isinstance(owner, dict) and bool(owner) and all(isinstance(value, str) for value in owner.values())


def _read(text: str, old: Json, path: tuple[Part, ...], owner: Json, known: Source | None) -> Json:
    if isinstance(old, str):
        if text == "null":
            return None
        quoted = _json(text) if text[:1] == '"' else _NONE
        plain = text if quoted is _NONE else str(quoted)
        layer = _layer(path, owner, known)
        return encode(plain, layer) if layer else plain
    parsed = _json(text)
    return text if parsed is _NONE else parsed


_NONE: Json = "\0"


def _json(text: str) -> Json:
    try:
        parsed: Json = json.loads(text)
    except ValueError:
        return _NONE
    return parsed


def _layer(path: tuple[Part, ...], owner: Json, known: Source | None) -> str:
    """How a text is encoded at a path, by what the source says of it; "" where it is plain."""
    for rule in known.facts.encoded if known is not None else ():
        if matches(parse_path(rule["path"]), path):
            flag = rule.get("when")
            if flag is None or (isinstance(owner, dict) and owner.get(flag) is True):
                return rule["as"]
    return ""
