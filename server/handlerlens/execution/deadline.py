"""The time limit of one phase, which can be paused while somebody is debugging."""

from __future__ import annotations

import asyncio
import time

from .environment import Happening, TimedOut


class Deadline:
    """Puts ``TimedOut(self)`` into a queue of happenings ``seconds`` after ``start``, pauses not counted."""

    def __init__(self, seconds: float, happenings: asyncio.Queue[Happening]) -> None:
        self._left = seconds
        self._happenings = happenings
        self._started = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Start, or go on after a pause."""
        if self._timer is None:
            self._started = time.monotonic()
            passed = TimedOut(self)
            self._timer = asyncio.get_running_loop().call_later(self._left, self._happenings.put_nowait, passed)

    def pause(self) -> None:
        """Stop, keeping what is left."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._left = max(0.0, self._left - (time.monotonic() - self._started))
