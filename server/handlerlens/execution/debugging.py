"""What a debugger does to an invocation: where it listens, and that time stands still while an editor is attached."""

from __future__ import annotations

import asyncio
import time

from .deadline import Deadline
from .environment import DebuggerAttached, DebuggerListening, DebuggerTerminated
from .journal import Journal


class Debugging:
    """Of one invocation; there is always one, most never hear of a debugger."""

    def __init__(self) -> None:
        self.endpoint: asyncio.Future[DebuggerListening] = asyncio.get_running_loop().create_future()
        self.terminated = asyncio.Event()
        self.attached = False
        self.since = 0.0
        """``perf_counter`` of the first attach."""

    def follow(
        self,
        news: DebuggerListening | DebuggerAttached | DebuggerTerminated,
        deadline: Deadline,
        journal: Journal,
        timeout: float,
    ) -> None:
        if isinstance(news, DebuggerListening):
            self.endpoint.set_result(news)
        elif isinstance(news, DebuggerTerminated):
            self.terminated.set()
        elif news.attached:
            deadline.pause()
            self.attached = True
            self.since = self.since or time.perf_counter()
            journal.aside(f"[Handlerlens] A debugger is attached: the time-out of {timeout:g} s is paused.\n")
        elif self.attached:
            self.attached = False
            deadline.start()
            journal.aside("[Handlerlens] The debugger has left: the time-out goes on.\n")
