"""Work that waits for a pause in the typing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

log = logging.getLogger(__name__)

_PAUSE = 0.15
"""Seconds without a further request."""


class Later:
    """Does for each file only the last thing that was asked for, after a pause."""

    def __init__(self) -> None:
        self._tasks: dict[Path, asyncio.Task[None]] = {}

    def ask(self, path: Path, run: Callable[[], Awaitable[None]]) -> None:
        """Do this instead of what was asked for the file before, if that has not begun."""
        before = self._tasks.pop(path, None)
        if before is not None:
            before.cancel()
        self._tasks[path] = asyncio.ensure_future(self._run(path, run))

    async def _run(self, path: Path, run: Callable[[], Awaitable[None]]) -> None:
        await asyncio.sleep(_PAUSE)
        self._tasks.pop(path, None)
        try:
            await run()
        except Exception:
            log.exception("reading %s failed", path)
