"""Where the code of a declared function is: from handler string and code root to a Python file of the workspace."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..analysis.function_config import FunctionConfig

_MOST_READ = 20
"""How many files of one name are looked into for the handler's."""
_FILLERS = re.compile(r"[^a-z0-9]|function|lambda|handler")
_NO_HANDLER = re.compile(r"[\s()\\]")


@dataclass(frozen=True, slots=True)
class HandlerName:
    """A handler string taken apart as the runtime does: at the last dot, ``/`` meaning ``.``."""

    module: tuple[str, ...]
    function: str


def handler_name(handler: str) -> HandlerName | None:
    """The parts of a handler string; None where the runtime can make nothing of it (no dot, an empty module, spaces, brackets)."""
    module, dot, function = handler.rpartition(".")
    parts = tuple(module.replace("/", ".").split("."))
    if not dot or not function or not all(parts) or _NO_HANDLER.search(handler):
        return None
    return HandlerName(parts, function)


def is_python(config: FunctionConfig) -> bool:
    """Whether a function may run Python: its runtime says so or does not say."""
    return not isinstance(config.runtime, str) or config.runtime.startswith("python")


@dataclass
class Modules:
    """The Python files of the workspace, found by the module path that a handler string spells."""

    files: Collection[Path]
    read: Callable[[Path], bytes | None]
    _by_name: dict[str, list[Path]] | None = field(default=None, repr=False)

    def changed(self) -> None:
        """Files have come or gone."""
        self._by_name = None

    def resolve(self, config: FunctionConfig) -> tuple[Path, FunctionConfig] | None:
        """The file of a function's handler, and the function with the code root that this file shows.

        Under the code root first. Where the template does not tell the code root (an intrinsic, an archive, a bucket) or tells
        one that is built, the one file of the workspace that fits: nearest to the template, with the handler's name in it, in a folder
        called like the function, or equal to the built copy.
        """
        name = handler_name(config.handler) if isinstance(config.handler, str) else None
        if name is None or config.inline or not is_python(config):
            return None
        if config.code_root is not None:
            found = self.under(config.code_root, name.module)
            if found is not None and not _is_staged(config.code_root):
                return found, config
            if config.code_root.is_dir() and not _is_staged(config.code_root):
                return None
        return self._elsewhere(config, name)

    def under(self, root: Path, module: tuple[str, ...]) -> Path | None:
        """The file of a module below a task root, as Python would find it."""
        place = root.joinpath(*module)
        for path in (place / "__init__.py", place.with_name(place.name + ".py")):
            if path in self.files or path.is_file():
                return path
        return None

    def _elsewhere(self, config: FunctionConfig, name: HandlerName) -> tuple[Path, FunctionConfig] | None:
        candidates = [path for path in self._named(name.module) if not _is_staged(path)]
        if config.code_root is not None and _is_staged(config.code_root):
            staged = self.under(config.code_root, name.module)
            content = self.read(staged) if staged is not None else None
            candidates = [path for path in candidates if content is None or self.read(path) == content]
        base = config.template.parent
        while candidates:
            near = [path for path in candidates if path.is_relative_to(base)]
            if 1 < len(near) <= _MOST_READ:
                near = [path for path in near if self._mentions(path, name.function)] or near
            if len(near) > 1:
                wanted = _without_fillers(config.logical_id)
                near = [p for p in near if wanted in map(_without_fillers, p.relative_to(base).parent.parts)] or near
            if len(near) == 1:
                return near[0], replace(config, code_root=_root_above(near[0], name.module))
            if near or base.parent == base:
                return None
            base = base.parent
        return None

    def _mentions(self, path: Path, function: str) -> bool:
        return re.search(rf"\b{re.escape(function)}\b".encode(), self.read(path) or b"") is not None

    def _named(self, module: tuple[str, ...]) -> Iterable[Path]:
        """The files whose path ends in a module's."""
        if self._by_name is None:
            self._by_name = {}
            for path in self.files:
                stem = path.parent.name if path.name == "__init__.py" else path.stem
                self._by_name.setdefault(stem, []).append(path)
        for path in self._by_name.get(module[-1], ()):
            parts = path.parent.parts if path.name == "__init__.py" else (*path.parent.parts, path.stem)
            if parts[-len(module) :] == module:
                yield path


def _without_fillers(text: str) -> str:
    """A function's or folder's name as its words tell it apart: ``OrdersFunction`` and ``orders`` are alike."""
    return _FILLERS.sub("", text.lower())


def _root_above(path: Path, module: tuple[str, ...]) -> Path:
    inner = path.parent if path.name == "__init__.py" else path
    return inner.parents[len(module) - 1]


def _is_staged(path: Path) -> bool:
    """Whether a path lies in what a build or ``cdk synth`` wrote."""
    return any(part in ("cdk.out", ".aws-sam", ".serverless") for part in path.parts)
