"""Small workspaces for the tests of this folder."""

from __future__ import annotations

from pathlib import Path

from handlerlens.analysis.function_config import FunctionConfig
from handlerlens.project.files import kind_of
from handlerlens.project.index import Index
from handlerlens.project.reading import Reading, read


def write(root: Path, files: dict[str, str]) -> None:
    """Write files below a folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))


def indexed(root: Path, files: dict[str, str]) -> Index:
    """An index of a folder with these files."""
    write(root, files)
    index = Index([root])
    for _ in index.scan():
        pass
    return index


def reading(path: Path, text: str) -> Reading:
    """What a file says."""
    kind = kind_of(path)
    assert kind is not None
    return read(path, kind, text.encode("utf-8", "surrogatepass"))


def functions(path: Path, text: str) -> dict[str, FunctionConfig]:
    """The functions of a file by their ids; it must be readable."""
    found = reading(path, text)
    assert not found.broken, found.problems
    return {config.logical_id: config for config in found.functions}


def shown(index: Index) -> dict[str, str]:
    """``file:name`` to tier."""
    root = index.roots[0]
    return {f"{item.path.relative_to(root).as_posix()}:{item.name}": item.tier.value for item in index.listed()}
