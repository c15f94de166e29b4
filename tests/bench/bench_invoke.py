"""How long an invocation takes, beside its floors in the same run.

Targets (ratios): a fresh environment at most half of a bare ``python -c`` that imports the handler, calls it and prints JSON; a warm
one at most 2 ms through the server; a call-heavy handler within 5 % of plain Python.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import peers

from execution.pythons import found
from handlerlens.execution.environments import Environments
from handlerlens.execution.invocation import Invocation

TIMES = 15
SETTLE = 0.4
"""Seconds between two measurements, in which the next standby gets ready."""

TRIVIAL = "def handler(event, context):\n    return {'message': 'hello ' + event['name']}\n"
HEAVY = """
import time
def step(n):
    return n + 1
def work():
    total = 0
    for _ in range(300_000):
        total = step(total)
    return total
def handler(event, context):
    best = 1e9
    for _ in range(5):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best * 1000
"""
"""The least processor time of five runs, of every thread of the process: others on the machine do not count."""
BARE = "import sys, json; sys.path.insert(0, sys.argv[1]); import app; print(json.dumps(app.handler({'name': 'Ada'}, None)))"


class Silent:
    def log(self, text: str) -> None:
        pass


async def median(measure: Callable[[], Awaitable[float]], times: int = TIMES, settle: float = 0.0) -> float:
    values = []
    for _ in range(times):
        values.append(await measure())
        await asyncio.sleep(settle)
    return statistics.median(values)


def bare(python: str, root: Path) -> float:
    began = time.perf_counter()
    subprocess.run([python, "-c", BARE, str(root)], check=True, capture_output=True)
    return (time.perf_counter() - began) * 1000


def plainly(python: str, root: Path) -> float:
    """The call-heavy handler's own time in a plain Python."""
    command = [python, "-c", "import sys; sys.path.insert(0, sys.argv[1]); import heavy; print(heavy.handler(0, 0))"]
    return float(subprocess.run([*command, str(root)], check=True, capture_output=True, text=True).stdout)


async def measure(version: str, python: str) -> dict[str, float]:
    """One row. What is compared is measured in turns, as the machine is not equally fast at all times."""
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        (root / "app.py").write_text(TRIVIAL)
        (root / "heavy.py").write_text(HEAVY)
        (root / "event.json").write_text('{"name": "Ada"}')
        trivial = Invocation("app.handler", root, python, '{"name": "Ada"}')
        heavy = replace(trivial, handler="heavy.handler", timeout=60.0)
        peer = peers.python_lambda_local(python, root / "venv")
        native = await median(lambda: peers.run_natively(version, python, root, TRIVIAL), 7)
        local = statistics.median(peers.run_locally(peer, root) for _ in range(3))
        async with Environments(standby=False) as environments:
            without = await median(lambda: timed(environments, replace(trivial, fresh=True)), 5)
        async with Environments() as environments:
            await environments.prepare(python)
            await asyncio.sleep(1)
            floor, fresh = [], []
            for _ in range(TIMES):
                fresh.append(await timed(environments, replace(trivial, fresh=True)))
                await asyncio.sleep(SETTLE)
                floor.append(bare(python, root))
            warm = await median(lambda: timed(environments, trivial), 200)
            await environments.invoke(heavy, Silent())
            await asyncio.sleep(SETTLE)
            ours, plain = [], []
            for _ in range(5):
                ours.append(float((await environments.invoke(heavy, Silent())).payload))
                plain.append(plainly(python, root))
    return {
        "bare python -c": statistics.median(floor),
        "python-lambda-local": local,
        "native awslambdaric": native,
        "no standby": without,
        "fresh": statistics.median(fresh),
        "fresh / bare": statistics.median(fresh) / statistics.median(floor),
        "warm": warm,
        "heavy / plain": min(ours) / min(plain),
    }


async def timed(environments: Environments, invocation: Invocation) -> float:
    began = time.perf_counter()
    outcome = await environments.invoke(invocation, Silent())
    assert outcome.payload == '{"message": "hello Ada"}', outcome
    return (time.perf_counter() - began) * 1000


async def main() -> None:
    table = {version: await measure(version, python) for version, python in found().items()}
    names = list(next(iter(table.values())))
    print("medians, ms".ljust(18) + "".join(name.rjust(21) for name in names))
    for version, row in table.items():
        print(version.ljust(18) + "".join(f"{row[name]:21.2f}" for name in names))
    print(
        "target".ljust(18)
        + "".join(
            {"fresh / bare": "≤ 0.5", "warm": "≤ 2", "heavy / plain": "≤ 1.05"}.get(n, "").rjust(21) for n in names
        )
    )
    results = Path(__file__).parent / "results"
    results.mkdir(exist_ok=True)
    (results / "invoke.json").write_text(json.dumps(table, indent=2) + "\n")


if __name__ == "__main__":
    asyncio.run(main())
