"""The request that a handler serves first: its first route, or what it compares method and path with by hand."""

from __future__ import annotations

from dataclasses import dataclass

from ..analysis.event_keys import read_paths
from ..analysis.event_reads import Read
from ..analysis.routes import Route
from .catalog import source
from .paths import find, parse_path

METHODS = {
    "rest_api": (("httpMethod", "requestContext.httpMethod"), ("resource", "path")),
    "http_api_v1": (("httpMethod", "requestContext.httpMethod"), ("resource", "path")),
    "http_api_v2": (("requestContext.http.method",), ("rawPath", "requestContext.http.path")),
    "function_url": (("requestContext.http.method",), ("rawPath", "requestContext.http.path")),
    "alb": (("httpMethod",), ("path",)),
    "vpc_lattice_v2": (("method",), ("path",)),
    "bedrock_agent_api": (("httpMethod",), ("apiPath",)),
    "appsync": (("info.parentTypeName",), ("info.fieldName",)),
}
"""Where the events of a source say method and path (AppSync: type and field)."""
_IN_ONE = ("routeKey", "requestContext.routeKey")
_ASIDE = ("OPTIONS", "HEAD")
"""Methods that are served beside the others."""


@dataclass(frozen=True, slots=True)
class Request:
    """What an event asks for. ``method`` and ``path`` are "" where any will do, ``variables`` None where they are not known."""

    method: str
    path: str
    variables: tuple[str, ...] | None = None
    compared: bool = False
    """Whether the code tells requests apart by hand: then what it reads is read of several."""


def request(key: str, route: Route | None, read: Read) -> Request | None:
    """The request for a handler that serves a source; None where the source's sample will do."""
    if key not in METHODS:
        return None
    if route is not None:
        return Request(route.method, route.path, route.variables)
    reads = dict(read_paths(read))
    whole = [v for place in _IN_ONE if place in reads for v in reads[place].wanted if isinstance(v, str) and " /" in v]
    if whole:
        method, path = whole[0].split(" ", 1)
        return Request(method, path, compared=True)
    methods, paths = (_taken(reads, places) for places in METHODS[key])
    path = next((value for value, wanted in paths if wanted and (key == "appsync" or value.startswith("/"))), "")
    named = methods if key == "appsync" else [(value.upper(), wanted) for value, wanted in methods]
    usual = [(value, wanted) for value, wanted in named if value not in _ASIDE]
    sample = source(key).variants[key].event
    there = {str(found) for place in METHODS[key][0] for _, found in find(sample, parse_path(place))}
    method = usual[0][0] if usual and (path or (usual[0][1] and there.isdisjoint(value for value, _ in usual))) else ""
    return Request(method, path, compared=True) if method or path else None


def _taken(reads: dict[str, Read], places: tuple[str, ...]) -> list[tuple[str, bool]]:
    """The texts that the code branches at, each with whether it wants one of them."""
    found = [reads[place] for place in places if place in reads]
    return [(value, bool(read.wanted)) for read in found for value in read.taken if isinstance(value, str)]
