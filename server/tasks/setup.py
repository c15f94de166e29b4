"""``npm run setup``: everything that the other tasks need. Idempotent; without changes it takes a moment.

A Python environment in ``.venv`` from the hashed lock, the bundled libraries, the npm packages, the built extension.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

from bundle import bundle
from loop import PYTHON, ROOT, SERVER, VENV, TaskError, fingerprint, is_root_on_debian, run, tool


def main(arguments: list[str]) -> None:  # noqa: ARG001
    """Set up."""
    if sys.version_info < (3, 10):
        raise TaskError(f"Python 3.10 or later is needed; this is {sys.version.split()[0]}.")
    _node()
    _environment()
    bundle()
    _packages()
    run([tool("npm"), "run", "--silent", "build"])


def _node() -> None:
    version = subprocess.run([tool("node"), "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.lstrip("v").partition(".")[0]) < 20:
        raise TaskError(f"Node.js 20 or later is needed; this is {version}.")


def _environment() -> None:
    lock = SERVER / "requirements" / "dev.txt"
    stamp = VENV / ".handlerlens-stamp"
    wanted = f"{fingerprint([lock])} {sys.version_info[:2]}"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    print("Setting up the Python environment …", flush=True)
    if not PYTHON.exists() or (stamp.exists() and stamp.read_text().partition(" ")[2] != wanted.partition(" ")[2]):
        _create_environment()
    run([PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", lock])
    stamp.write_text(wanted)


def _create_environment() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    command = [sys.executable, "-m", "venv", str(VENV)]
    if subprocess.run(command, capture_output=True).returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if not is_root_on_debian():
        raise TaskError(
            "Python's venv module does not work here. On Debian and Ubuntu: apt-get install python3-venv, then run this again."
        )
    run(["apt-get", "update", "-qq"])
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "python3-venv"])
    run(command)


def _packages() -> None:
    stamp = ROOT / "node_modules" / ".handlerlens-stamp"
    wanted = fingerprint([ROOT / "package.json", ROOT / "package-lock.json"])
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Installing the npm packages …", flush=True)
    run([tool("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
    stamp.write_text(wanted)
