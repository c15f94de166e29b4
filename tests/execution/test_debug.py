"""A raw client of the debug adapter protocol against a debugged invocation."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from execution import dap
from execution.conftest import Function, Heard, every_python
from handlerlens.execution.environments import DebugRun, Environments

CODE = """\
import helper
LOADED = 1
def handler(event, context):
    total = helper.add(event['a'], 2)
    total = total + 1
    return {'total': total}
"""
HELPER = "def add(a, b):\n    return a + b\n"


async def stopped(client: dap.Client) -> tuple[int, list[dict[str, Any]]]:
    thread = (await client.event("stopped"))["threadId"]
    return thread, (await client.request("stackTrace", threadId=thread))["stackFrames"]


async def variables(client: dap.Client, frame: dict[str, Any]) -> dict[str, str]:
    scopes = (await client.request("scopes", frameId=frame["id"]))["scopes"]
    reference = next(scope["variablesReference"] for scope in scopes if scope["name"] == "Locals")
    found = (await client.request("variables", variablesReference=reference))["variables"]
    return {variable["name"]: variable["value"] for variable in found}


async def attach(
    run: DebugRun, breakpoints: dict[str, list[int]], filters: list[str] | None = None, **more: Any
) -> dap.Client:
    return await dap.attach(run.host, run.port, {**run.arguments, **more}, breakpoints, filters)


@every_python
async def test_break_look_step_continue(
    environments: Environments, function: Function, heard: Heard, python: str, tmp_path: Path
) -> None:
    invocation = function(CODE, event='{"a": 40}', python=python, timeout=0.5)
    (tmp_path / "helper.py").write_text(HELPER)
    app = str(tmp_path / "app.py")
    run = await environments.debug(invocation, heard)
    client = await attach(run, {app: [2, 4]})

    thread, frames = await stopped(client)
    assert [(frame["name"], frame["line"]) for frame in frames] == [
        ("<module>", 2)
    ]  # at import, no frame of the runtime's
    await client.request("continue", threadId=thread)

    thread, frames = await stopped(client)
    assert [(frame["name"], frame["line"]) for frame in frames] == [("handler", 4)]
    found = await variables(client, frames[0])
    assert found["event"] == "{'a': 40}"
    assert found["context"].startswith("LambdaContext(")

    await client.request("next", threadId=thread)
    thread, frames = await stopped(client)
    assert frames[0]["line"] == 5
    evaluated = await client.request("evaluate", expression="total * 100", frameId=frames[0]["id"], context="repl")
    assert evaluated["result"] == "4200"

    await asyncio.sleep(0.6)  # longer than the time-out, which is what is tested here
    await client.request("continue", threadId=thread)
    outcome = await asyncio.wait_for(run.outcome, 30)
    assert outcome.payload == '{"total": 43}'
    assert "the time-out of 0.5 s is paused" in heard.text
    assert "Handlerlens" not in outcome.logs
    await run.stop()
    await client.event("terminated")
    await client.close()


@every_python
async def test_an_exception_stops_where_it_leaves_the_handler(
    environments: Environments, function: Function, heard: Heard, python: str
) -> None:
    code = "def handler(event, context):\n    try:\n        int('x')\n    except ValueError:\n        pass\n    return event['nope']\n"
    run = await environments.debug(function(code, python=python), heard)
    client = await attach(run, {})
    event = await client.event("stopped")
    assert event["reason"] == "exception"
    frames = (await client.request("stackTrace", threadId=event["threadId"]))["stackFrames"]
    assert [frame["line"] for frame in frames] == [6]
    await client.request("continue", threadId=event["threadId"])
    outcome = await asyncio.wait_for(run.outcome, 30)
    assert outcome.error is not None
    assert outcome.error["errorType"] == "KeyError"
    await run.stop()
    await client.close()


@pytest.mark.parametrize(("filters", "lines"), [(["raised"], [3, 6]), ([], [])])
async def test_other_choices_of_exceptions(
    environments: Environments, function: Function, heard: Heard, filters: list[str], lines: list[int]
) -> None:
    code = "def handler(event, context):\n    try:\n        int('x')\n    except ValueError:\n        pass\n    return event['nope']\n"
    run = await environments.debug(function(code), heard)
    client = await attach(run, {}, filters)
    for line in lines:
        thread, frames = await stopped(client)
        assert frames[0]["line"] == line
        await client.request("continue", threadId=thread)
    outcome = await asyncio.wait_for(run.outcome, 30)
    assert outcome.function_error == "Unhandled"
    await run.stop()
    await client.close()


async def test_without_just_my_code_the_runtime_stays_hidden(
    environments: Environments, function: Function, heard: Heard
) -> None:
    code = "import json\ndef handler(event, context):\n    json.loads('1')\n    raise KeyError\n"
    invocation = function(code)
    run = await environments.debug(invocation, heard)
    client = await attach(run, {str(invocation.code_root / "app.py"): [3]}, justMyCode=False)
    thread, frames = await stopped(client)
    assert [frame["name"] for frame in frames] == ["handler"]
    await client.request("stepIn", threadId=thread)
    thread, frames = await stopped(client)
    assert [frame["name"] for frame in frames] == ["loads", "handler"]  # into the standard library
    await client.request("stepOut", threadId=thread)
    thread, _ = await stopped(client)
    await client.request("continue", threadId=thread)
    thread, frames = await stopped(client)
    assert frames[0]["line"] == 4
    await run.stop()
    await client.close()


async def test_detaching_lets_the_time_out_go_on(environments: Environments, function: Function, heard: Heard) -> None:
    invocation = function("import time\ndef handler(event, context):\n    x = 1\n    time.sleep(60)\n", timeout=0.5)
    run = await environments.debug(invocation, heard)
    client = await attach(run, {str(invocation.code_root / "app.py"): [3]})
    await stopped(client)
    await client.request("disconnect", terminateDebuggee=False)
    outcome = await asyncio.wait_for(run.outcome, 30)
    assert outcome.error is not None
    assert outcome.error["errorType"] == "Sandbox.Timedout"
    assert "The debugger has left" in heard.text
    await client.close()
    await run.stop()


@pytest.mark.parametrize(("command", "arguments"), [("terminate", {}), ("disconnect", {"terminateDebuggee": True})])
async def test_terminating_cancels_the_run(
    environments: Environments, function: Function, heard: Heard, command: str, arguments: dict[str, Any]
) -> None:
    invocation = function("def handler(event, context):\n    return 1\n")
    run = await environments.debug(invocation, heard)
    client = await attach(run, {str(invocation.code_root / "app.py"): [2]})
    await stopped(client)
    await client.request(command, **arguments)
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(run.outcome, 30)
    await client.event("closed")
    await client.close()
    await run.stop()


async def test_stopping_kills_what_is_stopped(environments: Environments, function: Function, heard: Heard) -> None:
    invocation = function("def handler(event, context):\n    return 1\n")
    run = await environments.debug(invocation, heard)
    client = await attach(run, {str(invocation.code_root / "app.py"): [2]})
    await stopped(client)
    await run.stop()
    await client.event("closed")
    await client.close()
    assert run.outcome.cancelled()


async def test_two_at_once(environments: Environments, function: Function, heard: Heard) -> None:
    invocation = function("def handler(event, context):\n    return event\n", event='"same"')
    runs = [await environments.debug(invocation, heard) for _ in range(2)]
    clients = [await attach(run, {str(invocation.code_root / "app.py"): [2]}) for run in runs]
    for client, run in zip(reversed(clients), reversed(runs), strict=True):
        thread, _ = await stopped(client)
        await client.request("continue", threadId=thread)
        assert (await asyncio.wait_for(run.outcome, 30)).payload == '"same"'
    for client, run in zip(clients, runs, strict=True):
        await run.stop()
        await client.close()


async def test_a_handler_that_cannot_be_loaded_is_told_once(
    environments: Environments, function: Function, heard: Heard
) -> None:
    run = await environments.debug(function("import nowhere\n"), heard)
    client = await attach(run, {})
    event = await client.event("stopped")
    await client.request("continue", threadId=event["threadId"])
    outcome = await asyncio.wait_for(run.outcome, 30)
    assert outcome.error is not None
    assert outcome.error["errorType"] == "Runtime.ImportModuleError"
    assert outcome.logs.count("INIT_REPORT") == 1
    await run.stop()
    await client.close()


@every_python
async def test_stop_on_entry(environments: Environments, function: Function, heard: Heard, python: str) -> None:
    run = await environments.debug(
        function("X = 1\ndef handler(event, context):\n    return 1\n", python=python), heard
    )
    client = await dap.attach(run.host, run.port, {**run.arguments, "stopOnEntry": True}, {}, command="launch")
    thread, frames = await stopped(client)
    assert [(frame["name"], frame["line"]) for frame in frames] == [("<module>", 1)]
    await client.request("continue", threadId=thread)
    assert (await asyncio.wait_for(run.outcome, 30)).payload == "1"
    await run.stop()
    await client.close()


@every_python
async def test_subprocesses_are_left_alone(
    environments: Environments, function: Function, heard: Heard, python: str
) -> None:
    code = (
        "import multiprocessing, subprocess, sys, threading\n"
        "def work(queue):\n    queue.put('forked')\n"
        "def handler(event, context):\n"
        "    out = subprocess.run([sys.executable, '-c', 'print(\"spawned\")'], capture_output=True, text=True).stdout\n"
        "    fork = multiprocessing.get_context('fork')\n"
        "    queue = fork.SimpleQueue()\n"
        "    child = fork.Process(target=work, args=(queue,))\n"
        "    child.start(); got = queue.get(); child.join(10)\n"
        "    seen = []\n"
        "    thread = threading.Thread(target=seen.append, args=('threaded',))\n"
        "    thread.start(); thread.join()\n"
        "    return [out.strip(), got, child.exitcode, *seen]\n"
    )
    run = await environments.debug(function(code, python=python, timeout=30), heard)
    client = await attach(run, {})
    outcome = await asyncio.wait_for(run.outcome, 60)
    assert outcome.payload == '["spawned", "forked", 0, "threaded"]', outcome.logs
    await run.stop()
    await client.close()


EVALUATE = json.dumps({"seq": 1, "type": "request", "command": "evaluate", "arguments": {"expression": "EXPRESSION"}})


@pytest.mark.parametrize("command", ["initialize", "evaluate", "attach", "configurationDone"])
async def test_nobody_debugs_without_the_token(
    command: str, environments: Environments, function: Function, heard: Heard
) -> None:
    run = await environments.debug(function("def handler(event, context):\n    return 1\n"), heard)
    client = await dap.Client.connect(run.host, run.port)
    answer = await client.send(command, expression="1", adapterID="x")
    assert (answer["success"], answer["message"]) == (False, "Client not authenticated.")
    wrong = await client.send("pydevdAuthorize", debugServerAccessToken="0" * 48)
    assert not (wrong.get("body") or {}).get("clientAccessToken")
    assert not (await client.send(command, expression="1", adapterID="x"))["success"]
    await run.stop()
    await client.close()


async def test_a_web_page_reaches_nothing(
    environments: Environments, function: Function, heard: Heard, tmp_path: Path
) -> None:
    """A page can post to a loopback port, and the adapter's framing looks like HTTP's."""
    run = await environments.debug(function("def handler(event, context):\n    return 1\n"), heard)
    body = EVALUATE.replace("EXPRESSION", f"open({str(tmp_path / 'reached')!r}, 'w')".replace('"', '\\"'))
    head = f"POST / HTTP/1.1\r\nHost: {run.host}:{run.port}\r\nOrigin: http://evil.example\r\nContent-Length: {len(body)}\r\n\r\n"
    reader, writer = await asyncio.open_connection(run.host, run.port)
    writer.write((head + body).encode())
    await asyncio.wait_for(reader.readuntil(b"not authenticated"), 30)
    assert not (tmp_path / "reached").exists()
    writer.close()
    await run.stop()
