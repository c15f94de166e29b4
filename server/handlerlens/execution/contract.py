"""What the caller would do with a run's payload, where the event or the function's declaration tells who the caller is."""

from __future__ import annotations

import json

from ..analysis.handlers import Handler
from ..analysis.served import served
from ..analysis.source import Source
from ..events.client_text import client_text, failure_text
from ..events.contracts import judge
from ..events.recognition import recognized
from .invocation import Invocation, InvocationType, Outcome


def caller(invocation: Invocation, source: Source, handler: Handler) -> str | None:
    """The source whose event was sent: by the event's look, else the only one that the handler is known for (a shortened event)."""
    try:
        found = recognized(json.loads(invocation.event))
    except (ValueError, RecursionError):
        return None  # no event that could be sent; whoever sends it says so
    if found is not None:
        return found
    sure = {key for one in served(source, handler) if one.certain for key in one.ids}
    return sure.pop() if len(sure) == 1 else None


def verdict(invocation: Invocation, outcome: Outcome, source: str | None) -> list[str]:
    """Sentences such as "API Gateway would answer 502: body must be a string"; [] where nothing is wrong or nobody is known.

    An asynchronous caller ignores the value, and a function error is a matter of its own.
    """
    if source is None or outcome.function_error or not _waits(invocation):
        return []
    return judge(source, outcome.payload, invocation.event)


def seen_by_client(invocation: Invocation, outcome: Outcome, source: str | None) -> str | None:
    """The HTTP response that a client would see, in words; None where there is none, or ``verdict`` says what it is."""
    if source is None or not _waits(invocation):
        return None
    return failure_text(source) if outcome.function_error else client_text(source, outcome.payload)


def _waits(invocation: Invocation) -> bool:
    return invocation.type is InvocationType.REQUEST_RESPONSE
