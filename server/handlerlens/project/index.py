"""The handlers of a workspace: what the code shows merged with what the templates declare, kept up to date file by file."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..analysis.function_config import FunctionConfig
from ..analysis.handlers import Handler, Tier, declare, find_handlers
from ..analysis.partial import parse_partial
from ..analysis.source import Source, SourceError, decode, parse
from .code_root import code_root, list_directory
from .declarations import Declarations, Declared
from .files import Kind, is_compiled, kind_of, walk
from .reading import Problem, Reading, concerns, read
from .resolution import Modules

log = logging.getLogger(__name__)

_MAYBE = re.compile(rb"event|andler|ontext|lambda|evt|ctx|angum|halice|urable|cloudformation_cli")
"""What any module with a handler contains somewhere; others are not parsed."""
_MAX_SOURCE = 3_000_000


@dataclass(frozen=True, slots=True)
class Listed:
    """One handler of the workspace, without its tree. ``handler`` is the handler string, ``code_root`` the directory it counts from."""

    path: Path
    line: int
    name: str
    handler: str
    code_root: Path
    tier: Tier
    evidence: tuple[str, ...]
    sources: tuple[str, ...]
    functions: tuple[FunctionConfig, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a scan is, in files; ``path`` is the one just read."""

    done: int
    total: int
    path: Path


@dataclass
class Index:
    """Incremental: ``scan`` once (step by step), then ``update`` for every file that changes. Runs nothing, imports nothing.

    Not thread-safe: one thread at a time. ``roots`` are the workspace folders.
    """

    roots: Sequence[Path]
    _found: dict[Path, tuple[Listed, ...]] = field(default_factory=dict)
    _stale: set[Path] = field(default_factory=set)
    _texts: dict[Path, str] = field(default_factory=dict)
    _readings: dict[Path, Reading] = field(default_factory=dict)
    _included: dict[Path, set[Path]] = field(default_factory=dict)
    _listings: dict[Path, frozenset[str]] = field(default_factory=dict)
    _declarations: Declarations = field(init=False)

    def __post_init__(self) -> None:
        self._declarations = Declarations(Modules(self._found, self._bytes))

    def scan(self, *, templates_only: bool = False) -> Iterator[Progress]:
        """Find and read all files below the roots; each step is one file. Stop iterating to cancel: what was read stays.

        With ``templates_only`` the handlers of Python files are noted when they are asked for: enough for ``declared``.
        """
        files: list[tuple[Path, Kind]] = []
        for path, kind in walk(self.roots):
            files.append((path, kind))
            if kind is Kind.PYTHON:
                self._found.setdefault(path, ())
                self._stale.add(path)
            yield Progress(0, len(files), path)
        self._declarations.modules.changed()
        files.sort(key=lambda item: item[1] is Kind.PYTHON)
        for done, (path, kind) in enumerate(files, 1):
            if kind is Kind.PYTHON and not templates_only:
                self._refresh(path)
            else:
                self._read_template(path, kind)
            yield Progress(done, len(files), path)

    def update(self, path: Path, text: str | None = None) -> None:
        """Take note of a changed, new or deleted file; ``text`` is an editor's unsaved content, None means what is on disk."""
        kind = kind_of(path)
        if kind is None:
            return
        if text is None:
            self._texts.pop(path, None)
        else:
            self._texts[path] = text
        exists = text is not None or path.is_file()
        if is_compiled(path, self._names(path.parent)):
            return
        if kind is Kind.PYTHON:
            if (path in self._found) != exists:
                self._found.pop(path, None)
                if exists:
                    self._found[path] = ()
                self._listings.clear()
                self._declarations.modules.changed()
                self._stale |= self._declarations.file_changed(path)
            if exists:
                self._stale.add(path)
        for template in {path, *self._included.get(path, ())}:
            template_kind = kind_of(template)
            if template_kind is not None:
                self._read_template(template, template_kind)

    def declared(self, path: Path) -> Declared:
        """The functions that a Python file is the handler module of, by the name in the module."""
        return self._declarations.declared(path)

    def handlers(self, source: Source) -> tuple[Handler, ...]:
        """The handlers of an open source, those that templates declare included."""
        declare(source, self.declared(source.path))
        return find_handlers(source)

    def listed(self, path: Path | None = None) -> Iterator[Listed]:
        """The handlers of one file, or of the workspace in file order."""
        while stale := self._stale & ({path} if path is not None else self._found.keys()):
            for each in stale:  # a CDK program among them may declare handlers in the others
                self._refresh(each)
        for each in [path] if path is not None else sorted(self._found):
            yield from self._found.get(each, ())

    def modules(self) -> Modules:
        """The Python files by the module paths that handler strings spell."""
        return self._declarations.modules

    def templates(self) -> Mapping[Path, Reading]:
        """Every infrastructure file that names functions or could not be read."""
        return self._readings

    def problems(self) -> Iterator[Problem]:
        """What is wrong with infrastructure files, in file order."""
        for path in sorted(self._readings):
            yield from self._readings[path].problems

    def _read_template(self, path: Path, kind: Kind) -> None:
        data = self._bytes(path)
        reading = Reading() if data is None else self._reading(path, kind, data)
        before = self._readings.get(path)
        if reading.broken and before is not None:
            reading = replace(before, problems=reading.problems, broken=True)
        if reading.functions or reading.problems:
            self._readings[path] = reading
            for included in reading.includes:
                self._included.setdefault(included, set()).add(path)
        else:
            self._readings.pop(path, None)
        if (before.functions if before else ()) != reading.functions:
            touched = self._declarations.set(path, reading.functions)
            self._stale |= touched
            for each in touched:
                self._found.setdefault(each, ())

    def _reading(self, path: Path, kind: Kind, data: bytes) -> Reading:
        try:
            return read(path, kind, data)
        except Exception:
            log.exception("reading %s failed; this is our own error", path)
            return Reading(
                problems=(Problem(path, 0, "could not be read because of an error of ours; the log has it."),),
                broken=True,
            )

    def _refresh(self, path: Path) -> None:
        self._stale.discard(path)
        data = self._bytes(path)
        if data is not None and concerns(Kind.PYTHON, data):
            self._read_template(path, Kind.PYTHON)
        declared = self.declared(path)
        if data is None or len(data) > _MAX_SOURCE or not (declared or _MAYBE.search(data)):
            self._found[path] = ()
            return
        text = decode(data)
        if text is None:
            return
        try:
            source = parse(path, text)
        except SourceError:
            if self._found.get(path):
                return
            source = parse_partial(path, text)
        declare(source, declared)
        self._found[path] = tuple(self._listed(source, handler) for handler in find_handlers(source))

    def _listed(self, source: Source, handler: Handler) -> Listed:
        functions = handler.functions
        first = functions[0] if functions else None
        if first is not None and first.code_root is not None and isinstance(first.handler, str):
            directory, text = first.code_root, first.handler
        else:
            root = code_root(source, handler.name, self.roots, self._names)
            directory, text = root.directory, root.handler
        return Listed(
            source.path,
            handler.line,
            handler.name,
            text,
            directory,
            handler.tier,
            handler.evidence,
            handler.sources,
            functions,
        )

    def _names(self, directory: Path) -> frozenset[str]:
        known = self._listings.get(directory)
        if known is None:
            known = self._listings[directory] = list_directory(directory)
        return known

    def _bytes(self, path: Path) -> bytes | None:
        text = self._texts.get(path)
        if text is not None:
            return text.encode("utf-8", "surrogatepass")
        try:
            return path.read_bytes()
        except OSError:
            return None
