"""What becomes of an asynchronous invocation that fails: run again, then handed to the destination for failures.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone

from . import variables
from .invocation import Invocation, Listener, Outcome


@dataclass(frozen=True, slots=True)
class Attempt:
    """One that failed: its number, the error, and how long Lambda would wait before the next."""

    number: int
    error: Mapping[str, object]
    wait: str


Again = Callable[[Attempt], Awaitable[bool]]
"""Asked after each failed attempt whether the next one is run; without it all are."""

WAITS = ("1 minute", "2 minutes")
"""What Lambda waits before the first and the second retry."""


async def with_retries(
    invocation: Invocation,
    event: bytes,
    listener: Listener,
    run: Callable[[], Awaitable[Outcome]],
    again: Again | None = None,
) -> Outcome:
    """Run it, and again while it fails and ``invocation.retries`` and ``again`` allow; the outcome has the logs of all attempts."""
    outcome = await run()
    logs, attempts = outcome.logs, 1
    skipped = False
    while outcome.error is not None and attempts <= min(invocation.retries, len(WAITS)):
        wait = WAITS[attempts - 1]
        if again is not None and not await again(Attempt(attempts, outcome.error, wait)):
            listener.log("[Handlerlens] The retries were skipped.\n")
            skipped = True
            break
        listener.log(f"[Handlerlens] Attempt {attempts} failed. Lambda would wait {wait}; it is run again now.\n")
        outcome = await run()
        logs += outcome.logs
        attempts += 1
    notes = list(outcome.notes)
    notes.append("The caller has got 202 at once; what the handler returns is thrown away.")
    if outcome.error is None:
        return replace(outcome, logs=logs, notes=tuple(notes))
    if skipped or attempts <= min(invocation.retries, len(WAITS)):
        notes.append(f"Lambda would run the event again after {WAITS[attempts - 1]}.")
    where = (
        f"goes to {invocation.on_failure}"
        if invocation.on_failure
        else "would go to a destination for failures, if it had one"
    )
    notes.append(f"After its last attempt the event is given up; its record {where}.")
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
