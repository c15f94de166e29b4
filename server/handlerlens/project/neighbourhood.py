"""The project around a file or folder that is asked about alone: the templates that may declare what is in it, read within bounds."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from .code_root import list_directory
from .files import Kind, content, kind_of, walk
from .index import Index
from .reading import concerns

_LEVELS = 12
"""How many folders above a file may belong to its project."""
_REPOSITORY = frozenset({".git", ".hg"})
_MARKS = frozenset(
    {
        ".github", "cdk.json", "cdktf.json", "infra", "infrastructure", "package.json", "Pulumi.yaml", "pyproject.toml", "samconfig.toml",
        "serverless.yml", "serverless.yaml", "setup.cfg", "setup.py", "sst.config.ts", "template.yaml", "template.yml", "terraform",
    }
)  # fmt: skip
"""What lies at the top of a project that is in no repository."""
_MOST_FOLDERS = 1_500
_MOST_BYTES = 120_000
"""Of templates beside those in the folders above: what takes half a second to read."""


def read_around(index: Index, paths: Sequence[Path]) -> None:
    """Read the templates around files, and above folders that are part of a repository, into an index that does not hold them.

    Those in the folders above come first; where these declare nothing of a file, others of its project follow, the nearest first.
    Never looks into the home folder itself or the top of the disk.
    """
    tops: dict[Path, Path] = {}
    for path in paths:
        above = project_above(path)
        if path.is_dir():
            above = above if _is_part(path, above) else []
        elif above:
            tops[path] = above[-1]
        for folder in above or ([path.parent] if path.is_file() else []):
            for template in _templates(folder):
                index.update(template)
    for path in paths:
        if path.is_file():
            index.update(path)
    seen: set[Path] = set()
    beside: dict[Path, list[Path]] = {}
    for path, top in tops.items():
        if _is_told(index, path):
            continue
        found = list(_outwards(path, top, seen))
        index.know(file for file, kind in found if kind is Kind.PYTHON)
        beside.setdefault(top, []).extend(file for file, _ in sorted(found, key=lambda item: item[1] is Kind.PYTHON))
        if not index.declared(path):
            _read_beside(index, beside[top], path)


def project_above(path: Path) -> list[Path]:
    """The folders above a file or folder up to its repository's top, else to the highest one near it that looks like a project's."""
    home, folders, count = Path.home(), list[Path](), 0
    for folder in path.parents[:_LEVELS]:
        if folder in (home, *home.parents, Path(folder.anchor), Path(tempfile.gettempdir())):
            break
        folders.append(folder)
        names = list_directory(folder)
        if names & _MARKS or any(name.endswith(".tf") for name in names):
            count = len(folders)
        if names & _REPOSITORY:
            return folders
    return folders[:count]


def _is_part(folder: Path, above: list[Path]) -> bool:
    """Whether a folder is no project of its own, but part of the repository above it."""
    names = list_directory(folder)
    return not names & (_MARKS | _REPOSITORY) and bool(above) and bool(list_directory(above[-1]) & _REPOSITORY)


def _is_told(index: Index, path: Path) -> bool:
    """Whether a template says itself where the code of a function is that a file has the handler of."""
    roots = {
        (f.template, f.logical_id): f.code_root for reading in index.templates().values() for f in reading.functions
    }
    configs = [config for found in index.declared(path).values() for config in found]
    return any(roots.get((config.template, config.logical_id)) == config.code_root for config in configs)


def _outwards(path: Path, top: Path, seen: set[Path]) -> Iterator[tuple[Path, Kind]]:
    """The files of a project, those of the folders nearest to a file first."""
    most = len(seen) + _MOST_FOLDERS
    for folder in path.parents:
        yield from walk([folder], seen, most)
        if folder == top:
            return


def _templates(folder: Path) -> Iterator[Path]:
    for name in sorted(list_directory(folder)):
        path = folder / name
        if kind_of(path) not in (None, Kind.PYTHON) and path.is_file():
            yield path


def _read_beside(index: Index, files: list[Path], wanted: Path) -> None:
    """Read files that could declare functions: all of the first folder with something of the file wanted, or until enough is read."""
    left, folder = _MOST_BYTES, None
    while files and left > 0:
        path = files.pop(0)
        if folder is not None and path.parent != folder:
            return
        try:
            data = content(path)
        except OSError:
            continue
        kind = kind_of(path)
        if kind is not None and concerns(kind, data):
            left -= len(data)
            index.update(path)
            folder = path.parent if index.declared(wanted) else None
