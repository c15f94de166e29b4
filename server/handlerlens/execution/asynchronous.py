"""What becomes of an asynchronous invocation that fails: run again, then handed to the destination for failures.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timezone

from . import variables
from .invocation import Invocation, Listener, Outcome

WAITS = ("1 minute", "2 minutes")
"""What Lambda waits before the first and the second retry."""


async def with_retries(
    invocation: Invocation, event: bytes, listener: Listener, run: Callable[[], Awaitable[Outcome]]
) -> Outcome:
    """Run it, and again at once while it fails and ``invocation.retries`` allow; the logs of all attempts are in the outcome."""
    outcome = await run()
    logs, attempts = outcome.logs, 1
    while outcome.error is not None and attempts <= min(invocation.retries, len(WAITS)):
        wait = WAITS[attempts - 1]
        listener.log(f"[Handlerlens] Attempt {attempts} failed. Lambda would wait {wait}; it is run again now.\n")
        outcome = await run()
        logs += outcome.logs
        attempts += 1
    if outcome.error is None:
        return replace(outcome, logs=logs)
    notes = list(outcome.notes)
    if attempts <= len(WAITS):
        notes.append(f"The caller has got 202. Lambda would run the event again after {WAITS[attempts - 1]}.")
    record = _record(invocation, event, outcome.request_id, attempts, outcome.error)
    return replace(outcome, logs=logs, notes=tuple(notes), destination_record=record)


def _record(invocation: Invocation, event: bytes, request_id: str, attempts: int, error: Mapping[str, object]) -> str:
    """What a destination gets, version 1.0."""
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    record = {
        "version": "1.0",
        "timestamp": now,
        "requestContext": {
            "requestId": request_id,
            "functionArn": variables.function_arn(invocation) + ":$LATEST",
            "condition": "RetriesExhausted",
            "approximateInvokeCount": attempts,
        },
        "requestPayload": json.loads(event),
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "responsePayload": error,
    }
    return json.dumps(record, ensure_ascii=False)
