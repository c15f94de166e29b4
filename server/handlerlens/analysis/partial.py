"""The part of a module that does parse: for finding handlers in a file that is being edited, or written for another Python."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from .source import FileView, Source, parse

_STATEMENT = re.compile(r"[^\s#)\]}]")
_CONTINUES = ("else", "elif", "except", "finally")
_DEFINITION = re.compile(r"(?:async\s+)?(?:def|class)\s")
_LITERAL = re.compile(r"""#.*|"{3}|'{3}|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""")
_ENDS = {quote: re.compile(rf"(?:\\.|[^\\])*?{quote}") for quote in ('"' * 3, "'" * 3)}
_USE = re.compile(r"""(?<![\w.])(?<!def )(?<!class )[A-Za-z_]\w*(?:\.get)?(?:\[["'][\w-]+["']\]|\([\w\s,"'-]*\))""")
"""``event["body"]``, ``event.get("body")``, ``work(event, context)``."""
_MOST_USES = 500
_MOST_LINES = 100_000


def parse_partial(path: Path, text: str, view: FileView | None = None) -> Source:
    """A source whose tree holds the top-level statements that parse, at their places.

    Of a function or class whose body does not parse the head is kept, and in its body what it plainly calls and reads. Never fails;
    at worst the tree is empty.
    """
    body = text[1:] if text.startswith("\ufeff") else text
    source = parse(path, "", view)
    source.text = body
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for start, end in _statements(lines) if len(lines) < _MOST_LINES else ():
        source.tree.body.extend(_parsed("\n".join(lines[start:end]), start) or _head(lines[start:end], start))
    return source


def _statements(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Where top-level statements begin and end, decorators with what they decorate, judged by the first column alone."""
    starts: list[int] = []
    decorated, quote = False, ""
    for number, line in enumerate(lines):
        inside = quote
        quote = _open_quote(line, quote)
        if inside or not _STATEMENT.match(line) or line.startswith(_CONTINUES):
            continue
        if not decorated:
            starts.append(number)
        decorated = line.startswith("@") or (decorated and not _DEFINITION.match(line))
    yield from zip(starts, [*starts[1:], len(lines)], strict=False)


def _open_quote(line: str, quote: str) -> str:
    """The triple quote that is open at the end of a line, where ``quote`` is open at its start."""
    at = 0
    while True:
        found = _ENDS[quote].match(line, at) if quote else _LITERAL.search(line, at)
        if found is None:
            return quote
        at = found.end()
        quote = "" if quote else found[0] if found[0] in _ENDS else ""


def _parsed(text: str, above: int) -> list[ast.stmt]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            statements = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    for statement in statements:
        ast.increment_lineno(statement, above)
    return statements


def _head(lines: list[str], above: int) -> list[ast.stmt]:
    """A definition, the lines up to the first that ends in a colon, with what its body plainly calls and reads."""
    for count, line in enumerate(lines[:60], 1):
        code = line.partition("#")[0].rstrip()
        if code.endswith(":") and any(_DEFINITION.match(each) for each in lines[:count]):
            found = _parsed("\n".join([*lines[:count], "    ..."]), above)
            if found and isinstance(found[-1], ast.FunctionDef | ast.AsyncFunctionDef):
                found[-1].body.extend(_uses(lines[count:], above + count))
            if found:
                return found
    return []


def _uses(lines: list[str], above: int) -> Iterator[ast.stmt]:
    """What the lines of a body plainly call and read, each as a statement."""
    left = _MOST_USES
    for number, line in enumerate(lines):
        for use in _USE.findall(line.partition("#")[0])[:left]:
            left -= 1
            yield from _parsed(use, above + number)
