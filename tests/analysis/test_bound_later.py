"""Whether a name is bound again below a loop, also after an edit has moved the function."""

from __future__ import annotations

import ast
from pathlib import Path

from handlerlens.analysis.engine.read_first import bound_later
from handlerlens.analysis.reparse import reparse
from handlerlens.analysis.source import DiskView, Source, parse

TEXT = """\
LIMIT = 1


def work(left, other):
    while left:
        left -= 1
    left = other
    return left
"""


def asked(source: Source, name: str) -> bool:
    function = source.tree.body[-1]
    assert isinstance(function, ast.FunctionDef)
    loop = function.body[0]
    assert isinstance(loop, ast.While)
    return bound_later(function, loop, {name})


def test_lines_that_move_do_not_matter() -> None:
    source = parse(Path("nowhere/app.py"), TEXT, DiskView())
    assert (asked(source, "left"), asked(source, "other")) == (True, False)
    moved = reparse(source, "\n" * 20 + TEXT)
    assert moved is not None
    assert (asked(moved, "left"), asked(moved, "other")) == (True, False)
