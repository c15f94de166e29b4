"""The Python files that paths on a command line stand for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import UsageError

GENERATED = frozenset(
    {
        ".aws-sam", "cdk.out", ".serverless", ".terraform", "node_modules", "site-packages", "__pycache__", "__pypackages__",
        ".git", ".hg", ".svn", ".tox", ".nox", ".venv", "venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".eggs", "build", "dist",
    }
)  # fmt: skip
"""Folder names that hold no sources of the user's."""


def python_files(paths: Iterable[str]) -> Iterator[Path]:
    """The files named and the ``.py`` files below the folders named, absolute, each once, in a stable order."""
    seen: set[Path] = set()
    for name in paths:
        path = Path(name).absolute()
        if not path.exists():
            raise UsageError(f"there is no file or folder '{name}'.")
        for found in sorted(_below(path)) if path.is_dir() else [path]:
            if found not in seen:
                seen.add(found)
                yield found


def _below(folder: Path) -> Iterator[Path]:
    for current, folders, names in os.walk(folder):
        here = Path(current)
        folders[:] = sorted(
            name for name in folders if name not in GENERATED and not (here / name / "pyvenv.cfg").exists()
        )
        yield from (here / name for name in names if name.endswith(".py"))


def shown(path: Path) -> str:
    """A path as output shows it: relative to the current folder where it is below, with ``/``."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
