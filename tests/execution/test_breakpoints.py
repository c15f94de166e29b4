"""Breakpoints of all kinds, stepping into what is installed, editing, restarting; and that nobody else pays for it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from execution import dap
from execution.conftest import Function, Heard, every_python
from handlerlens.execution.environments import DebugRun, Environments

LOOP = """\
def handler(event, context):
    total = 0
    for n in range(6):
        total += n
    return total
"""


async def begin(
    run: DebugRun, path: Path, lines: list[Mapping[str, Any]], functions: list[str] | None = None, **more: object
) -> dap.Client:
    """A session with these breakpoints, which runs."""
    client = await dap.Client.connect(run.host, run.port)
    await client.request("pydevdAuthorize", debugServerAccessToken=run.arguments["accessToken"])
    await client.request("initialize", adapterID="handlerlens", pathFormat="path")
    attached = client.send("launch", **{**run.arguments, **more})
    await client.event("initialized")
    await client.request("setBreakpoints", source={"path": str(path)}, breakpoints=lines)
    if functions:
        await client.request("setFunctionBreakpoints", breakpoints=[{"name": name} for name in functions])
    await client.request("setExceptionBreakpoints", filters=["userUnhandled"])
    await client.request("configurationDone")
    await attached
    return client


async def top(client: dap.Client) -> tuple[int, str, int, dict[str, Any]]:
    """Where it stops next: thread, function, line, the whole frame."""
    thread = (await client.event("stopped"))["threadId"]
    frame = (await client.request("stackTrace", threadId=thread))["stackFrames"][0]
    return thread, frame["name"], frame["line"], frame


KINDS: dict[str, tuple[Mapping[str, Any], list[str]]] = {
    "conditional": ({"line": 4, "condition": "n == 4"}, ["4"]),
    "hit count": ({"line": 4, "hitCondition": "== 3"}, ["2"]),
    "every other": ({"line": 4, "hitCondition": "% 2"}, ["1", "3", "5"]),
    "plain": ({"line": 4}, ["0", "1", "2", "3", "4", "5"]),
}


@every_python
async def test_kinds_of_breakpoints(environments: Environments, function: Function, heard: Heard, python: str) -> None:
    invocation = function(LOOP, python=python)
    for kind, (breakpoint_, values) in KINDS.items():
        run = await environments.debug(invocation, heard)
        client = await begin(run, invocation.code_root / "app.py", [breakpoint_])
        seen = []
        for _ in values:
            thread, _, line, frame = await top(client)
            assert line == 4
            seen.append((await client.request("evaluate", expression="n", frameId=frame["id"]))["result"])
            await client.request("continue", threadId=thread)
        assert (await asyncio.wait_for(run.outcome, 30)).payload == "15"
        assert seen == values, kind
        await run.stop()
        await client.close()


@every_python
async def test_log_and_function_breakpoints(
    environments: Environments, function: Function, heard: Heard, python: str
) -> None:
    invocation = function(LOOP + "def helper(): pass\nhelper()\n", python=python)
    run = await environments.debug(invocation, heard)
    said = {"line": 4, "logMessage": "n is {n}"}
    client = await begin(run, invocation.code_root / "app.py", [said], ["helper", "handler"])
    thread, name, _, _ = await top(client)
    assert name == "helper", "while the module is imported"
    await client.request("continue", threadId=thread)
    thread, name, _, _ = await top(client)
    assert name == "handler"
    await client.request("continue", threadId=thread)
    assert (await asyncio.wait_for(run.outcome, 30)).payload == "15"
    output = [(await client.event("output"))["output"] for _ in range(6)]
    assert [text for text in output if text.strip()] == [f"n is {n}\n" for n in range(6)]
    await run.stop()
    await client.close()


@every_python
async def test_into_what_is_installed(
    environments: Environments, function: Function, heard: Heard, python: str
) -> None:
    """A library is stepped over with ``justMyCode`` and into without; the runtime is nobody's code."""
    code = (
        "import textwrap\n\n\ndef handler(event, context):\n    value = textwrap.indent('a', ' ')\n    return value\n"
    )
    invocation = function(code, python=python)
    for mine, expected in ((True, "handler"), (False, "indent")):
        run = await environments.debug(invocation, heard)
        client = await begin(run, invocation.code_root / "app.py", [{"line": 5}], justMyCode=mine)
        thread, *_ = await top(client)
        await client.request("stepIn", threadId=thread)
        thread, name, *_ = await top(client)
        assert name == expected
        frames = (await client.request("stackTrace", threadId=thread))["stackFrames"]
        assert not [frame for frame in frames if "awslambdaric" in str(frame.get("source", {}).get("path"))]
        await client.request("continue", threadId=thread)
        assert (await asyncio.wait_for(run.outcome, 30)).payload == '" a"'
        await run.stop()
        await client.close()


async def test_edited_code_runs_at_the_next_start(environments: Environments, function: Function, heard: Heard) -> None:
    """Also right after, when a standby has waited since before the edit; breakpoints are where the new lines are."""
    invocation = function("def handler(event, context):\n    return 1\n")
    path = invocation.code_root / "app.py"
    await environments.prepare(invocation.python, debug=True)
    for number in (1, 2, 3):
        path.write_text("X = 0\n" * number + f"def handler(event, context):\n    return {number}\n")
        run = await environments.debug(invocation, heard)
        client = await begin(run, path, [{"line": number + 2}])
        thread, name, line, _ = await top(client)
        assert (name, line) == ("handler", number + 2)
        await client.request("continue", threadId=thread)
        assert (await asyncio.wait_for(run.outcome, 30)).payload == str(number)
        await run.stop()
        await client.close()


@pytest.mark.skipif(sys.platform != "linux", reason="finds processes through /proc")
async def test_a_restart_finds_a_debugger_standing_by(function: Function, heard: Heard) -> None:
    """Also when the session is ended at a breakpoint: the next debugger has been started meanwhile."""
    from handlerlens.execution.processes import descendants

    def debuggers() -> set[int]:
        found = set()
        for pid in descendants(os.getpid(), "no marker"):
            try:
                command = Path(f"/proc/{pid}/cmdline").read_bytes()
            except OSError:
                continue
            if b"bootstrap.py\0--debug" in command:
                found.add(pid)
        return found

    async with Environments() as environments:
        invocation = function("import os\ndef handler(event, context):\n    return os.getpid()\n")
        run = await environments.debug(invocation, heard)
        client = await begin(run, invocation.code_root / "app.py", [{"line": 3}])
        await top(client)
        first = debuggers()
        while not (waiting := debuggers() - first):
            await asyncio.sleep(0.02)
        await run.stop()
        await client.close()
        again = await environments.debug(invocation, heard)
        client = await begin(again, invocation.code_root / "app.py", [])
        assert json.loads((await asyncio.wait_for(again.outcome, 30)).payload) in waiting
        await again.stop()
        await client.close()


TRACED = """
import sys, threading
def handler(event, context):
    seen = []
    thread = threading.Thread(target=lambda: seen.append(bool(sys.gettrace() or sys.getprofile())))
    thread.start(); thread.join()
    tools = [sys.monitoring.get_tool(n) for n in range(6)] if hasattr(sys, 'monitoring') else []
    loaded = [name for name in sys.modules if name.partition('.')[0] in ('pydevd', '_pydevd_bundle', 'debugpy')]
    return [bool(sys.gettrace()), bool(sys.getprofile()), seen[0], [tool for tool in tools if tool], loaded]
"""


@every_python
async def test_who_is_not_debugged_pays_nothing(function: Function, heard: Heard, python: str) -> None:
    """Before a session, while one of the same function stands at a breakpoint, and after it."""
    async with Environments() as environments:
        invocation = function(TRACED, python=python)
        plain = [await environments.invoke(invocation, heard)]
        run = await environments.debug(invocation, heard)
        client = await begin(run, invocation.code_root / "app.py", [{"line": 4}])
        thread, *_ = await top(client)
        plain.append(await environments.invoke(invocation, heard))
        plain.append(await environments.invoke(replace(invocation, fresh=True), heard))
        await client.request("continue", threadId=thread)
        assert json.loads((await asyncio.wait_for(run.outcome, 30)).payload)[4]
        await run.stop()
        await client.close()
        plain.append(await environments.invoke(invocation, heard))
        assert [outcome.payload for outcome in plain] == ["[false, false, false, [], []]"] * 4
