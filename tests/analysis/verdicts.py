"""The verdict of the rules on a small project: what the accuracy tests and the comparison with the real marshaller share."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from handlerlens.analysis import flow
from handlerlens.analysis.finding import Finding, Severity
from handlerlens.analysis.linter import lint
from handlerlens.analysis.modules import Project, SearchPath
from handlerlens.analysis.rules import RULES
from handlerlens.analysis.source import parse

FAMILIES = ("HL101", "HL102", "HL2")
OURS = [rule for rule in RULES if rule.code.startswith(FAMILIES)]


class Files:
    """A file view of texts in memory."""

    def __init__(self, files: Mapping[Path, str]) -> None:
        self.files = files

    def read(self, path: Path) -> str | None:
        return self.files.get(path)


def findings(files: Mapping[str, str], handler: str = "handler.py") -> list[Finding]:
    """What the serializability rules report in one file of a project."""
    root = Path("/project")
    view = Files({root / name: text for name, text in files.items()})
    source = parse(root / handler, files[handler], view)
    flow.use(source, Project(SearchPath((root,)), view))
    return lint(source, rules=OURS)


def errors(files: Mapping[str, str], handler: str = "handler.py") -> list[Finding]:
    """The findings that claim a certain failure."""
    return [f for f in findings(files, handler) if f.severity is Severity.ERROR]


def cases(path: Path) -> Iterator[dict[str, Any]]:
    """The labelled handlers of a ``jsonl`` file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)
