"""``python server/tasks/native_client.py``: fetch the real awslambdaric, its native extension included, for every Python found.

Only for the tests that compare it with ours, on Linux; from the same hashed lock. Kept in ``.stamps/native/<version>``.
"""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NATIVE = ROOT / ".stamps" / "native"
LOCK = ROOT / "server" / "requirements" / "runtime.txt"

sys.path.insert(0, str(ROOT / "tests"))


def fetch() -> None:
    """Fill what is missing; says so and goes on where a Python has no wheel."""
    from execution.pythons import found

    for version in found() if sys.platform == "linux" else ():
        target = NATIVE / version
        if target.is_dir():
            continue
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        command += ["--no-compile", "--require-hashes", "--only-binary=:all:", "--python-version", version]
        command += [
            "--platform",
            f"manylinux2014_{platform.machine()}",
            "--platform",
            "any",
            "--target",
            str(target),
            "-r",
            str(LOCK),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"No native awslambdaric for Python {version}: {done.stderr.strip()}", file=sys.stderr)


if __name__ == "__main__":
    fetch()
