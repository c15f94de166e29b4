"""Ends what a killed server left behind: a tiny process that waits for the server's end, then kills what carries its marker.

The environments themselves die with the server at once (see the runtime's lifeline); this is for what has left their sessions.
Windows needs none: there the job object ends with the server.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path


class Guardian:
    """The server's end of it; started at the first run and again should somebody have killed it."""

    def __init__(self, marker: str) -> None:
        self._marker = marker
        self._process: subprocess.Popen[bytes] | None = None

    def ensure(self) -> None:
        if sys.platform == "win32" or (self._process is not None and self._process.poll() is None):
            return
        self.close()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__, self._marker],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def close(self) -> None:
        """Let it end; blocks for the moment that takes."""
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait()
            self._process = None


def main(marker: str) -> None:
    if sys.platform == "win32":
        return
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while os.read(0, 1024):
        pass
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from handlerlens.execution.processes import marked

    while found := marked(marker):
        for pid in found:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue


if __name__ == "__main__":
    main(sys.argv[1])
