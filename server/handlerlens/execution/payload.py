"""What the Invoke API accepts and refuses before and after the function runs.

Limits: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (6 MB synchronous, 1 MB asynchronous); the exact
byte counts are those of the runtime interface emulator.
"""

from __future__ import annotations

import json

from .invocation import EventError, InvocationType

RESPONSE_LIMIT = 6 * 1024 * 1024 + 100
REQUEST_LIMITS = {
    InvocationType.REQUEST_RESPONSE: 6 * 1024 * 1024 + 100,
    InvocationType.EVENT: 1024 * 1024,
    InvocationType.DRY_RUN: 6 * 1024 * 1024 + 100,
}


def request_body(event: str, type: InvocationType) -> bytes:  # noqa: A002 - the API's name
    """The bytes the function gets for an event as the user wrote it; an empty one is ``{}``. Raises ``EventError``."""
    if not event.strip():
        return b"{}"
    try:
        body = event.encode()
    except UnicodeEncodeError as error:
        place = _place(event, error.start)
        raise EventError(f"The event is not valid text: half of a surrogate pair at {place}. Remove it.") from None
    limit = REQUEST_LIMITS[type]
    if len(body) > limit:
        raise EventError(
            f"The event has {len(body)} bytes; Lambda refuses more than {limit} for the invocation type {type.value}. "
            "Make it smaller."
        )
    try:
        json.loads(event, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise EventError(
            f"The event is not JSON: {_plain(error.msg)} at {place}. Correct it and invoke again."
        ) from None
    except _NotJsonError as error:
        raise EventError(f"The event is not JSON: {error} is not a JSON value. Write null or a number.") from None
    except (RecursionError, ValueError):
        pass  # deeper or longer than this parser goes; the function's own one decides
    return body


def too_large(size: int) -> bytes:
    """The error the caller gets instead of a response of ``size`` bytes."""
    message = f"Response payload size ({size} bytes) exceeded maximum allowed payload size ({RESPONSE_LIMIT} bytes)."
    return platform_error("Function.ResponseSizeTooLarge", message)


def platform_error(type: str, message: str) -> bytes:  # noqa: A002 - the field's name
    """An error body of the service itself; its keys are in the reverse order of the runtime's."""
    return json.dumps({"errorType": type, "errorMessage": message}, separators=(",", ":"), ensure_ascii=False).encode()


class _NotJsonError(Exception):
    pass


def _refuse(constant: str) -> object:
    raise _NotJsonError(constant)


def _plain(message: str) -> str:
    return message[:1].lower() + message[1:]


def _place(text: str, offset: int) -> str:
    line = text.count("\n", 0, offset) + 1
    return f"line {line}, column {offset - (text.rfind(chr(10), 0, offset) + 1) + 1}"
