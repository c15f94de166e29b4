"""What a template or the code's routes say of the events sent: a route's path and method, a rule's pattern, a schedule's input."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from .catalog import source
from .dispatch import METHODS, Request
from .encoding import Json
from .inferred import placeholder
from .paths import find, parse_path, put

_VARIABLE = re.compile(r"{([\w.-]+)\+?}")
_WITHOUT_BODY = ("GET", "DELETE", "HEAD", "OPTIONS")
_ROUTED = ("rest_api", "http_api_v1", "http_api_v2")
"""Sources whose templates say method and path."""


def declared_event(key: str, properties: Mapping[str, object], wanted: Request | None = None) -> Json:
    """The sample of a source that a template's properties describe best, with their values put in.

    ``wanted`` is the request that the code serves first: its path counts where the template names none, or one that takes in all
    below it, its method where the template takes any.
    """
    if wanted is not None and key in _ROUTED:
        properties = _with_request(properties, wanted)
    elif wanted is not None and key in METHODS:
        return _requested(key, wanted)
    own = {name.lower().replace("_", ""): value for name, value in properties.items()}
    if key in ("schedule", "eventbridge"):
        given = _input(own)
        if given is not None:
            return given
    if key in _ROUTED:
        return _route(key, own)
    if key in ("eventbridge", "s3_eventbridge"):
        return _pattern(key, own)
    variants = source(key).variants
    if key == "sqs" and ".fifo" in _text(properties):
        return variants["sqs_fifo"].event
    if key == "s3" and "ObjectRemoved" in _text(properties) and "ObjectCreated" not in _text(properties):
        return variants["s3_delete"].event
    return variants[key].event


def _with_request(properties: Mapping[str, object], wanted: Request) -> Mapping[str, object]:
    """The properties with what they leave to the code: which paths there are, and which methods."""
    own = {name.lower().replace("_", ""): value for name, value in properties.items()}
    path = own.get("path") or own.get("route") or own.get("routekey") or "$default"
    if isinstance(path, str) and (path in ("*", "$default", "/") or "+}" in path):
        return {"method": wanted.method, "path": wanted.path or path}
    if wanted.method and str(own.get("method", "")).upper() in ("ANY", "*"):
        return {"method": wanted.method, "path": path}
    return properties


def _requested(key: str, wanted: Request) -> Json:
    """The sample of a source whose templates say nothing of methods and paths, as the request that the code serves."""
    without_body = key == "function_url" and wanted.method in _WITHOUT_BODY
    event = source(key).variants[f"{key}_get" if without_body else key].event
    assert isinstance(event, dict)
    kept = "body" not in event or wanted.method not in _WITHOUT_BODY
    path = wanted.path if key == "bedrock_agent_api" else _VARIABLE.sub(lambda m: _value(m[1]), wanted.path)
    for places, value in zip(METHODS[key], (wanted.method, path), strict=True):
        for place in places if value else ():
            put(event, parse_path(place), value)
    if not kept:
        event.pop("body")
        event |= {"body": ""} if key == "alb" else {}
    if key == "appsync" and wanted.variables is not None:
        event["arguments"] = {name: placeholder(name, None) for name in wanted.variables}
    if key == "bedrock_agent_api" and path:
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
        for place in METHODS[key][0]:
            put(event, parse_path(place), method)
    else:
        method = str(next(found for _, found in find(event, parse_path(METHODS[key][0][0]))))
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
