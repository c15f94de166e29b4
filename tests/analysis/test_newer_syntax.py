"""Each piece of syntax is known to the Python that it came with, and to none before."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from execution.pythons import found
from handlerlens.analysis.newer_syntax import newer_syntax
from handlerlens.analysis.source import parse

SERVER = Path(__file__).parents[2] / "server"
FIRST = {
    "walrus": ((3, 8), "if (n := f()): pass"),
    "positional only": ((3, 8), "def f(a, /): ..."),
    "decorator": ((3, 9), "@buttons[0].clicked\ndef f(): ..."),
    "with in brackets": ((3, 9), "with (open('a') as a, open('b') as b):\n    pass"),
    "one with in brackets": ((3, 9), "with (\n    # why\n    a as b\n):\n    pass"),
    "async with in brackets": ((3, 9), "async def f():\n    async with (a, b):\n        pass"),
    "loop over a star": ((3, 9), "for x in *a, b: pass"),
    "match": ((3, 10), "match x:\n    case 1: pass"),
    "except*": ((3, 11), "try:\n    pass\nexcept* ValueError:\n    pass"),
    "star in an index": ((3, 11), "a[*b]"),
    "star in an annotation": ((3, 11), "def f(*args: *Ts): ..."),
    "type statement": ((3, 12), "type A = int"),
    "generic type statement": ((3, 12), "type A[T] = list[T]"),
    "type parameters": ((3, 12), "def f[T](x: T): ..."),
    "type parameters of a class": ((3, 12), "class A[T]: ..."),
    "quotes in an f-string": ((3, 12), "f'{a['x']}'"),
    "quotes in an f-string's f-string": ((3, 12), 'f"{f"{1}"}"'),
    "the other quotes around its own": ((3, 12), "f'{g(\"it's\")}'"),
    "backslash in an f-string": ((3, 12), "f'{\"\\n\".join(a)}'"),
    "comment in an f-string": ((3, 12), "f'''{\n  a  # why\n}'''"),
    "line end in an f-string": ((3, 12), "f'{\n  a\n}'"),
    "default of a type parameter": ((3, 13), "class A[T = int]: ..."),
    "template string": ((3, 14), "t'{a}'"),
    "except without brackets": ((3, 14), "try:\n    pass\nexcept A, B:\n    pass"),
}


ASK = """
import json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from handlerlens.analysis.newer_syntax import newer_syntax
from handlerlens.analysis.source import parse
source = parse(Path("app.py"), sys.argv[2])
print(json.dumps([[each.needed, each.span.line] for each in newer_syntax(source, tuple(map(int, sys.argv[3:])))]))
"""


def python_for(needed: tuple[int, int]) -> str | None:
    """This Python if it knows the syntax, else the oldest one here that does."""
    if sys.version_info >= needed:
        return sys.executable
    return next((path for name, path in found().items() if tuple(map(int, name.split("."))) >= needed), None)


def told(python: str, code: str, runtime: tuple[int, int]) -> list[tuple[list[int], int]]:
    """What is newer than a runtime in a source that a Python reads: the version that each piece needs, its line."""
    if python == sys.executable:
        return [
            ([*each.needed], each.span.line)
            for each in newer_syntax(parse(Path("app.py"), f"x = 1\n{code}\n"), runtime)
        ]
    arguments = [str(SERVER), f"x = 1\n{code}\n", *map(str, runtime)]
    done = subprocess.run([python, "-I", "-S", "-c", ASK, *arguments], capture_output=True, text=True, check=True)
    answer: list[tuple[list[int], int]] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize("name", [name for name, (needed, _) in FIRST.items() if python_for(needed)])
def test_first_version(name: str) -> None:
    needed, code = FIRST[name]
    python = python_for(needed)
    assert python is not None
    assert told(python, code, needed) == []
    newer = told(python, code, (needed[0], needed[1] - 1))
    assert {tuple(version) for version, _ in newer} == {needed}
    assert all(line >= 2 for _, line in newer)


OLD = [
    "f'{a[\"x\"]}'",
    "f'''{a['x']} {b[\"y\"]}'''",
    "f'a\\n{b}\\''",
    "f'{a:{b}}' 'c\\n'",
    "f'''{\n  a\n}'''",
    "with open('a') as a, open('b') as b: pass",
    "with (open('a')) as a: pass",
    "with (open('a')) as a, (b): pass",
    "with (a): pass",
    "with (a if b else c)(1): pass",
    "with (\n    a\n): pass",
    "a[(*b, c)]",
    "@a.b.c(1)\ndef f(): ...",
    "try:\n    pass\nexcept (A, B):\n    pass",
    "x = {**a, 'b': [*c]}",
    "async def f():\n    async with a as b:\n        return [i async for i in b]",
]


@pytest.mark.parametrize("code", OLD)
def test_what_all_know(code: str) -> None:
    assert list(newer_syntax(parse(Path("app.py"), code + "\n"), (3, 7))) == []
