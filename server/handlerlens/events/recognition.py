"""Which service an event comes from, by its look."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ..analysis.event_sources import event_sources
from .catalog import source
from .encoding import Json
from .paths import ANY, Part, find, format_path, parse_path

_DEPTH = 4
_ENOUGH = 0.6
_AUTHORIZERS = ("http_api_authorizer", "rest_authorizer_request")
"""Their requests are alike, but only an HTTP API says which version of the format it sends."""


def recognized(event: Json) -> str | None:
    """The id of the source whose samples an event looks like; None for an event of one's own (or one that could be anything)."""
    here = frozenset(_paths(event))
    if not here:
        return None
    return _closest(event, here) or _closest(event, here, by_keys=True)


def closest_sample(event: Json) -> str | None:
    """The name of the sample that an event looks most like, of the source that it is recognized to come from; None for no source."""
    key, here = recognized(event), frozenset(_paths(event))
    if key is None:
        return None
    looks = {name: frozenset(_paths(variant.event)) for name, variant in source(key).variants.items()}
    return max(looks, key=lambda name: len(here & looks[name]) / len(here | looks[name]))


def _closest(event: Json, here: frozenset[str], *, by_keys: bool = False) -> str | None:
    """The source that an event is enough like; with ``by_keys`` the keys that tell sources apart count as well."""
    best, best_score = None, _ENOUGH
    for key, looks in _looks().items():
        closeness = max(len(here & look) / len(here | look) for look in looks)
        if closeness < _ENOUGH / (3 if by_keys else 2):
            continue
        told = _told(key, event)
        score = closeness + told + (_own_keys(key, event) if by_keys else 0.0) if told >= 0 else 0.0
        if score > best_score:
            best, best_score = key, score
    return best


def _told(key: str, event: Json) -> float:
    """What the values say that only this source has: a bonus for the right one, -1 for another one."""
    domain = [text for _, text in find(event, parse_path("requestContext.domainName"))]
    if key in ("function_url", "http_api_v2") and domain:
        return 1.1 if (".lambda-url." in str(domain[0])) == (key == "function_url") else 0.0
    if key in _AUTHORIZERS and isinstance(event, dict) and "type" in event:
        return 1.0 if ("version" in event) == (key == "http_api_authorizer") else -1.0
    values: dict[str, list[str]] = {}
    for entry in event_sources()[key].keys:
        path, equals, value = entry.partition("=")
        if equals:
            values.setdefault(path.replace(".[]", "[]"), []).append(value)
    for path, allowed in values.items():
        found = [text for _, text in find(event, parse_path(path))]
        if found:
            return 1.0 if all(text in allowed for text in found) else -1.0
    return 0.0


def _own_keys(key: str, event: Json) -> float:
    """A bonus for the keys that tell the source apart, at most as much as a likeness that is enough."""
    paths = [entry for entry in event_sources()[key].keys if "=" not in entry]
    found = sum(next(find(event, parse_path(path.replace(".[]", "[]"))), None) is not None for path in paths)
    return min(_ENOUGH, 0.2 * found)


@cache
def _looks() -> dict[str, tuple[frozenset[str], ...]]:
    loose = {"direct", "step_functions", "iot_rule", "agentcore_gateway", "batch_job", "pipes"}
    return {
        key: tuple({frozenset(_paths(v.event)): None for v in source(key).variants.values() if _paths_of(v.event)})
        for key in event_sources()
        if key not in loose
    }


def _paths_of(event: Json) -> bool:
    return next(_paths(event), None) is not None


def _paths(value: Json, at: tuple[Part, ...] = ()) -> Iterator[str]:
    """The keys of an event to some depth, list indexes made one."""
    if isinstance(value, dict) and len(at) < _DEPTH:
        for key, inner in value.items():
            here = (*at, key)
            yield format_path(here)
            yield from _paths(inner, here)
    elif isinstance(value, list):
        for inner in value[:3]:
            yield from _paths(inner, (*at, ANY))
