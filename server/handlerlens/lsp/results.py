"""What a run came to, in the protocol's form: the outcome, what the caller does with it, whether the event file expected it."""

from __future__ import annotations

from dataclasses import dataclass

from ..events.expectation import Expectation, compare
from ..events.header import Header
from ..execution.contract import seen_by_client, verdict
from ..execution.invocation import Invocation, Outcome
from ..protocol import InvokeResult


@dataclass(frozen=True, slots=True)
class Planned:
    """An invocation, the source that its event is from, and what the event file says of it."""

    invocation: Invocation
    caller: str | None
    header: Header
    event_uri: str | None


def result_of(run_id: str, outcome: Outcome, planned: Planned) -> InvokeResult:
    """The answer to a run."""
    error = outcome.error or {}
    contract = verdict(planned.invocation, outcome, planned.caller)
    expectation = compare(planned.header, outcome.payload, failed=outcome.function_error is not None)
    return InvokeResult(
        run_id=run_id,
        status_code=outcome.status_code,
        payload=outcome.payload,
        function_error=outcome.function_error,
        error_type=_text(error.get("errorType")),
        error_message=_text(error.get("errorMessage")),
        logs=outcome.logs,
        request_id=outcome.request_id,
        duration_ms=outcome.duration_ms,
        init_duration_ms=outcome.init_duration_ms,
        billed_duration_ms=outcome.billed_duration_ms,
        max_memory_mb=outcome.max_memory_mb,
        cold=outcome.cold,
        destination_record=outcome.destination_record,
        notes=list(outcome.notes),
        unset=list(outcome.unset),
        to_install=list(outcome.to_install),
        contract=contract,
        client=seen_by_client(planned.invocation, outcome, planned.caller),
        expected=expectation.expected if expectation else None,
        differences=list(expectation.differences) if expectation else [],
        summary=_summary(outcome, contract, expectation),
    )


def _summary(outcome: Outcome, contract: list[str], expectation: Expectation | None) -> str:
    """The lens's short form: whether it worked, what went wrong, how long it took."""
    took = _started(outcome)
    if expectation is not None:
        return f"✗ not as expected · {took}" if expectation.differences else f"✓ as expected · {took}"
    if outcome.function_error:
        kind = _text((outcome.error or {}).get("errorType")) or "error"
        return f"✗ {kind} · {took}"
    return f"⚠ response · {took}" if contract else f"✓ {took}"


def _started(outcome: Outcome) -> str:
    """How long it took, and whether the environment had to be made for it: ``12 ms · cold · init 41 ms``."""
    if not outcome.cold:
        return f"{_ms(outcome.duration_ms)} · warm"
    init = f" · init {_ms(outcome.init_duration_ms)}" if outcome.init_duration_ms is not None else ""
    return f"{_ms(outcome.duration_ms)} · cold{init}"


def _ms(value: float) -> str:
    return f"{value:.0f} ms" if value >= 10 else f"{value:.1f} ms"


def _text(value: object) -> str | None:
    return None if value is None else str(value)
