"""One invocation, from the event to the REPORT line."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from execution.conftest import Function, Heard, every_python
from handlerlens.execution.environments import Environments
from handlerlens.execution.invocation import EventError, ExecutionError, Invocation, InvocationType

ID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


@every_python
async def test_a_handler_answers(environments: Environments, function: Function, heard: Heard, python: str) -> None:
    code = "import sys\ndef handler(event, context):\n    print('hello', event['name'])\n    return {'v': sys.version[:4], 'é': 1}\n"
    outcome = await environments.invoke(function(code, event='{"name": "Ada"}', memory=256), heard)
    version = python_version(python)
    assert json.loads(outcome.payload) == {"v": f"{version}."[:4], "é": 1}
    assert ("é" in outcome.payload) == (version not in ("3.10", "3.11"))  # escaped before python3.12
    assert (outcome.status_code, outcome.function_error, outcome.error, outcome.cold) == (200, None, None, True)
    assert re.fullmatch(
        rf"START RequestId: ({ID}) Version: \$LATEST\n"
        r"hello Ada\n"
        rf"END RequestId: \1\n"
        rf"REPORT RequestId: \1\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\t"
        rf"Max Memory Used: [1-9]\d* MB\tInit Duration: [\d.]+ ms\t\n",
        outcome.logs,
    )
    assert heard.text == outcome.logs
    assert outcome.init_duration_ms is not None
    assert outcome.billed_duration_ms == pytest.approx(outcome.duration_ms + outcome.init_duration_ms, abs=1.01)


def python_version(python: str) -> str:
    import subprocess

    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


FAILURES = {
    "raises": (
        "def handler(event, context):\n    raise ValueError('x')\n",
        {"errorType": "ValueError", "errorMessage": "x"},
        "",
    ),
    "cannot be serialized": (
        "def handler(event, context):\n    return {1, 2}\n",
        {
            "errorType": "Runtime.MarshalError",
            "errorMessage": "Unable to marshal response: Object of type set is not JSON serializable",
            "stackTrace": [],
        },
        "",
    ),
    "exits": (
        "import os\ndef handler(event, context):\n    os._exit(3)\n",
        {
            "errorType": "Runtime.ExitError",
            "errorMessage": "RequestId: ID Error: Runtime exited with error: exit status 3",
        },
        "\tStatus: error\tError Type: Runtime.ExitError",
    ),
    "exits with 0": (
        "import sys\ndef handler(event, context):\n    sys.exit()\n",
        {
            "errorType": "Runtime.ExitError",
            "errorMessage": "RequestId: ID Error: Runtime exited without providing a reason",
        },
        "\tStatus: error\tError Type: Runtime.ExitError",
    ),
    "is killed": (
        "import os, signal\ndef handler(event, context):\n    os.kill(os.getpid(), signal.SIGSEGV)\n",
        {
            "errorType": "Runtime.ExitError",
            "errorMessage": "RequestId: ID Error: Runtime exited with error: signal: segmentation fault",
        },
        "\tStatus: error\tError Type: Runtime.ExitError",
    ),
    "hangs": (
        "import time\ndef handler(event, context):\n    time.sleep(60)\n",
        {"errorType": "Sandbox.Timedout", "errorMessage": "RequestId: ID Error: Task timed out after 0.50 seconds"},
        "\tStatus: timeout",
    ),
    "hangs without letting go": (
        "import re\ndef handler(event, context):\n    re.match('(a*)*$', 'a' * 40 + 'b')\n",
        {"errorType": "Sandbox.Timedout", "errorMessage": "RequestId: ID Error: Task timed out after 0.50 seconds"},
        "\tStatus: timeout",
    ),
    "answers too much": (
        "def handler(event, context):\n    return 'x' * 7340032\n",
        {
            "errorType": "Function.ResponseSizeTooLarge",
            "errorMessage": "Response payload size (7340034 bytes) exceeded maximum allowed payload size (6291556 bytes).",
        },
        "\tStatus: error\tError Type: Function.ResponseSizeTooLarge",
    ),
}


@pytest.mark.parametrize("case", FAILURES)
async def test_a_handler_that(case: str, environments: Environments, function: Function, heard: Heard) -> None:
    code, expected, status = FAILURES[case]
    outcome = await environments.invoke(function(code, timeout=0.5 if "hangs" in case else 30), heard)
    error = json.loads(outcome.payload.replace(outcome.request_id, "ID"))
    assert {key: error[key] for key in expected} == expected
    assert outcome.function_error == "Unhandled"
    assert outcome.error == json.loads(outcome.payload)
    report = outcome.logs.splitlines()[-1]
    assert report.endswith(status or "ms\t")
    assert outcome.max_memory_mb > 0
    if "hangs" in case:
        assert "\tDuration: 500.00 ms\t" in report


FAILED_INITS = {
    "missing module": (
        "import nowhere\n",
        "Runtime.ImportModuleError",
        "Unable to import module 'app': No module named 'nowhere'",
    ),
    "syntax error": ("def handler(:\n", "Runtime.UserCodeSyntaxError", None),
    "no such handler": ("x = 1\n", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'app'"),
    "raises": ("raise KeyError('k')\n", "KeyError", "'k'"),
    "exits": (
        "import sys\nsys.exit(2)\n",
        "Runtime.ExitError",
        "RequestId: ID Error: Runtime exited with error: exit status 2",
    ),
}


@pytest.mark.parametrize("case", FAILED_INITS)
async def test_a_failed_init_is_run_twice(
    case: str, environments: Environments, function: Function, heard: Heard
) -> None:
    code, error_type, message = FAILED_INITS[case]
    outcome = await environments.invoke(
        function("print('importing')\n" + code if case != "syntax error" else code), heard
    )
    error = json.loads(outcome.payload.replace(outcome.request_id, "ID"))
    assert error["errorType"] == error_type
    assert message is None or error["errorMessage"] == message
    lines = [
        line
        for line in outcome.logs.splitlines()
        if line.startswith(("importing", "INIT_REPORT", "START", "END", "REPORT"))
    ]
    imported = ["importing"] if case != "syntax error" else []
    shapes = [re.sub(r"\d+\.\d\d|[0-9a-f-]{36}|\d+ (ms|MB)", "#", line) for line in lines]
    assert shapes == [
        *imported,
        f"INIT_REPORT Init Duration: # ms\tPhase: init\tStatus: error\tError Type: {error_type}",
        *imported,
        f"INIT_REPORT Init Duration: # ms\tPhase: invoke\tStatus: error\tError Type: {error_type}",
        "START RequestId: # Version: $LATEST",
        "END RequestId: #",
        "REPORT RequestId: #\tDuration: # ms\tBilled Duration: #\tMemory Size: #\tMax Memory Used: #"
        f"\tStatus: error\tError Type: {error_type}",
    ]
    assert outcome.init_duration_ms is None


async def test_megabytes_of_output(environments: Environments, function: Function, heard: Heard) -> None:
    code = "import sys\ndef handler(event, context):\n    sys.stdout.write('x' * 20_000_000)\n    print('end')\n    return 1\n"
    outcome = await environments.invoke(function(code, timeout=60), heard)
    assert outcome.payload == "1"
    assert 4_000_000 < heard.text.count("x") < 5_000_000
    assert "The log is longer than 4 MB" in heard.text
    assert "REPORT RequestId" in heard.text
    assert len(outcome.logs) < 10_000_000
    assert "characters of log left out here" in outcome.logs
    assert "xend\nEND RequestId" in outcome.logs
    assert any("middle was left out" in note for note in outcome.notes)


async def test_any_output_leaves_the_protocol_alone(
    environments: Environments, function: Function, heard: Heard
) -> None:
    code = (
        "import logging, os, sys, subprocess\n"
        "def handler(event, context):\n"
        "    os.write(1, b'\\xa5\\x5a\\x00\\x03\\xff\\xff\\xff\\xff' * 3 + b'\\n')\n"
        "    logging.warning('two\\nlines')\n"
        "    subprocess.run([sys.executable, '-c', 'print(1)'])\n"
        "    sys.stdin.read()\n"
        "    os.close(1); os.close(2); sys.stdout = None\n"
        "    return 'ok'\n"
    )
    outcome = await environments.invoke(function(code, timeout=30), heard)
    assert outcome.payload == '"ok"'
    body = outcome.logs.split("$LATEST\n")[1].split("END RequestId")[0]
    assert re.fullmatch(r".*\n\[WARNING\]\t[\dT:.-]+Z\t" + ID + r"\ttwo\nlines\n1\n", body, re.DOTALL), body


async def test_an_event_is_passed_on_as_written(environments: Environments, function: Function, heard: Heard) -> None:
    code = "def handler(event, context):\n    return repr(event)\n"
    for event, shown in {
        '{"a": 1.10, "é": "😀"}': "{'a': 1.1, 'é': '😀'}",
        "[null]": "[None]",
        " ": "{}",
        '"x"': "'x'",
    }.items():
        outcome = await environments.invoke(function(code, event=event), heard)
        assert json.loads(outcome.payload) == shown


BAD_EVENTS = {
    "{'a': 1}": "The event is not JSON: expecting property name enclosed in double quotes at line 1, column 2.",
    '{\n  "a": }': "The event is not JSON: expecting value at line 2, column 8.",
    '{"a": NaN}': "The event is not JSON: NaN is not a JSON value.",
    '"\ud800"': "The event is not valid text: half of a surrogate pair at line 1, column 2.",
    '"' + "x" * 6291556 + '"': "The event has 6291558 bytes; Lambda refuses more than 6291556",
}


@pytest.mark.parametrize("event", BAD_EVENTS, ids=lambda event: ascii(event[:12]))
async def test_a_bad_event_is_named(event: str, environments: Environments, function: Function, heard: Heard) -> None:
    with pytest.raises(EventError) as raised:
        await environments.invoke(function("", event=event), heard)
    assert str(raised.value).startswith(BAD_EVENTS[event])
    assert heard.text == ""


async def test_invocation_types(environments: Environments, function: Function, heard: Heard) -> None:
    code = "def handler(event, context):\n    print('ran')\n    return 1 / event['by']\n"
    dry = await environments.invoke(function(code, type=InvocationType.DRY_RUN), heard)
    assert (dry.status_code, dry.payload, dry.logs, heard.text) == (204, "", "", "")
    fine = await environments.invoke(function(code, type=InvocationType.EVENT, event='{"by": 1}'), heard)
    assert (fine.status_code, fine.payload, fine.function_error, fine.error) == (202, "", None, None)
    failed = await environments.invoke(function(code, type=InvocationType.EVENT, event='{"by": 0}'), heard)
    assert (failed.status_code, failed.payload, failed.function_error) == (202, "", None)
    assert failed.error is not None
    assert failed.error["errorType"] == "ZeroDivisionError"
    large = '"' + "x" * 1048576 + '"'
    with pytest.raises(EventError, match="refuses more than 1048576 for the invocation type Event"):
        await environments.invoke(function(code, type=InvocationType.EVENT, event=large), heard)


async def test_what_the_function_finds(
    environments: Environments, function: Function, heard: Heard, tmp_path: Path
) -> None:
    code = (
        "import os, sys\n"
        "def handler(event, context):\n"
        "    c = context\n"
        "    return dict(env=dict(os.environ), cwd=os.getcwd(), path=sys.path, argv=sys.argv, name=c.function_name,\n"
        "        memory=c.memory_limit_in_mb, arn=c.invoked_function_arn, left=c.get_remaining_time_in_millis(),\n"
        "        client=c.client_context and c.client_context.custom)\n"
    )
    layer = tmp_path / "layer"
    (layer / "python").mkdir(parents=True)
    invocation = function(
        code,
        function_name="orders",
        memory=512,
        timeout=7,
        environment={"TABLE": "t", "AWS_LAMBDA_LOG_LEVEL": "DEBUG"},
        layers=(layer,),
        client_context='{"custom": {"k": "v"}}',
    )
    outcome = await environments.invoke(invocation, heard)
    found: dict[str, Any] = json.loads(outcome.payload)
    env = found["env"]
    assert (env["TABLE"], env["AWS_LAMBDA_FUNCTION_NAME"], env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]) == (
        "t",
        "orders",
        "512",
    )
    assert env["_HANDLER"] == "app.handler"
    assert env["LAMBDA_TASK_ROOT"] == found["cwd"] == found["path"][0] == str(tmp_path)
    assert found["path"][2] == str(layer / "python")
    assert env["AWS_EXECUTION_ENV"].startswith("AWS_Lambda_python3.")
    assert re.fullmatch(r"ASIA[A-Z]{16}", env["AWS_ACCESS_KEY_ID"])
    assert re.fullmatch(r"\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}", env["AWS_LAMBDA_LOG_STREAM_NAME"])
    assert not [name for name in env if "HANDLERLENS" in name or "PYTEST" in name or "TELEMETRY" in name]
    assert (found["name"], found["memory"], found["client"]) == ("orders", "512", {"k": "v"})
    assert found["arn"].endswith(":123456789012:function:orders")
    assert 0 < found["left"] <= 7000


async def test_whose_credentials_and_where_to_write(
    environments: Environments, function: Function, heard: Heard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Fake ones, unless the function's variables choose a profile; the editor's own and its temporary folder stay out."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "MY_SECRET"):
        monkeypatch.setenv(name, "real")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    code = (
        "import os, tempfile\ndef handler(event, context):\n    return {**os.environ, 'tmp': tempfile.gettempdir()}\n"
    )
    invocation = function(code)
    env = json.loads((await environments.invoke(invocation, heard)).payload)
    assert "real" not in env.values()
    assert env["AWS_SESSION_TOKEN"]
    if os.access("/tmp", os.W_OK):
        assert env["tmp"] == "/tmp"
    chosen = replace(invocation, environment={"AWS_PROFILE": "dev"})
    env = json.loads((await environments.invoke(chosen, heard)).payload)
    assert env["AWS_PROFILE"] == "dev"
    assert not {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} & set(env)


async def test_layers_come_after_the_task_root(
    environments: Environments, function: Function, heard: Heard, tmp_path: Path
) -> None:
    for number, layer in enumerate(("first", "second")):
        for module in ("both", f"only{number}", "mine"):
            path = tmp_path / layer / "python" / f"{module}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"W = {layer!r}\n")
    (tmp_path / "mine.py").write_text("W = 'task'\n")
    code = (
        "import both, only0, only1, mine\ndef handler(event, context):\n    if event: open('/opt/config.json')\n"
        "    return [both.W, only0.W, only1.W, mine.W]\n"
    )
    layers = (tmp_path / "first", tmp_path / "second")
    invocation = function(code, layers=layers)
    outcome = await environments.invoke(invocation, heard)
    assert json.loads(outcome.payload) == ["second", "first", "second", "task"]
    outcome = await environments.invoke(replace(invocation, event="1"), heard)
    assert f"Lambda unpacks layers to /opt; here they stay where they are: {layers[0]}, {layers[1]}." in outcome.notes


BAD_VARIABLES = {
    "AWS_REGION": "contains reserved keys that are currently not supported for modification. Reserved keys used in this "
    "request: AWS_REGION",
    "1X": "'1X' is not a name for an environment variable",
    "X": "two characters at least",
}


@pytest.mark.parametrize("name", BAD_VARIABLES)
async def test_variables_that_lambda_refuses(
    name: str, environments: Environments, function: Function, heard: Heard
) -> None:
    with pytest.raises(ExecutionError) as raised:
        await environments.invoke(function("", environment={name: "v"}), heard)
    assert BAD_VARIABLES[name] in str(raised.value)


async def test_too_many_variables(environments: Environments, function: Function, heard: Heard) -> None:
    with pytest.raises(ExecutionError, match="exceeded the 4KB limit"):
        await environments.invoke(function("", environment={"LONG": "x" * 4096}), heard)


async def test_many_at_once(environments: Environments, function: Function, heard: Heard) -> None:
    import asyncio

    code = "def handler(event, context):\n    return event\n"
    runs = [environments.invoke(function(code, event=str(number)), heard) for number in range(25)]
    outcomes = await asyncio.gather(*runs)
    assert [outcome.payload for outcome in outcomes] == [str(number) for number in range(25)]


OWN_MODULES = ("fcntl", "queue", "select", "signal", "snapshot_restore_py", "typing", "uuid")
"""Names that are free on Lambda: its runtime has not loaded such a module before the function's."""


@every_python
async def test_a_module_of_the_functions_own_is_found(
    environments: Environments, function: Function, heard: Heard, python: str
) -> None:
    root = function("from own import handler\n").code_root
    (root / "own.py").write_text(
        "import sys\ndef handler(event, context): return [m for m in event if m in sys.modules]\n"
    )
    asked = Invocation("own.handler", root, python, json.dumps(OWN_MODULES))
    loaded = set(json.loads((await environments.invoke(asked, heard)).payload))
    code = "import sys; print(*sys.modules)"
    by_itself = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert loaded - set(by_itself) <= {"queue"}  # of the thread that polls from 3.12 on
    for name in {*OWN_MODULES[2:6]}.difference(by_itself):
        (root / f"{name}.py").write_text("def handler(event, context): return __name__\n")
        outcome = await environments.invoke(Invocation(f"{name}.handler", root, python, "{}"), heard)
        assert outcome.payload == f'"{name}"'
        (root / f"{name}.py").unlink()
