"""The project's own events: ``events/*.json`` beside the code or above it, where SAM keeps them too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .encoding import Json

HEADER = "$handlerlens"
"""The key of an event file that is ours and not the event's: ``{"handler": "app.py::lambda_handler", "expected": …}``."""
FOLDER = "events"
SIDECAR = ".handlerlens.json"
"""The end of the name of a file beside an event that holds the same, for events that are no objects."""

_LEVELS = 5
_MOST = 100
_LARGEST = 6 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class EventFile:
    """One event file. ``text`` is the event's JSON without the header; ``handler`` and ``expected`` are the header's.

    ``problem`` is a sentence with the line where the file is not JSON (``line`` is 1-based then); its text is as it stands.
    """

    path: Path
    text: str
    handler: str | None = None
    expected: Json = None
    has_expected: bool = False
    problem: str | None = None
    line: int = 0

    @property
    def name(self) -> str:
        """How lists call it."""
        return self.path.stem


def event_files(beside: Path) -> list[EventFile]:
    """The event files that belong to a Python file, nearest folder first, by name within one."""
    found: list[EventFile] = []
    for directory in beside.parents[:_LEVELS]:
        folder = directory / FOLDER
        for path in _json_files(folder):
            if len(found) >= _MOST:
                return found
            file = read_event_file(path)
            if file is not None:
                found.append(file)
        if (directory / ".git").exists() or directory.parent == directory:
            break
    return found


def is_event_file(path: Path) -> bool:
    """Whether a file is one by its place and name."""
    return path.suffix == ".json" and path.parent.name == FOLDER and not path.name.endswith(SIDECAR)


def read_event_file(path: Path) -> EventFile | None:
    """An event file from the disk; None where it cannot be read at all."""
    try:
        if path.stat().st_size > _LARGEST:
            return EventFile(path, "", problem=f"{path.name} is larger than 6 MB, Lambda's limit for an event.", line=1)
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        return EventFile(path, "", problem=f"{path.name} is not UTF-8 text.", line=1)
    except OSError:
        return None
    sidecar = path.with_name(path.stem + SIDECAR)
    header: Json = None
    if sidecar.is_file():
        try:
            header = json.loads(sidecar.read_text("utf-8-sig"))
        except (OSError, ValueError):
            header = None
    return parse_event_file(path, text, header)


def parse_event_file(path: Path, text: str, header: Json = None) -> EventFile:
    """An event file from its text (the editor's unsaved one); ``header`` is the sidecar's content."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        problem = f"{path.name} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}."
        return EventFile(path, text, problem=problem, line=error.lineno)
    except RecursionError:
        return EventFile(path, text, problem=f"{path.name} is nested too deeply to be read.", line=1)
    if isinstance(value, dict) and HEADER in value:
        header = value.pop(HEADER)
        text = json.dumps(value, indent=2, ensure_ascii=False)
    if not isinstance(header, dict):
        return EventFile(path, text)
    handler = header.get("handler")
    return EventFile(
        path, text, handler if isinstance(handler, str) else None, header.get("expected"), "expected" in header
    )


def new_event_path(beside: Path, name: str) -> Path:
    """Where an event of that name is kept for a Python file: the nearest events folder, else one beside the file.

    Raises ``ValueError`` with a sentence for a name that is none, and ``FileExistsError`` where there is one already.
    """
    if not name or name != Path(name).name or name.startswith(".") or any(c in name for c in '<>:"|?*\\/\0'):
        raise ValueError(f"'{name}' is not a file name; use letters, digits, - and _.")
    folders = [directory / FOLDER for directory in beside.parents[:_LEVELS]]
    folder = next((f for f in folders if f.is_dir()), folders[0])
    path = folder / (name if name.endswith(".json") else f"{name}.json")
    if path.exists():
        raise FileExistsError(f"{path.name} is there already; nothing was overwritten. Choose another name.")
    return path


def _json_files(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    yield from (entry for entry in entries if is_event_file(entry))
