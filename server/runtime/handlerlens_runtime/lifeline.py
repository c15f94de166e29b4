"""An execution environment never outlives the server: stdin is a pipe whose other end only the server holds.

When the server is gone, also by ``kill -9``, the pipe breaks and the whole process group is killed.
"""

from __future__ import annotations

import _thread
import os
import sys

if sys.platform == "linux":
    import fcntl

    del sys.modules["fcntl"]  # Lambda's runtime does not load it

TYPE_CHECKING = False  # typing is not loaded at run time
if TYPE_CHECKING:
    from typing import NoReturn

_SIGKILL = 9  # without the module signal, which Lambda's runtime does not load


def hold() -> None:
    """Move the pipe out of the function's sight (its stdin is empty, as on Lambda) and arm it."""
    control = os.dup(0)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    if sys.platform == "linux":
        _armed_by_kernel(control)
    else:
        _thread.start_new_thread(_watched, (control,))


def _armed_by_kernel(control: int) -> None:
    """The kernel sends SIGKILL to the group when the pipe breaks: no thread, and nothing the function does can stop it."""
    fcntl.fcntl(control, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(control, 10, _SIGKILL)  # F_SETSIG (Linux, fcntl.h)
    fcntl.fcntl(control, fcntl.F_SETFL, fcntl.fcntl(control, fcntl.F_GETFL) | os.O_ASYNC)
    os.set_blocking(control, False)
    try:
        broken = not os.read(control, 1)  # before it was armed
    except BlockingIOError:
        return
    if broken:
        end()


def _watched(control: int) -> None:
    while os.read(control, 1024):
        pass
    end()


def end() -> NoReturn:
    """Kill this environment and every process of its group at once."""
    if hasattr(os, "killpg"):
        os.killpg(os.getpgrp(), _SIGKILL)
    os._exit(1)
