"""The handlers of files and folders as the command line prints them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .index import Index, Listed
from .neighbourhood import read_around
from .reading import Problem

log = logging.getLogger(__name__)


def list_handlers(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """The handlers below ``paths`` (absolute files or folders), in file order, as the JSON of ``handlerlens handlers``.

    For a single file the templates of its project count. What cannot be read is logged.
    """
    index = open_index(paths)
    for problem in problems(index, paths):
        log.warning("%s", problem)
    files = {path for path in paths if path.is_file()}
    files.update(listed.path for root in index.roots for listed in index.listed(below=root))
    return [_item(listed) for path in sorted(files) for listed in index.listed(path)]


def open_index(paths: Sequence[Path], *, templates_only: bool = False) -> Index:
    """An index of folders, scanned, and of single files with what is around them."""
    index = Index([path for path in paths if path.is_dir()])
    for _ in index.scan(templates_only=templates_only):
        pass
    read_around(index, paths)
    return index


def problems(index: Index, paths: Sequence[Path]) -> Iterator[Problem]:
    """What is wrong with the infrastructure files asked for, and those in the folders above; not those that were read beside them."""
    for problem in index.problems():
        folder = problem.path.parent
        if problem.path in paths or any(folder in path.parents or path in problem.path.parents for path in paths):
            yield problem


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
            {
                "template": str(f.template),
                "logical_id": f.logical_id,
                "line": f.line,
                "sources": list(dict.fromkeys(event.kind for event in f.events)),
            }
            for f in listed.functions
        ],
    }
