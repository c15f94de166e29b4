"""What is wrong in infrastructure files. A check is one module like a rule: ``CODE``, ``SEVERITY``, ``check(function, project)``, and a
docstring that is documentation and test at once; HL501 and HL506 also look at code and are documented there (``analysis/rules``)."""

from __future__ import annotations

import dataclasses
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType

from ...analysis.finding import Finding, Severity
from ...analysis.function_config import FunctionConfig
from ...analysis.linter import Selection
from ...analysis.rules import Rule
from ..project_view import ProjectView
from . import (
    builtin_module,
    handler_module_not_found,
    handler_not_found,
    malformed_handler,
    reserved_variable,
    runtime_eol,
)

log = logging.getLogger(__name__)

Check = Callable[[FunctionConfig, ProjectView], Iterator[Finding]]

_MODULES: tuple[ModuleType, ...] = (
    handler_not_found,
    handler_module_not_found,
    malformed_handler,
    builtin_module,
    reserved_variable,
    runtime_eol,
)
_SILENCED = re.compile(r"handlerlens:\s*(ignore(?:-file)?)\s*(?:\[([^\]]*)\])?")


def _rule(module: ModuleType) -> Rule:
    documentation = (module.__doc__ or "").strip()
    return Rule(
        code=module.CODE,
        name=module.__name__.rpartition(".")[2].replace("_", "-"),
        severity=module.SEVERITY,
        summary=documentation.partition("\n\n")[0].replace("\n", " "),
        documentation=documentation,
        check=lambda _: iter(()),
    )


TEMPLATE_RULES: tuple[Rule, ...] = tuple(_rule(module) for module in _MODULES if module.DOCUMENTED_HERE)
"""The rules that only look at infrastructure files, for documentation and lists."""


def check_functions(
    functions: Sequence[FunctionConfig], text: str, project: ProjectView, selection: Selection | None = None
) -> list[Finding]:
    """The findings of one infrastructure file in file order, each with its severity; comments that silence are obeyed.

    A check that fails is our own error: it is logged with its traceback and the other checks go on.
    """
    selection = selection or Selection()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    everywhere, silenced = _comments(lines)
    found: dict[tuple[object, ...], Finding] = {}
    for module in _MODULES:
        if not selection.wants(module.CODE) or module.CODE in everywhere or "*" in everywhere:
            continue
        for function in functions:
            try:
                reported = list(module.check(function, project))
            except Exception:
                log.exception("check %s failed on %s in %s", module.CODE, function.logical_id, function.template)
                continue
            for finding in reported:
                if {module.CODE, "*"} & silenced.get(finding.span.line, frozenset()):
                    continue
                severity: Severity = selection.severities.get(module.CODE) or finding.severity or module.SEVERITY
                key = (finding.span, finding.code)
                found.setdefault(key, dataclasses.replace(finding, severity=severity))
    return sorted(found.values(), key=lambda f: (f.span.line, f.span.column, f.code))


def _comments(lines: Sequence[str]) -> tuple[frozenset[str], dict[int, frozenset[str]]]:
    """The codes that comments silence for the file, and by line; ``*`` for all."""
    everywhere: frozenset[str] = frozenset()
    by_line: dict[int, frozenset[str]] = {}
    for number, line in enumerate(lines, 1):
        for kind, listed in _SILENCED.findall(line) if "handlerlens:" in line else ():
            codes = frozenset(part.strip() for part in listed.split(",") if part.strip()) or frozenset({"*"})
            if kind == "ignore-file":
                everywhere |= codes
            else:
                by_line[number] = by_line.get(number, frozenset()) | codes
    return everywhere, by_line
