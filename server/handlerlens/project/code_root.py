"""The task root of a handler that no template names: the directory whose content Lambda would find in ``/var/task``."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..analysis.source import Source

_DEEPEST = 24
_PROJECT_MARKS = frozenset({".git", ".hg", "pyproject.toml", "setup.py", "setup.cfg"})

Entries = Callable[[Path], frozenset[str]]
"""The names in a directory; empty where it cannot be listed."""


@dataclass(frozen=True, slots=True)
class CodeRoot:
    """``directory`` would be the task root; ``handler`` is the handler string relative to it (``pkg.app.handler``)."""

    directory: Path
    handler: str


def list_directory(directory: Path) -> frozenset[str]:
    """The names in a directory on disk."""
    try:
        with os.scandir(directory) as found:
            return frozenset(entry.name for entry in found)
    except OSError:
        return frozenset()


def code_root(source: Source, name: str, roots: Sequence[Path] = (), entries: Entries = list_directory) -> CodeRoot:
    """Where a handler that no template names would be deployed from, and its handler string there.

    The nearest directory from which the module's imports of project modules work: above the packages (``__init__.py``)
    that hold the file and above the directories that its relative imports need. ``roots`` are the workspace folders: no
    directory outside the innermost one that holds the file is looked at. Costs a few directory listings.
    """
    path = source.path
    candidates = list(_candidates(path, roots, entries))
    imports = _imports(source.tree)
    lowest = max(_package_depth(path, entries), imports.relative)
    best, best_score = candidates[0], -1
    for depth, directory in enumerate(candidates):
        score = sum(_holds(directory, module, entries) for module in imports.absolute)
        if depth < imports.relative:
            continue
        if score > best_score or (score == best_score and depth <= lowest):
            best, best_score = directory, score
        if score == len(imports.absolute) and depth >= lowest:
            break
    return CodeRoot(best, handler_string(path, best, name))


def handler_string(path: Path, directory: Path, name: str) -> str:
    """The handler string of a file's function relative to a task root; ``/`` where a dotted form would read ambiguously."""
    parts = path.relative_to(directory).with_suffix("").parts
    if parts[-1] == "__init__" and len(parts) > 1:
        parts = parts[:-1]
    return f"{'.'.join(parts)}.{name}"


def _candidates(path: Path, roots: Sequence[Path], entries: Entries) -> Iterator[Path]:
    """The file's directory and those above, up to its workspace folder; none above a name that no import can spell."""
    limit = max((root for root in roots if path.is_relative_to(root)), key=lambda root: len(root.parts), default=None)
    for depth, directory in enumerate(path.parents):
        yield directory
        if directory == limit or "." in directory.name or depth == _DEEPEST:
            return
        if limit is None and entries(directory) & _PROJECT_MARKS:
            return


def _package_depth(path: Path, entries: Entries) -> int:
    """How many directories up the packages that hold the file end."""
    directory, depth = path.parent, 0
    while depth < _DEEPEST and "." not in directory.name and "__init__.py" in entries(directory):
        directory, depth = directory.parent, depth + 1
    return depth


@dataclass(frozen=True, slots=True)
class _Imports:
    """The absolute imports as tuples of names, and how many packages up the relative ones reach."""

    absolute: tuple[tuple[str, ...], ...]
    relative: int


def _imports(tree: ast.Module) -> _Imports:
    """The imports at the top level of a module and in what is nested there (``try``, ``if``), functions left out."""
    absolute: dict[tuple[str, ...], None] = {}
    relative = 0
    stack: list[ast.stmt] = list(tree.body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Import):
            absolute.update((tuple(alias.name.split(".")), None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            relative = max(relative, node.level)
        elif isinstance(node, ast.ImportFrom) and node.module:
            absolute[tuple(node.module.split("."))] = None
        else:
            for body in ("body", "orelse", "finalbody", "handlers"):
                if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    stack.extend(getattr(node, body, ()))
    return _Imports(tuple(m for m in absolute if m[0] not in sys.stdlib_module_names), relative)


def _holds(directory: Path, module: tuple[str, ...], entries: Entries) -> bool:
    """Whether an import of ``module`` would be found below a task root."""
    for part in module[:-1]:
        if part not in entries(directory):
            return False
        directory /= part
    names = entries(directory)
    if module[-1] + ".py" in names:
        return True
    return module[-1] in names and any(name.endswith(".py") for name in entries(directory / module[-1]))
