"""HL506 in infrastructure files; documented in ``analysis/rules/runtime_eol.py``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ...analysis.finding import Finding, Severity
from ...analysis.function_config import FunctionConfig
from ...analysis.runtimes import Lifecycle, runtimes
from ..project_view import ProjectView
from ..rewrite import change_to

CODE = "HL506"
SEVERITY = Severity.WARNING
DOCUMENTED_HERE = False


def check(function: FunctionConfig, project: ProjectView) -> Iterator[Finding]:  # noqa: ARG001
    place = function.positions.get("Runtime")
    known = runtimes().lifecycles.get(function.runtime) if isinstance(function.runtime, str) else None
    if place is None or known is None:
        return
    message = state(known, date.today())
    if message:
        yield Finding(
            CODE, place, f"{function.runtime} {message}", fixes=change_to(place, function.runtime, [runtimes().newest])
        )


def state(lifecycle: Lifecycle, today: date) -> str:
    """What AWS does with a runtime on a day; empty while it is supported."""
    if today < lifecycle.deprecated:
        return ""
    if today >= lifecycle.update_block:
        return f"is deprecated since {lifecycle.deprecated}; AWS updates no functions with it since {lifecycle.update_block}."
    if today >= lifecycle.create_block:
        return f"is deprecated since {lifecycle.deprecated}; AWS creates no functions with it since {lifecycle.create_block}."
    return (
        f"is deprecated since {lifecycle.deprecated}; AWS creates no functions with it from {lifecycle.create_block}."
    )
