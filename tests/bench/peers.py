"""The peers of an invocation: the native awslambdaric, and python-lambda-local in a temporary virtual environment of its own."""

from __future__ import annotations

import math
import subprocess
import sys
import time
from pathlib import Path

PEER = ("python-lambda-local==0.1.13", "setuptools<81")
"""The latter has the ``pkg_resources`` that it imports."""


def python_lambda_local(python: str, directory: Path) -> Path | None:
    """Its command, installed for ``python`` under ``directory``; None where that cannot be done (no network, no wheel)."""
    scripts = directory / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [str(scripts / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEER]
    for command in ([python, "-m", "venv", str(directory)], pip):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"No python-lambda-local under {python}: {done.stderr.strip()[-300:]}", file=sys.stderr)
            return None
    return scripts / "python-lambda-local"


def run_locally(command: Path | None, root: Path) -> float:
    """Milliseconds of ``python-lambda-local`` from spawn to exit; NaN without it. ``root`` holds app.py and event.json."""
    if command is None:
        return math.nan
    began = time.perf_counter()
    done = subprocess.run(
        [str(command), "-f", "handler", "app.py", "event.json"], cwd=root, capture_output=True, text=True, check=False
    )
    took = (time.perf_counter() - began) * 1000
    assert "hello Ada" in done.stdout + done.stderr, done.stderr
    return took


async def run_natively(version: str, python: str, root: Path, code: str) -> float:
    """Milliseconds of the native awslambdaric from spawn to its second poll; NaN where it is not to be had."""
    if sys.platform != "linux":
        return math.nan
    from execution.runtime_driver import Run, native

    client = native(python, version)
    if client is None:
        return math.nan
    event = {"ct": "application/json", "deadline": 3000, "arn": "arn", "trace": None, "body": '{"name": "Ada"}'}
    case = {"handler": "app.handler", "files": {"app.py": code}, "env": {}, "log_sink": "stdout", "events": [event]}
    run = Run("peer", {**case, "runtime_api_overrides": {}}, client, root / "peer")
    began = time.perf_counter()
    observed = await run.observe()
    assert observed["outcome"] == {"state": "polling_next"}
    return (time.perf_counter() - began) * 1000
