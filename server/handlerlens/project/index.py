"""The handlers of a workspace: what the code shows merged with what the templates declare, kept up to date file by file."""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from ..analysis.function_config import FunctionConfig
from ..analysis.handler_delegation import delegates
from ..analysis.handlers import Handler, Tier, declare, find_handlers
from ..analysis.module_bindings import module_files
from ..analysis.nodes import let_go
from ..analysis.partial import parse_partial
from ..analysis.source import Source, SourceError, decode, parse
from .code_root import code_root, list_directory
from .declarations import Declarations, Declared
from .files import Kind, content, is_compiled, kind_of, walk
from .nested_stacks import HandedOn
from .reading import Problem, Reading, concerns, program_source, read_or_say
from .reexports import Place
from .resolution import Modules

_MAYBE = re.compile(rb"event|andler|ontext|lambda|evt|ctx|angum|halice|urable|cloudformation_cli|def \w+\(_+, *_+\)")
"""What any module with a handler contains somewhere; others are not parsed."""
_MAX_SOURCE = 3_000_000
_KEPT = 500
"""Files after which what a scan has made is taken out of the garbage collector's rounds."""
_LARGE = 8_000
"""Bytes of a file whose reading is worth another thread: it takes some 20 ms."""


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


_T = TypeVar("_T")


class Work(Generic[_T]):
    """Something that takes long and touches nothing of the index: ``run`` may be called in another thread, before the scan goes on."""

    def __init__(self, function: Callable[[], _T]) -> None:
        self._function = function
        self._result: list[_T] = []

    def run(self) -> _T:
        """Do it, once."""
        if not self._result:
            self._result.append(self._function())
        return self._result[0]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a scan is, in files; ``path`` is the one just read, or with ``work`` the one that is read next."""

    done: int
    total: int
    path: Path
    work: Work[Any] | None = None


@dataclass
class Index:
    """Incremental: ``scan`` once (step by step), then ``update`` for every file that changes. Runs nothing, imports nothing.

    Not thread-safe: one thread at a time. ``roots`` are the workspace folders.
    """

    roots: Sequence[Path]
    _found: dict[Path, tuple[Listed, ...]] = field(default_factory=dict)
    _stale: set[Path] = field(default_factory=set)
    _read: set[Path] = field(default_factory=set)
    """Python files whose infrastructure was read since they changed; ``_stale`` ones have their handlers still to be looked at."""
    _texts: dict[Path, str] = field(default_factory=dict)
    _readings: dict[Path, Reading] = field(default_factory=dict)
    _included: dict[Path, set[Path]] = field(default_factory=dict)
    _listings: dict[Path, frozenset[str]] = field(default_factory=dict)
    _parsed: dict[Path, Source] = field(default_factory=dict)
    _delegates: dict[Path, frozenset[tuple[Path, str]]] = field(default_factory=dict)
    """By the module that calls them: the file and name of what it hands its own event to."""
    _delegated: dict[Path, Counter[str]] = field(default_factory=dict)
    _declarations: Declarations = field(init=False)
    _handed_on: HandedOn = field(default_factory=HandedOn)
    _taking: list[Path] = field(default_factory=list)
    """The templates whose reading is just taken: one that gives another its parameters, which is read again for it."""

    def __post_init__(self) -> None:
        self._declarations = Declarations(Modules(self._found, self._bytes))

    def scan(self, *, templates_only: bool = False) -> Iterator[Progress]:
        """Find and read all files below the roots; each step is one file. Stop iterating to cancel: what was read stays.

        With ``templates_only`` the handlers of Python files are noted when they are asked for: enough for ``declared``.
        """
        files: list[tuple[Path, Kind]] = []
        self._read.clear()
        for path, kind in walk(self.roots):
            files.append((path, kind))
            if kind is Kind.PYTHON:
                self._found.setdefault(path, ())
                self._stale.add(path)
            yield Progress(0, len(files), path)
        self._declarations.modules.changed()
        files.sort(key=lambda item: item[1] is Kind.PYTHON)
        for done, (path, kind) in enumerate(files, 1):
            if done % _KEPT == 1:
                gc.freeze()  # what is known by now stays, and would be looked through again and again
            data = self._bytes(path)
            large = data is not None and len(data) > _LARGE
            if kind is Kind.PYTHON and not templates_only:
                if large and data is not None:
                    yield Progress(done - 1, len(files), path, self._parsing(path, data))
                self._refresh(path)
            else:
                if large and data is not None and concerns(kind, data):
                    text, work = self._texts.get(path), self.reading(path, data)
                    yield Progress(done - 1, len(files), path, work)
                    self.take(path, text, work.run())
                else:
                    self._read_template(path, kind)
            yield Progress(done, len(files), path)

    def know(self, paths: Iterable[Path]) -> None:
        """Take note of Python files that are there; they are read when something asks about them."""
        added = [path for path in paths if path not in self._found]
        self._found.update(dict.fromkeys(added, ()))
        self._declarations.modules.changed()
        self._stale |= {*added, *self._declarations.files_changed(added)}

    def update(self, path: Path, text: str | None = None) -> frozenset[Path]:
        """Take note of a changed, new or deleted file; ``text`` is an editor's unsaved content, None means what is on disk.

        Returns the Python files of which something else is declared now because this Python file came, went or imports otherwise.
        """
        kind = kind_of(path)
        touched: frozenset[Path] = frozenset()
        if kind is None and path not in self._included:
            return touched
        if text is None:
            self._texts.pop(path, None)
        else:
            self._texts[path] = text
        exists = text is not None or path.is_file()
        if is_compiled(path, self._names(path.parent)):
            return touched
        if kind is Kind.PYTHON:
            if (path in self._found) != exists:
                self._found.pop(path, None)
                if exists:
                    self._found[path] = ()
                else:
                    self._note_delegates(path, ())
                self._listings.clear()
                self._declarations.modules.changed()
                touched = self._declarations.files_changed([path])
            if exists:
                touched |= self._declarations.content_changed(path)
                self._stale.add(path)
            self._stale |= touched
        for template in {path, *self._included.get(path, ())}:
            template_kind = kind_of(template)
            if template_kind is not None:
                self._read_template(template, template_kind)
            if template_kind is Kind.PYTHON:
                self._read.add(template)
        return touched

    def tells_others(self, path: Path) -> bool:
        """Whether infrastructure files were read with the help of this file, or would be if it were there."""
        return path in self._included

    def reading(self, path: Path, data: bytes) -> Work[Reading]:
        """The reading of an infrastructure file, for ``take`` when it is done."""
        kind, given = kind_of(path), self._handed_on.of(path)
        return Work(lambda: read_or_say(path, kind, data, given) if kind is not None else Reading())

    def note(self, path: Path, text: str) -> None:
        """Know an editor's text of a large infrastructure file whose ``reading`` follows."""
        self._texts[path] = text

    def take(self, path: Path, text: str | None, reading: Reading) -> None:
        """Take a reading of ``text`` (None for what is on disk), unless the file has another text by now."""
        if self._texts.get(path) is text:
            self._took(path, reading)

    def declared(self, path: Path) -> Declared:
        """The functions that a Python file is the handler module of, by the name in the module."""
        return self._declarations.declared(path)

    def handlers(self, source: Source) -> tuple[Handler, ...]:
        """The handlers of an open source, those that templates declare included."""
        self.tell(source)
        return find_handlers(source)

    def tell(self, source: Source) -> None:
        """Tell a source what the rest of the workspace says of its names."""
        path = source.path
        declare(source, self.declared(path), frozenset(self._delegated.get(path, ())))

    def delegated(self, path: Path) -> frozenset[str]:
        """The names of a file that other modules hand their own event to; those that mention the file are read for it."""
        stem = path.parent.name if path.name == "__init__.py" else path.stem
        mentioned = re.compile(rb"\bimport\b[^\n]*\b%b\b|\b%b\b[^\n]*\bimport\b" % ((re.escape(stem).encode(),) * 2))
        for other in list(self._stale - {path}):
            if mentioned.search(self._bytes(other) or b""):
                self._refresh(other)
        return frozenset(self._delegated.get(path, ()))

    def listed(self, path: Path | None = None, *, below: Path | None = None) -> Iterator[Listed]:
        """The handlers of one file, of the files below a folder, or of the workspace, in file order."""
        while stale := self._stale & self._meant(path, below):
            for each in stale:  # a CDK program among them may declare handlers in the others
                self._refresh(each)
        for each in sorted(self._meant(path, below)):
            yield from self._found.get(each, ())

    def _meant(self, path: Path | None, below: Path | None) -> Set[Path]:
        if path is not None:
            return {path}
        return self._found.keys() if below is None else {each for each in self._found if each.is_relative_to(below)}

    def may_have_handlers(self) -> bool:
        """Whether any handler is known by now, or a file is still to be looked at; reads nothing."""
        return bool(self._stale) or any(self._found.values())

    def modules(self) -> Modules:
        """The Python files by the module paths that handler strings spell."""
        return self._declarations.modules

    def defined(self, function: FunctionConfig) -> Place | None:
        """Where a function's handler is defined, which its module may only import; None where there is no such module."""
        resolved = self.modules().resolve(function)
        return self._declarations.defined(*resolved) if resolved is not None else None

    def templates(self) -> Mapping[Path, Reading]:
        """Every infrastructure file that names functions or could not be read."""
        return self._readings

    def problems(self) -> Iterator[Problem]:
        """What is wrong with infrastructure files, in file order."""
        for path in sorted(self._readings):
            yield from self._readings[path].problems

    def unread_above(self, path: Path) -> Problem | None:
        """Why an infrastructure file in a folder above a Python file says nothing of it: the nearest that cannot be read, if any."""
        unread = [r.problems[0] for r in self._readings.values() if r.broken and not r.functions and r.problems]
        above = [problem for problem in unread if problem.path.parent in path.parents]
        return max(above, key=lambda problem: len(problem.path.parents), default=None)

    def _read_template(self, path: Path, kind: Kind) -> None:
        data = self._bytes(path)
        self._took(path, Reading() if data is None else read_or_say(path, kind, data, self._handed_on.of(path)))

    def _took(self, path: Path, reading: Reading) -> None:
        before = self._readings.get(path)
        if reading.broken and before is not None:
            reading = replace(before, problems=reading.problems, broken=True)
        if reading.functions or reading.problems:
            self._readings[path] = reading
        else:
            self._readings.pop(path, None)
        for included in reading.includes:
            self._included.setdefault(included, set()).add(path)
        if (before.functions if before else ()) != reading.functions:
            touched = self._declarations.set(path, reading.functions)
            self._stale |= touched
            for each in touched:
                self._found.setdefault(each, ())
        self._taking.append(path)
        for template in self._handed_on.set(path, reading.held):
            template_kind = kind_of(template)
            if template_kind is not None and template not in self._taking:
                self._read_template(template, template_kind)
        self._taking.pop()

    def _refresh(self, path: Path) -> None:
        self._stale.discard(path)
        data = self._bytes(path)
        program = data is not None and concerns(Kind.PYTHON, data)
        if program and path not in self._read:
            self._read_template(path, Kind.PYTHON)
        self._read.discard(path)
        declared = self.declared(path)
        if data is None or len(data) > _MAX_SOURCE or not (declared or _MAYBE.search(data)):
            self._found[path] = ()
            self._note_delegates(path, ())
            return
        text = decode(data)
        if text is None:
            return
        source = self._parsed.pop(path, None)
        if source is None or source.text != text:
            try:
                source = (program_source(path, text) if program else None) or parse(path, text)
            except SourceError:
                if self._found.get(path):
                    return
                source = parse_partial(path, text)
        self._note_delegates(path, delegates(source))
        self.tell(source)
        self._found[path] = tuple(self._listed(source, handler) for handler in find_handlers(source))
        let_go(source.tree)

    def _note_delegates(self, path: Path, named: Iterable[tuple[str, str]]) -> None:
        """Know whom a module hands its event to; those whose standing changes by it are looked at again."""
        found: set[tuple[Path, str]] = set()
        for module, name in named:
            target = next((file for file in module_files(path, module) if file in self._found and file != path), None)
            if target is not None:
                found.add((target, name))
        before = self._delegates.get(path, frozenset())
        if found == before:
            return
        self._delegates[path] = frozenset(found)
        for change, targets in ((-1, before - found), (1, found - before)):
            for target, name in targets:
                counts = self._delegated.setdefault(target, Counter())
                counts[name] += change
                if counts[name] <= 0:
                    del counts[name]
                self._stale.add(target)

    def _parsing(self, path: Path, data: bytes) -> Work[None]:
        """Parse a large Python file for the ``_refresh`` that follows."""

        def work() -> None:
            text = decode(data) if len(data) <= _MAX_SOURCE and _MAYBE.search(data) else None
            try:
                if text is not None:
                    self._parsed[path] = parse(path, text)
            except SourceError:
                pass  # found again where it matters

        return Work(work)

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
            return content(path)
        except OSError:
            return None
