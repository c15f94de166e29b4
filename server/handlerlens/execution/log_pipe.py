"""The pipe an environment's stdout and stderr go into, read in the event loop.

Never read to its end: a process that the function left behind, or a debugger, may hold it open. Whoever needs everything that
was written up to a moment asks with ``drain``.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import threading
from collections.abc import Callable

_CHUNK = 1 << 18


class LogPipe:
    """One pipe; ``receive`` is called in the event loop's thread with every piece."""

    def __init__(self, receive: Callable[[bytes], None]) -> None:
        self._receive = receive
        self._loop = asyncio.get_running_loop()
        self._reader, self.writer = os.pipe()
        if sys.platform != "win32":
            os.set_blocking(self._reader, False)
        self._loop.add_reader(self._reader, self._readable)

    def started(self) -> None:
        """The process has its end now."""
        os.close(self.writer)
        self.writer = -1

    async def drain(self) -> None:
        """Everything that was written before this call has been received."""
        while self._reader >= 0 and self._read():
            await asyncio.sleep(0)

    def close(self) -> None:
        if self._reader >= 0:
            self._loop.remove_reader(self._reader)
            os.close(self._reader)
            self._reader = -1
        if self.writer >= 0:
            self.started()

    def _readable(self) -> None:
        self._read()

    def _read(self) -> bool:
        """Take one piece; whether there may be more."""
        try:
            data = os.read(self._reader, _CHUNK)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self._loop.remove_reader(self._reader)
            return False
        self._receive(data)
        return True


class ThreadedLogPipe:
    """The same where pipes cannot be polled (Windows): a thread reads, and ``drain`` sends a mark through the pipe."""

    def __init__(self, receive: Callable[[bytes], None]) -> None:
        self._receive = receive
        self._loop = asyncio.get_running_loop()
        self._reader, self.writer = os.pipe()
        self._mark = b"\0" + secrets.token_bytes(16)
        self._held = b""
        self._marked = asyncio.Event()
        threading.Thread(target=self._read, name="handlerlens-log", daemon=True).start()

    def started(self) -> None:
        """The process has its end now; ours stays open for the marks."""

    async def drain(self) -> None:
        self._marked.clear()
        await asyncio.to_thread(os.write, self.writer, self._mark)
        await self._marked.wait()

    def close(self) -> None:
        if self.writer >= 0:
            os.close(self.writer)
            self.writer = -1

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._reader, _CHUNK)
            except OSError:
                data = b""
            if not data:
                break
            self._loop.call_soon_threadsafe(self._sort, data)
        os.close(self._reader)

    def _sort(self, data: bytes) -> None:
        data = self._held + data
        while self._mark in data:
            before, _, data = data.partition(self._mark)
            self._pass(before)
            self._marked.set()
        beginning = max((n for n in range(1, len(self._mark)) if data.endswith(self._mark[:n])), default=0)
        self._held = data[len(data) - beginning :]
        self._pass(data[: len(data) - beginning])

    def _pass(self, data: bytes) -> None:
        if data:
            self._receive(data)


def open_log_pipe(receive: Callable[[bytes], None]) -> LogPipe | ThreadedLogPipe:
    return ThreadedLogPipe(receive) if sys.platform == "win32" else LogPipe(receive)
