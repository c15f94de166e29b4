"""The Pythons of this machine that handlers can be run under."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


@functools.cache
def found() -> dict[str, str]:
    """One interpreter for each minor version from 3.10 up: ``{"3.12": path}``."""
    pythons: dict[str, str] = {}
    for candidate in _candidates():
        version = _version(candidate)
        if version and tuple(int(part) for part in version.split(".")) >= (3, 10):
            pythons.setdefault(version, candidate)
    return dict(sorted(pythons.items(), key=lambda item: int(item[0].split(".")[1])))


def _candidates() -> Iterator[str]:
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for python in sorted(root.glob("3.*/bin/python3"), reverse=True):
        yield str(python)
    for minor in range(10, 20):
        if path := shutil.which(f"python3.{minor}"):
            yield path
    yield sys.executable


def _version(python: str) -> str:
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
