"""The most memory a process has had in RAM since it started, asked of the operating system."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

if sys.platform != "win32":
    import resource

_MB = 1024 * 1024


def peak(process: subprocess.Popen[bytes]) -> float:
    """In MB; 0 when the process is gone or the system does not tell."""
    if sys.platform == "linux":
        return _linux(process.pid)
    if sys.platform == "darwin":
        return _macos(process.pid)
    if sys.platform == "win32":
        return _windows(process)
    return 0.0


if sys.platform != "win32":

    def of_ended(usage: resource.struct_rusage) -> float:
        """The same of a process that has ended; 0 where its figure may be the server's (Linux lets a child inherit it)."""
        if sys.platform == "darwin":
            return usage.ru_maxrss / _MB
        ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return usage.ru_maxrss / 1024 if usage.ru_maxrss > ours else 0.0


def _linux(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


class _Usage(ctypes.Structure):
    """``rusage_info_v4`` of <sys/resource.h>: a uuid, then 64-bit fields."""

    _fields_ = (("uuid", ctypes.c_uint8 * 16), ("fields", ctypes.c_uint64 * 35))


_LIFETIME_MAX_FOOTPRINT = 28
"""Which of the fields is ``ri_lifetime_max_phys_footprint``."""


def _macos(pid: int) -> float:
    usage = _Usage()
    library = ctypes.CDLL("/usr/lib/libproc.dylib")
    if library.proc_pid_rusage(pid, 4, ctypes.byref(usage)) != 0:
        return 0.0
    return float(usage.fields[_LIFETIME_MAX_FOOTPRINT]) / _MB


class _Counters(ctypes.Structure):
    """``PROCESS_MEMORY_COUNTERS`` of <psapi.h>."""

    _fields_ = (
        ("cb", ctypes.c_uint32),
        ("page_fault_count", ctypes.c_uint32),
        ("peak_working_set_size", ctypes.c_size_t),
        ("others", ctypes.c_size_t * 7),
    )


def _windows(process: subprocess.Popen[bytes]) -> float:
    if sys.platform != "win32":
        return 0.0
    counters = _Counters(cb=ctypes.sizeof(_Counters))
    handle = ctypes.c_void_p(int(cast(Any, process)._handle))
    if not ctypes.windll.kernel32.K32GetProcessMemoryInfo(handle, ctypes.byref(counters), counters.cb):
        return 0.0
    return float(counters.peak_working_set_size) / _MB
