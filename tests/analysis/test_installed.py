"""What is known of installed packages: by their annotations, by what their bodies return, beside the packed declarations."""

from __future__ import annotations

from pathlib import Path

import pytest
from analysis.verdicts import OURS, Files

from handlerlens.analysis import flow
from handlerlens.analysis.finding import Severity
from handlerlens.analysis.linter import lint
from handlerlens.analysis.modules import Project, SearchPath
from handlerlens.analysis.source import parse

ROOT = Path("/project")
SITE = Path("/site")
THING = "class Thing:\n    pass\n"


def refused(packages: dict[str, str], expression: str, name: str = "pack") -> bool:
    """Whether an expression of an installed package is reported as the handler's result."""
    text = f"import {name}\n\n\ndef handler(event, context):\n    return {{'value': {expression}}}\n"
    path = ROOT / "handler.py"
    view = Files({path: text, **{SITE / where: content for where, content in packages.items()}})
    source = parse(path, text, view)
    flow.use(source, Project(SearchPath((ROOT,), (SITE,)), view))
    return any(f.severity is Severity.ERROR for f in lint(source, rules=OURS))


@pytest.mark.parametrize(
    ("body", "expression", "wrong"),
    [
        (f"{THING}def make():\n    return Thing()\n", "pack.make()", True),
        (f"{THING}def make(n):\n    if n:\n        return Thing()\n    return n\n", "pack.make(1)", False),
        (f"{THING}def make():\n    made = Thing()\n    return made\n", "pack.make()", True),
        (f"{THING}def make():\n    made = Thing()\n    made += 1\n    return made\n", "pack.make()", False),
        ("def rows():\n    for n in range(3):\n        yield n\n", "pack.rows()", True),
        ("def rows():\n    for n in range(3):\n        yield n\n", "list(pack.rows())", False),
        ("def kinds():\n    return {'a', 'b'}\n", "pack.kinds()", True),
        ("def kinds():\n    return ['a', 'b']\n", "pack.kinds()", False),
        ("class Chain:\n    def more(self):\n        return self\n", "pack.Chain().more().more()", True),
        ("class Chain:\n    @classmethod\n    def make(cls):\n        return cls()\n", "pack.Chain.make()", True),
        (
            "class Chain(dict):\n    @classmethod\n    def make(cls):\n        return cls()\n",
            "pack.Chain.make()",
            False,
        ),
        ("class A:\n    @property\n    def b(self):\n        return A()\n", "pack.A().b", True),
        (
            "class A:\n    def b(self):\n        return self.c()\n    def c(self):\n        return A()\n",
            "pack.A().b()",
            True,
        ),
        (
            "class A(type):\n    pass\nclass B(metaclass=A):\n    pass\ndef make():\n    return B()\n",
            "pack.make()",
            False,
        ),
        ("class A:\n    def __new__(cls):\n        return 3\ndef make():\n    return A()\n", "pack.make()", False),
        ("import other\n@other.cached\ndef make():\n    return {1}\n", "pack.make()", False),
        ("async def make():\n    return 1\n", "pack.make()", True),
        ("str = str\ndef make() -> str: ...\n", "pack.make()", False),
        (
            "from typing import Any, Callable, TypeVar\nF = TypeVar('F')\nclass Thing: ...\n"
            "def kept() -> Callable[[F], F]: ...\nclass A:\n    @kept()\n    def b(self) -> Thing: ...\n",
            "pack.A().b()",
            True,
        ),
        (
            "from typing import Any, Callable\nclass Thing: ...\n"
            "def other() -> Callable[[Any], Any]: ...\nclass A:\n    @other()\n    def b(self) -> Thing: ...\n",
            "pack.A().b()",
            False,
        ),
    ],
)
def test_bodies(body: str, expression: str, wrong: bool) -> None:
    """A function that says nothing of its result is read; what is not certain ends in nothing."""
    assert refused({"pack/__init__.py": body}, expression) is wrong


def test_a_stub_may_hide_a_dict() -> None:
    """Packages written in C call their dicts mappings in their stubs."""
    stub = "from typing import Mapping\nclass frozen(Mapping): ...\n"
    assert not refused({"pack/__init__.pyi": stub}, "pack.frozen()")
    assert refused({"pack/__init__.py": stub}, "pack.frozen()")


def test_beside_the_packed_declarations() -> None:
    """Names that the packed declarations of a package leave out are looked up where it is installed."""
    installed = {"requests/__init__.py": "class Odd:\n    pass\ndef get(url):\n    return 3\n"}
    assert refused(installed, "requests.Odd()", "requests")
    assert refused(installed, "requests.get('https://example.com')", "requests")
