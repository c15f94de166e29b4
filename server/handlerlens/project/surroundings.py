"""What stands around a source for its analysis: the project's modules, and the packages of the interpreter it runs under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ..analysis.function_config import FunctionConfig
from ..analysis.modules import Lent, Origin, Project, SearchPath
from ..analysis.source import FileView
from .installed import VirtualEnvironments, site_packages


class Surroundings:
    """One ``Project`` for each interpreter, shared by all sources that run under it. Nothing is run or imported.

    The interpreters that the user selected count by folder, the innermost first (``choose``); elsewhere ``default``, and without
    it what the folders tell (``VIRTUAL_ENV``, ``.venv``). ``edited``: sources will change, so what is found is kept for then.
    """

    def __init__(self, view: FileView, default: Path | None = None, *, edited: bool = False) -> None:
        self.view = view
        self.edited = edited
        self._default = default
        self._chosen: dict[Path, Path] = {}
        self._pythons: dict[Path, Path | None] = {}
        self._environments = VirtualEnvironments()
        self._projects: dict[Path | None, Project] = {}

    def of(self, path: Path, functions: Mapping[str, Iterable[FunctionConfig]] | None = None) -> Project:
        """The project around a file; ``functions`` are those that it holds the handlers of: their layers count as well."""
        python = self._python(path.parent)
        project = self._projects.get(python)
        if project is None:
            packages = site_packages(python) if python is not None else ()
            project = self._projects[python] = Project(SearchPath((), packages), self.view, edited=self.edited)
        if functions is not None:
            layered = (config for found in functions.values() for config in found if config.layers)
            project.lend(path, tuple(dict.fromkeys(lent for config in layered for lent in _layers(config))))
        return project

    def choose(self, chosen: Mapping[Path, Path]) -> bool:
        """Take other interpreters (or the same ones, whose packages may have changed); whether anything is different now."""
        before = {python: project.search for python, project in self._projects.items()}
        different = dict(chosen) != self._chosen
        self._chosen = dict(chosen)
        self._pythons.clear()
        self._environments = VirtualEnvironments()
        for python, search in before.items():
            if python is not None and site_packages(python) != search.site_packages:
                del self._projects[python]
                different = True
        return different

    def forget(self, paths: Iterable[Path]) -> None:
        """Files changed, came or went."""
        changed = list(paths)
        if any(path.name == "pyvenv.cfg" or path.suffix == ".pth" for path in changed):
            self._pythons.clear()
            self._environments = VirtualEnvironments()
            self._projects.clear()
        for project in self._projects.values():
            project.forget(changed)

    def _python(self, folder: Path) -> Path | None:
        if folder not in self._pythons:
            holding = [root for root in self._chosen if folder == root or root in folder.parents]
            if holding:
                found: Path | None = self._chosen[max(holding, key=lambda root: len(root.parts))]
            else:
                found = self._default or self._environments.of(folder)
            self._pythons[folder] = found
        return self._pythons[folder]


def _layers(function: FunctionConfig) -> Iterator[Lent]:
    """Where Python finds a function's layers, the last one first: ``python/`` in each, or the folder itself that a build will put there
    (https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html)."""
    roots: list[tuple[Path, Origin]] = []
    for layer in reversed(function.layers):
        if not isinstance(layer, Path) or not layer.is_dir():
            continue
        folder = layer / "python"
        if not folder.is_dir():
            folder = layer
        packages = any(folder.glob("*.dist-info"))
        roots.append((folder, Origin.INSTALLED if packages else Origin.PROJECT))
        roots += [(path, Origin.INSTALLED) for path in sorted(folder.glob("lib/python3*/site-packages"))]
    if roots and function.code_root is not None:
        yield Lent(function.code_root, tuple(roots))
