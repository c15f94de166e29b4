"""Which names of which Python files the templates declare as handlers, kept up to date template by template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..analysis.function_config import FunctionConfig
from .resolution import Modules, handler_name

Declared = Mapping[str, tuple[FunctionConfig, ...]]
"""Name in a module to the functions whose handler it is."""


@dataclass
class Declarations:
    """The functions of every template with the file that each one's handler is in. Every change tells which files it touches."""

    modules: Modules
    _functions: dict[Path, tuple[FunctionConfig, ...]] = field(default_factory=dict)
    _found: dict[Path, dict[Path, list[tuple[str, FunctionConfig]]]] = field(default_factory=dict)
    _files: dict[Path, frozenset[Path]] = field(default_factory=dict)
    _by_stem: dict[str, set[Path]] = field(default_factory=dict)

    def declared(self, path: Path) -> Declared:
        """What is declared of a Python file, the templates in the order of their paths."""
        names: dict[str, tuple[FunctionConfig, ...]] = {}
        for _, entries in sorted(self._found.get(path, {}).items()):
            for name, config in entries:
                names[name] = (*names.get(name, ()), config)
        return {name: _without_inner(configs) for name, configs in names.items()}

    def set(self, template: Path, functions: tuple[FunctionConfig, ...]) -> frozenset[Path]:
        """Take a template's functions, or none; returns the Python files of which something else is declared now."""
        for config in self._functions.pop(template, ()):
            self._by_stem.get(_stem(config), set()).discard(template)
        if functions:
            self._functions[template] = functions
        for config in functions:
            self._by_stem.setdefault(_stem(config), set()).add(template)
        return self._resolve(template)

    def file_changed(self, path: Path) -> frozenset[Path]:
        """A Python file has come or gone: the functions that may mean it are looked for again."""
        stem = path.parent.name if path.name == "__init__.py" else path.stem
        return frozenset().union(*(self._resolve(template) for template in list(self._by_stem.get(stem, ()))))

    def _resolve(self, template: Path) -> frozenset[Path]:
        before = self._files.pop(template, frozenset())
        previous = {path: self._found[path].pop(template) for path in before}
        for config in self._functions.get(template, ()):
            resolved = self.modules.resolve(config)
            if resolved is not None and isinstance(config.handler, str):
                entry = (config.handler.rpartition(".")[2], resolved[1])
                self._found.setdefault(resolved[0], {}).setdefault(template, []).append(entry)
                self._files[template] = self._files.get(template, frozenset()) | {resolved[0]}
        touched = before | self._files.get(template, frozenset())
        for path in [path for path in before if not self._found[path]]:
            del self._found[path]
        return frozenset(path for path in touched if previous.get(path) != self._found.get(path, {}).get(template))


def _without_inner(configs: tuple[FunctionConfig, ...]) -> tuple[FunctionConfig, ...]:
    """Leave out a Terraform module's own function where the call that makes it is known (``module.jobs.f`` beside ``f``)."""
    called = [c.logical_id for c in configs if c.tool == "terraform" and c.logical_id.startswith("module.")]
    return tuple(c for c in configs if not any(name.endswith(f".{c.logical_id}") for name in called))


def _stem(config: FunctionConfig) -> str:
    name = handler_name(config.handler) if isinstance(config.handler, str) else None
    return name.module[-1] if name is not None else ""
