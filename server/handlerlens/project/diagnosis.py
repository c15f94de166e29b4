"""The findings of an infrastructure file."""

from __future__ import annotations

from pathlib import Path

from ..analysis.finding import Finding
from ..analysis.linter import Selection
from ..analysis.source import FileView
from .checks import check_functions
from .index import Index
from .project_view import ProjectView


def template_findings(index: Index, path: Path, view: FileView, selection: Selection | None = None) -> list[Finding]:
    """What is wrong with the functions that a file declares, in file order; nothing while it cannot be read.

    A CDK program in Python has these beside the findings of its code.
    """
    reading = index.templates().get(path)
    text = view.read(path) if reading is not None and reading.functions and not reading.broken else None
    if reading is None or text is None:
        return []
    return check_functions(reading.functions, text, ProjectView(index.modules(), view, index.declared), selection)
