"""Which sources the keys that a handler reads point to."""

from __future__ import annotations

from collections.abc import Iterator

from .event_reads import Read
from .event_sources import event_sources

_HTTP_WITH_BODY = ("rest_api", "http_api_v2")


def read_paths(read: Read, prefix: str = "") -> Iterator[tuple[str, Read]]:
    """Every value that is read, by its path (``Records.[].s3.bucket``); what is inside a JSON text is left out."""
    for key, child in read.keys.items():
        path = f"{prefix}.{key}" if prefix else key
        yield path, child
        yield from read_paths(child, path)
    if read.item is not None:
        path = f"{prefix}.[]" if prefix else "[]"
        yield path, read.item
        yield from read_paths(read.item, path)


def sources_by_keys(read: Read) -> tuple[str, ...]:
    """The ids of the sources that most of the distinguishing keys point to, in the table's order; () where none does.

    An event whose ``body`` is parsed as JSON and of which nothing else is known comes from an HTTP front end.
    """
    paths = dict(read_paths(read))
    scores: dict[str, int] = {}
    for key, facts in event_sources().items():
        score = sum(_matches(entry, paths) for entry in facts.keys)
        if score > 0:
            scores[key] = score
    if not scores:
        body = paths.get("body")
        return _HTTP_WITH_BODY if body is not None and body.parsed is not None else ()
    best = max(scores.values())
    return tuple(key for key, score in scores.items() if score == best)


def _matches(entry: str, paths: dict[str, Read]) -> int:
    """2 where a path is read and compared with the value, 1 where a path that only this source has is read."""
    path, equals, value = entry.partition("=")
    read = paths.get(path)
    if read is None:
        return 0
    if not equals:
        return 0 if read.assigned else 1
    return 2 if value in read.examples else 0
