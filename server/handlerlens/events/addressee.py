"""Which handler an event file is for: the one that its header names, else those that it suits."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from ..analysis.event_sources import event_sources
from ..analysis.event_walk import event_reads
from ..analysis.handlers import Handler
from ..analysis.served import served
from ..analysis.source import Source
from .encoding import Json
from .recognition import recognized

_LEVELS = 6


def named(event_file: Path, handler: str) -> tuple[Path, str] | None:
    """The Python file and the function that a header names, as ``src/app.py::handler`` or ``src/app.handler`` (dots for slashes too).

    The path counts from the event's folder or one above it, the nearest first; None where there is no such file.
    """
    file, colons, function = handler.rpartition("::")
    if colons:
        wishes = [PurePosixPath(file.replace("\\", "/"))]
    else:
        module, _, function = handler.rpartition(".")
        wishes = [PurePosixPath(f"{module}.py"), PurePosixPath(f"{module.replace('.', '/')}.py")]
    if not function or not wishes[0].name:
        return None
    for directory in event_file.parents[:_LEVELS]:
        for wish in wishes:
            path = directory / wish
            if path.is_file():
                return path, function
    return None


def name_for(event_file: Path, python_file: Path, function: str) -> str:
    """What a header calls a handler: its file from the folder above the event's, ``src/app.py::handler``."""
    above = event_file.parent.parent
    try:
        return f"{python_file.relative_to(above).as_posix()}::{function}"
    except ValueError:
        return f"{python_file.as_posix()}::{function}"


def suits(module: Source, handler: Handler, event: Json) -> str | None:
    """Why an event may be for a handler: its source (by its title), or the keys that the code reads; None where nothing says so."""
    source = recognized(event)
    if source is not None:
        return event_sources()[source].title if any(source in one.ids for one in served(module, handler)) else None
    reads = event_reads(module, handler)
    wanted = {key for key, read in reads.keys.items() if read.required}
    if isinstance(event, dict) and (wanted or reads.keys) and (wanted or reads.keys.keys()) <= event.keys():
        return "the keys that it reads"
    return None
