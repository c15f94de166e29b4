"""What breaks is told in its own result, and nothing else breaks with it; all of it on a busy machine."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from execution.conftest import Function, Heard
from execution.soak import KINDS, soak
from execution.test_lifetime import SERVER, alive, gone, pids
from handlerlens.execution.environments import CONCURRENT, Environments
from handlerlens.execution.invocation import ExecutionError

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="watches processes through /proc"),
    pytest.mark.usefixtures("load"),
]

SLEEPS_ONCE = """
import os, time
def sleep(state):
    if not os.path.exists({mark!r}):
        open({mark!r}, 'w').close()
        print('pids', os.getpid(), 'end', flush=True)
        time.sleep(300)
{at_import}
def handler(event, context):
    {in_handler}
    return 'fine'
"""


@pytest.mark.parametrize("state", ["init", "handler"])
async def test_a_worker_killed_from_outside(
    state: str, environments: Environments, function: Function, heard: Heard, tmp_path: Path
) -> None:
    places = {"at_import": "", "in_handler": "pass"}
    places["at_import" if state == "init" else "in_handler"] = "sleep('x')"
    invocation = function(SLEEPS_ONCE.format(mark=str(tmp_path / "mark"), **places), timeout=60)
    run = asyncio.create_task(environments.invoke(invocation, heard))
    await heard.until(" end")
    os.kill(pids(heard.text)[0], signal.SIGKILL)
    outcome = await run
    if state == "init":  # it is run again within the invocation
        assert outcome.payload == '"fine"'
        assert "INIT_REPORT Init Duration" in outcome.logs
        assert "Status: error\tError Type: Runtime.ExitError" in outcome.logs
    else:
        assert outcome.error is not None
        assert str(outcome.error["errorMessage"]).endswith("Runtime exited with error: signal: killed")
    assert (await environments.invoke(invocation, heard)).payload == '"fine"'


async def test_a_worker_killed_under_the_debugger(
    environments: Environments, function: Function, heard: Heard, tmp_path: Path
) -> None:
    """It is killed while it waits for an editor, which is told by the end of the connection and of the run."""
    mark = str(tmp_path / "mark")
    invocation = function(SLEEPS_ONCE.format(mark=mark, at_import="", in_handler="sleep('x')"), timeout=60)
    run = await environments.debug(invocation, heard)
    reader, writer = await asyncio.open_connection(run.host, run.port)
    os.kill(run._service.environment.process.pid, signal.SIGKILL)
    outcome = await asyncio.wait_for(run.outcome, 30)
    assert (outcome.error or {}).get("errorType") == "Runtime.ExitError"
    assert await asyncio.wait_for(reader.read(), 30) == b""
    writer.close()
    await run.stop()


async def test_cancelled_while_it_waits_for_its_turn(environments: Environments, function: Function) -> None:
    code = "import time\ndef handler(event, context):\n    if event: time.sleep(300)\n    return 1\n"
    hangs = replace(function(code, timeout=300), event="1")
    hearing = [Heard() for _ in range(CONCURRENT)]
    running = [asyncio.create_task(environments.invoke(hangs, heard)) for heard in hearing]
    await asyncio.gather(*(heard.until("START RequestId") for heard in hearing))
    waiting = [asyncio.create_task(environments.invoke(replace(hangs, event="0"), Heard())) for _ in range(200)]
    await asyncio.sleep(0)
    for run in waiting[:199]:
        run.cancel()
    running[0].cancel()
    assert (await asyncio.wait_for(waiting[199], 60)).payload == "1"
    for run in running:
        run.cancel()
    ended = await asyncio.gather(*running, *waiting[:199], return_exceptions=True)
    assert {type(end) for end in ended} == {asyncio.CancelledError}


async def test_a_closed_server_says_so(function: Function, heard: Heard) -> None:
    environments = Environments()
    await environments.close()
    with pytest.raises(ExecutionError, match="The server is closing"):
        await environments.invoke(function("def handler(event, context):\n    return 1\n"), heard)


async def test_no_port_is_free(function: Function, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    invocation = function("def handler(event, context):\n    return 1\n")

    async def taken(*_: object) -> None:
        raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))

    async with Environments(standby=False) as environments:
        with monkeypatch.context() as patched:
            patched.setattr(asyncio, "start_server", taken)
            for _ in range(2):
                with pytest.raises(ExecutionError, match="No port could be opened"):
                    await environments.invoke(invocation, heard)
        assert (await environments.invoke(invocation, heard)).payload == "1"


async def test_no_descriptor_is_free(function: Function, heard: Heard) -> None:
    """Each run that cannot be is told so; afterwards everything works again."""
    invocation = function("def handler(event, context):\n    return 1\n")
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    async with Environments(standby=False) as environments:
        assert (await environments.invoke(invocation, heard)).payload == "1"
        for room in range(7):
            used = max(int(entry.name) for entry in Path("/proc/self/fd").iterdir())
            resource.setrlimit(resource.RLIMIT_NOFILE, (used + room, hard))
            try:
                told = (await asyncio.wait_for(environments.invoke(replace(invocation, fresh=True), heard), 30)).payload
            except ExecutionError as error:
                told = str(error)
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            assert told == "1" or "Too many open files" in told
        assert (await environments.invoke(replace(invocation, fresh=True), heard)).payload == "1"


HOST = """
import json, subprocess, sys
server = subprocess.Popen([sys.executable, '-I', '-S', {server!r}, 'lsp'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
def send(message):
    body = json.dumps({{'jsonrpc': '2.0', **message}}).encode()
    server.stdin.write(b'Content-Length: %d\\r\\n\\r\\n' % len(body) + body)
    server.stdin.flush()
send({{'id': 1, 'method': 'initialize', 'params': {{'processId': None, 'rootUri': None, 'capabilities': {{}}}}}})
send({{'method': 'initialized', 'params': {{}}}})
send({{'id': 2, 'method': 'handlerlens/invoke', 'params': {params}}})
print('server', server.pid, flush=True)
while line := server.stdout.readline():
    if line.startswith(b'Content-Length'):
        length = int(line.split(b':')[1])
    elif line == b'\\r\\n':
        message = json.loads(server.stdout.read(length))
        if message.get('method') == 'handlerlens/log':
            print(message['params']['text'], end='', flush=True)
        elif 'error' in message:
            sys.exit(message['error']['message'])
"""


async def test_killing_the_extension_host_kills_the_server_and_what_it_runs(function: Function) -> None:
    """The editor's process dies by kill -9, so that nobody says goodbye to the server."""
    code = "import os, time\ndef handler(event, context):\n    print('pids', os.getpid(), 'end', flush=True)\n    time.sleep(300)\n"
    root = function(code).code_root
    params = {
        "runId": "1", "uri": (root / "app.py").as_uri(), "function": "handler", "python": sys.executable, "event": "{}",
        "eventUri": None, "invocationType": "RequestResponse", "logicalId": None, "environment": {}, "timeout": 300,
        "memory": None, "fresh": False,
    }  # fmt: skip
    script = HOST.format(
        server=str(SERVER), params=json.dumps(params).replace("null", "None").replace("false", "False")
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as host:
        assert host.stdout is not None
        heard = ""
        while " end" not in heard:
            line = await asyncio.to_thread(host.stdout.readline)
            assert line, heard
            heard += line
        started = [int(heard.split("server ")[1].split()[0]), *pids(heard)]
        assert all(map(alive, started))
        host.send_signal(signal.SIGKILL)
    await gone(started)


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder of a file system without a free byte; needs the right to mount."""
    folder = tmp_path / "full"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("cannot mount a small file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


def fill(folder: Path) -> None:
    with (folder / "rest").open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            return


async def test_a_full_disk_is_the_functions_matter_only(full_disk: Path) -> None:
    code = "import tempfile\ndef handler(event, context):\n    if event: open(event, 'w').write('x' * 10000)\n    return 'fine'\n"
    (full_disk / "app.py").write_text(code)
    fill(full_disk)
    environment = {**os.environ, "TMPDIR": str(full_disk), "TMP": str(full_disk), "TEMP": str(full_disk)}
    for event, expected in (("0", '"fine"'), (json.dumps(str(full_disk / "more")), "No space left on device")):
        command = [
            sys.executable,
            "-I",
            "-S",
            str(SERVER),
            "invoke",
            str(full_disk / "app.py::handler"),
            "--event",
            "-",
        ]
        done = subprocess.run(
            command, input=event, env=environment, cwd=full_disk, capture_output=True, text=True, check=False
        )
        assert expected in done.stdout, done.stderr
        assert "Traceback (most recent call last):\n  File" not in done.stderr


@pytest.mark.timeout(300)
async def test_hostile_invocations_in_a_row(python: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A short one; ``soak.py`` runs as many as you like under every Python."""
    seen = await soak(150, [python])
    assert sum(seen.values()) == 150, capsys.readouterr().out
    assert len(seen) > len(set(KINDS)) // 2
