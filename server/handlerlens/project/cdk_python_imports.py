"""What a Python module imports from its neighbours in the project."""

from __future__ import annotations

import ast
from pathlib import Path

from ..analysis.source import Source
from .cdk_sources import Import

_LEVELS = 8


def imports(source: Source) -> tuple[dict[str, Import], list[Path]]:
    """Local names with what they stand for, and the files of ``from x import *``; only what is found beside or above the file."""
    found: dict[str, Import] = {}
    stars: list[Path] = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                path = _module(source.path, 0, tuple(alias.name.split(".")))
                if path is not None:
                    found.setdefault(alias.asname or alias.name, Import(path, None))
        elif isinstance(node, ast.ImportFrom):
            parts = tuple((node.module or "").split(".")) if node.module else ()
            path = _module(source.path, node.level, parts) if parts or node.level else None
            for alias in node.names:
                inner = _module(source.path, node.level, (*parts, alias.name))
                if alias.name == "*":
                    stars.extend([path] if path is not None else [])
                elif inner is not None:
                    found.setdefault(alias.asname or alias.name, Import(inner, None))
                elif path is not None:
                    found.setdefault(alias.asname or alias.name, Import(path, alias.name))
    return found, stars


def _module(file: Path, level: int, parts: tuple[str, ...]) -> Path | None:
    """The file of a module, relative to a file's package or below one of the folders above the file."""
    bases = [file.parents[level - 1]] if 0 < level <= len(file.parents) else [] if level else file.parents[:_LEVELS]
    for base in bases:
        if parts and not level and not (base / parts[0]).exists() and not (base / f"{parts[0]}.py").exists():
            continue
        place = base.joinpath(*parts)
        for path in (place.with_name(place.name + ".py"), place / "__init__.py"):
            if path != file and path.is_file():
                return path
    return None
