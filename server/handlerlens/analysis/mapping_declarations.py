"""Where in a template an event source mapping would ask for reported failures, as an edit of that file."""

from __future__ import annotations

import re
from pathlib import Path

from .finding import Edit, Span

_PROPERTIES = re.compile(r"\s*Properties:\s*(#.*)?$")
_LINE = "FunctionResponseTypes: [ReportBatchItemFailures]"


def reporting_failures(template: Path, line: int, lines: list[str]) -> Edit | None:
    """The edit that adds ``FunctionResponseTypes`` to the mapping whose key stands on a 1-based line of a YAML template.

    None for other files and for mappings that are not written over several lines: their place cannot be told.
    """
    if template.suffix not in (".yaml", ".yml", ".template") or not 1 <= line <= len(lines):
        return None
    outer = _indent(lines[line - 1])
    for number in range(line, len(lines)):
        text = lines[number]
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        if _indent(text) <= outer:
            return None
        if _PROPERTIES.match(text):
            first = next((following for following in lines[number + 1 :] if following.strip()), "")
            if _indent(first) <= _indent(text) or ":" not in first:
                return None
            at = Span(number + 2, 0, number + 2, 0)
            return Edit(at, f"{' ' * _indent(first)}{_LINE}\n", str(template))
    return None


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))
