"""Which sources the keys that a handler reads point to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from .event_reads import Read
from .event_sources import event_sources

_HTTP_WITH_BODY = ("rest_api", "http_api_v2")
_USER_POOL = (
    "cognito_post_confirmation",
    "cognito_pre_sign_up",
    "cognito_post_authentication",
    "cognito_pre_authentication",
    "cognito_pre_token_generation",
)
_FILLED = "response."
"""What a trigger of a user pool fills in; other keys that a handler writes are its own."""
_AUTHORIZERS = ("rest_authorizer_token", "rest_authorizer_request", "http_api_authorizer")
_BOTH = frozenset({"authorizationToken", "headers"})
"""What no event of an API's authorizer has both of, but of HTTP API 1.0."""


def read_paths(read: Read, prefix: str = "") -> Iterator[tuple[str, Read]]:
    """Every value that is read, by its path (``Records.[].s3.bucket``); what is inside a JSON text is left out."""
    for key, child in read.keys.items():
        path = f"{prefix}.{key}" if prefix else key
        yield path, child
        yield from read_paths(child, path)
    for part, inner in (("[]", read.item), ("*", read.entry)):
        if inner is not None:
            path = f"{prefix}.{part}" if prefix else part
            yield path, inner
            yield from read_paths(inner, path)


def sources_by_keys(read: Read) -> tuple[str, ...]:
    """The ids of the sources that most of the distinguishing keys point to, in the table's order; () where none does.

    An event whose ``body`` is parsed as JSON and of which nothing else is known comes from an HTTP front end. An authorizer that looks for
    its token in both places is one for several APIs. Where only the user of a user pool's event is
    read, it may be any of the usual triggers.
    """
    paths = dict(read_paths(read))
    scores: dict[str, int] = {}
    for path, read in paths.items():
        for key, value in _pointers().get(path, ()):
            own = read.assigned and not path.startswith(_FILLED)
            score = (2 if value in read.examples else 0) if value is not None else (0 if own else 1)
            if score:
                scores[key] = scores.get(key, 0) + score
    for key, pairs in _pairs().items():
        if any(paths.keys() >= pair for pair in pairs):
            scores[key] = scores.get(key, 0) + 2
    if not scores and "request.userAttributes" in paths:
        return _USER_POOL
    if not scores:
        body = paths.get("body")
        return _HTTP_WITH_BODY if body is not None and body.parsed is not None else ()
    best = max(scores.values())
    found = tuple(key for key in event_sources() if scores.get(key) == best)
    return _AUTHORIZERS if paths.keys() >= _BOTH and not set(found).isdisjoint(_AUTHORIZERS) else found


def tells_apart(read: Read) -> bool:
    """Whether a handler asks which kind of event it has, by a value that only one source's events have (``type == "TOKEN"``)."""
    values = ((value, read.examples) for path, read in read_paths(read) for _, value in _pointers().get(path, ()))
    return any(value is not None and value in examples for value, examples in values)


@cache
def _pointers() -> dict[str, list[tuple[str, str | None]]]:
    """By path: the sources that it points to, where it is only read (None), or where it is compared with a value."""
    found: dict[str, list[tuple[str, str | None]]] = {}
    for key, facts in event_sources().items():
        for entry in facts.keys:
            path, equals, value = entry.partition("=")
            found.setdefault(path, []).append((key, value if equals else None))
    return found


@cache
def _pairs() -> dict[str, list[frozenset[str]]]:
    """By source: the paths that point to it where both are read."""
    return {
        key: [frozenset(p.split("+")) for p in facts.pairs] for key, facts in event_sources().items() if facts.pairs
    }
