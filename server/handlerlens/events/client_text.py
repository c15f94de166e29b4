"""The HTTP response that a client sees, in a line or two of text."""

from __future__ import annotations

import base64
import binascii

from .client_view import ClientView, client_view

_CALLERS = {"http_api_v2": "the HTTP API", "function_url": "the function URL", "rest_api": "API Gateway"}
_FAILURES = {
    "rest_api": '502 · {"message": "Internal server error"}',
    "http_api_v1": '500 · {"message": "Internal Server Error"}',
    "http_api_v2": '500 · {"message": "Internal Server Error"}',
    "function_url": "502 · Internal Server Error",
    "alb": "502 Bad Gateway",
}
"""What each front end makes of a function error (the services' guides; function URLs as recorded from AWS)."""
_SHOWN = 300


def client_text(source: str, payload: str) -> str | None:
    """What a client gets, e.g. ``the client gets 200 · content-type: text/html · <h1>Hello</h1>``; None where it is no HTTP."""
    view = client_view(source, payload)
    if view is None:
        return None
    facts = [f"the client gets {view.status}"]
    facts += [f"{name}: {value}" for name, value in view.headers.items()]
    facts += [f"set-cookie: {cookie}" for cookie in view.cookies]
    facts.append(_body(view))
    text = " · ".join(facts)
    if view.inferred:
        text += f" (without statusCode {_CALLERS[source]} takes the whole result as the body)"
    return text


def failure_text(source: str) -> str | None:
    """What a client gets when the function fails; None where it is no HTTP."""
    return f"the client gets {_FAILURES[source]}" if source in _FAILURES else None


def _body(view: ClientView) -> str:
    if not view.body:
        return "no body"
    if view.base64:
        try:
            return f"{len(base64.b64decode(view.body, validate=True))} bytes of body"
        except (binascii.Error, ValueError):
            return "a body that is not base64"
    return view.body if len(view.body) <= _SHOWN else f"{view.body[: _SHOWN - 1]}…"
