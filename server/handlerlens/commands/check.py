"""``handlerlens check``: run the rules over files."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from ..analysis.finding import Finding
from ..analysis.linter import Selection, lint
from ..analysis.source import DiskView, Source, SourceError, parse
from . import reports
from .files import python_files


def run(options: argparse.Namespace) -> int:
    """Check the files and report; 1 where something was found."""
    started = time.perf_counter()
    selection = Selection(select=_codes(options.select), ignore=_codes(options.ignore))
    results: list[tuple[Source, list[Finding]]] = []
    count = 0
    view = DiskView()
    for path in python_files(options.paths):
        count += 1
        source = _read(path, view)
        if source is not None:
            results.append((source, lint(source, selection)))
    elapsed = (time.perf_counter() - started) * 1000
    report = reports.REPORTS[options.format](results, count, elapsed)
    sys.stdout.write(report)
    return 1 if any(found for _, found in results) else 0


def _read(path: Path, view: DiskView) -> Source | None:
    text = view.read(path)
    if text is None:
        print(f"handlerlens: {path} cannot be read as Python source.", file=sys.stderr)
        return None
    try:
        return parse(path, text, view)
    except SourceError as error:
        print(f"handlerlens: {path}:{error.line}: {error}; skipped.", file=sys.stderr)
        return None


def _codes(given: list[str]) -> tuple[str, ...]:
    return tuple(code.strip() for entry in given for code in entry.split(",") if code.strip())
