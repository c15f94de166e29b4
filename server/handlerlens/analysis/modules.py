"""What an import leads to: the project's own files, known packages, the standard library's stubs, installed packages.

Nothing is ever imported or run. A ``Project`` holds where to look and what was read; one serves many sources, and forgets files
that changed. Packages are read through their annotations only.
"""

from __future__ import annotations

import ast
import os
import sys
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from .shapes import UNKNOWN, Class, Function, Imported, Module, Shape
from .source import DiskView, FileView, Source, SourceError, parse
from .stubs import Stubs

_MAX_PACKAGE_FILE = 400_000
_MAX_TEXT = 3_000_000
"""Characters of the modules that a project keeps; their trees take some fifty times that many bytes."""
_MAX_PATHS = 100_000
"""Paths and names of which a project remembers whether there is a module."""
_ANCESTORS = 6
_MISSING = object()


class Origin(Enum):
    """Where a module comes from, which decides how it is read."""

    PROJECT = "project"
    STUB = "stub"
    INSTALLED = "installed"


@dataclass(frozen=True, slots=True)
class Lent:
    """Further places of modules for all code below a folder: the layers of a function, each read as the project's or as packages."""

    below: Path
    roots: tuple[tuple[Path, Origin], ...]


@dataclass(frozen=True)
class SearchPath:
    """Where modules are: ``roots`` of the project (code roots of functions), ``site_packages`` of the handler's interpreter."""

    roots: tuple[Path, ...] = ()
    site_packages: tuple[Path, ...] = ()


class Scope:
    """One module. Project modules are executed by the engine; the others answer for a name by its declaration."""

    __slots__ = (
        "_names",
        "_text",
        "home",
        "kind",
        "name",
        "package",
        "path",
        "settled",
        "shapes",
        "source",
        "tree",
        "yields",
    )

    def __init__(
        self, name: str, kind: Origin, path: Path | None, tree: ast.Module | None, source: Source | None = None
    ) -> None:
        self.name = name
        self.kind = kind
        self.path = path
        self.home = str(path.parent) if path is not None else ""
        self.tree = tree
        self.source = source
        self.yields = source is not None and "yield" in source.text
        self.package = path is not None and path.stem == "__init__"
        self.shapes: dict[str, Shape] = {}
        self.settled: dict[str, Shape] = {}
        self._names: dict[str, list[ast.stmt]] | None = None
        self._text: dict[str, str] = {}

    def turn_to(self, source: Source) -> None:
        """The module's text is another one now."""
        if self.tree is None or source.tree.body is not self.tree.body:
            self._names = None
        self.source, self.tree = source, source.tree
        self.yields = "yield" in source.text

    @classmethod
    def of_stub(cls, name: str, text: dict[str, str], package: bool) -> Scope:
        """A module of the packed stubs: each name with the text of its declaration."""
        scope = cls(name, Origin.STUB, None, None)
        scope._text = text
        scope._names = {}
        scope.package = package
        return scope

    def declarations(self, name: str) -> list[ast.stmt]:
        """The statements that declare a name; empty where there are none."""
        if self._names is None:
            self._names = {}
            if self.tree is not None:
                for declared, statement in _declared(self.tree.body):
                    self._names.setdefault(declared, []).append(statement)
        found = self._names.get(name)
        if found is None:
            text = self._text.get(name)
            found = self._names[name] = ast.parse(text).body if text is not None else []
        return found

    def names(self) -> Iterable[str]:
        """Every name a module that is not executed declares."""
        self.declarations("")
        return [*self._text, *(name for name in self._names or () if name)]

    def resolve(self, module: str, level: int) -> str:
        """The absolute name of a relative import."""
        if level == 0:
            return module
        parts = self.name.split(".")
        keep = len(parts) - level + (1 if self.package else 0)
        head = parts[: max(keep, 0)]
        return ".".join([*head, module] if module else head)


def _declared(body: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield statement.name, statement
        elif isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    yield target.id, statement
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id, statement
        elif isinstance(statement, ast.ImportFrom):
            for alias in statement.names:
                yield alias.asname or alias.name, statement
        elif isinstance(statement, ast.Import):
            for alias in statement.names:
                yield alias.asname or alias.name.split(".")[0], statement
        elif isinstance(statement, ast.If):
            yield from _declared(_chosen(statement))
        elif isinstance(statement, ast.Try):
            yield from _declared([*statement.body, *(s for h in statement.handlers for s in h.body), *statement.orelse])
        elif statement.__class__.__name__ == "TypeAlias":
            yield statement.name.id, statement  # type: ignore[attr-defined]


def _chosen(statement: ast.If) -> list[ast.stmt]:
    """Declarations are read as a type checker does."""
    text = ast.unparse(statement.test)
    if "TYPE_CHECKING" not in text:
        return [*statement.body, *statement.orelse]
    return statement.orelse if text.startswith("not ") else statement.body


_STUB_SCOPES: dict[str, Scope | None] = {}
"""The modules of the packed stubs that were asked for; the same for every project."""


class Project:
    """The modules around the sources under analysis."""

    def __init__(
        self,
        search: SearchPath | None = None,
        view: FileView | None = None,
        *,
        max_text: int = _MAX_TEXT,
        edited: bool = False,
    ) -> None:
        """``edited``: the sources under analysis will change, so that what calls in them came to is worth keeping."""
        self.search = search or SearchPath()
        self.view = view or DiskView()
        self.stubs = Stubs.shared()
        self.max_text = max_text
        self.edited = edited
        self._files: OrderedDict[str, Scope | None] = OrderedDict()
        self._text = 0
        self._found: dict[tuple[object, ...], Scope | str | None] = {}
        self._lent: dict[Path, tuple[Lent, ...]] = {}
        self._around: dict[str, tuple[tuple[Path, Origin], ...]] = {}

    def forget(self, paths: Iterable[Path] = ()) -> None:
        """Drop what was read from files that changed; without paths, from all of the project (installed packages are kept)."""
        changed = set(paths)
        if changed:
            for path in changed:
                self._drop(str(path))
        else:
            for name, scope in list(self._files.items()):
                if scope is None or scope.kind is Origin.PROJECT:
                    self._drop(name)
        self._found.clear()

    def lend(self, lender: Path, lent: tuple[Lent, ...]) -> None:
        """What a file's functions bring along; it replaces what they brought before."""
        if self._lent.get(lender, ()) != lent:
            self._lent[lender] = lent
            self._around.clear()

    def around(self, home: str) -> tuple[tuple[Path, Origin], ...]:
        """The places that were lent to the code of a folder."""
        if not self._lent:
            return ()
        found = self._around.get(home)
        if found is None:
            folder = Path(home)
            mine = [one for lent in self._lent.values() for one in lent if one.below in (folder, *folder.parents)]
            found = self._around[home] = tuple(dict.fromkeys(root for one in mine for root in one.roots))
        return found

    @property
    def kept(self) -> tuple[int, int]:
        """How many modules are held, and how many characters of source they have."""
        return sum(scope is not None for scope in self._files.values()), self._text

    def _drop(self, path: str) -> None:
        scope = self._files.pop(path, None)
        if scope is not None and scope.source is not None:
            self._text -= len(scope.source.text)

    def _keep(self, path: str, scope: Scope | None) -> None:
        """Remember a file, and let those go that were not asked for the longest."""
        self._files[path] = scope
        if scope is not None and scope.source is not None:
            self._text += len(scope.source.text)
        while len(self._files) > 1 and (self._text > self.max_text or len(self._files) > _MAX_PATHS):
            self._drop(next(iter(self._files)))

    def scope_of(self, source: Source) -> Scope:
        """The module a source is when it is analysed itself."""
        return Scope(source.path.stem, Origin.PROJECT, source.path, source.tree, source)

    def find(self, name: str, importer: Scope | None) -> Scope | None:
        """The module of an absolute name as ``importer`` would get it, or None where it cannot be found."""
        if importer is not None and importer.kind is Origin.STUB:
            return self._stub(name)
        home = importer.home if importer is not None else ""
        key = (home, name, self.around(home))
        known = self._found.get(key, _MISSING)
        if known is None or isinstance(known, Scope):
            return known
        if isinstance(known, str):
            kept = self._files.get(known)
            if kept is not None:
                self._files.move_to_end(known)
                return kept
        found = self._find(name, home, importer)
        if len(self._found) > _MAX_PATHS:
            self._found.clear()
        by_path = found is not None and found.kind is not Origin.STUB
        self._found[key] = str(found.path) if by_path and found is not None else found
        return found

    def may_be_own(self, name: str) -> bool:
        """Whether a module can be one of the project's: Python and the packages of the table bring no such name."""
        root = name.partition(".")[0]
        return bool(root) and root not in sys.stdlib_module_names and not self.stubs.has(root)

    def _find(self, name: str, home: str, importer: Scope | None) -> Scope | None:
        parts = name.split(".")
        standard = parts[0] in sys.stdlib_module_names or self.stubs.has(parts[0])
        if home and (importer is None or importer.kind is Origin.PROJECT):
            near = [home] if standard else [home, *map(str, list(Path(home).parents)[: _ANCESTORS - 1])]
            for root in dict.fromkeys([*map(str, self.search.roots), *near]):
                scope = self._file(root, parts, Origin.PROJECT, name)
                if scope is not None:
                    return scope
            for folder, kind in self.around(home):
                scope = self._file(str(folder), parts, kind, name)
                if scope is not None:
                    return scope
        stub = self._stub(name)
        if stub is not None:
            return stub
        return self._installed(name)

    def _installed(self, name: str) -> Scope | None:
        parts = name.split(".")
        for packages in self.search.site_packages:
            for stem in (f"{parts[0]}-stubs", parts[0]):
                scope = self._file(str(packages), [stem, *parts[1:]], Origin.INSTALLED, name)
                if scope is not None:
                    return scope
        return None

    def installed(self, name: str) -> Scope | None:
        """A package's module as it is installed, for what the packed declarations leave out of it."""
        if not self.search.site_packages or name.partition(".")[0] in sys.stdlib_module_names:
            return None
        return self._installed(name)

    def _stub(self, name: str) -> Scope | None:
        if name not in _STUB_SCOPES:
            text = self.stubs.load(name)
            _STUB_SCOPES[name] = None if text is None else Scope.of_stub(name, text, self.stubs.is_package(name))
        return _STUB_SCOPES[name]

    def _file(self, root: str, parts: list[str], kind: Origin, name: str) -> Scope | None:
        base = os.path.join(root, *parts)  # noqa: PTH118 (thousands of paths that are not there)
        suffixes = (".pyi", ".py") if kind is Origin.INSTALLED else (".py",)
        for path in [base + s for s in suffixes] + [f"{base}{os.sep}__init__{s}" for s in suffixes]:
            if path not in self._files:
                self._keep(path, self._read(Path(path), kind, name))
            scope = self._files.get(path)
            if scope is not None:
                self._files.move_to_end(path)
                return scope
        return None

    def _read(self, path: Path, kind: Origin, name: str) -> Scope | None:
        text = self.view.read(path)
        if text is None or (kind is Origin.INSTALLED and len(text) > _MAX_PACKAGE_FILE):
            return None
        try:
            source = parse(path, text, self.view)
        except SourceError:
            return None
        return Scope(name, kind, path, source.tree, source)

    def declared(self, scope: Scope, name: str) -> Shape | None:
        """What a name of a module that is not executed stands for, None where the module does not declare it."""
        known = scope.shapes.get(name)
        if known is not None:
            return known
        shape = self._declare(scope, name)
        if shape is not None:
            scope.shapes[name] = shape
        return shape

    def _declare(self, scope: Scope, name: str) -> Shape | None:
        statements = scope.declarations(name)
        if not statements:
            if name != "__getattr__" and self.find(f"{scope.name}.{name}", scope) is not None:
                return Module(f"{scope.name}.{name}")
            return self._star(scope, name)
        last = statements[-1]
        if isinstance(last, ast.ClassDef):
            return Class(name, scope.name, None, last, scope)
        if isinstance(last, (ast.FunctionDef, ast.AsyncFunctionDef)):
            functions = [s for s in statements if isinstance(s, (ast.FunctionDef, ast.AsyncFunctionDef))]
            if len(functions) > 1 and scope.kind is Origin.INSTALLED:
                overloads = [f for f in functions if any(_is_overload(d) for d in f.decorator_list)]
                functions = overloads or functions[-1:]
            return Function(functions[0], scope, overloads=tuple(functions) if len(functions) > 1 else ())
        if isinstance(last, ast.ImportFrom):
            for alias in last.names:
                if (alias.asname or alias.name) == name:
                    origin = scope.resolve(last.module or "", last.level)
                    own = f"{scope.name}.{alias.name}"
                    if origin == scope.name and (alias.name == name or self.find(own, scope) is not None):
                        return Module(own)  # a package that imports its own module: ``from . import path as _path``
                    return Imported(origin, alias.name)
        if isinstance(last, ast.Import):
            for alias in last.names:
                if alias.asname == name:
                    return Module(alias.name)
                if alias.name.split(".")[0] == name:
                    return Module(name)
        return UNKNOWN

    def _star(self, scope: Scope, name: str) -> Shape | None:
        if name.startswith("_"):
            return None
        for statement in scope.declarations("*"):
            if isinstance(statement, ast.ImportFrom):
                target = self.find(scope.resolve(statement.module or "", statement.level), scope)
                if target is not None and target is not scope and self.declared(target, name) is not None:
                    return Imported(target.name, name)
        return None


def _is_overload(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id == "overload") or (
        isinstance(node, ast.Attribute) and node.attr == "overload"
    )
