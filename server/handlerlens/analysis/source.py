"""The source model: text to tree and lines, and the way from ``ast``'s byte columns to characters."""

from __future__ import annotations

import ast
import os
import stat
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from .finding import Span


class FileView(Protocol):
    """How the analysis reads other files: the editor's unsaved text first, then the disk. It never lists or imports."""

    def read(self, path: Path) -> str | None:
        """The text of ``path``, or None where there is none or it cannot be read."""


class DiskView:
    """A view of the disk alone; reads what Python reads (BOM and coding cookie respected), and no pipe or device."""

    def read(self, path: Path) -> str | None:
        try:
            with open(path, "rb", opener=_without_waiting) as file:
                return decode(file.read()) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None
        except OSError:
            return None


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe that nobody writes to does not keep us waiting."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def decode(data: bytes) -> str | None:
    """Python source bytes as text, by BOM or coding cookie (PEP 263), line endings kept; None when it cannot be decoded."""
    import io
    import tokenize

    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except (SyntaxError, LookupError, UnicodeDecodeError):
        return None


class SourceError(Exception):
    """The text is not Python that this interpreter can parse; ``line`` is 1-based, or 0 where unknown."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def split_lines(text: str) -> list[str]:
    """The lines of a text as ``ast`` counts them (``\\n``, ``\\r\\n``, ``\\r`` end one; a form feed does not), endings stripped."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@dataclass(eq=False)
class Source:
    """One parsed module. Immutable by convention; ``cache`` holds what analyses derive from it (keyed by the deriving function)."""

    path: Path
    text: str
    tree: ast.Module
    view: FileView = field(default_factory=DiskView)
    cache: dict[object, object] = field(default_factory=dict, repr=False)

    @cached_property
    def lines(self) -> list[str]:
        """The lines as ``ast`` counts them."""
        return split_lines(self.text)

    def character(self, line: int, byte_column: int) -> int:
        """``ast``'s 0-based UTF-8 byte column on a 1-based line as a 0-based character column."""
        if not 1 <= line <= len(self.lines):
            return byte_column
        text = self.lines[line - 1]
        if text.isascii():
            return min(byte_column, len(text))
        return len(text.encode("utf-8", "surrogatepass")[:byte_column].decode("utf-8", "ignore"))

    def span(
        self, node: ast.expr | ast.stmt | ast.arg | ast.keyword | ast.alias | ast.ExceptHandler | ast.pattern
    ) -> Span:
        """Where a node stands."""
        end_line = node.end_lineno or node.lineno
        end_column = node.end_col_offset if node.end_col_offset is not None else node.col_offset
        return Span(
            node.lineno, self.character(node.lineno, node.col_offset), end_line, self.character(end_line, end_column)
        )

    def name_span(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Span:
        """Where the name of a ``def`` or ``class`` stands; the tree only knows where the statement does."""
        for line in range(node.lineno, min(node.lineno + 3, len(self.lines) + 1)):
            start = self.character(line, node.col_offset) if line == node.lineno else 0
            keyword = "class" if isinstance(node, ast.ClassDef) else "def"
            at = self.lines[line - 1].find(keyword, start)
            at = self.lines[line - 1].find(node.name, at + len(keyword) if at >= 0 else start)
            if at >= 0:
                return Span(line, at, line, at + len(node.name))
        return self.span(node)

    def segment(self, span: Span) -> str:
        """The text a span covers, lines joined by ``\\n``."""
        if span.line == span.end_line:
            return self.lines[span.line - 1][span.column : span.end_column]
        first = self.lines[span.line - 1][span.column :]
        last = self.lines[span.end_line - 1][: span.end_column]
        return "\n".join([first, *self.lines[span.line : span.end_line - 1], last])


@dataclass(frozen=True, slots=True)
class Change:
    """How a source came from an earlier one, kept in its cache: the functions that have another body now, and the statements that
    stand for others at the top level, before and after. ``bodies`` None: more changed. Who derives something by the difference
    takes it out."""

    before: Source
    bodies: frozenset[ast.FunctionDef | ast.AsyncFunctionDef] | None
    replaced: tuple[tuple[ast.stmt, ...], tuple[ast.stmt, ...]] | None = None


def before_bodies(source: Source) -> Source | None:
    """The source of which only functions' bodies were others, while the change from it is known: its top level is the same nodes."""
    change = source.cache.get(Change)
    same = isinstance(change, Change) and change.bodies is not None and change.replaced is None
    return change.before if same and isinstance(change, Change) else None


def parse(path: Path, text: str, view: FileView | None = None) -> Source:
    """Parse a module's text; raises ``SourceError`` for whatever ``ast`` refuses, never anything else."""
    body = text[1:] if text.startswith("\ufeff") else text
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(body, filename=str(path))
    except SyntaxError as error:
        raise SourceError(error.msg, error.lineno or 0) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise SourceError(str(error) or type(error).__name__) from None
    return Source(path, body, tree, view or DiskView())


class Sources:
    """The last good reading of each open file: while a file does not parse, the tree before serves."""

    def __init__(
        self, view: FileView | None = None, again: Callable[[Source, str], Source | None] | None = None
    ) -> None:
        """``again`` may know a shorter way from a known source to one of another text (see ``reparse``)."""
        self.view = view or DiskView()
        self._again = again
        self._last: dict[Path, Source] = {}
        self.errors: dict[Path, SourceError] = {}

    def update(self, path: Path, text: str) -> Source | None:
        """Read a new text; returns the source to use, which is the earlier one where the new text does not parse."""
        known = self._last.get(path)
        body = text[1:] if text.startswith("\ufeff") else text
        if known is not None and known.text == body:
            self.errors.pop(path, None)
            return known
        try:
            changed = self._again(known, body) if known is not None and self._again is not None else None
            self._last[path] = changed or parse(path, text, self.view)
        except SourceError as error:
            self.errors[path] = error
        else:
            self.errors.pop(path, None)
        return self._last.get(path)

    def get(self, path: Path) -> Source | None:
        """The last good source of a file, or None."""
        return self._last.get(path)

    def all(self) -> list[Source]:
        """The last good source of every file."""
        return list(self._last.values())

    def forget(self, paths: Iterable[Path]) -> None:
        """Drop closed files."""
        for path in paths:
            self._last.pop(path, None)
            self.errors.pop(path, None)
