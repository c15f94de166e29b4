"""What the checks may ask about the code that an infrastructure file names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..analysis.handlers import find_handlers
from ..analysis.module_bindings import bindings
from ..analysis.source import FileView, Source, SourceError, parse
from .declarations import Declared
from .resolution import Modules


@dataclass
class ProjectView:
    """The modules of the workspace and their sources, each read at most once; made anew for every check of a file."""

    modules: Modules
    view: FileView
    declared: Callable[[Path], Declared]
    """The functions that a Python file is the handler module of."""
    _sources: dict[Path, Source | None] = field(default_factory=dict)

    def source(self, path: Path) -> Source | None:
        """A Python file's source; None where it cannot be read or does not parse."""
        if path not in self._sources:
            text = self.view.read(path)
            try:
                self._sources[path] = parse(path, text, self.view) if text is not None else None
            except SourceError:
                self._sources[path] = None
        return self._sources[path]

    def names(self, path: Path) -> frozenset[str] | None:
        """What a module binds at its top level; None where that cannot be told (a star import, ``__getattr__``, ``globals()``)."""
        source = self.source(path)
        if source is None:
            return None
        found = frozenset(bindings(source))
        text = source.text
        if "*" in found or "__getattr__" in found or "globals()" in text or "exec(" in text or "setattr(" in text:
            return None
        return found

    def handlers(self, path: Path) -> list[str]:
        """The names of a module's handlers, best first."""
        source = self.source(path)
        return [handler.name for handler in find_handlers(source)] if source is not None else []
