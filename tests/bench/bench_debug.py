"""How long Debug takes until it stops in the handler, beside stock debugpy in the same run; continue and step.

Targets: click to ``stopped`` at most a tenth of ``python -m debugpy --listen --wait-for-client``; continue and step at most 5 ms.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from execution import dap
from execution.pythons import found
from handlerlens.execution.environments import Environments
from handlerlens.execution.invocation import Invocation

TIMES = 8
SETTLE = 1.0
"""Seconds between two measurements, in which the next debug standby gets ready."""

CODE = "def handler(event, context):\n    a = event\n    b = a\n    return b\n"
SCRIPT = "import app\nprint(app.handler({}, None))\n"
DEBUGPY = Path(__file__).resolve().parents[2] / "server" / "bundled" / "debug"


class Silent:
    def log(self, text: str) -> None:
        pass


def since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


async def stock(python: str, root: Path) -> float:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        python, "-m", "debugpy", "--listen", f"127.0.0.1:{port}", "--wait-for-client", "--configure-subProcess", "false",
        str(root / "script.py"),
        env={**os.environ, "PYTHONPATH": str(DEBUGPY)}, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    arguments = {"justMyCode": True, "subProcess": False}
    while True:
        try:
            attaching = dap.attach("127.0.0.1", port, arguments, {str(root / "app.py"): [2]})
            client = await asyncio.wait_for(attaching, 10)
            break
        except ConnectionError:
            await asyncio.sleep(0.002)
        except asyncio.TimeoutError:  # stock debugpy loses a client that is early now and then
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            return await stock(python, root)
    thread = (await client.event("stopped"))["threadId"]
    took = since(began)
    await client.request("continue", threadId=thread)
    await client.event("terminated")
    await client.close()
    await process.wait()
    return took


async def ours(environments: Environments, python: str, root: Path) -> tuple[float, float, float]:
    began = time.perf_counter()
    run = await environments.debug(Invocation("app.handler", root, python, "{}"), Silent())
    client = await dap.attach(run.host, run.port, run.arguments, {str(root / "app.py"): [2]})
    thread = (await client.event("stopped"))["threadId"]
    stopped = since(began)
    steps = []
    for _ in range(2):
        began = time.perf_counter()
        await client.request("next", threadId=thread)
        await client.event("stopped")
        steps.append(since(began))
    began = time.perf_counter()
    await client.request("continue", threadId=thread)
    await run.outcome
    continued = since(began)
    await run.stop()
    await client.close()
    return stopped, statistics.mean(steps), continued


async def measure(python: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        (root / "app.py").write_text(CODE)
        (root / "script.py").write_text(SCRIPT)
        floor = statistics.median([await stock(python, root) for _ in range(TIMES)])
        async with Environments(standby=False) as environments:
            first = statistics.median([(await ours(environments, python, root))[0] for _ in range(3)])
        async with Environments() as environments:
            await environments.prepare(python, debug=True)
            await asyncio.sleep(2 * SETTLE)
            rows = []
            for _ in range(TIMES):
                rows.append(await ours(environments, python, root))
                await asyncio.sleep(SETTLE)
        stopped, step, continued = (statistics.median(column) for column in zip(*rows, strict=True))
    return {
        "stock debugpy": floor,
        "no standby": first,
        "stopped": stopped,
        "stopped / stock": stopped / floor,
        "step": step,
        "continue → result": continued,
    }


async def main() -> None:
    table = {version: await measure(python) for version, python in found().items()}
    names = list(next(iter(table.values())))
    print("medians, ms".ljust(18) + "".join(name.rjust(18) for name in names))
    for version, row in table.items():
        print(version.ljust(18) + "".join(f"{row[name]:18.2f}" for name in names))
    targets = {"stopped / stock": "≤ 0.1", "step": "≤ 5", "continue → result": "≤ 5"}
    print("target".ljust(18) + "".join(targets.get(name, "").rjust(18) for name in names))
    results = Path(__file__).parent / "results"
    results.mkdir(exist_ok=True)
    (results / "debug.json").write_text(json.dumps(table, indent=2) + "\n")


if __name__ == "__main__":
    asyncio.run(main())
