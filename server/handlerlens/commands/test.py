"""``handlerlens test``: run every event file that says which result it expects, and hold the handlers to it."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ..events.addressee import named
from ..events.expectation import compare
from ..events.files import EventFile, is_event_file, read_event_file
from ..events.header import HEADER
from ..execution.environments import Environments
from ..execution.invocation import ExecutionError, Outcome
from ..execution.plan import Overrides, plan
from . import UsageError
from .files import GENERATED, shown
from .invoke import Quiet, default_python, given_environment
from .invoke_target import find_target


@dataclass(frozen=True, slots=True)
class Tested:
    """What came of one event file; the JSON contract of ``test``. ``problem`` is a sentence where it could not be run."""

    file: str
    handler: str | None
    passed: bool
    differences: tuple[str, ...] = ()
    problem: str | None = None
    duration_ms: float | None = None
    logs: str = ""


async def run(options: argparse.Namespace) -> int:
    """Run them one after the other, those of a handler in one warm environment; 1 where one differs or cannot be run."""
    files = [file for file in _event_files(options.paths) if _is_test(file)]
    if not files:
        raise UsageError(
            f"no event file below {', '.join(options.paths)} says which handler it is for and what it expects: "
            '"$handlerlens": {"handler": "app.py::lambda_handler", "expected": …}.'
        )
    given = Overrides(options.python or default_python(), environment=given_environment(options.env_file, options.env))
    environments = Environments(standby=False)
    found: list[Tested] = []
    try:
        for file in files:
            tested = await _test(file, environments, given)
            found.append(tested)
            if options.format == "text":
                sys.stdout.write(_text(tested))
                sys.stdout.flush()
    finally:
        await environments.close()
    failed = sum(not tested.passed for tested in found)
    if options.format == "json":
        sys.stdout.write(json.dumps({"tests": [asdict(tested) for tested in found]}, indent=2) + "\n")
    else:
        sys.stdout.write(f"{len(found) - failed} as expected" + (f", {failed} not" if failed else "") + ".\n")
    return 1 if failed else 0


async def _test(file: EventFile, environments: Environments, given: Overrides) -> Tested:
    name, header = shown(file.path), file.header
    problem = file.problem or header.problem
    who = named(file.path, header.handler) if header.handler and not problem else None
    if who is None:
        return Tested(name, header.handler, False, problem=problem or f"there is no '{header.handler}' for it.")
    try:
        source, handler = find_target(f"{who[0]}::{who[1]}", None, None)
        overrides = replace(
            given,
            event=file.text,
            client_context=header.client_context,
            cognito_identity=header.cognito_identity,
            tenant_id=header.tenant_id,
        )
        outcome = await environments.invoke(plan(source, handler, overrides), Quiet())
    except (ExecutionError, UsageError) as error:
        return Tested(name, header.handler, False, problem=str(error))
    expectation = compare(header, outcome.payload, failed=outcome.function_error is not None)
    differences = expectation.differences if expectation is not None else ()
    told = _with_error(differences, outcome)
    return Tested(name, header.handler, not differences, told, None, outcome.duration_ms, outcome.logs)


def _with_error(differences: tuple[str, ...], outcome: Outcome) -> tuple[str, ...]:
    """The differences; where a function failed that was expected to return, its error before them."""
    if not differences or outcome.error is None:
        return differences
    return (f"{outcome.error.get('errorType')}: {outcome.error.get('errorMessage')}", *differences)


def _is_test(file: EventFile) -> bool:
    """Whether it says what it expects, or would if it could be read."""
    if file.problem is not None:
        return HEADER in file.text
    return file.header.problem is not None or (file.header.handler is not None and file.header.has_expected)


def _event_files(paths: Iterable[str]) -> Iterator[EventFile]:
    """The event files named, and those in the ``events`` folders below the folders named, each once, in order."""
    seen: set[Path] = set()
    for name in paths:
        path = Path(name).absolute()
        if not path.exists():
            raise UsageError(f"there is no file or folder '{name}'.")
        for each in _below(path) if path.is_dir() else [path]:
            file = read_event_file(each) if each not in seen else None
            seen.add(each)
            if file is not None:
                yield file


def _below(folder: Path) -> Iterator[Path]:
    for current, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in GENERATED)
        yield from (path for name in sorted(names) if is_event_file(path := Path(current) / name))


def _text(tested: Tested) -> str:
    took = f" · {tested.duration_ms:g} ms" if tested.duration_ms is not None else ""
    first = f"{'✓' if tested.passed else '✗'} {tested.file} → {tested.handler or '?'}{took}\n"
    told = [tested.problem] if tested.problem else tested.differences
    log = "" if tested.passed else "".join(f"  | {line}\n" for line in tested.logs.splitlines())
    return first + "".join(f"  {line}\n" for line in told) + log
