"""Run the rules over many files, over all cores where there are many; the results come in the files' order."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from ..analysis.flow import use
from ..analysis.function_config import FunctionConfig
from ..analysis.handlers import declare
from ..analysis.linter import Selection, lint
from ..analysis.rules import Rule
from ..analysis.source import DiskView, Source, SourceError, parse
from ..project.surroundings import Surroundings
from .reports import Checked

Task = tuple[Path, Selection, Mapping[str, tuple[FunctionConfig, ...]]]
"""A file, what to report of it, and which of its functions templates declare."""
Outcome = tuple[Checked | None, str | None]
"""What was found, if anything; the sentence why the file was not looked at, if so."""

log = logging.getLogger(__name__)

_WORTH_A_PROCESS = 60
"""Files; below, starting a process costs more than it saves."""
_COLLECT = 400
"""Files between collections of garbage: almost all goes without, and each one looks at every tree there is."""


def check_all(tasks: Sequence[Task], python: Path | None = None) -> Iterator[Outcome]:
    """Check files that are sorted by folder. ``python`` is the interpreter whose packages they use, else told from the folders."""
    processes = min(_cores(), len(tasks) // _WORTH_A_PROCESS + 1)
    if processes > 1:
        yield from _spread(tasks, python, processes)
        return
    checker = Checker(python)
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield from map(checker, tasks)
    finally:
        if was_on:
            gc.enable()


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _spread(tasks: Sequence[Task], python: Path | None, processes: int) -> Iterator[Outcome]:
    """The same over several processes; none is left when the caller ends early or the user interrupts."""
    # Linux forks what is already imported; elsewhere each process imports us anew.
    kind = "fork" if sys.platform == "linux" else "spawn"
    pool = ProcessPoolExecutor(
        processes, mp_context=multiprocessing.get_context(kind), initializer=_begin, initargs=(python,)
    )
    # Ctrl-C goes to every process of the terminal, and is this one's business: the others start deaf to it.
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        outcomes = pool.map(_one, tasks, chunksize=max(1, len(tasks) // (processes * 6)))
    finally:
        signal.signal(signal.SIGINT, heard)
    try:
        yield from outcomes
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    pool.shutdown()


class Checker:
    """Checks one file after the other; what they share is read once."""

    def __init__(self, python: Path | None) -> None:
        self.view = DiskView()
        self.surroundings = Surroundings(self.view, python)
        self.done = 0

    def __call__(self, task: Task) -> Outcome:
        path, selection, declared = task
        text = self.view.read(path)
        if text is None:
            return None, f"{path} cannot be read as Python source; skipped."
        try:
            source = parse(path, text, self.view)
        except SourceError as error:
            return None, f"{path}:{error.line}: {error}; skipped."
        declare(source, declared)
        use(source, self.surroundings.of(path))
        found = lint(source, selection, on_failure=_rule_failed)
        source.cache.clear()  # it leads back to the source
        self.done += 1
        if self.done % _COLLECT == 0:
            gc.collect()
        return (Checked(path, tuple(source.lines), tuple(found)) if found else None), None


_checker: Checker | None = None
"""Of a worker process."""


def _begin(python: Path | None) -> None:
    """A worker starts."""
    global _checker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    _checker = Checker(python)


def _one(task: Task) -> Outcome:
    assert _checker is not None
    return _checker(task)


def _rule_failed(rule: Rule, source: Source, error: Exception) -> None:
    """Our own error: told with its traceback, and the other rules go on."""
    log.error("rule %s failed on %s", rule.code, source.path, exc_info=error)
