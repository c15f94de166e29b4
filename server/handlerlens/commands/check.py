"""``handlerlens check``: run the rules over files, over all cores where there are many."""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from ..analysis.finding import Finding
from ..analysis.function_config import FunctionConfig
from ..analysis.handlers import declare
from ..analysis.linter import Selection, lint
from ..analysis.rules import Rule
from ..analysis.source import DiskView, Source, SourceError, parse
from ..configuration import ConfigurationError, configuration
from . import UsageError, reports
from .files import python_files
from .reports import Checked

if TYPE_CHECKING:
    from ..project.index import Index

Declared = Mapping[str, tuple[FunctionConfig, ...]]

log = logging.getLogger(__name__)

_WORTH_A_PROCESS = 150
"""Files; below, starting processes costs more than it saves."""


def run(options: argparse.Namespace) -> int:
    """Check the files and report; 1 where something was found."""
    started = time.perf_counter()
    chosen = Selection(select=_codes(options.select), ignore=_codes(options.ignore))
    files = list(python_files(options.paths))
    try:
        selections = [_selection(path, chosen) for path in files]
    except ConfigurationError as error:
        raise UsageError(str(error)) from error
    results: list[Checked] = []
    index = _index([Path(name).absolute() for name in options.paths])
    declared = [index.declared(path) if index else {} for path in files]
    for checked, problem in _check_all(files, selections, declared):
        if problem:
            print(f"handlerlens: {problem}", file=sys.stderr)
        if checked is not None:
            results.append(checked)
    templates = list(_check_templates(index, files, chosen)) if index else []
    results += [checked for checked in templates if checked is not None]
    elapsed = (time.perf_counter() - started) * 1000
    sys.stdout.write(reports.REPORTS[options.format](results, len(files) + len(templates), elapsed))
    return 1 if results else 0


def _index(paths: list[Path]) -> Index | None:
    """What the project's templates declare; None where we cannot read templates."""
    try:
        from ..project.listing import open_index
    except ModuleNotFoundError as error:  # a bare clone, as pre-commit makes it
        print(f"handlerlens: templates are not read, as {error.name} is not installed here.", file=sys.stderr)
        return None
    index = open_index(paths, templates_only=True)
    for problem in index.problems():
        print(f"handlerlens: {problem}", file=sys.stderr)
    return index


def _check_templates(index: Index, asked: list[Path], chosen: Selection) -> Iterator[Checked | None]:
    """The findings of the infrastructure files below the folders asked for; one for each file, None where there are none."""
    from ..project.diagnosis import template_findings

    view = DiskView()
    for path in sorted(index.templates()):
        if path not in asked and not any(path.is_relative_to(root) for root in index.roots):
            continue
        found = template_findings(index, path, view, _selection(path, chosen))
        lines = (view.read(path) or "").splitlines()
        yield Checked(path, tuple(lines), tuple(found)) if found else None


def _selection(path: Path, chosen: Selection) -> Selection:
    found = configuration(path)
    return found.selection(path, chosen) if found is not None else chosen


def _check_all(
    files: list[Path], selections: list[Selection], declared: list[Declared]
) -> Iterable[tuple[Checked | None, str | None]]:
    processes = min(os.cpu_count() or 1, len(files) // _WORTH_A_PROCESS + 1)
    if processes == 1:
        return map(_check_file, files, selections, declared)
    # Linux and macOS fork what is already imported; elsewhere each process imports us anew.
    kind = "fork" if "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin" else "spawn"
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context(kind)) as pool:
        return list(pool.map(_check_file, files, selections, declared, chunksize=max(1, len(files) // (processes * 8))))


def _check_file(path: Path, selection: Selection, declared: Declared) -> tuple[Checked | None, str | None]:
    """The findings of one file, or the sentence why there are none."""
    view = DiskView()
    text = view.read(path)
    if text is None:
        return None, f"{path} cannot be read as Python source; skipped."
    try:
        source = parse(path, text, view)
    except SourceError as error:
        return None, f"{path}:{error.line}: {error}; skipped."
    declare(source, declared)
    found: list[Finding] = lint(source, selection, on_failure=_rule_failed)
    return (Checked(path, tuple(source.lines), tuple(found)) if found else None), None


def _rule_failed(rule: Rule, source: Source, error: Exception) -> None:
    """Our own error: told with its traceback, and the other rules go on."""
    log.error("rule %s failed on %s", rule.code, source.path, exc_info=error)


def _codes(given: list[str]) -> tuple[str, ...]:
    return tuple(code.strip() for entry in given for code in entry.split(",") if code.strip())
