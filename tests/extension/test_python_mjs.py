"""``extension/tasks/python.mjs``, through which every npm script finds its Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "extension" / "tasks" / "python.mjs"
NODE = shutil.which("node") or "node"


def run(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [NODE, str(SCRIPT), *arguments],
        env={**os.environ, "PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


def python_of(folder: Path, name: str, body: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)


def test_no_python_is_one_sentence(tmp_path: Path) -> None:
    done = run(tmp_path, "-c", "print(1)")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("No Python 3.10 or newer on PATH")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")
def test_an_old_python_is_passed_over_and_the_exit_code_handed_on(tmp_path: Path) -> None:
    python_of(tmp_path, "python3", "exit 1")
    python_of(tmp_path, "python3.12", f'exec "{sys.executable}" "$@"')
    done = run(tmp_path, "-c", "import sys; print('ran'); sys.exit(7)")
    assert (done.stdout, done.returncode) == ("ran\n", 7)
