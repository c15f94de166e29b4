"""What the tasks share: where things are, how a step is run, the sentence when one cannot be."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "server"
TESTS = ROOT / "tests"
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


class TaskError(Exception):
    """A task cannot go on; the message is a sentence that says why and what to do."""


def run(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Run a step in the foreground; raises ``CalledProcessError`` where it fails."""
    subprocess.run([str(part) for part in command], cwd=cwd, env={**os.environ, **(env or {})}, check=True)


def tool(name: str) -> str:
    """The path of a program (``npm`` is ``npm.cmd`` on Windows)."""
    found = shutil.which(name)
    if found is None:
        raise TaskError(f"{name} is not on PATH. Node.js 20 or later brings npm; install it and run this again.")
    return found


def is_root_on_debian() -> bool:
    """Whether we may install Debian packages."""
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def fingerprint(files: Iterable[Path]) -> str:
    """A hash of files' contents: what a stamp holds."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()
