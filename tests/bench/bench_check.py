"""How long checking takes: a tree of 2,000 handler files beside a bare ``ast.parse`` of them, and a keystroke until its diagnostics.

Targets: the tree in at most three times the parse in one process; a keystroke's diagnostics within 30 ms (p95) in a file of 1,000
lines and 150 ms in one of 10,000; the first diagnostics of a new server within 300 ms of ``initialized``. Peers on the same tree in
the same run: pyright and ty. Each figure is the least of a few rounds, the floor measured in each of them.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.handler_tree import long_module, write_tree
from bench.raw_editor import SERVER, RawEditor
from bench.type_checkers import commands

FILES, ROUNDS = 2_000, 3
PATIENCE = 900.0
"""Seconds."""
FLOOR = """
import ast, sys
from pathlib import Path
for path in Path(sys.argv[1]).rglob("*.py"):
    ast.parse(path.read_bytes())
"""
CHECK = [sys.executable, "-I", "-S", str(SERVER), "check", "--format", "json"]
TARGETS = {
    "check / floor, one process": "≤ 3",
    "keystroke, 1,000 lines": "≤ 30",
    "keystroke, 10,000 lines": "≤ 150",
    "first diagnostics": "≤ 300",
}


def main() -> None:
    row: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as directory:
        tree = Path(directory) / "tree"
        write_tree(tree, FILES)
        row.update(whole_tree(tree, Path(directory)))
        for lines in (1_000, 10_000):
            row.update(keystrokes(tree, lines))
        row["first diagnostics"] = min(first_diagnostics(tree) for _ in range(2 * ROUNDS))
    for name, value in row.items():
        print(f"{name:30}{value:12.2f}   {TARGETS.get(name, '')}")
    results = Path(__file__).parent / "results"
    results.mkdir(exist_ok=True)
    (results / "check.json").write_text(json.dumps(row, indent=2) + "\n")


def whole_tree(tree: Path, folder: Path) -> dict[str, float]:
    """Seconds from start to end of each command, and the ratios to the floor of the same rounds."""
    floors, single, several, memory = [], [], [], 0.0
    for _ in range(ROUNDS):
        floors.append(took([sys.executable, "-I", "-S", "-c", FLOOR, str(tree)]))
        single.append(took([*CHECK, str(tree)], cores=1))
        memory = max(memory, peak())
        several.append(took([*CHECK, str(tree)]))
    floor = min(floors)
    row = {
        "floor, s": floor,
        "check, one process, s": min(single),
        "check / floor, one process": min(single) / floor,
        f"check / floor, {cores()} cores": min(several) / floor,
        "memory of one process, MB": memory,
    }
    for name, command in commands(folder):
        try:
            row[f"{name} / floor"] = took([*command, str(tree)]) / floor
        except subprocess.TimeoutExpired:
            print(f"{name} did not end within {PATIENCE:.0f} s", file=sys.stderr)
    return row


def took(command: Sequence[str], cores: int = 0) -> float:
    """Seconds that a command takes, on so many cores (0: all)."""
    limit = None
    if cores and hasattr(os, "sched_setaffinity"):
        chosen = set(sorted(os.sched_getaffinity(0))[:cores])
        limit = lambda: os.sched_setaffinity(0, chosen)  # noqa: E731
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=limit, timeout=PATIENCE)
    seconds = time.perf_counter() - began
    assert done.returncode in (0, 1), done.stderr[-2000:]
    return seconds


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def peak() -> float:
    """The peak resident memory of the commands so far in MB."""
    try:
        import resource
    except ImportError:
        return 0.0
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return used / (1024 * 1024 if sys.platform == "darwin" else 1024)


def keystrokes(tree: Path, lines: int) -> dict[str, float]:
    """Milliseconds from a character typed somewhere to the diagnostics, through the real server.

    Every other one is a space at the end of a line, which changes nothing, the others a letter in a string, which may change all.
    """
    text = long_module(lines)
    chosen = random.Random(lines)
    own = [(n, line) for n, line in enumerate(text.split("\n")) if line.startswith("    ")]
    spaces = [(n, len(line), " ") for n, line in own if line.endswith((")", "]"))]
    letters = [(n, line.index('"') + 1, "x") for n, line in own if line.count('"') == 2]
    typed = [one for two in zip(chosen.sample(spaces, 30), chosen.sample(letters, 30), strict=True) for one in two]
    values = []
    with RawEditor(tree) as editor:
        editor.initialize()
        editor.notify("initialized", {})
        uri = editor.open(f"long{lines}.py", text)
        before = editor.diagnostics(uri)
        for number, column, character in typed:
            began = time.perf_counter()
            editor.type(uri, number, column, character)
            after = editor.diagnostics(uri)
            values.append((time.perf_counter() - began) * 1000)
            assert len(after) == len(before) or character != " "
            before = after
        name = f"keystroke, {lines:,} lines"
        return {
            f"{name}, median": statistics.median(values),
            name: statistics.quantiles(values, n=20)[-1],
            f"memory of the server, {lines:,} lines, MB": editor.memory(),
        }


def first_diagnostics(tree: Path) -> float:
    """Milliseconds from ``initialized`` of a new server to the first diagnostics of a file that is open."""
    path = next(tree.rglob("worker.py"))
    with RawEditor(tree) as editor:
        editor.initialize()
        began = time.perf_counter()
        editor.notify("initialized", {})
        editor.diagnostics(editor.open(path.name, path.read_text("utf-8")))
        return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
