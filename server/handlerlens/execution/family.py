"""The memory of a process together with all that it has started, as Lambda counts it: looked at now and then while it works.

Only Linux tells this cheaply; elsewhere the process counts alone. What ends between two looks is not seen.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from pathlib import Path

_EVERY, _SHARE = 0.05, 20
"""Seconds between two looks, and at least how many times as long as a look took."""
_PSS = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)


class Family:
    """``peak`` is the most that the process and those below it have had in RAM together, in MB; 0 while it was alone."""

    def __init__(self, pid: int) -> None:
        self.peak = 0.0
        self._pid = pid
        self._timer: asyncio.TimerHandle | None = None

    def watch(self) -> None:
        """From now on, until ``rest``."""
        if sys.platform == "linux" and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_EVERY, self._look)

    def rest(self) -> None:
        """The process stands still or is gone."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        began = time.perf_counter()
        below = _below(self._pid)
        if below:
            self.peak = max(self.peak, sum(_memory(pid) for pid in (self._pid, *below)))
        wait = max(_EVERY, _SHARE * (time.perf_counter() - began))
        self._timer = asyncio.get_running_loop().call_later(wait, self._look)


def _below(pid: int) -> list[int]:
    """The processes that one has started and those that they have, as far as their parents live."""
    found: list[int] = []
    asked = [pid]
    while asked:
        for thread in _threads(asked.pop()):
            try:
                children = [int(word) for word in (thread / "children").read_bytes().split()]
            except OSError:
                continue
            found += children
            asked += children
    return found


def _threads(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []


def _memory(pid: int) -> float:
    """What a process has in RAM, its share of what it has in common with others, in MB; 0 when it is gone."""
    try:
        share = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_bytes())
    except OSError:
        return 0.0
    return int(share[1]) / 1024 if share else 0.0
