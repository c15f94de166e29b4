"""One child process and everything it starts: spawned, watched, measured, killed as a whole."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence

from . import memory, processes
from .family import Family

if sys.platform == "win32":
    from .job_object import JobObject


class Process:
    """A process in a session (on Windows: a job) of its own.

    ``marker`` is a text in its environment by which descendants are known that have left the session.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        output: int,
        marker: str,
        exited: Callable[[int], None],
    ) -> None:
        """Spawn it; ``output`` is the descriptor for stdout and stderr, ``exited`` hears the exit code in the event loop."""
        self._exited = exited
        self._loop = asyncio.get_running_loop()
        self._marker = marker
        self.gone = asyncio.Event()
        self.sampled = 0.0
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        self._popen = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            env=dict(environment),
            bufsize=0,
            start_new_session=sys.platform != "win32",
            creationflags=flags,
        )
        self.pid = self._popen.pid
        self.family = Family(self.pid)
        self.exit_code: int | None = None
        if sys.platform == "win32":
            self._job = JobObject()
            self._job.add(self._popen)
        threading.Thread(target=self._watch, name=f"handlerlens-{self.pid}", daemon=True).start()

    def alive(self) -> bool:
        """Whether it runs at this moment; ``exited`` may not have been told yet."""
        if self.exit_code is not None:
            return False
        if sys.platform == "win32" or not hasattr(os, "waitid"):
            return True
        try:
            return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
        except ChildProcessError:  # its end has been taken notice of, in the thread that waits for that
            return False

    def send(self, data: bytes) -> None:
        """Write to its stdin; a process that is gone is noticed elsewhere."""
        assert self._popen.stdin is not None
        try:
            self._popen.stdin.write(data)
        except OSError:
            return

    def peak_memory(self) -> int:
        """The most memory that it has had in RAM, with what it has started as far as seen, in whole MB; the last known when it is gone."""
        if self.exit_code is None:
            self.sampled = max(self.sampled, memory.peak(self._popen))
        return round(max(self.sampled, self.family.peak))

    def kill(self) -> None:
        """Kill its session at once, without waiting."""
        if sys.platform == "win32":
            self._job.kill()
        elif self.exit_code is None:
            self.peak_memory()
            _signal_group(self.pid, signal.SIGKILL)

    def freeze(self) -> None:
        """Stop it where it stands, as Lambda does between two invocations (on Windows it goes on)."""
        if sys.platform != "win32" and self.exit_code is None:
            _signal_group(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        if sys.platform != "win32" and self.exit_code is None:
            _signal_group(self.pid, signal.SIGCONT)

    async def end(self) -> None:
        """Kill it with everything it has started, and wait until nothing of it is left."""
        strays: set[int] = set()
        if self.exit_code is None:
            self.freeze()  # what stands still starts nothing new
            strays = await asyncio.to_thread(processes.descendants, self.pid, self._marker)
        self.kill()
        await self.gone.wait()
        while strays := strays | await asyncio.to_thread(processes.marked, self._marker):
            for pid in strays:
                _kill(pid)
            strays = set()
        assert self._popen.stdin is not None
        self._popen.stdin.close()

    def _watch(self) -> None:
        if sys.platform == "win32":
            code = self._popen.wait()
        else:
            if hasattr(os, "waitid"):
                # It stays a zombie until its group is killed, so that its id cannot mean another process meanwhile.
                os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
                _signal_group(self.pid, signal.SIGKILL)
            _, status, usage = os.wait4(self.pid, 0)
            code = self._popen.returncode = os.waitstatus_to_exitcode(status)
            self.sampled = max(self.sampled, memory.of_ended(usage))
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ended, code)

    def _ended(self, code: int) -> None:
        self.exit_code = code
        self.family.rest()
        self.gone.set()
        self._exited(code)


def _signal_group(pid: int, number: int) -> None:
    if sys.platform != "win32":
        try:
            os.killpg(pid, number)
        except (ProcessLookupError, PermissionError):  # macOS says the latter for a group of zombies
            return


def _kill(pid: int) -> None:
    if sys.platform != "win32":
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return
