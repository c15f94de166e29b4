"""Run the rules over many files, over all cores where there are many; the results come in the files' order."""

from __future__ import annotations

import contextlib
import gc
import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from ..analysis.flow import release, use
from ..analysis.function_config import FunctionConfig
from ..analysis.handler_delegation import delegates
from ..analysis.handlers import declare
from ..analysis.linter import Selection, lint
from ..analysis.module_bindings import module_files
from ..analysis.rules import Rule
from ..analysis.source import DiskView, Source, SourceError, parse
from ..project.surroundings import Surroundings
from .reports import Checked, Skipped

Task = tuple[Path, Selection, Mapping[str, tuple[FunctionConfig, ...]], frozenset[str]]
"""A file, what to report of it, which of its functions templates declare, and which are parts of other modules' handlers."""
Outcome = tuple[Checked | None, Skipped | None, frozenset[tuple[Path, str]]]
"""What was found, if anything; why the file was not looked at, if so; whom in other files it hands its event to."""

log = logging.getLogger(__name__)

_WORTH_A_PROCESS = 60
"""Files; below, starting a process costs more than it saves."""
_COLLECT = 2_000
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
            gc.freeze()  # what is left serves all files, and would be looked through for nothing
            gc.enable()


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _spread(tasks: Sequence[Task], python: Path | None, processes: int) -> Iterator[Outcome]:
    """The same over several processes; none is left when the caller ends early or the user interrupts."""
    size = max(1, len(tasks) // (processes * 6))
    batches = [tasks[start : start + size] for start in range(0, len(tasks), size)]
    waiting = iter(enumerate(batches))
    done: dict[int, list[Outcome]] = {}
    busy: dict[Connection, int] = {}
    with _workers(processes, python) as lines:
        for line, (number, batch) in zip(lines, waiting, strict=False):
            line.send(batch)
            busy[line] = number
        for number in range(len(batches)):
            while number not in done:
                ready = wait(list(busy))
                for line in [line for line in busy if line in ready]:
                    done[busy.pop(line)] = line.recv()  # EOFError: the process died, and it tells why on stderr
                    following = next(waiting, None)
                    if following is not None:
                        busy[line] = following[0]
                        line.send(following[1])
            yield from done.pop(number)


@contextlib.contextmanager
def _workers(count: int, python: Path | None) -> Iterator[list[Connection]]:
    """Processes that check what they are sent; they end with the block, and with this process however that ends."""
    # Linux forks what is already imported; elsewhere each process imports us anew.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    ours: list[Connection] = []
    started: list[BaseProcess] = []
    try:
        with _deaf_children():
            for _ in range(count):
                mine, theirs = context.Pipe()
                inherited = [*ours, mine] if sys.platform == "linux" else []
                process = context.Process(target=_work, args=(theirs, python, inherited), daemon=True)  # type: ignore[attr-defined]
                process.start()
                theirs.close()
                ours.append(mine)
                started.append(process)
        yield ours
    finally:
        for line in ours:
            line.close()
        for process in started:
            process.terminate()
            process.join()


def _work(line: Connection, python: Path | None, inherited: list[Connection]) -> None:
    """A worker's life: check what is sent until nobody is there any more."""
    for other in inherited:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    checker = Checker(python)
    with contextlib.suppress(EOFError, OSError):
        while True:
            line.send([checker(task) for task in line.recv()])


@contextlib.contextmanager
def _deaf_children() -> Iterator[None]:
    """Ctrl-C goes to every process of the terminal, and is the first one's business: those that start here do not get it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


class Checker:
    """Checks one file after the other; what they share is read once."""

    def __init__(self, python: Path | None) -> None:
        self.view = DiskView()
        self.surroundings = Surroundings(self.view, python)
        self.done = 0

    def __call__(self, task: Task) -> Outcome:
        path, selection, declared, delegated = task
        text = self.view.read(path)
        if text is None:
            return None, Skipped(path, 0, "cannot be read as Python source"), frozenset()
        try:
            source = parse(path, text, self.view)
        except SourceError as error:
            return None, Skipped(path, error.line, str(error)), frozenset()
        declare(source, declared, delegated)
        use(source, self.surroundings.of(path, declared))
        found = lint(source, selection, on_failure=_rule_failed)
        named = frozenset((file, name) for module, name in delegates(source) for file in _files(path, module))
        release(source)
        self.done += 1
        if self.done % _COLLECT == 0:
            gc.collect()
        return (Checked(path, tuple(source.lines), tuple(found)) if found else None), None, named


def _files(path: Path, module: str) -> list[Path]:
    """The file that a module which another one imports is, if it is one of the project."""
    if module.partition(".")[0] in sys.stdlib_module_names:
        return []
    return next(([file] for file in module_files(path, module) if file != path and file.is_file()), [])


def _rule_failed(rule: Rule, source: Source, error: Exception) -> None:
    """Our own error: told with its traceback, and the other rules go on."""
    log.error("rule %s failed on %s", rule.code, source.path, exc_info=error)
