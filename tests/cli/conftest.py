"""The command line as a user starts it: a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SERVER = Path(__file__).resolve().parents[2] / "server"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def handlerlens(tmp_path: Path) -> Run:
    def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", "-S", str(SERVER), *arguments],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            cwd=tmp_path,
            timeout=60,
        )

    return run
