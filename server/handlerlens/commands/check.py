"""``handlerlens check``: run the rules over files and report."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..analysis.linter import Selection
from ..analysis.runtimes import newer_than_this
from ..analysis.source import DiskView
from ..configuration import ConfigurationError, configuration
from ..project.files import Kind, kind_of
from ..rulebook import unknown
from . import UsageError, reports
from .checking import Task, check_all
from .files import python_files
from .reports import Checked, Skipped

if TYPE_CHECKING:
    from ..project.index import Index


def run(options: argparse.Namespace) -> int:
    """Check the files and report; 1 where something was found."""
    started = time.perf_counter()
    chosen = Selection(select=_codes(options.select), ignore=_codes(options.ignore))
    for code in unknown((*chosen.select, *chosen.ignore)):
        raise UsageError(
            f"there is no rule '{code}'; the rules are HL101, HL102 and so on, HL2 stands for all that begin so."
        )
    files = [path for path in python_files(options.paths) if kind_of(path) in (None, Kind.PYTHON)]
    try:
        selections = [_selection(path, chosen) for path in files]
    except ConfigurationError as error:
        raise UsageError(str(error)) from error
    for code in unknown(dict.fromkeys(code for one in selections for code in (*one.select, *one.ignore))):
        print(f"handlerlens: there is no rule '{code}', which pyproject.toml names.", file=sys.stderr)
    asked = [Path(name).absolute() for name in options.paths]
    index = _index(asked)
    tasks: list[Task] = [
        (path, selection, index.declared(path) if index else {}, frozenset())
        for path, selection in zip(files, selections, strict=True)
    ]
    results, skipped = _checked(tasks, _python(options.python), index)
    templates = list(_check_templates(index, asked, chosen)) if index else []
    results += [checked for checked in templates if checked is not None]
    elapsed = (time.perf_counter() - started) * 1000
    sys.stdout.write(reports.REPORTS[options.format](results, skipped, len(files) + len(templates), elapsed))
    return 1 if results else 0


def _checked(tasks: list[Task], python: Path | None, index: Index | None) -> tuple[list[Checked], list[Skipped]]:
    """The files with findings, and those that could not be checked, which is said.

    Files of which other modules' handlers use parts are looked at again, these parts being no handlers.
    """
    found: dict[Path, Checked] = {}
    skipped: list[Skipped] = []
    delegated: dict[Path, set[str]] = {}
    for checked, unread, named in check_all(tasks, python):
        if unread is not None:
            print(f"handlerlens: {unread}; not checked.", file=sys.stderr)
            skipped.append(unread)
        if checked is not None:
            found[checked.path] = checked
        for path, name in named:
            delegated.setdefault(path, set()).add(name)
    if index is not None:
        for path in found:
            if not any(
                path.is_relative_to(root) for root in index.roots
            ):  # a file alone: who calls it was not asked for
                delegated.setdefault(path, set()).update(index.delegated(path))
    again = [
        (*task[:3], frozenset(delegated[task[0]])) for task in tasks if task[0] in found and delegated.get(task[0])
    ]
    for (path, *_), (checked, *_) in zip(again, check_all(again, python), strict=True):
        del found[path]
        if checked is not None:
            found[path] = checked
    later = newer_than_this()
    if any(one.line for one in skipped) and later:
        ours = ".".join(map(str, sys.version_info[:2]))
        print(
            f"handlerlens: files are read by the Python that runs handlerlens, {ours}; "
            f"what has newer syntax needs a newer one, up to {later}.",
            file=sys.stderr,
        )
    return [found[path] for path, *_ in tasks if path in found], skipped


def _index(paths: list[Path]) -> Index | None:
    """What the project's templates declare; None where we cannot read templates."""
    try:
        from ..project.listing import open_index, problems
    except ModuleNotFoundError as error:  # a bare clone, as pre-commit makes it
        print(f"handlerlens: templates are not read, as {error.name} is not installed here.", file=sys.stderr)
        return None
    index = open_index(paths, templates_only=True)
    for problem in problems(index, paths):
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


def _python(given: str | None) -> Path | None:
    """The interpreter named on the command line, as a path; it is looked at, not run."""
    if given is None:
        return None
    found = shutil.which(given) if Path(given).name == given else given
    if not found or not Path(found).exists():
        raise UsageError(f"there is no Python interpreter '{given}'.")
    return Path(found).absolute()


def _codes(given: list[str]) -> tuple[str, ...]:
    return tuple(code.strip() for entry in given for code in entry.split(",") if code.strip())
