"""The project's own events: ``events/*.json`` beside the code or above it, where SAM keeps them too."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .header import Header, read_header, split

FOLDER = "events"
_FOLDERS = (FOLDER, f"tests/{FOLDER}", f"test/{FOLDER}")
"""Where projects keep events, below the directory of the code or one above it."""
SIDECAR = ".handlerlens.json"
"""The end of the name of a file beside an event that holds the same, for events that are no objects."""

_LEVELS = 5
_MOST = 100
_LARGEST = 6 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class EventFile:
    """One event file. ``text`` is the event's JSON as written, without the header.

    ``problem`` is a sentence with the place where the file is not JSON (``line`` and ``column`` are 1-based then); its text is
    as it stands. ``syntax`` says that any reader of JSON stumbles there.
    """

    path: Path
    text: str
    header: Header = Header()  # noqa: RUF009 - it is frozen
    problem: str | None = None
    line: int = 0
    column: int = 1
    syntax: bool = False

    @property
    def name(self) -> str:
        """How lists call it."""
        return self.path.stem


def event_files(beside: Path) -> list[EventFile]:
    """The event files that belong to a Python file, nearest folder first, by name within one."""
    found: list[EventFile] = []
    for path in (p for d in _project(beside) for folder in _FOLDERS for p in _json_files(d / folder)):
        if len(found) >= _MOST:
            break
        file = read_event_file(path)
        if file is not None:
            found.append(file)
    return found


def _project(beside: Path) -> Iterator[Path]:
    """The directory of a file and those above it, as far as the project goes."""
    for directory in beside.parents[:_LEVELS]:
        yield directory
        if (directory / ".git").exists():
            break


def is_event_file(path: Path) -> bool:
    """Whether a file is one by its place and name."""
    return path.suffix == ".json" and path.parent.name == FOLDER and not path.name.endswith(SIDECAR)


def is_sidecar(path: Path) -> bool:
    """Whether a file is the header of the event beside it."""
    return path.name.endswith(SIDECAR) and path.parent.name == FOLDER


def sidecar_of(path: Path) -> Path:
    """Where the header of an event stands that is no object."""
    return path.with_name(path.stem + SIDECAR)


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
    return parse_event_file(path, text)


def parse_event_file(path: Path, text: str) -> EventFile:
    """An event file from its text (the editor's unsaved one); a sidecar is read from the disk."""
    text = text.removeprefix("\ufeff")
    try:
        json.loads(text)
        event, header = split(text)
    except json.JSONDecodeError as error:
        problem = f"{path.name} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}."
        return EventFile(path, text, problem=problem, line=error.lineno, column=error.colno, syntax=True)
    except RecursionError:
        return EventFile(path, text, problem=f"{path.name} is nested too deeply to be read.", line=1)
    return EventFile(path, event, header or _sidecar(path))


def _sidecar(path: Path) -> Header:
    beside = sidecar_of(path)
    try:
        return read_header(json.loads(beside.read_text("utf-8-sig")))
    except OSError:
        return Header()
    except (ValueError, RecursionError) as error:
        return Header(problem=f"{beside.name} is not JSON: {error}.")


def new_event_path(beside: Path, name: str, roots: Sequence[Path] = ()) -> Path:
    """Where an event of that name is kept for a Python file: the nearest events folder, else one beside the file.

    Nothing is written above the one of the ``roots`` (the workspace folders) that the file is in.
    Raises ``ValueError`` with a sentence for a name that is none, and ``FileExistsError`` where there is one already.
    """
    if not name or name != Path(name).name or name.startswith(".") or any(c in name for c in '<>:"|?*\\/\0'):
        raise ValueError(f"'{name}' is not a file name; use letters, digits, - and _.")
    top = max((root for root in roots if beside.is_relative_to(root)), key=lambda root: len(root.parts), default=None)
    within = [d for d in _project(beside) if top is None or d.is_relative_to(top)]
    folders = [directory / name for directory in within for name in _FOLDERS]
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
