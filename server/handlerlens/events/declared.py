"""What a template says of the events it sends: the path and method of a route, the pattern of a rule, the input of a schedule."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from .catalog import source
from .encoding import Json
from .paths import find, parse_path, put

_METHODS = {
    "rest_api": ("httpMethod", "requestContext.httpMethod"),
    "http_api_v1": ("httpMethod", "requestContext.httpMethod"),
    "http_api_v2": ("requestContext.http.method",),
}


def declared_event(key: str, properties: Mapping[str, object]) -> Json:
    """The sample of a source that a template's properties describe best, with their values put in."""
    own = {name.lower().replace("_", ""): value for name, value in properties.items()}
    if key in ("schedule", "eventbridge"):
        given = _input(own)
        if given is not None:
            return given
    if key in _METHODS:
        return _route(key, own)
    if key in ("eventbridge", "s3_eventbridge"):
        return _pattern(key, own)
    variants = source(key).variants
    if key == "sqs" and ".fifo" in _text(properties):
        return variants["sqs_fifo"].event
    if key == "s3" and "ObjectRemoved" in _text(properties) and "ObjectCreated" not in _text(properties):
        return variants["s3_delete"].event
    return variants[key].event


def _text(properties: Mapping[str, object]) -> str:
    return json.dumps(properties, default=str)


def _input(own: Mapping[str, object]) -> Json:
    """The constant input of a schedule or rule (``Input``), where it is JSON."""
    given = own.get("input")
    if not isinstance(given, str):
        return given if isinstance(given, dict | list) else None
    try:
        parsed: Json = json.loads(given)
    except ValueError:
        return None
    return parsed


def _route(key: str, own: Mapping[str, object]) -> Json:
    method, path = own.get("method"), own.get("path")
    route = own.get("route") or own.get("routekey")
    if isinstance(route, str) and " " in route:
        method, path = route.split(" ", 1)
    method = method.upper() if isinstance(method, str) and method.isalpha() else None
    without_body = method in ("GET", "DELETE", "HEAD", "OPTIONS")
    event = source(key).variants[f"{key}_get" if without_body else key].event
    assert isinstance(event, dict)
    if method is not None and method != "ANY":
        for place in _METHODS[key]:
            put(event, parse_path(place), method)
    else:
        method = str(next(found for _, found in find(event, parse_path(_METHODS[key][0]))))
    if isinstance(path, str) and path.startswith("/"):
        _place(key, event, path, method)
    return event


def _place(key: str, event: dict[str, Json], path: str, method: str) -> None:
    """Put a route's path into an event, its variables filled."""
    names = re.findall(r"{([\w.-]+)\+?}", path)
    values: dict[str, Json] = {name: "42" if name.lower().endswith("id") else name for name in names}
    concrete = re.sub(r"{([\w.-]+)\+?}", lambda m: str(values[m[1]]), path)
    if values or key != "http_api_v2":
        event["pathParameters"] = values or None
    else:
        event.pop("pathParameters", None)
    context = event["requestContext"]
    assert isinstance(context, dict)
    if key == "http_api_v2":
        event["rawPath"] = concrete
        event["routeKey"] = context["routeKey"] = f"{method} {path}"
        put(context, ("http", "path"), concrete)
    else:
        event["path"], event["resource"] = concrete, path
        context["path"], context["resourcePath"] = f"/{context['stage']}{concrete}", path


def _pattern(key: str, own: Mapping[str, object]) -> Json:
    """The sample that an event pattern matches, else the general one with the pattern's first values."""
    pattern = own.get("pattern") or own.get("eventpattern")
    if isinstance(pattern, str):
        try:
            pattern = json.loads(pattern)
        except ValueError:
            pattern = None
    wanted = dict(_wanted(pattern)) if isinstance(pattern, Mapping) else {}
    variants = source(key).variants
    scored = {
        name: sum(str(found) in values for path, values in wanted.items() for _, found in find(v.event, path))
        for name, v in variants.items()
    }
    best = max(scored, key=lambda name: scored[name])
    named = {path for path in wanted if path in (("source",), ("detail-type",))}
    if scored[best] < len(named):
        best = key
    event = variants[best].event
    for path, values in wanted.items():
        if len(path) <= 2 and not any(str(found) in values for _, found in find(event, path)):
            put(event, path, values[0])
    return event


def _wanted(pattern: Mapping[str, object], at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """The constant values that a pattern asks for, by path."""
    for key, value in pattern.items():
        here = (*at, str(key))
        if isinstance(value, Mapping):
            yield from _wanted(value, here)
        elif isinstance(value, list):
            constants = [v for v in value if isinstance(v, str)]
            if constants and len(constants) == len(value):
                yield here, constants
