"""The handlers of files and folders as the command line prints them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .files import Kind, kind_of
from .index import Index, Listed

log = logging.getLogger(__name__)

_LEVELS = 6
"""How many folders above a single file are looked at for templates."""


def list_handlers(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """The handlers below ``paths`` (absolute files or folders), in file order, as the JSON of ``handlerlens handlers``.

    For a single file the templates in the folders above it count, up to its project's top. What cannot be read is logged.
    """
    index = open_index(paths)
    for problem in index.problems():
        log.warning("%s", problem)
    wanted = [path for path in paths if path.is_file()]
    folders = [path for path in paths if path.is_dir()]
    return [
        _item(listed)
        for listed in index.listed()
        if listed.path in wanted or any(listed.path.is_relative_to(folder) for folder in folders)
    ]


def open_index(paths: Sequence[Path], *, templates_only: bool = False) -> Index:
    """An index of folders and of single files with the templates above them, scanned."""
    index = Index([path for path in paths if path.is_dir()])
    for _ in index.scan(templates_only=templates_only):
        pass
    for path in paths:
        if path.is_file():
            for template in _templates_above(path):
                index.update(template)
            index.update(path)
    return index


def _templates_above(path: Path) -> list[Path]:
    """The infrastructure files in the folders above a file, up to its repository's top or a few levels."""
    found: list[Path] = []
    for directory in path.parents[:_LEVELS]:
        if directory.parent == directory or directory == Path.home():
            break
        entries = sorted(directory.iterdir())
        found.extend(entry for entry in entries if kind_of(entry) not in (None, Kind.PYTHON) and entry.is_file())
        if any(entry.name in (".git", ".hg") for entry in entries):
            break
    return found


def _item(listed: Listed) -> dict[str, Any]:
    return {
        "file": str(listed.path),
        "line": listed.line,
        "function": listed.name,
        "handler": listed.handler,
        "tier": listed.tier.value,
        "evidence": list(listed.evidence),
        "sources": list(listed.sources),
        "functions": [
            {"template": str(f.template), "logical_id": f.logical_id, "line": f.line} for f in listed.functions
        ],
    }
