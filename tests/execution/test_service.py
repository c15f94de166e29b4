"""What the service does around an invocation: retries, log formats, SnapStart, headers, time limits, notes."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from execution.conftest import Function, Heard
from execution.pythons import found
from handlerlens.execution import service
from handlerlens.execution.asynchronous import Attempt
from handlerlens.execution.environments import Environments
from handlerlens.execution.invocation import ExecutionError, InvocationType


async def test_a_failed_event_is_retried(
    environments: Environments, function: Function, heard: Heard, tmp_path: Path
) -> None:
    count = tmp_path / "count"
    code = (
        f"def handler(event, context):\n    with open({str(count)!r}, 'a') as f: f.write(context.aws_request_id + ' ')\n"
        "    if len(open(f.name).read().split()) < event['succeeds_at']: raise ValueError('not yet')\n"
    )
    invocation = function(code, type=InvocationType.EVENT, event='{"succeeds_at": 2}', retries=2)
    outcome = await environments.invoke(invocation, heard)
    ids = count.read_text().split()
    assert (len(ids), len(set(ids)), outcome.error, outcome.destination_record) == (2, 1, None, None)
    assert outcome.logs.count("REPORT RequestId") == 2
    assert "Attempt 1 failed. Lambda would wait 1 minute; it is run again now." in heard.text

    count.unlink()
    outcome = await environments.invoke(replace(invocation, event='{"succeeds_at": 9}'), heard)
    assert len(count.read_text().split()) == 3
    assert outcome.destination_record is not None
    record = json.loads(outcome.destination_record)
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 3
    assert record["requestContext"]["requestId"] == outcome.request_id
    assert record["requestPayload"] == {"succeeds_at": 9}
    assert record["responsePayload"]["errorType"] == "ValueError"

    count.unlink()
    asked: list[Attempt] = []

    async def once(attempt: Attempt) -> bool:
        asked.append(attempt)
        return len(asked) < 2

    outcome = await environments.invoke(replace(invocation, event='{"succeeds_at": 9}'), heard, once)
    assert len(count.read_text().split()) == 2
    assert [(attempt.number, attempt.wait) for attempt in asked] == [(1, "1 minute"), (2, "2 minutes")]
    assert "Lambda would run the event again after 2 minutes." in outcome.notes
    assert "The retries were skipped" in heard.text

    given = replace(invocation, event='{"succeeds_at": 9}', retries=0, on_failure="Failures.Arn")
    outcome = await environments.invoke(given, heard, once)
    assert len(asked) == 2, "a function without retries is not asked about"
    assert outcome.notes[-1].endswith("its record goes to Failures.Arn.")


async def test_the_json_log(environments: Environments, function: Function, heard: Heard) -> None:
    code = (
        "import logging\ndef handler(event, context):\n"
        "    logging.getLogger().info('two\\nlines', extra={'k': 1})\n    logging.getLogger().debug('no')\n    raise KeyError('x')\n"
    )
    outcome = await environments.invoke(function(code, log_format="JSON"), heard)
    start, info, error, report = (json.loads(line) for line in outcome.logs.splitlines())
    assert start["type"] == "platform.start"
    assert start["record"] == {"requestId": outcome.request_id, "version": "$LATEST"}
    assert (info["level"], info["message"], info["k"], info["requestId"]) == (
        "INFO",
        "two\nlines",
        1,
        outcome.request_id,
    )
    assert (error["level"], error["errorType"]) == ("ERROR", "KeyError")
    assert report["type"] == "platform.report"
    assert report["record"]["metrics"]["memorySizeMB"] == 128
    assert report["record"]["metrics"]["billedDurationMs"] == outcome.billed_duration_ms
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", report["time"])


async def test_snap_start(environments: Environments, function: Function, heard: Heard) -> None:
    code = (
        "import os\nfrom snapshot_restore_py import register_before_snapshot, register_after_restore\nran = []\n"
        "register_before_snapshot(ran.append, 'before')\nregister_after_restore(ran.append, 'after')\n"
        "def handler(event, context):\n    return ran + [os.environ['AWS_LAMBDA_INITIALIZATION_TYPE']]\n"
    )
    outcome = await environments.invoke(function(code, snap_start=True), heard)
    assert json.loads(outcome.payload) == ["before", "after", "snap-start"]
    assert re.search(r"^RESTORE_REPORT Restore Duration: [\d.]+ ms$", outcome.logs, re.MULTILINE)
    assert re.search(r"\tRestore Duration: [\d.]+ ms\tBilled Restore Duration: \d+ ms\t\n$", outcome.logs)
    assert "Init Duration" not in outcome.logs


async def test_who_calls(environments: Environments, function: Function, heard: Heard) -> None:
    code = (
        "def handler(event, context):\n    i = context.identity\n"
        "    return [i.cognito_identity_id, i.cognito_identity_pool_id, context.tenant_id, context.client_context.custom]\n"
    )
    invocation = function(
        code,
        cognito_identity='{"cognitoIdentityId": "id",\n "cognitoIdentityPoolId": "pool"}',
        tenant_id="blue",
        client_context="eyJjdXN0b20iOiB7ImsiOiAidiJ9fQ==",
    )
    outcome = await environments.invoke(invocation, heard)
    assert json.loads(outcome.payload) == ["id", "pool", "blue", {"k": "v"}]
    with pytest.raises(ExecutionError, match="client context is neither"):
        await environments.invoke(replace(invocation, client_context="nonsense!"), heard)


async def test_an_init_that_takes_too_long(
    environments: Environments, function: Function, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "INIT_SECONDS", 0.5)
    outcome = await environments.invoke(function("import time\ntime.sleep(60)\n", timeout=1), heard)
    assert outcome.error is not None
    assert outcome.error["errorType"] == "Sandbox.Timedout"
    reports = [line for line in outcome.logs.splitlines() if "INIT_REPORT" in line]
    assert [re.sub(r"\d+\.\d+", "#", line) for line in reports] == [
        "INIT_REPORT Init Duration: # ms\tPhase: init\tStatus: timeout",
        "INIT_REPORT Init Duration: # ms\tPhase: invoke\tStatus: timeout",
    ]
    assert "\tDuration: 1000.00 ms\t" in outcome.logs


async def test_a_slow_init_goes_on_within_the_invocation(
    environments: Environments, function: Function, heard: Heard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(service, "INIT_SECONDS", 0.5)
    mark = str(tmp_path / "second")
    code = (
        f"import os, time\nif not os.path.exists({mark!r}):\n    open({mark!r}, 'w').close()\n    time.sleep(60)\n"
        "def handler(event, context):\n    return 'made it'\n"
    )
    outcome = await environments.invoke(function(code, timeout=20), heard)
    assert outcome.payload == '"made it"'
    assert outcome.logs.count("INIT_REPORT") == 1
    assert outcome.init_duration_ms is None


async def test_notes(environments: Environments, function: Function, heard: Heard) -> None:
    outcome = await environments.invoke(function("import boto3\n", runtime="python3.9"), heard)
    assert any(note.startswith("The function's runtime is python3.9; it ran under Python 3.") for note in outcome.notes)
    assert any("Lambda's runtime brings boto3" in note for note in outcome.notes)
    outcome = await environments.invoke(
        function("def handler(event, context):\n    return len('x' * 300_000_000)\n"), heard
    )
    assert outcome.max_memory_mb > 280
    assert any("Lambda ends a function at its memory size, here 128 MB" in note for note in outcome.notes)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process has started")
async def test_what_a_function_starts_counts_as_its_memory(
    environments: Environments, function: Function, heard: Heard, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    big = f"import os, time; x = b'x' * 300_000_000\nwhile not os.path.exists({str(seen)!r}): time.sleep(0.01)"
    code = (
        "import subprocess, sys\n\n\ndef handler(event, context):\n"
        f"    subprocess.run([sys.executable, '-c', {big!r}], check=True)\n"
    )
    running = asyncio.create_task(environments.invoke(function(code, timeout=60), heard))
    while not any(environment.process.family.peak > 290 for environment in environments._pool._live):
        assert not running.done()
        await asyncio.sleep(0.01)
    seen.touch()
    outcome = await running
    assert 290 < outcome.max_memory_mb < 400
    report = outcome.logs.rpartition("REPORT")[2]
    assert f"Max Memory Used: {outcome.max_memory_mb} MB" in report


async def test_a_missing_package_has_a_way_out(
    environments: Environments, function: Function, heard: Heard, tmp_path: Path
) -> None:
    async def notes(code: str) -> list[str]:
        outcome = await environments.invoke(function(code), heard)
        assert outcome.error is not None
        assert outcome.error["errorType"] == "Runtime.ImportModuleError"
        given.append(outcome.to_install)
        return [note for note in outcome.notes if "does not have" in note]

    given: list[tuple[str, ...]] = []
    (note,) = await notes("import no_such_package.part\n")
    assert note.startswith("This Python does not have 'no_such_package'. Install its package (")
    (tmp_path / "requirements.txt").write_text("no-such-package\n")
    (note,) = await notes("import no_such_package\n")
    assert note.endswith(f"-m pip install -r {tmp_path / 'requirements.txt'}), or select another Python.")
    (tmp_path / "own").mkdir()
    assert await notes("import own.missing\n") == []
    assert await notes("import json.missing\n") == []
    assert given == [(), ("-r", str(tmp_path / "requirements.txt")), (), ()]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ('TABLE = os.environ["TABLE"]\ndef handler(event, context): ...', ["TABLE"]),
        (
            'def handler(event, context):\n    return os.environ["A"] + os.environ["B"] + os.environ["GIVEN"]',
            ["A", "B"],
        ),
        ('def handler(event, context):\n    return int(os.environ.get("SIZE")), os.getenv("LEVEL", "1")', ["SIZE"]),
        ('from os import environ, getenv\ndef handler(event, context):\n    return getenv("NAME").lower()', ["NAME"]),
        # what fails for another reason is not told of variables
        ('def handler(event, context):\n    os.getenv("DEBUG")\n    return event["TABLE"]', []),
        ('def handler(event, context):\n    os.getenv("DEBUG")\n    return os.environ["AWS_REGION"]', []),
    ],
)
async def test_variables_that_a_run_went_without(
    environments: Environments, function: Function, heard: Heard, code: str, names: list[str]
) -> None:
    invocation = function(f"import os\n{code}\n", environment={"GIVEN": "x"})
    for python in found().values():
        outcome = await environments.invoke(replace(invocation, python=python), heard)
        assert list(outcome.unset) == names, outcome.error
        assert any("not set here" in note for note in outcome.notes) is bool(names)


async def test_refused_credentials_have_a_way_out(environments: Environments, function: Function, heard: Heard) -> None:
    said = "An error occurred (UnrecognizedClientException) when calling the PutItem operation"
    code = f"def handler(event, context):\n    print({said!r})\n    return 'caught'\n"
    for environment, told in (({}, 1), ({"AWS_PROFILE": "mine"}, 0)):
        outcome = await environments.invoke(function(code, environment=environment), heard)
        assert sum("Set AWS_PROFILE" in note for note in outcome.notes) == told
    outcome = await environments.invoke(function(f"def handler(event, context):\n    raise OSError({said!r})\n"), heard)
    assert any("Set AWS_PROFILE" in note for note in outcome.notes)


async def test_a_missing_module_that_lies_elsewhere_in_the_project(
    environments: Environments, function: Function, heard: Heard, tmp_path: Path
) -> None:
    (tmp_path / "package.json").write_text("{}")
    layer = tmp_path / "layers" / "shared" / "python"
    (layer / "common_things").mkdir(parents=True)
    (layer / "common_things" / "__init__.py").write_text("")
    code = tmp_path / "functions" / "orders"
    code.mkdir(parents=True)
    invocation = replace(function("import common_things\n"), code_root=code)
    (code / "app.py").write_text((tmp_path / "app.py").read_text())
    outcome = await environments.invoke(invocation, heard)
    (note,) = [note for note in outcome.notes if "common_things" in note]
    assert note.startswith(f"'common_things' lies in {layer}, which is neither in the function's code ({code})")


async def test_a_durable_function_is_told(environments: Environments, function: Function, heard: Heard) -> None:
    code = "def durable_execution(f): return f\n@durable_execution\ndef handler(event, context):\n    return 1\n"
    outcome = await environments.invoke(function(code), heard)
    assert any(note.startswith("This is a durable function") for note in outcome.notes)
