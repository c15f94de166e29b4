"""``handlerlens invoke``: run a handler as Lambda would."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from ..events.commands import show_event
from ..events.expectation import Expectation, compare
from ..events.files import parse_event_file
from ..events.header import Header
from ..execution import env_file
from ..execution.contract import caller, seen_by_client, verdict
from ..execution.environments import Environments
from ..execution.invocation import ExecutionError, InvocationType, Outcome
from ..execution.plan import Overrides, plan
from . import UsageError
from .invoke_target import find_target


class _Stderr:
    """Shows the log while it is written."""

    def log(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


class Quiet:
    """Shows nothing of it."""

    def log(self, text: str) -> None:
        pass


async def run(options: argparse.Namespace) -> int:
    """Run and print; 1 where the function failed, or where the event file expects something else (also a certain failure)."""
    source, handler = find_target(options.target, options.template, options.function)
    event, header = _event(options.event)
    overrides = Overrides(
        python=options.python or default_python(),
        event=event,
        type=InvocationType(options.type),
        logical_id=options.function,
        environment=given_environment(options.env_file, options.env),
        timeout=options.timeout,
        memory=options.memory,
        client_context=options.client_context or header.client_context,
        cognito_identity=options.cognito_identity or header.cognito_identity,
        tenant_id=options.tenant_id or header.tenant_id,
        retries=options.retries,
    )
    environments = Environments(standby=False)
    try:
        invocation = plan(source, handler, overrides)
        outcome = await environments.invoke(invocation, Quiet() if options.format == "json" else _Stderr())
    except ExecutionError as error:
        raise UsageError(str(error)) from error
    finally:
        await environments.close()
    sender = caller(invocation, source, handler)
    contract = verdict(invocation, outcome, sender)
    client = seen_by_client(invocation, outcome, sender)
    expectation = compare(header, outcome.payload, failed=outcome.function_error is not None)
    if options.format == "json":
        sys.stdout.write(json.dumps(result(outcome, contract, client, expectation), indent=2) + "\n")
    else:
        differences = expectation.differences if expectation else ()
        for note in (
            *outcome.notes,
            *contract,
            *([client] if client else []),
            *(f"not as expected: {d}" for d in differences),
        ):
            print(f"handlerlens: {note}", file=sys.stderr)
        if outcome.destination_record:
            print(
                f"handlerlens: the record for a destination of failures: {outcome.destination_record}", file=sys.stderr
            )
        sys.stdout.write(outcome.payload + "\n" if outcome.payload else "")
    if expectation is not None:
        return 1 if expectation.differences else 0
    return 1 if outcome.function_error else 0


def result(
    outcome: Outcome, contract: list[str], client: str | None, expectation: Expectation | None
) -> dict[str, Any]:
    """The JSON contract of ``invoke``; ``differences`` is null where no result is expected."""
    return {
        "status_code": outcome.status_code,
        "payload": outcome.payload,
        "function_error": outcome.function_error,
        "error": outcome.error,
        "logs": outcome.logs,
        "request_id": outcome.request_id,
        "duration_ms": outcome.duration_ms,
        "init_duration_ms": outcome.init_duration_ms,
        "billed_duration_ms": outcome.billed_duration_ms,
        "max_memory_mb": outcome.max_memory_mb,
        "contract": contract,
        "client": client,
        "differences": list(expectation.differences) if expectation is not None else None,
        "destination_record": json.loads(outcome.destination_record) if outcome.destination_record else None,
        "notes": list(outcome.notes),
    }


def default_python() -> str:
    """The active virtual environment's interpreter, else the first Python on PATH, else the one that runs us."""
    active = os.environ.get("VIRTUAL_ENV")
    if active:
        for name in ("bin/python", "Scripts/python.exe"):
            if (Path(active) / name).exists():
                return str(Path(active) / name)
    return shutil.which("python3") or shutil.which("python") or sys.executable


def _event(name: str | None) -> tuple[str | None, Header]:
    """The text of an event, and what its file says of it."""
    if name is None:
        return None, Header()
    if name == "-":
        return sys.stdin.read(), Header()
    if name.lstrip()[:1] in ("{", "[", '"'):
        return name, Header()
    path = Path(name)
    if path.is_file():
        try:
            file = parse_event_file(path, path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"the event file '{name}' cannot be read: {error}.") from None
        return file.text, file.header
    if _is_json(name):
        return name, Header()
    try:
        return show_event(name), Header()
    except ValueError as error:
        raise UsageError(f"'{name}' is neither JSON, nor a JSON file, nor a sample event. {error}") from error


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def given_environment(file: str | None, pairs: list[str]) -> dict[str, str]:
    """The variables of ``--env-file`` and ``--env``; raises ``UsageError``."""
    try:
        found = env_file.read(Path(file)) if file is not None else {}
    except ExecutionError as error:
        raise UsageError(str(error)) from None
    for pair in pairs:
        key, separator, value = pair.partition("=")
        if not separator or not key:
            raise UsageError(f"--env '{pair}' is not K=V.")
        found[key] = value
    return found
