"""The lines the Lambda service itself writes into a function's log, in the formats of 2025-26."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Protocol

_SIGNALS = {
    1: "hangup", 2: "interrupt", 3: "quit", 4: "illegal instruction", 5: "trace/breakpoint trap", 6: "aborted",
    7: "bus error", 8: "floating point exception", 9: "killed", 10: "user defined signal 1", 11: "segmentation fault",
    12: "user defined signal 2", 13: "broken pipe", 14: "alarm clock", 15: "terminated", 24: "CPU time limit exceeded",
    25: "file size limit exceeded",
}  # fmt: skip
"""As Go names Linux's (the service is written in Go); another number is ``signal N``."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the REPORT line says; durations in milliseconds, sizes in MB. ``status`` is "", "timeout" or "error"."""

    request_id: str
    duration: float
    init_duration: float | None
    memory: int
    max_memory: int
    status: str = ""
    error_type: str = ""
    restore_duration: float | None = None
    """Of a SnapStart function, instead of the init."""

    @property
    def billed(self) -> int:
        """Whole milliseconds, the init included since August 2025; a snapshot's init is not billed."""
        return math.ceil(round(self.duration, 2) + round(self.init_duration or 0.0, 2))


class ServiceLog(Protocol):
    """The service's lines in one of the log formats; each ends with a newline, "" where the format has none."""

    def start(self, request_id: str) -> str: ...

    def end(self, request_id: str) -> str: ...

    def ended_early(self, message: str) -> str: ...

    def init_report(self, duration: float, phase: str, status: str, error_type: str = "") -> str:
        """How a failed init went; ``phase`` is "init" or "invoke", ``duration`` milliseconds."""

    def restore_report(self, duration: float) -> str: ...

    def report(self, report: Report) -> str: ...


class TextLog:
    def start(self, request_id: str) -> str:
        return f"START RequestId: {request_id} Version: $LATEST\n"

    def end(self, request_id: str) -> str:
        return f"END RequestId: {request_id}\n"

    def ended_early(self, message: str) -> str:
        return f"{message}\nRuntime.ExitError\n"

    def init_report(self, duration: float, phase: str, status: str, error_type: str = "") -> str:
        return f"INIT_REPORT Init Duration: {duration:.2f} ms\tPhase: {phase}" + _ending(status, error_type)

    def restore_report(self, duration: float) -> str:
        return f"RESTORE_REPORT Restore Duration: {duration:.2f} ms\n"

    def report(self, report: Report) -> str:
        fields = [
            f"REPORT RequestId: {report.request_id}",
            f"Duration: {report.duration:.2f} ms",
            f"Billed Duration: {report.billed} ms",
            f"Memory Size: {report.memory} MB",
            f"Max Memory Used: {report.max_memory} MB",
        ]
        if report.restore_duration is not None:
            fields.append(f"Restore Duration: {report.restore_duration:.2f} ms")
            fields.append(f"Billed Restore Duration: {math.ceil(report.restore_duration)} ms")
        elif report.init_duration is not None:
            fields.append(f"Init Duration: {report.init_duration:.2f} ms")
        return "\t".join(fields) + _ending(report.status, report.error_type)


class JsonLog:
    """The platform's records of the Telemetry API, at the system log level INFO
    (https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html)."""

    def start(self, request_id: str) -> str:
        return _record("platform.start", {"requestId": request_id, "version": "$LATEST"})

    def end(self, request_id: str) -> str:  # noqa: ARG002 - a record of the level DEBUG
        return ""

    def ended_early(self, message: str) -> str:  # noqa: ARG002 - it is in the report
        return ""

    def init_report(self, duration: float, phase: str, status: str, error_type: str = "") -> str:
        record: dict[str, object] = {"initializationType": "on-demand", "phase": phase, "status": status}
        if error_type:
            record["errorType"] = error_type
        return _record("platform.initReport", {**record, "metrics": {"durationMs": round(duration, 3)}})

    def restore_report(self, duration: float) -> str:
        return _record("platform.restoreReport", {"status": "success", "metrics": {"durationMs": round(duration, 3)}})

    def report(self, report: Report) -> str:
        metrics: dict[str, object] = {
            "durationMs": round(report.duration, 3),
            "billedDurationMs": report.billed,
            "memorySizeMB": report.memory,
            "maxMemoryUsedMB": report.max_memory,
        }
        if report.restore_duration is not None:
            metrics["restoreDurationMs"] = round(report.restore_duration, 3)
            metrics["billedRestoreDurationMs"] = math.ceil(report.restore_duration)
        elif report.init_duration is not None:
            metrics["initDurationMs"] = round(report.init_duration, 3)
        record: dict[str, object] = {
            "requestId": report.request_id,
            "metrics": metrics,
            "status": report.status or "success",
        }
        if report.error_type:
            record["errorType"] = report.error_type
        return _record("platform.report", record)


def _record(type: str, record: Mapping[str, object]) -> str:  # noqa: A002 - the field's name
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"time": now, "type": type, "record": record}, separators=(",", ":")) + "\n"


def _ending(status: str, error_type: str) -> str:
    if not status:
        return "\t\n"
    return f"\tStatus: {status}" + (f"\tError Type: {error_type}" if error_type else "") + "\n"


def exit_message(request_id: str, code: int) -> str:
    """Why a runtime that ended did so; ``code`` as ``subprocess`` gives it (negative for a signal)."""
    if code == 0:
        return f"RequestId: {request_id} Error: Runtime exited without providing a reason"
    how = f"signal: {_SIGNALS.get(-code, f'signal {-code}')}" if code < 0 else f"exit status {code}"
    return f"RequestId: {request_id} Error: Runtime exited with error: {how}"


def timeout_message(request_id: str, seconds: float) -> str:
    return f"RequestId: {request_id} Error: Task timed out after {seconds:.2f} seconds"
