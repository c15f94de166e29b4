"""Which processes belong to an environment, also those that have left its session (a daemon that the function started).

Linux reads /proc, macOS asks ``ps``; on Windows a job object knows by itself. Not found is a process that has left the session,
has cleared its environment and has outlived its parent.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


def descendants(pid: int, marker: str) -> set[int]:
    """Ids of the processes below ``pid`` and of those with ``marker`` in their environment; without ``pid`` itself."""
    if sys.platform == "win32":
        return set()
    table = list(_table(marker))
    children: dict[int, list[int]] = {}
    for child, parent, _ in table:
        children.setdefault(parent, []).append(child)
    found = {child for child, _, is_marked in table if is_marked}
    below = [pid]
    while below:
        for child in children.get(below.pop(), []):
            if child not in found:
                found.add(child)
                below.append(child)
    return found - {pid}


def marked(marker: str) -> set[int]:
    """Ids of the living processes with ``marker`` in their environment."""
    if sys.platform == "win32":
        return set()
    return {pid for pid, _, is_marked in _table(marker) if is_marked}


def _table(marker: str) -> Iterator[tuple[int, int, bool]]:
    """(pid, parent, is marked) of every living process."""
    yield from _proc(marker) if sys.platform == "linux" else _ps(marker)


def _proc(marker: str) -> Iterator[tuple[int, int, bool]]:
    sought = marker.encode()
    for directory in Path("/proc").iterdir():
        if not directory.name.isdigit():
            continue
        try:
            state, parent = (directory / "stat").read_bytes().rpartition(b") ")[2].split()[:2]
            if state in (b"Z", b"X"):
                continue
            environment = (directory / "environ").read_bytes()
        except PermissionError:
            environment = b""
        except OSError:
            continue  # it has just ended
        yield int(directory.name), int(parent), sought in environment


def _ps(marker: str) -> Iterator[tuple[int, int, bool]]:
    command = ["ps", "-A", "-E", "-ww", "-o", "pid=,ppid=,stat=,command="]
    listed = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False).stdout
    for line in listed.splitlines():
        words = line.split(None, 3)
        if len(words) == 4 and not words[2].startswith("Z"):
            yield int(words[0]), int(words[1]), marker in words[3]
