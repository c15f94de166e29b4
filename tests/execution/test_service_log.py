"""The service's own lines, as they stand in logs of 2025-26."""

from __future__ import annotations

import pytest

from handlerlens.execution import service_log
from handlerlens.execution.service_log import Report

REPORTS = {
    Report("i", 2.46, 413.61, 1024, 95): (
        "REPORT RequestId: i\tDuration: 2.46 ms\tBilled Duration: 417 ms\tMemory Size: 1024 MB\tMax Memory Used: 95 MB"
        "\tInit Duration: 413.61 ms\t\n"
    ),
    Report("i", 3000.0, 402.04, 128, 73, "timeout"): (
        "REPORT RequestId: i\tDuration: 3000.00 ms\tBilled Duration: 3403 ms\tMemory Size: 128 MB\tMax Memory Used: 73 MB"
        "\tInit Duration: 402.04 ms\tStatus: timeout\n"
    ),
    Report("i", 1.0, None, 1024, 1024, "error", "Runtime.OutOfMemory"): (
        "REPORT RequestId: i\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 1024 MB\tMax Memory Used: 1024 MB"
        "\tStatus: error\tError Type: Runtime.OutOfMemory\n"
    ),
}


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.status or "fine")
def test_report(report: Report) -> None:
    assert service_log.TextLog().report(report) == REPORTS[report]


def test_init_report() -> None:
    line = service_log.TextLog().init_report(137.69, "init", "error", "Runtime.ImportModuleError")
    assert (
        line
        == "INIT_REPORT Init Duration: 137.69 ms\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError\n"
    )
    assert service_log.TextLog().init_report(10000.12, "init", "timeout").endswith("ms\tPhase: init\tStatus: timeout\n")


@pytest.mark.parametrize(
    ("code", "how"),
    [
        (0, "out providing a reason"),
        (3, " error: exit status 3"),
        (-9, " error: signal: killed"),
        (-64, " error: signal: signal 64"),
    ],
)
def test_exit(code: int, how: str) -> None:
    assert service_log.exit_message("i", code) == f"RequestId: i Error: Runtime exited with{how}"
