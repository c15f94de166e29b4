"""What the caller would do with a run's payload, where the event tells who the caller is."""

from __future__ import annotations

import json

from ..events.contracts import judge
from ..events.recognition import recognized
from .invocation import Invocation, InvocationType, Outcome


def verdict(invocation: Invocation, outcome: Outcome) -> list[str]:
    """Sentences such as "API Gateway would answer 502: body must be a string"; [] where nothing is wrong or nobody is known.

    An asynchronous caller ignores the value, and a function error is a matter of its own.
    """
    if outcome.function_error or invocation.type is not InvocationType.REQUEST_RESPONSE:
        return []
    source = recognized(json.loads(invocation.event))
    return judge(source, outcome.payload, invocation.event) if source is not None else []
