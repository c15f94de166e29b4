"""Nothing outlives what it belongs to: cancelled runs, time-outs, a killed server."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from execution.conftest import Function, Heard, every_python
from handlerlens.execution.environments import Environments

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="watches processes through /proc"),
    pytest.mark.usefixtures("load"),
]

SERVER = Path(__file__).resolve().parents[2] / "server"

HANGS = """
import os, signal, subprocess, sys, time
def handler(event, context):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sleep = [sys.executable, '-c', 'import time; time.sleep(300)']
    children = [
        subprocess.Popen(sleep),                                    # in the same session
        subprocess.Popen(sleep, start_new_session=True),            # in its own
        subprocess.Popen(sleep, start_new_session=True, env={}),    # without a trace of ours in its environment
    ]
    first, second = os.pipe()
    if os.fork() == 0:                                              # a daemon of the book
        os.setsid()
        if os.fork() == 0:
            os.write(second, str(os.getpid()).encode())
            time.sleep(300)
        os._exit(0)
    daemon = int(os.read(first, 20))
    print('pids', os.getpid(), *(c.pid for c in children), daemon, 'end', flush=True)
    EXIT
"""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] not in "ZX"
    except OSError:
        return False


async def gone(pids: list[int]) -> None:
    """Wait until none of the processes is left."""
    for pid in pids:
        while alive(pid):
            try:
                handle = os.pidfd_open(pid)
            except ProcessLookupError:
                break
            ended = asyncio.Event()
            asyncio.get_running_loop().add_reader(handle, ended.set)
            try:
                await asyncio.wait_for(ended.wait(), 20)
            finally:
                asyncio.get_running_loop().remove_reader(handle)
                os.close(handle)


def pids(log: str) -> list[int]:
    return [int(word) for word in log.split("pids ")[1].split(" end")[0].split()]


async def test_cancelling_kills_everything(environments: Environments, function: Function, heard: Heard) -> None:
    run = asyncio.create_task(
        environments.invoke(function(HANGS.replace("EXIT", "time.sleep(300)"), timeout=60), heard)
    )
    await heard.until(" end")
    started = pids(heard.text)
    assert len(started) == 5
    assert all(map(alive, started))
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    await gone(started)


@pytest.mark.parametrize(
    ("ending", "timeout", "error"),
    [("time.sleep(300)", 1.5, "Sandbox.Timedout"), ("os._exit(1)", 30, "Runtime.ExitError"), ("return 1", 30, None)],
)
async def test_the_end_of_an_environment_is_the_end_of_all(
    environments: Environments, function: Function, heard: Heard, ending: str, timeout: float, error: str | None
) -> None:
    code = HANGS.replace("EXIT", ending).replace("env={}", "env=None")
    outcome = await environments.invoke(function(code, timeout=timeout), heard)
    assert (outcome.error or {}).get("errorType") == error
    started = pids(heard.text)
    await environments.close()
    await gone(started)


STAGES: dict[str, Callable[[str], str]] = {
    "init": lambda mark: f"print('{mark}', flush=True)\nimport time\ntime.sleep(300)\n",
    "handler": lambda mark: f"import time\ndef handler(e, c):\n    print('{mark}', flush=True)\n    time.sleep(300)\n",
    "busy without letting go": lambda mark: (
        f"import re\ndef handler(e, c):\n    print('{mark}', flush=True)\n    re.match('(a*)*$', 'a' * 40 + 'b')\n"
    ),
}


@pytest.mark.parametrize("stage", STAGES)
async def test_cancelled_at(stage: str, environments: Environments, function: Function, heard: Heard) -> None:
    run = asyncio.create_task(environments.invoke(function(STAGES[stage]("here"), timeout=60), heard))
    await heard.until("here")
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    again = await environments.invoke(function("def handler(e, c):\n    return 'fine'\n"), heard)
    assert again.payload == '"fine"'


async def test_cancelled_at_once(environments: Environments, function: Function, heard: Heard) -> None:
    code = "def handler(e, c):\n    return 1\n"
    for turns in range(12):
        run = asyncio.create_task(environments.invoke(function(code), heard))
        for _ in range(turns):
            await asyncio.sleep(0)
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run


SERVER_CODE = """
import asyncio, sys
sys.path[:0] = [{server!r}, {libs!r}]
from pathlib import Path
from handlerlens.execution.environments import Environments
from handlerlens.execution.invocation import Invocation

class Out:
    def log(self, text):
        print(text, end='', flush=True)

async def main():
    environments = Environments()
    await environments.{method}(Invocation('app.handler', Path({root!r}), {python!r}, '{{}}', timeout=300), Out())
    await asyncio.sleep(300)

asyncio.run(main())
"""


@every_python
@pytest.mark.parametrize("stage", STAGES)
async def test_killing_the_server_kills_the_environment(stage: str, function: Function, python: str) -> None:
    mark = "f'pids {__import__(\"os\").getpid()} end'"
    await _killed(function(STAGES[stage]("here").replace("'here'", mark)).code_root, python, "invoke", lambda _: None)


async def test_killing_the_server_kills_daemons_too(function: Function, python: str) -> None:
    code = HANGS.replace("EXIT", "time.sleep(300)").replace("env={}", "env=None")
    await _killed(function(code).code_root, python, "invoke", lambda _: None)


IDLE_CODE = """
import asyncio, sys
sys.path[:0] = [{server!r}, {libs!r}]
from pathlib import Path
from handlerlens.execution.environments import Environments
from handlerlens.execution.invocation import Invocation

class Out:
    def log(self, text):
        pass

async def main():
    environments = Environments()
    await environments.invoke(Invocation('app.handler', Path({root!r}), {python!r}, '{{}}', timeout=300), Out())
    await environments.prepare({python!r})
    await environments.prepare({python!r}, debug=True)
    print('pids', 0, 'end', flush=True)
    await asyncio.sleep(300)

asyncio.run(main())
"""


async def test_killing_the_server_kills_what_waits(function: Function, python: str) -> None:
    import h11

    from handlerlens.execution.processes import descendants

    libs = str(Path(h11.__file__).resolve().parents[1])
    root = function("def handler(e, c):\n    return 1\n").code_root
    code = IDLE_CODE.format(server=str(SERVER), libs=libs, root=str(root), python=python)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert "end" in await asyncio.to_thread(server.stdout.readline)
        waiting = sorted(descendants(server.pid, "no marker"))
        server.send_signal(signal.SIGKILL)
    assert len(waiting) == 4  # warm, standby, debug standby and the guardian
    await gone(waiting)


async def _killed(root: Path, python: str, method: str, also: Callable[[list[int]], None]) -> None:
    import h11

    libs = str(Path(h11.__file__).resolve().parents[1])
    code = SERVER_CODE.format(server=str(SERVER), libs=libs, root=str(root), python=python, method=method)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        heard = ""
        while " end" not in heard:
            line = await asyncio.to_thread(server.stdout.readline)
            assert line, heard
            heard += line
        started = pids(heard)
        assert all(map(alive, started))
        also(started)
        server.send_signal(signal.SIGKILL)
    await gone(started)
