"""Which names of which Python files the templates declare as handlers, kept up to date template by template."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..analysis.function_config import FunctionConfig
from .reexports import Place, Reexports
from .resolution import Modules, handler_name

Declared = Mapping[str, tuple[FunctionConfig, ...]]
"""Name in a module to the functions whose handler it is."""


_WITH_INNER = ("terraform", "sam", "cloudformation")


@dataclass
class Declarations:
    """The functions of every template with the file that each one's handler is in. Every change tells which files it touches.

    A handler that its module imports from another one is declared in both.
    """

    modules: Modules
    _functions: dict[Path, tuple[FunctionConfig, ...]] = field(default_factory=dict)
    _found: dict[Path, dict[Path, list[tuple[str, FunctionConfig]]]] = field(default_factory=dict)
    _files: dict[Path, frozenset[Path]] = field(default_factory=dict)
    _by_stem: dict[str, set[Path]] = field(default_factory=dict)
    _guessed: dict[Path, set[str]] = field(default_factory=dict)
    """By template: the functions whose code it does not tell, or tells where none is."""
    _leading: dict[Path, dict[Place, tuple[str, ...]]] = field(default_factory=dict)
    """By file: where the handlers in it were imported from when its templates were resolved."""

    def __post_init__(self) -> None:
        self._reexports = Reexports(self.modules.read, self.modules.under)

    def declared(self, path: Path) -> Declared:
        """What is declared of a Python file, the templates in the order of their paths; what it is only imported for last."""
        names: dict[str, tuple[FunctionConfig, ...]] = {}
        entries = [entry for _, found in sorted(self._found.get(path, {}).items()) for entry in found]
        for name, config in sorted(entries, key=lambda entry: entry[1].imported):
            names[name] = (*names.get(name, ()), config)
        names = {name: self._without_classes(configs) for name, configs in names.items()}
        return {name: _without_images(_without_inner(configs)) for name, configs in names.items()}

    def _without_classes(self, configs: tuple[FunctionConfig, ...]) -> tuple[FunctionConfig, ...]:
        """Leave out what a CDK construct's own class makes of code that it is given, where a use of it is known that gives the code."""
        made = [c for c in configs if c.tool == "cdk" and c.logical_id in self._guessed.get(c.template, ())]
        told = any(c.tool == "cdk" and c not in made for c in configs)
        return tuple(c for c in configs if c not in made) if told else configs

    def set(self, template: Path, functions: tuple[FunctionConfig, ...]) -> frozenset[Path]:
        """Take a template's functions, or none; returns the Python files of which something else is declared now."""
        for config in self._functions.pop(template, ()):
            self._by_stem.get(_stem(config), set()).discard(template)
        if functions:
            self._functions[template] = functions
        for config in functions:
            self._by_stem.setdefault(_stem(config), set()).add(template)
        return self._resolve(template)

    def files_changed(self, paths: Iterable[Path]) -> frozenset[Path]:
        """Python files have come or gone: the functions that may mean them are looked for again."""
        stems = {path.parent.name if path.name == "__init__.py" else path.stem for path in paths}
        importing = {t for p, places in self._leading.items() if any(places.values()) for t in self._found.get(p, ())}
        return self._resolve_all(importing.union(*(self._by_stem.get(stem, ()) for stem in stems)))

    def content_changed(self, path: Path) -> frozenset[Path]:
        """A Python file has another text: where it imports its handlers from is looked at again."""
        known = self._leading.get(path, {})
        if all(self._reexports.leads(place) == leads for place, leads in known.items()):
            return frozenset()
        del self._leading[path]
        return self._resolve_all(list(self._found.get(path, ())))

    def defined(self, path: Path, config: FunctionConfig) -> Place | None:
        """Where the handler of a function is defined whose module is resolved; None where it has no name."""
        if not isinstance(config.handler, str):
            return None
        place = Place(path, config.handler.rpartition(".")[2])
        return [place, *self._onward(place, config)][-1]

    def _onward(self, place: Place, config: FunctionConfig) -> list[Place]:
        return self._reexports.onward(place, config.code_root or place.path.parent)

    def _resolve_all(self, templates: Collection[Path]) -> frozenset[Path]:
        return frozenset().union(*(self._resolve(template) for template in templates))

    def _resolve(self, template: Path) -> frozenset[Path]:
        before = self._files.pop(template, frozenset())
        self._guessed.pop(template, None)
        previous = {path: self._found[path].pop(template) for path in before}
        for config in self._functions.get(template, ()):
            resolved = self.modules.resolve(config)
            if resolved is None or not isinstance(config.handler, str):
                continue
            path, known = resolved
            if known is not config:
                self._guessed.setdefault(template, set()).add(config.logical_id)
            named = Place(path, config.handler.rpartition(".")[2])
            for place in (named, *self._onward(named, known)):
                told = known if place is named else replace(known, imported=True)
                self._found.setdefault(place.path, {}).setdefault(template, []).append((place.name, told))
                self._leading.setdefault(place.path, {})[place] = self._reexports.leads(place)
                self._files[template] = self._files.get(template, frozenset()) | {place.path}
        touched = before | self._files.get(template, frozenset())
        for path in [path for path in before if not self._found[path]]:
            del self._found[path]
            self._leading.pop(path, None)
        return frozenset(path for path in touched if previous.get(path) != self._found.get(path, {}).get(template))


def _without_inner(configs: tuple[FunctionConfig, ...]) -> tuple[FunctionConfig, ...]:
    """Leave out a module's or nested template's own function where what makes it is known (``module.jobs.f`` beside ``f``)."""
    made = [c.logical_id for c in configs if "." in c.logical_id and c.tool in _WITH_INNER]
    return tuple(c for c in configs if not any(name.endswith(f".{c.logical_id}") for name in made))


def _without_images(configs: tuple[FunctionConfig, ...]) -> tuple[FunctionConfig, ...]:
    """Leave out what a Dockerfile alone tells where another file tells of the function that it is the image of."""
    others = tuple(c for c in configs if c.tool != "docker")
    return others or configs


def _stem(config: FunctionConfig) -> str:
    name = handler_name(config.handler) if isinstance(config.handler, str) else None
    return name.module[-1] if name is not None else ""
