"""``PYTHONPATH=server:tests python tests/execution/soak.py [N]``: N mixed hostile invocations in a row, ten at a time.

Every one must end in its own result; afterwards no process is left, and the server's memory and descriptors have not grown.
"""

from __future__ import annotations

import asyncio
import collections
import gc
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from execution.pythons import found
from handlerlens.execution.environments import Environments
from handlerlens.execution.invocation import EventError, Invocation, InvocationType
from handlerlens.execution.processes import marked

CODE = """
import json, os, signal, subprocess, sys, threading, time, logging
def fine(e, c): return e
def raises(e, c): raise ValueError(e)
def unserializable(e, c): return object()
def exits(e, c): os._exit(7)
def leaves(e, c): sys.exit(3)
def killed(e, c): os.kill(os.getpid(), signal.SIGKILL)
def hangs(e, c): time.sleep(60)
def deaf(e, c):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True: pass
def loud(e, c): sys.stdout.write('x' * 3_000_000); return e
def binary(e, c): os.write(1, os.urandom(20_000)); return e
def closes(e, c):
    for descriptor in 1, 2:
        try:
            os.close(descriptor)
        except OSError:
            pass
    return e
def forks(e, c):
    if os.fork() == 0:
        time.sleep(60)
    return e
def daemon(e, c):
    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session=True)
    return e
def doubles(e, c):
    os.fork()
    return e
def thread(e, c):
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    return e
def large(e, c): return 'x' * 7_000_000
def deep(e, c):
    v = []
    for _ in range(2000): v = [v]
    return v
"""
EXPECTED = {
    "raises": "ValueError", "unserializable": "Runtime.MarshalError", "exits": "Runtime.ExitError", "leaves": "Runtime.ExitError",
    "killed": "Runtime.ExitError", "hangs": "Sandbox.Timedout", "deaf": "Sandbox.Timedout", "large": "Function.ResponseSizeTooLarge",
    "nowhere": "Runtime.HandlerNotFound",
}  # fmt: skip
FINE = ("fine", "loud", "binary", "closes", "forks", "daemon", "thread")
KINDS = (*EXPECTED, *FINE, "deep", "doubles", "cancelled", "bad event", *["fine"] * 8)


class Silent:
    def log(self, text: str) -> None:
        pass


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def children() -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid() and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


async def one(environments: Environments, root: Path, python: str, number: int, seen: collections.Counter[str]) -> None:
    kind = random.choice(KINDS)
    handler = {"cancelled": "hangs", "bad event": "fine"}.get(kind, kind)
    event = "{" if kind == "bad event" else str(number)
    short = kind in ("hangs", "deaf", "doubles")
    invocation = Invocation(
        f"app.{handler}", root, python, event, InvocationType.REQUEST_RESPONSE, timeout=0.3 if short else 30
    )
    run = asyncio.create_task(environments.invoke(invocation, Silent()))
    if kind == "cancelled":
        await asyncio.sleep(random.random() * 0.1)
        run.cancel()
    try:
        outcome = await run
    except asyncio.CancelledError:
        assert kind == "cancelled", kind
    except EventError:
        assert kind == "bad event", kind
    else:
        error = (outcome.error or {}).get("errorType")
        assert kind in ("deep", "doubles") or error == EXPECTED.get(kind), (kind, outcome.payload[:300])
        assert kind not in FINE or outcome.payload == event, (kind, outcome.payload[:300])
        assert "REPORT RequestId" in outcome.logs, kind
    seen[kind] += 1


async def soak(total: int, pythons: list[str]) -> collections.Counter[str]:
    """How many of each kind ended as they must; says on the way what the server holds, at the end what is left behind."""
    seen: collections.Counter[str] = collections.Counter()
    before = set(children())
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "app.py").write_text(CODE)
        async with Environments() as environments:
            began = time.monotonic()
            marks = []
            waiting: set[asyncio.Task[None]] = set()
            for number in range(total):
                waiting.add(
                    asyncio.create_task(one(environments, Path(directory), random.choice(pythons), number, seen))
                )
                if len(waiting) >= 10:
                    done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        if task.exception() is not None:
                            print(repr(task.exception())[:500])
                if number % max(1, total // 10) == 0:
                    gc.collect()
                    marks.append((number, descriptors(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))
            await asyncio.gather(*waiting, return_exceptions=True)
            took = time.monotonic() - began
            marker = environments._pool._marker
        left = sorted({*children(), *marked(marker)} - before)
    print(f"{sum(seen.values())} of {total} ended as expected in {took:.0f} s: {dict(seen)}")
    print("descriptors and peak memory (MB) on the way:", marks, "at the end:", descriptors())
    assert not left, left
    return seen


async def main(total: int) -> None:
    seen = await soak(total, list(found().values()))
    assert sum(seen.values()) == total


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
