"""What a container image's Dockerfile tells of its function: the handler in its ``CMD``, and which folder is copied to the task root."""

from __future__ import annotations

import json
import re
from pathlib import Path

from .declaration import local_directory
from .files import content
from .resolution import handler_name

_COMMAND = re.compile(r"^\s*CMD\s+(\[.*?\]|.+?)\s*$", re.MULTILINE | re.IGNORECASE)
_COPIED = re.compile(r"^\s*(?:COPY|ADD)\s+((?:--\S+\s+)*)(\[.*?\]|.+?)\s*$", re.MULTILINE | re.IGNORECASE)


def image_command(context: Path, dockerfile: str) -> str | None:
    """The first word of the last ``CMD`` of a Dockerfile, ``app.lambda_handler``; None where there is none or it cannot be read."""
    found = _COMMAND.findall(_text(context, dockerfile))
    words = _words(found[-1]) if found else []
    return words[0] if words else None


def image_root(context: Path, dockerfile: str, handler: str | None) -> Path:
    """The folder whose content becomes the task root: of those that the Dockerfile copies the one that has the handler's module."""
    name = handler_name(handler) if handler is not None else None
    if name is None:
        return context
    copied = [
        path
        for options, given in _COPIED.findall(_text(context, dockerfile))
        for source in (_words(given)[:-1] if "--from" not in options else ())
        if (path := local_directory(context, source.partition("*")[0])) is not None
    ]
    if holds(context, name.module):
        itself = f"{name.module[0]}.py" if len(name.module) == 1 else ""
        files = [path for path in copied if path.name == itself and path.is_file()]
        return files[0].parent if files and context not in copied else context
    for path in copied:
        for folder in (path, path.parent):
            if holds(folder, name.module):
                return folder
    return context


def holds(folder: Path, module: tuple[str, ...]) -> bool:
    """Whether a folder has a module."""
    place = folder.joinpath(*module)
    return place.with_name(place.name + ".py").is_file() or (place / "__init__.py").is_file()


def _text(context: Path, dockerfile: str) -> str:
    try:
        return content(context / dockerfile)[:100_000].decode("utf-8", "replace").replace("\\\n", " ")
    except (OSError, ValueError):
        return ""


def _words(line: str) -> list[str]:
    try:
        words = json.loads(line) if line.startswith("[") else line.split()
    except ValueError:
        return []
    return [word for word in words if isinstance(word, str)]
