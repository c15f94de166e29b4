"""The log of one invocation: passed on as it is written, kept for its outcome."""

from __future__ import annotations

from .invocation import Listener

_HALF = 4 * 1024 * 1024
"""Characters kept of the beginning, and of the end, of a log without end."""


class Journal:
    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._parts: list[str] = []
        self._kept = 0
        self._tail = ""
        self.left_out = 0
        """Characters that are in neither half."""

    def write(self, text: str) -> None:
        self._listener.log(text)
        room = _HALF - self._kept
        if room > 0:
            self._parts.append(text[:room])
            self._kept += len(self._parts[-1])
            text = text[room:]
        if text:
            self._tail += text
            if len(self._tail) > 2 * _HALF:
                self.left_out += len(self._tail) - _HALF
                self._tail = self._tail[-_HALF:]

    def line(self, text: str) -> None:
        """A line of the service, which begins a line of its own."""
        if not self._at_line_start():
            self.write("\n")
        self.write(text)

    def aside(self, text: str) -> None:
        """A line of ours for whoever watches, which Lambda's log would not have."""
        self._listener.log(text)

    def text(self) -> str:
        middle = f"\n[Handlerlens: {self.left_out} characters of log left out here]\n" if self.left_out else ""
        return "".join(self._parts) + middle + self._tail

    def _at_line_start(self) -> bool:
        last = self._tail or next((part for part in reversed(self._parts) if part), "\n")
        return last.endswith("\n")
