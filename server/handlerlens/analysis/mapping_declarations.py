"""Where in a template an event source mapping would ask for reported failures, as an edit of that file."""

from __future__ import annotations

import re
from pathlib import Path

from .finding import Edit, Span

_PROPERTIES = re.compile(r"\s*Properties:\s*(#.*)?$")
_LINE = "FunctionResponseTypes: [ReportBatchItemFailures]"
_SERVERLESS = re.compile(r"(?P<lead>\s*-\s+)(?:sqs|stream):\s*(?P<arn>[^\s#{\[].*?)?\s*(?:#.*)?$")
_SERVERLESS_LINE = "functionResponseType: ReportBatchItemFailures"
_TERRAFORM = re.compile(
    r'\s*(?:resource\s+"aws_lambda_event_source_mapping"\s+"[^"]+"|"?[\w-]+"?\s*=)\s*\{\s*(?:(?:#|//).*)?$'
)
"""A mapping's own block, or an entry of the community module's ``event_source_mapping``."""
_TERRAFORM_LINE = 'function_response_types = ["ReportBatchItemFailures"]'


def reporting_failures(template: Path, line: int, lines: list[str]) -> Edit | None:
    """The edit that asks for reported failures in the mapping whose key or block stands on a 1-based line of a file.

    Read are CloudFormation and SAM in YAML, serverless.yml and Terraform. None where the mapping is not written over several lines:
    its place cannot be told.
    """
    if not 1 <= line <= len(lines):
        return None
    if template.suffix == ".tf":
        return _terraform(template, line, lines)
    if template.suffix not in (".yaml", ".yml", ".template"):
        return None
    entry = _SERVERLESS.match(lines[line - 1])
    if entry is not None:
        return _serverless(template, line, lines, entry)
    return _cloudformation(template, line, lines)


def _cloudformation(template: Path, line: int, lines: list[str]) -> Edit | None:
    outer = _indent(lines[line - 1])
    for number in range(line, len(lines)):
        text = lines[number]
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        if _indent(text) <= outer:
            return None
        if _PROPERTIES.match(text):
            first = _following(lines, number + 1)
            if _indent(first) <= _indent(text) or ":" not in first:
                return None
            return Edit(Span(number + 2, 0, number + 2, 0), f"{' ' * _indent(first)}{_LINE}\n", str(template))
    return None


def _serverless(template: Path, line: int, lines: list[str], entry: re.Match[str]) -> Edit | None:
    """``- sqs: arn`` becomes a mapping of its own; one that is there gets a line more."""
    if entry["arn"] is not None:
        inner = f"\n{' ' * (len(entry['lead']) + 2)}"
        at = Span(line, entry.start("arn") - 1, line, entry.end("arn"))
        return Edit(at, f"{inner}arn: {entry['arn']}{inner}{_SERVERLESS_LINE}", str(template))
    first = _following(lines, line)
    if _indent(first) <= len(entry["lead"]) or ":" not in first or first.lstrip().startswith("-"):
        return None
    return Edit(Span(line + 1, 0, line + 1, 0), f"{' ' * _indent(first)}{_SERVERLESS_LINE}\n", str(template))


def _terraform(template: Path, line: int, lines: list[str]) -> Edit | None:
    first = _following(lines, line)
    if not _TERRAFORM.match(lines[line - 1]) or "=" not in first:
        return None
    lead = first[: _indent(first)] or "  "
    return Edit(Span(line + 1, 0, line + 1, 0), f"{lead}{_TERRAFORM_LINE}\n", str(template))


def _following(lines: list[str], start: int) -> str:
    return next((text for text in lines[start:] if text.strip()), "")


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))
