"""The source model: columns, line endings, byte order marks, encodings, and files that are being edited."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlerlens.analysis.finding import Span
from handlerlens.analysis.source import DiskView, SourceError, Sources, decode, parse

PATH = Path("app.py")

COLUMNS = {
    "plain": ("x = target\n", (1, 4, 1, 10)),
    "after an umlaut": ("ü = target\n", (1, 4, 1, 10)),
    "after an emoji": ("x = '😀', target\n", (1, 9, 1, 15)),
    "after combining letters": ("x = 'e\u0301', target\n", (1, 10, 1, 16)),
    "after a flag of two code points": ("x = '🇩🇪', target\n", (1, 10, 1, 16)),
    "after a tab": ("if x:\n\ty = target\n", (2, 5, 2, 11)),
    "carriage return and line feed": ("a = 1\r\nx = target\r\n", (2, 4, 2, 10)),
    "carriage return alone": ("a = 1\rx = target\r", (2, 4, 2, 10)),
    "mixed endings": ("a = 1\r\nb = 2\nc = 3\rx = target", (4, 4, 4, 10)),
    "after a form feed": ("a = 1\n\x0cx = target\n", (2, 5, 2, 11)),
    "after a line separator in a text": ("a = 'x\u2028y'\nx = target\n", (2, 4, 2, 10)),
    "after a vertical tab in a text": ("a = 'x\x0by'\nx = target\n", (2, 4, 2, 10)),
    "with a byte order mark": ("\ufeffx = target\n", (1, 4, 1, 10)),
    "after a long text over lines": ("x = '''\nü😀\n''', target\n", (3, 5, 3, 11)),
    "no line end at the end": ("x = target", (1, 4, 1, 10)),
}


@pytest.mark.parametrize(("text", "expected"), COLUMNS.values(), ids=COLUMNS)
def test_columns(text: str, expected: tuple[int, int, int, int]) -> None:
    source = parse(PATH, text)
    node = next(n for n in ast.walk(source.tree) if isinstance(n, ast.Name) and n.id == "target")
    span = source.span(node)
    assert span == Span(*expected)
    assert source.segment(span) == "target"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="'\\"), max_size=20))
def test_columns_after_any_text(text: str) -> None:
    source = parse(PATH, f"x = '{text}', target\n")
    node = next(n for n in ast.walk(source.tree) if isinstance(n, ast.Name) and n.id == "target")
    assert source.segment(source.span(node)) == "target"


NAMES = {
    "plain": "def target(): ...\n",
    "async": "async def target(): ...\n",
    "class": "class target: ...\n",
    "spaces": "def   target (): ...\n",
    "decorated": "@deco\ndef target(): ...\n",
    "decorated by its own name": "@target.setter\ndef target(): ...\n",
    "continued": "def \\\n  target(): ...\n",
    "named like the keyword": "async def target(target): ...\n",
    "indented, after an umlaut": "if 'ü':\n    def target(): ...\n",
}


@pytest.mark.parametrize("text", NAMES.values(), ids=NAMES)
def test_name_span(text: str) -> None:
    source = parse(PATH, text)
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    node = next(n for n in ast.walk(source.tree) if isinstance(n, kinds))
    span = source.name_span(node)
    assert source.segment(span) == "target"
    assert span.line >= node.lineno


def test_segment_over_lines() -> None:
    source = parse(PATH, "x = (1,\r\n     2)\r\n")
    node = next(n for n in ast.walk(source.tree) if isinstance(n, ast.Tuple))
    assert source.segment(source.span(node)) == "(1,\n     2)"


ENCODINGS = {
    "utf-8": ("x = 'ü'\n".encode(), "x = 'ü'\n"),
    "byte order mark": (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
    "latin-1 by cookie": (b"# -*- coding: latin-1 -*-\nx = '\xfc'\n", "# -*- coding: latin-1 -*-\nx = 'ü'\n"),
    "cookie on the second line": (
        b"#!/usr/bin/python\n# coding: latin-1\n'\xfc'\n",
        "#!/usr/bin/python\n# coding: latin-1\n'ü'\n",
    ),
    "unknown cookie": (b"# coding: klingon\n", None),
    "not what it says": (b"x = '\xfc'\n", None),
    "mark and cookie disagree": (b"\xef\xbb\xbf# coding: latin-1\n", None),
    "line ends kept": (b"a\r\nb\rc\n", "a\r\nb\rc\n"),
    "empty": (b"", ""),
}


@pytest.mark.parametrize(("data", "text"), ENCODINGS.values(), ids=ENCODINGS)
def test_decode(data: bytes, text: str | None) -> None:
    assert decode(data) == text


REFUSED = {
    "syntax": "def f(:\n",
    "indentation": "if x:\npass\n",
    "a text that is not closed": "x = 'abc\n",
    "a null": "x = 1\0\n",
    "too deep": "(" * 5000 + ")" * 5000,
    "a lone surrogate": "x = '\ud800'\n",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_refused(text: str) -> None:
    with pytest.raises(SourceError):
        parse(PATH, text)


def test_refused_names_the_line() -> None:
    with pytest.raises(SourceError) as caught:
        parse(PATH, "x = 1\ny = (\n")
    assert caught.value.line == 2


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        source = parse(PATH, text)
    except SourceError:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.expr | ast.stmt):
            source.segment(source.span(node))


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    text = decode(data)
    assert text is None or isinstance(text, str)


def test_last_good_reading_serves_while_typing() -> None:
    sources = Sources()
    first = sources.update(PATH, "def handler(event, context): ...\n")
    assert first is not None
    assert sources.update(PATH, "def handler(event, context) ...\n") is first
    assert PATH in sources.errors
    repaired = sources.update(PATH, "def handler(event, ctx): ...\n")
    assert repaired is not first
    assert PATH not in sources.errors


def test_same_text_keeps_what_was_derived() -> None:
    sources = Sources()
    first = sources.update(PATH, "x = 1\n")
    assert sources.update(PATH, "x = 1\n") is first
    assert sources.update(PATH, "\ufeffx = 1\n") is first


def test_a_file_that_never_parsed_has_no_source() -> None:
    sources = Sources()
    assert sources.update(PATH, "def (\n") is None
    assert sources.get(PATH) is None


def test_forgotten_files_are_gone() -> None:
    sources = Sources()
    sources.update(PATH, "x = 1\n")
    sources.update(PATH, "x = (\n")
    sources.forget([PATH])
    assert sources.get(PATH) is None
    assert PATH not in sources.errors


def test_disk_view(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"\xef\xbb\xbfx = 1\r\n")
    view = DiskView()
    assert view.read(tmp_path / "a.py") == "x = 1\r\n"
    assert view.read(tmp_path / "none.py") is None
    assert view.read(tmp_path) is None
