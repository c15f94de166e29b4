"""HL501 in infrastructure files; documented in ``analysis/rules/reserved_variable.py``."""

from __future__ import annotations

from collections.abc import Iterator

from ...analysis.finding import Finding, Severity
from ...analysis.function_config import FunctionConfig
from ...analysis.runtimes import runtimes
from ..project_view import ProjectView

CODE = "HL501"
SEVERITY = Severity.ERROR
DOCUMENTED_HERE = False


def check(function: FunctionConfig, project: ProjectView) -> Iterator[Finding]:  # noqa: ARG001
    for name in function.environment:
        place = function.positions.get(f"Environment.{name}")
        if place is not None and name in runtimes().reserved_variables:
            yield Finding(CODE, place, f"Lambda refuses to configure {name}: it is a reserved key.")
