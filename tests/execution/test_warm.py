"""Cold, warm, standby: what is kept between invocations and what ends it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from execution import dap
from execution.conftest import Function, Heard, every_python
from handlerlens.execution import pool
from handlerlens.execution.environments import Environments
from handlerlens.execution.invocation import Invocation, Outcome

COUNTS = "import os, helper\nn = 0\ndef handler(event, context):\n    global n\n    n += 1\n    return [n, os.getpid(), helper.V]\n"


@pytest_asyncio.fixture
async def environments() -> AsyncIterator[Environments]:
    async with Environments() as running:
        yield running


@pytest.fixture
def counting(function: Function, tmp_path: Path) -> Invocation:
    (tmp_path / "helper.py").write_text("V = 1\n")
    return function(COUNTS)


async def answers(environments: Environments, invocation: Invocation) -> tuple[list[int], Outcome]:
    outcome = await environments.invoke(invocation, Heard())
    assert outcome.function_error is None, outcome.payload
    return json.loads(outcome.payload), outcome


@every_python
async def test_warm_keeps_the_state(environments: Environments, counting: Invocation, python: str) -> None:
    invocation = replace(counting, python=python)
    (first, pid, _), cold = await answers(environments, invocation)
    (second, same, _), warm = await answers(environments, invocation)
    assert (first, second, pid == same) == (1, 2, True)
    assert (cold.cold, warm.cold) == (True, False)
    assert (cold.init_duration_ms is None, warm.init_duration_ms) == (False, None)
    assert "Init Duration" not in warm.logs


async def test_what_ends_it(environments: Environments, counting: Invocation, tmp_path: Path) -> None:
    async def count(**changes: object) -> int:
        return (await answers(environments, replace(counting, **changes)))[0][0]  # type: ignore[arg-type]

    assert [await count(), await count()] == [1, 2]
    assert await count(timeout=9.0) == 3
    assert await count(fresh=True) == 1
    assert await count() == 2
    assert await count(environment={"TABLE": "t"}) == 1
    assert await count(memory=256) == 1
    assert await count() == 3  # the others have environments of their own
    (tmp_path / "helper.py").write_text("V = 22\n")
    (number, _, value), _ = await answers(environments, counting)
    assert (number, value) == (1, 22)
    (tmp_path / "other.py").write_text("")  # nothing that it has imported
    assert await count() == 2


@pytest.mark.parametrize("ending", ["import os; os._exit(1)", "import time; time.sleep(60)"])
async def test_a_crash_ends_it(environments: Environments, function: Function, ending: str) -> None:
    code = f"n = 0\ndef handler(event, context):\n    global n\n    n += 1\n    if event == 'end':\n        {ending}\n    return n\n"
    invocation = function(code, timeout=0.5)
    for expected in ("1", "2"):
        assert (await environments.invoke(invocation, Heard())).payload == expected
    failed = await environments.invoke(replace(invocation, event='"end"'), Heard())
    assert failed.function_error == "Unhandled"
    assert (await environments.invoke(invocation, Heard())).payload == "1"


async def test_an_error_does_not_end_it(environments: Environments, function: Function) -> None:
    code = "n = 0\ndef handler(event, context):\n    global n\n    n += 1\n    return n / event\n"
    invocation = function(code)
    values = [
        (await environments.invoke(replace(invocation, event=event), Heard())).payload for event in ("1", "0", "1")
    ]
    assert (values[0], values[2]) == ("1.0", "3.0")


@pytest.mark.skipif(sys.platform == "win32", reason="processes cannot be stopped there")
async def test_between_invocations_it_stands_still(
    environments: Environments, function: Function, heard: Heard
) -> None:
    code = (
        "import threading, time, os\nticks = 0\n"
        "def tick():\n    global ticks\n    while True:\n        time.sleep(0.001); ticks += 1\n"
        "threading.Thread(target=tick, daemon=True).start()\n"
        "def handler(event, context):\n    print('late' if event else '', flush=True)\n    return [os.getpid(), ticks]\n"
    )
    invocation = function(code)
    pid, _ = json.loads((await environments.invoke(invocation, heard)).payload)
    await asyncio.wait_for(_stopped(pid), 10)
    same, _ = json.loads((await environments.invoke(replace(invocation, event="1"), heard)).payload)
    assert same == pid


async def _stopped(pid: int) -> None:
    """Wait until a process stands still: the kernel delivers the signal in its own time."""
    while Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "T":
        await asyncio.sleep(0.001)


async def test_one_that_was_killed_meanwhile_is_replaced(environments: Environments, counting: Invocation) -> None:
    import signal

    (_, pid, _), _ = await answers(environments, counting)
    os.kill(pid, signal.SIGKILL)
    while Path(f"/proc/{pid}").exists():
        await asyncio.sleep(0.01)
    (number, other, _), _ = await answers(environments, counting)
    assert (number, other == pid) == (1, False)


@pytest.mark.skipif(sys.platform != "linux", reason="finds processes through /proc")
async def test_a_standby_that_was_killed_meanwhile_is_replaced(
    environments: Environments, counting: Invocation
) -> None:
    import signal

    from handlerlens.execution.processes import descendants

    await answers(environments, counting)
    for pid in descendants(os.getpid(), "no marker"):
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        if b"bootstrap.py" in command:
            os.kill(pid, signal.SIGKILL)
            while Path(f"/proc/{pid}").exists():
                await asyncio.sleep(0.01)
    (number, _, _), _ = await answers(environments, replace(counting, fresh=True))
    assert number == 1


async def test_two_hundred_wait_while_some_hang(environments: Environments, function: Function) -> None:
    code = "import time\ndef handler(event, context):\n    if event == 'hang': time.sleep(60)\n    return event\n"
    invocation = function(code, timeout=60)
    hanging = [asyncio.create_task(environments.invoke(replace(invocation, event='"hang"'), Heard())) for _ in range(3)]
    outcomes = await asyncio.gather(
        *(environments.invoke(replace(invocation, event=str(n)), Heard()) for n in range(200))
    )
    assert [outcome.payload for outcome in outcomes] == [str(number) for number in range(200)]
    for run in hanging:
        run.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)


async def test_at_the_same_time_each_has_its_own(environments: Environments, counting: Invocation) -> None:
    runs = [answers(environments, counting) for _ in range(3)]
    assert len({pid for (_, pid, _), _ in await asyncio.gather(*runs)}) == 3


async def test_a_standby_has_nothing_of_the_users(
    environments: Environments, function: Function, tmp_path: Path
) -> None:
    invocation = function("import sys\ndef handler(event, context):\n    return sorted(sys.modules)\n")
    cold = set(json.loads((await environments.invoke(invocation, Heard())).payload))
    (tmp_path / "app.py").write_text("import sys\ndef handler(event, context):\n    return sorted(sys.modules) # new\n")
    standby = await environments.invoke(invocation, Heard())
    assert standby.cold
    assert set(json.loads(standby.payload)) == cold


async def test_prepared_before_the_first_click(environments: Environments, counting: Invocation) -> None:
    await environments.prepare(counting.python)
    await environments.prepare(counting.python)
    (number, _, _), outcome = await answers(environments, counting)
    assert (number, outcome.cold) == (1, True)


async def test_a_debug_standby_serves_the_next_session(
    environments: Environments, function: Function, heard: Heard
) -> None:
    invocation = function("def handler(event, context):\n    return 1\n")
    app = str(invocation.code_root / "app.py")
    for line in (1, 2):
        run = await environments.debug(invocation, heard)
        client = await dap.attach(run.host, run.port, run.arguments, {app: [line]})
        thread = (await client.event("stopped"))["threadId"]
        await client.request("continue", threadId=thread)
        assert (await asyncio.wait_for(run.outcome, 30)).payload == "1"
        await run.stop()
        await client.close()


async def test_another_interpreter_at_the_same_path_ends_it(
    environments: Environments, counting: Invocation, tmp_path: Path
) -> None:
    """As when a virtual environment is made anew."""
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec "{counting.python}" "$@"\n')
    python.chmod(0o755)
    invocation = replace(counting, python=str(python))
    assert [(await answers(environments, invocation))[0][0] for _ in range(2)] == [1, 2]
    python.write_text(f'#!/bin/sh\n# another\nexec "{counting.python}" "$@"\n')
    assert (await answers(environments, invocation))[0][0] == 1


async def test_after_some_idle_time_nothing_waits(
    environments: Environments, counting: Invocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "IDLE_SECONDS", 0.2)
    (_, pid, _), _ = await answers(environments, counting)
    assert environments._pool.waiting_memory() > 1
    while environments._pool._live:
        await asyncio.sleep(0.02)
    assert not Path(f"/proc/{pid}").exists()
    assert environments._pool.waiting_memory() == 0
    assert (await answers(environments, counting))[1].cold


async def test_what_waits_is_counted_in_memory(
    environments: Environments, function: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    invocation = function("X = bytearray(40_000_000)\ndef handler(event, context):\n    return 1\n")
    for size in (128, 256, 512):
        await environments.invoke(replace(invocation, memory=size), Heard())
    assert len(environments._pool._warm) == 3
    monkeypatch.setattr(pool, "WAITING_MEMORY", 130)
    environments._pool.sweep()
    assert [known.memory for known, _ in environments._pool._warm][-1] == 512, "the one that served last stays"
    assert len(environments._pool._warm) < 3
