"""Findings as text, JSON, SARIF 2.1.0 and GitHub annotations."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import __version__
from ..analysis.finding import Finding, Severity, Span
from ..rulebook import BY_CODE, EVERY_RULE
from .files import shown


@dataclass(frozen=True, slots=True)
class Checked:
    """A file with findings, and its lines."""

    path: Path
    lines: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be checked; ``line`` is 1-based, 0 where there is none, ``message`` a sentence without its stop."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


Results = Sequence[Checked]
_SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "note"}
_GITHUB_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "notice"}


def _severity(finding: Finding) -> Severity:
    return finding.severity or BY_CODE[finding.code].severity


def text(results: Results, skipped: Sequence[Skipped], count: int, elapsed_ms: float) -> str:
    """For people: place, sentence, the source line with carets."""
    out: list[str] = []
    total = 0
    for file in results:
        for finding in file.findings:
            total += 1
            span = finding.span
            line = file.lines[span.line - 1] if span.line <= len(file.lines) else ""
            end = span.end_column if span.end_line == span.line else len(line)
            indent = "".join(c if c == "\t" else " " for c in line[: span.column])
            out.append(
                f"{shown(file.path)}:{span.line}:{span.column + 1}: {_severity(finding).value} {finding.code} "
                f"[{BY_CODE[finding.code].name}] {finding.message}\n"
                f"    {line}\n    {indent}{'^' * max(1, end - span.column)}\n"
            )
    looked_at = count - len(skipped)
    files = f"{looked_at} file{'' if looked_at == 1 else 's'}" + (f", {len(skipped)} not checked" if skipped else "")
    out.append(
        f"{total} finding{'' if total == 1 else 's'} in {files} ({elapsed_ms:.0f} ms)\n"
        if total
        else f"Nothing found in {files} ({elapsed_ms:.0f} ms)\n"
    )
    return "".join(out)


def as_json(results: Results, skipped: Sequence[Skipped], count: int, elapsed_ms: float) -> str:
    """The contract that outside tests use; columns are 1-based characters."""
    found = [
        {
            "file": str(file.path),
            "line": f.span.line,
            "column": f.span.column + 1,
            "end_line": f.span.end_line,
            "end_column": f.span.end_column + 1,
            "code": f.code,
            "name": BY_CODE[f.code].name,
            "severity": _severity(f).value,
            "message": f.message,
            "fixes": [fix.title for fix in f.fixes],
            "related": [
                {
                    "file": str(related.path or file.path),
                    "line": related.span.line,
                    "column": related.span.column + 1,
                    "end_line": related.span.end_line,
                    "end_column": related.span.end_column + 1,
                    "message": related.message,
                }
                for related in f.related
            ],
        }
        for file in results
        for f in file.findings
    ]
    left = [{"file": str(one.path), "line": one.line or None, "message": one.message} for one in skipped]
    told = {"findings": found, "files": count, "skipped": left, "elapsed_ms": round(elapsed_ms, 1)}
    return json.dumps(told, indent=2) + "\n"


def sarif(results: Results, skipped: Sequence[Skipped], count: int, elapsed_ms: float) -> str:  # noqa: ARG001
    """SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), columns in Unicode code points."""
    rules: list[dict[str, Any]] = [
        {
            "id": rule.code,
            "name": "".join(part.capitalize() for part in rule.name.split("-")),
            "shortDescription": {"text": rule.summary},
            "fullDescription": {"text": rule.documentation},
            "defaultConfiguration": {"level": _SARIF_LEVELS[rule.severity]},
        }
        for rule in EVERY_RULE
    ]
    index = {rule.code: i for i, rule in enumerate(EVERY_RULE)}
    items: list[dict[str, Any]] = [
        {
            "ruleId": f.code,
            "ruleIndex": index[f.code],
            "level": _SARIF_LEVELS[_severity(f)],
            "message": {"text": f.message},
            "locations": [_location(file.path, f.span)],
            "relatedLocations": [
                {
                    "id": number,
                    "message": {"text": related.message},
                    **_location(Path(related.path or file.path), related.span),
                }
                for number, related in enumerate(f.related, 1)
            ],
        }
        for file in results
        for f in file.findings
    ]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "Handlerlens", "version": __version__, "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {
                        "executionSuccessful": True,
                        "toolExecutionNotifications": [
                            {
                                "level": "warning",
                                "message": {"text": f"Not checked: {one.message}."},
                                "locations": [_location(one.path, Span(one.line or 1, 0, one.line or 1, 0))],
                            }
                            for one in skipped
                        ],
                    }
                ],
                "results": items,
            }
        ],
    }
    return json.dumps(log, indent=2) + "\n"


def _location(path: Path, span: Span) -> dict[str, Any]:
    region = {
        "startLine": span.line,
        "startColumn": span.column + 1,
        "endLine": span.end_line,
        "endColumn": span.end_column + 1,
    }
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(path)}, "region": region}}


def _uri(path: Path) -> str:
    name = shown(path)
    if name.startswith("/") or ":" in name:
        return path.as_uri()
    from urllib.parse import quote

    return quote(name)


def github(results: Results, skipped: Sequence[Skipped], count: int, elapsed_ms: float) -> str:  # noqa: ARG001
    """Workflow commands (https://docs.github.com/actions/reference/workflow-commands-for-github-actions)."""
    left = "".join(
        f"::warning file={_property(shown(one.path))},line={one.line or 1},title=Not checked::{_data(one.message)}\n"
        for one in skipped
    )
    return left + "".join(
        f"::{_GITHUB_LEVELS[_severity(f)]} file={_property(shown(file.path))},line={f.span.line},col={f.span.column + 1},"
        f"endLine={f.span.end_line},endColumn={f.span.end_column + 1},title={f.code} {BY_CODE[f.code].name}::{_data(f.message)}\n"
        for file in results
        for f in file.findings
    )


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


REPORTS: dict[str, Callable[[Results, Sequence[Skipped], int, float], str]] = {
    "text": text,
    "json": as_json,
    "sarif": sarif,
    "github": github,
}
