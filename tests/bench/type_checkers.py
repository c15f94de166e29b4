"""The peers of ``check``: pyright and ty, as installed, else in a temporary folder of their own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path

TY = "ty"
PYRIGHT = "pyright"


def commands(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Name and command of each that can be had; what cannot is told on stderr."""
    scripts = folder / "ty" / ("Scripts" if sys.platform == "win32" else "bin")
    ty = shutil.which("ty")
    if ty is None and _installed("ty", lambda: venv.create(folder / "ty", with_pip=True)):
        python = str(scripts / "python")
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", TY]
        if _installed("ty", lambda: _run(pip)):
            ty = str(scripts / "ty")
    if ty is not None:
        yield "ty", [ty, "check", "--exit-zero", "--quiet"]
    pyright = shutil.which("pyright")
    npm = shutil.which("npm")
    if pyright is None and npm is not None:
        install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder / "npm"), PYRIGHT]
        if _installed("pyright", lambda: _run(install)):
            pyright = str(folder / "npm" / "node_modules" / ".bin" / "pyright")
    if pyright is not None:
        yield "pyright", [pyright, "--level", "error"]


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)


def _installed(name: str, install: object) -> bool:
    assert callable(install)
    try:
        install()
    except (OSError, subprocess.SubprocessError) as error:
        told = getattr(error, "stderr", "") or str(error)
        print(f"No {name} here: {told.strip()[-300:]}", file=sys.stderr)
        return False
    return True
