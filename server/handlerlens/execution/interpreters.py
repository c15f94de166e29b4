"""Whether a Python can run a handler, asked once for each version of its file."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .invocation import ExecutionError

OLDEST = (3, 10)
"""What the bundled runtime client and debugger need (awslambdaric 4.1 and debugpy 1.8.22 dropped 3.9)."""

_PROBE = "import sys; print('handlerlens', sys.implementation.name, *sys.version_info[:3], sys.executable)"
_PROBE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python that can run handlers."""

    path: str
    version: tuple[int, int, int]
    stamp: tuple[int, int] = (0, 0)
    """When its file was last changed (ns) and its size."""

    @property
    def runtime(self) -> str:
        """The Lambda runtime it stands for: ``python3.12``."""
        return f"python{self.version[0]}.{self.version[1]}"


_known: dict[tuple[str, int, int], Interpreter] = {}


async def check(python: str) -> Interpreter:
    """The interpreter behind ``python`` (a path, or a name on PATH). Raises ``ExecutionError`` when it cannot run handlers."""
    path = shutil.which(python) if Path(python).name == python else python
    if not path or not Path(path).exists():
        raise ExecutionError(
            f"The Python interpreter {python} does not exist (any more). Select another one for this workspace and try again."
        )
    stat = Path(path).stat()
    stamp = (stat.st_mtime_ns, stat.st_size)
    key = (str(Path(path).absolute()), *stamp)
    if key not in _known:
        interpreter = Interpreter(key[0], await asyncio.to_thread(_version, key[0]), stamp)
        for stale in [known for known in _known if known[0] == key[0]]:
            del _known[stale]
        _known[key] = interpreter
    return _known[key]


def _version(path: str) -> tuple[int, int, int]:
    command = [path, "-I", "-S", "-c", _PROBE]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_PROBE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise ExecutionError(
            f"{path} did not answer within {_PROBE_SECONDS:.0f} seconds. Select another Python interpreter."
        ) from None
    except OSError as error:
        raise ExecutionError(
            f"{path} cannot be started ({error.strerror or error}). Select another Python interpreter."
        ) from None
    words = done.stdout.split()
    if done.returncode or words[:1] != ["handlerlens"] or len(words) < 5:
        reason = done.stderr.strip().splitlines()
        told = f": {reason[-1]}" if reason else ""
        raise ExecutionError(f"{path} is not a working Python interpreter{told}. Select another one.")
    with contextlib.suppress(ValueError):
        version = (int(words[2]), int(words[3]), int(words[4]))
        if version[:2] < OLDEST:
            raise ExecutionError(
                f"{path} is Python {version[0]}.{version[1]}; handlers are run under Python 3.10 or later, "
                "the oldest that Lambda still runs. Select a newer interpreter."
            )
        if words[1] != "cpython":
            raise ExecutionError(f"{path} is {words[1]}; Lambda runs CPython. Select a CPython interpreter.")
        return version
    raise ExecutionError(f"{path} is not a working Python interpreter. Select another one.")
