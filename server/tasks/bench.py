"""``npm run bench``: measure speed as ratios against named floors of the same run; ``npm run bench -- invoke`` runs one."""

from __future__ import annotations

import setup
from loop import PYTHON, SERVER, TESTS, TaskError, run


def main(arguments: list[str]) -> None:
    """Run the benches of ``tests/bench`` one after the other; each prints its own table."""
    setup.main([])
    benches = {path.stem.removeprefix("bench_"): path for path in sorted((TESTS / "bench").glob("bench_*.py"))}
    chosen = arguments or list(benches)
    for name in chosen:
        if name not in benches:
            raise TaskError(f"There is no bench '{name}'; there are {', '.join(benches)}.")
    for name in chosen:
        print(f"\n== {name}", flush=True)
        run([PYTHON, benches[name]], env={"PYTHONPATH": str(SERVER)})
