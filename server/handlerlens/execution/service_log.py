"""The lines the Lambda service itself writes into a function's log, in the text format of 2025-26."""

from __future__ import annotations

import math
from dataclasses import dataclass

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

    @property
    def billed(self) -> int:
        """Whole milliseconds, the init included since August 2025."""
        return math.ceil(round(self.duration, 2) + round(self.init_duration or 0.0, 2))

    def line(self) -> str:
        fields = [
            f"REPORT RequestId: {self.request_id}",
            f"Duration: {self.duration:.2f} ms",
            f"Billed Duration: {self.billed} ms",
            f"Memory Size: {self.memory} MB",
            f"Max Memory Used: {self.max_memory} MB",
        ]
        if self.init_duration is not None:
            fields.append(f"Init Duration: {self.init_duration:.2f} ms")
        return "\t".join(fields) + _ending(self.status, self.error_type)


def start(request_id: str) -> str:
    return f"START RequestId: {request_id} Version: $LATEST\n"


def end(request_id: str) -> str:
    return f"END RequestId: {request_id}\n"


def init_report(duration: float, phase: str, status: str, error_type: str = "") -> str:
    """How a failed init went; ``phase`` is "init" or "invoke", ``duration`` milliseconds."""
    return f"INIT_REPORT Init Duration: {duration:.2f} ms\tPhase: {phase}" + _ending(status, error_type)


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
