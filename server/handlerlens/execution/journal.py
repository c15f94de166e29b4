"""The log of one invocation: passed on as it is written, kept for its outcome; of a log without end, both ends."""

from __future__ import annotations

from .invocation import Listener

HALF = 4 * 1024 * 1024
"""Characters kept of the beginning, and of the end; whoever watches sees the beginning and the service's lines."""


class Journal:
    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._head: list[str] = []
        self._room = HALF
        self._tail = ""
        self._last = "\n"
        self.left_out = 0
        """Characters that are in neither end."""

    def write(self, text: str) -> None:
        """Something the function has written."""
        if not text:
            return
        self._last = text[-1]
        head, rest = text[: self._room], text[self._room :]
        if head:
            self._head.append(head)
            self._room -= len(head)
            self._listener.log(head)
            if not self._room:
                self.aside(
                    f"\n[Handlerlens] The log is longer than {HALF >> 20} MB; its end is shown when the run is over.\n"
                )
        self._tail += rest
        if len(self._tail) > 2 * HALF:
            self._cut()

    def line(self, text: str) -> None:
        """A line of the service, which begins a line of its own."""
        if self._last != "\n":
            text = "\n" + text
        if self._room < len(text):
            self._listener.log(text)
            self._room = 0
        self.write(text)

    def aside(self, text: str) -> None:
        """A line of ours for whoever watches, which Lambda's log would not have."""
        self._listener.log(text)

    def text(self) -> str:
        self._cut()
        middle = f"\n[Handlerlens: {self.left_out} characters of log left out here]\n" if self.left_out else ""
        return "".join(self._head) + middle + self._tail

    def _cut(self) -> None:
        self.left_out += max(0, len(self._tail) - HALF)
        self._tail = self._tail[-HALF:]
