"""What a template or the code's routes say of the events sent: a route's path and method, a rule's pattern, a schedule's input."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from ..analysis.routes import Route
from .catalog import source
from .encoding import Json
from .inferred import placeholder
from .paths import find, parse_path, put

_VARIABLE = re.compile(r"{([\w.-]+)\+?}")
_WITHOUT_BODY = ("GET", "DELETE", "HEAD", "OPTIONS")
_METHODS = {
    "rest_api": ("httpMethod", "requestContext.httpMethod"),
    "http_api_v1": ("httpMethod", "requestContext.httpMethod"),
    "http_api_v2": ("requestContext.http.method",),
}
_ELSEWHERE = {
    "function_url": (("requestContext.http.method",), ("rawPath", "requestContext.http.path")),
    "alb": (("httpMethod",), ("path",)),
    "vpc_lattice_v2": (("method",), ("path",)),
    "bedrock_agent_api": (("httpMethod",), ("apiPath",)),
    "appsync": (("info.parentTypeName",), ("info.fieldName",)),
}
"""Where other sources say method and path (AppSync: type and field)."""


def declared_event(key: str, properties: Mapping[str, object], route: Route | None = None) -> Json:
    """The sample of a source that a template's properties describe best, with their values put in.

    ``route`` is the code's own first one: it counts where the template names no path, or one that takes in all below it.
    """
    if route is not None and key in _METHODS and _leaves_open(properties):
        properties = {"method": route.method, "path": route.path}
    elif route is not None and key in _ELSEWHERE:
        return _routed(key, route)
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


def _leaves_open(properties: Mapping[str, object]) -> bool:
    """Whether a template leaves to the code which paths there are."""
    own = {name.lower().replace("_", ""): value for name, value in properties.items()}
    path = own.get("path") or own.get("route") or own.get("routekey") or "$default"
    return isinstance(path, str) and (path in ("*", "$default", "/") or "+}" in path)


def _routed(key: str, route: Route) -> Json:
    methods, paths = _ELSEWHERE[key]
    without_body = key == "function_url" and route.method in _WITHOUT_BODY
    event = source(key).variants[f"{key}_get" if without_body else key].event
    assert isinstance(event, dict)
    kept = "body" not in event or route.method not in _WITHOUT_BODY
    path = route.path if key == "bedrock_agent_api" else _VARIABLE.sub(lambda m: _value(m[1]), route.path)
    for places, value in ((methods, route.method), (paths, path)):
        for place in places:
            put(event, parse_path(place), value)
    if not kept:
        event.pop("body")
        event |= {"body": ""} if key == "alb" else {}
    if key == "appsync":
        event["arguments"] = {name: placeholder(name, None) for name in route.variables}
    if key == "bedrock_agent_api":
        event["parameters"] = [{"name": n, "type": "string", "value": _value(n)} for n in _VARIABLE.findall(path)]
    return event


def _value(name: str) -> str:
    """What a path's variable is filled with."""
    return "42" if name.lower().endswith("id") else name


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
    without_body = method in _WITHOUT_BODY
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
    values: dict[str, Json] = {name: _value(name) for name in _VARIABLE.findall(path)}
    concrete = _VARIABLE.sub(lambda m: _value(m[1]), path)
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
