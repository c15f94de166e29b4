"""What a rule reports: a place, a sentence, and what could be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How sure and how bad: an error fails at run time, a warning fails under a stated condition."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of source text.

    Lines are 1-based like ``ast``'s; columns are 0-based and count characters (code points), not the UTF-8 bytes of ``ast``
    and not the UTF-16 units of the Language Server Protocol: ``Source.span`` makes it from a node, ``lsp/convert.py`` leaves it.
    """

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement; an empty span inserts. ``path`` is None for the file of the finding."""

    span: Span
    text: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Rename:
    """A file or folder that gets another name; both paths absolute."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A quick fix. ``safe`` fixes cannot change what a correct program does; the others are only ever offered."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = False
    rename: Rename | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains the finding; ``path`` is None for the same file."""

    message: str
    span: Span
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One diagnostic. ``severity`` None means the rule's own."""

    code: str
    span: Span
    message: str
    severity: Severity | None = None
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()
