"""The HTTP response that a client would get for what a handler returned, as each HTTP front end makes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from .encoding import Json

_INFERRING = ("http_api_v2", "function_url")
_PROXIES = ("rest_api", "http_api_v1", "alb", "vpc_lattice_v1", "vpc_lattice_v2", *_INFERRING)


@dataclass(frozen=True, slots=True)
class ClientView:
    """A response as the client sees it. ``inferred`` when the front end made it up from a result without a status code."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()
    body: str = ""
    base64: bool = False
    inferred: bool = False


def client_view(source: str, payload: str) -> ClientView | None:
    """What a client sees; None for sources that are not HTTP and payloads that would be refused (``judge`` says why).

    HTTP API with payload 2.0 and function URLs take any JSON: without ``statusCode`` it becomes the body of a 200
    (https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html); a bare text is sent as it is.
    """
    if source not in _PROXIES:
        return None
    try:
        value: Json = json.loads(payload) if payload else None
    except ValueError:
        return None
    if isinstance(value, dict) and "statusCode" in value:
        return _explicit(value)
    if source in _INFERRING:
        text = value if isinstance(value, str) else payload
        return ClientView(200, {"content-type": "application/json"}, body=text, inferred=True)
    return _explicit({**value, "statusCode": 200}) if source == "rest_api" and isinstance(value, dict) else None


def _explicit(value: dict[str, Json]) -> ClientView | None:
    status, body = value.get("statusCode"), value.get("body")
    if isinstance(status, bool) or not str(status).isdigit() or not isinstance(body, str | None):
        return None
    headers: dict[str, str] = {}
    for name, content in _object(value.get("headers")).items():
        headers[name.lower()] = _text(content)
    for name, contents in _object(value.get("multiValueHeaders")).items():
        if isinstance(contents, list):
            headers[name.lower()] = ", ".join(map(_text, contents))
    cookies = value.get("cookies")
    return ClientView(
        int(str(status)),
        headers,
        tuple(map(_text, cookies)) if isinstance(cookies, list) else (),
        body or "",
        value.get("isBase64Encoded") is True,
    )


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)
