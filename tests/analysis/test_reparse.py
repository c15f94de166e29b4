"""A changed text is read as if it had been parsed as a whole."""

from __future__ import annotations

import ast
import random
from pathlib import Path

import pytest

from handlerlens.analysis.reparse import reparse
from handlerlens.analysis.source import Change, SourceError, parse

TEXT = '''"""A module."""

import json

X = [
    1,
]


@cached
def first(a, b=1):
    """Says "é🐍"."""
    return {"a": a, "b": b}


class Middle:
    x = 1

    def method(self):
        return self.x


if X:
    y = 1
else:
    y = 2


def last(event, context):
    text = """one
two
"""
    return json.dumps({"text": text})


try:
    last({}, None)
except ValueError as error:
    print(error)
'''


def whole(text: str) -> str:
    return ast.dump(parse(Path("a.py"), text).tree, include_attributes=True)


def changed(before: str, after: str) -> bool:
    """Whether the new text could be read by its difference; then the tree is that of the whole."""
    source = reparse(parse(Path("a.py"), before), after)
    if source is None:
        return False
    assert ast.dump(source.tree, include_attributes=True) == whole(after)
    assert source.text == after
    return True


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"a": a', '"a": a + 1'),
        ("import json", "import json\nimport os"),
        ("import json\n\n", ""),
        ("    return self.x\n", "    return self.x\n\n    def other(self):\n        pass\n"),
        ("two\n", "two\nthree\n"),
        ("@cached\n", ""),
        ("@cached\n", "@cached\n@again\n"),
        ("    y = 2\n", "    y = 3\n"),
        ("else:\n    y = 2\n", ""),
        ("    print(error)\n", "    print(error)\nelse:\n    print()\n"),
        ("\n\n\nclass Middle", "\n\n# a comment\n\nclass Middle"),
        ("\n\n\nclass Middle", "\n\nz = 1\n\nclass Middle"),
        ('"""A module."""\n', ""),
        ("    print(error)\n", "    print(error)"),
        ("é🐍", "é🐍🐍"),
    ],
)
def test_one_change(old: str, new: str) -> None:
    assert old in TEXT
    for before, after in ((TEXT, TEXT.replace(old, new)), (TEXT.replace(old, new), TEXT)):
        assert changed(before, after)
        assert changed(before.replace("\n", "\r\n"), after.replace("\n", "\r\n"))


@pytest.mark.parametrize("after", [TEXT.replace("]\n", "\n"), TEXT.replace('two\n"""', "two\n"), TEXT + "def"])
def test_what_does_not_parse_is_left_to_the_parser(after: str) -> None:
    assert not changed(TEXT, after)


def test_statements_that_share_a_line() -> None:
    text = "a = (1,\n 2); b = (3,\n 4,\n 5,\n 6)\n"
    assert changed(text, text.replace("6", "7"))
    assert changed("a = 1; b = 2\n" * 5, "a = 1; b = 3\n" + "a = 1; b = 2\n" * 4)


def test_what_did_not_change_keeps_its_nodes() -> None:
    before = parse(Path("a.py"), TEXT)
    nodes = before.tree.body
    after = reparse(before, TEXT.replace('"a": a', '"a": a,\n        "c": 3'))
    assert after is not None
    assert all(one is other for one, other in zip(nodes, after.tree.body, strict=True))
    change = after.cache[Change]
    assert isinstance(change, Change)
    assert change.bodies is not None
    assert change.replaced is None
    assert [function.name for function in change.bodies] == ["first"]
    again = reparse(after, after.text.replace("return self.x", "return -self.x").replace("    x = 1", "    x = 1 #"))
    assert again is not None
    change = again.cache[Change]
    assert isinstance(change, Change)
    assert change.bodies is not None
    assert sorted(function.name for function in change.bodies) == ["first", "method"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("b=1", "b=2"),
        ("def first", "def fist"),
        ("@cached", "@cashed"),
        ("x = 1", "x = 2"),
        ("x = 1", "x = True"),
        ("y = 2", "y = 3"),
    ],
)
def test_what_more_than_a_body_changes(old: str, new: str) -> None:
    after = reparse(parse(Path("a.py"), TEXT), TEXT.replace(old, new))
    assert after is not None
    change = after.cache[Change]
    assert isinstance(change, Change)
    assert change.bodies == frozenset()
    assert change.replaced is not None
    one, other = ([ast.dump(statement) for statement in part] for part in change.replaced)
    assert one != other


def test_random_edits() -> None:
    """Deleted, doubled and inserted stretches of text: read by the difference or not at all, never otherwise than the whole."""
    chosen = random.Random(4)
    pieces = [
        "\n",
        "x",
        "(",
        ")",
        ":",
        '"',
        "    ",
        "#",
        "\\\n",
        "def f():\n    pass\n",
        "@d\n",
        "else:\n",
        '"""',
        "\r",
        "\x0c",
        ";",
    ]
    text, taken = TEXT, 0
    for _ in range(1500):
        at = chosen.randrange(len(text))
        piece = chosen.choice([*pieces, text[at : at + chosen.randrange(30)]])
        new = text[:at] + piece + text[at + chosen.choice([0, 0, 1, 7, 20]) :]
        try:
            source = parse(Path("a.py"), new)
        except (SourceError, RecursionError):
            source = None
        if source is None:
            assert not changed(text, new)
            continue
        taken += changed(text, new)
        text = new if len(new) < 2 * len(TEXT) and len(source.tree.body) > 6 else TEXT
    assert taken > 150
