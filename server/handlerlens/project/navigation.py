"""From an infrastructure file to the code it names and back: what stands at a place, where its handler is, what it could say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..analysis.finding import Span
from ..analysis.function_config import FunctionConfig
from ..analysis.module_bindings import bindings, effective
from ..analysis.source import FileView, SourceError, parse
from .index import Index

_VALUE = re.compile(
    r"""^(?P<before>.*?(?:\b[Hh]andler|_HANDLER)["']?\s*[:=]\s*)(?P<quote>["']?)(?P<text>[^"'#,{}]*?)(?P<after>["']?\s*(?:[,#}].*)?)$"""
)


@dataclass(frozen=True, slots=True)
class HandlerPlace:
    """Where the code of a function begins: the name that its handler string ends in."""

    path: Path
    name: str
    line: int
    column: int
    missing: bool = False
    """Whether the module has nothing of that name."""


@dataclass(frozen=True, slots=True)
class HandlerChoice:
    """A handler string that could stand in a place; ``place`` is what it would replace, ``detail`` the file it leads to."""

    text: str
    detail: str
    place: Span


def function_at(index: Index, path: Path, line: int, column: int) -> FunctionConfig | None:
    """The function whose handler string stands at a place (1-based line, 0-based character column)."""
    reading = index.templates().get(path)
    for function in reading.functions if reading is not None else ():
        for span in (function.positions.get("Handler"), function.handler_position):
            if span is not None and (span.line, span.column) <= (line, column) <= (span.end_line, span.end_column):
                return function
    return None


def handler_place(index: Index, function: FunctionConfig, view: FileView) -> HandlerPlace | None:
    """Where a function's handler is defined; the module's first line where the name is not there; None without a module."""
    defined = index.defined(function)
    if defined is None:
        return None
    path, name = defined
    try:
        source = parse(path, view.read(path) or "", view)
    except SourceError:
        return HandlerPlace(path, name, 1, 0)
    group = bindings(source).get(name)
    if not group:
        return HandlerPlace(path, name, 1, 0, missing=True)
    span = source.span(effective(group).node)
    return HandlerPlace(path, name, span.line, span.column)


def handler_choices(index: Index, path: Path, text: str, line: int, column: int) -> list[HandlerChoice]:
    """The handler strings that could stand at a place of a file that is being edited; none where no handler belongs there."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    match = _VALUE.match(lines[line - 1]) if 1 <= line <= len(lines) else None
    reading = index.templates().get(path)
    if match is None or reading is None or not match.start("text") <= column <= match.end("text"):
        return []
    place = Span(line, match.start("text"), line, match.end("text"))
    above = [function for function in reading.functions if function.line <= line]
    function = max(above, key=lambda each: each.line, default=None)
    found = dict(_strings(index, path, function))
    return [HandlerChoice(string, detail, place) for string, detail in found.items()]


def _strings(index: Index, path: Path, function: FunctionConfig | None) -> Iterator[tuple[str, str]]:
    """Handler strings with the file each leads to: those below the function's code root, else all below the file's folder."""
    root = function.code_root if function is not None else None
    base = root if root is not None and root.is_dir() else path.parent
    for listed in index.listed():
        if not listed.path.is_relative_to(base) or listed.path == path:
            continue
        relative = listed.path.relative_to(base)
        if root is None:
            yield listed.handler, relative.as_posix()
            continue
        module = relative.parent.as_posix() if relative.name == "__init__.py" else relative.with_suffix("").as_posix()
        yield f"{module}.{listed.name}", relative.as_posix()
