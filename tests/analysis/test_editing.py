"""While a file is edited its findings are those that the same text would have if it were read anew."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from handlerlens.analysis.finding import Finding
from handlerlens.analysis.flow import SourceFlow, flows, use
from handlerlens.analysis.handlers import find_handlers
from handlerlens.analysis.linter import lint
from handlerlens.analysis.modules import Project
from handlerlens.analysis.reparse import reparse
from handlerlens.analysis.source import Change, SourceError, Sources, parse

HANDLERS = Path(__file__).parents[1] / "bench" / "handlers"
TWO = """\
import json

LIMITS = [1, 2]


def made(x):
    return {"x": x, "ids": [1]}


def unused(x):
    return x


class Table:
    def rows(self):
        return [1]


def first_handler(event, context):
    return made(event["x"])


def second_handler(event, context):
    return {"rows": Table().rows()}
"""


def findings(path: Path, text: str) -> list[Finding]:
    return lint(parse(path, text))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"ids": [1]', '"ids": {1}', ["HL201"]),
        ("return [1]\n", "return [object()]\n", ["HL201"]),
        ("LIMITS = [1, 2]", "LIMITS = [1, 2]\nfrom datetime import datetime", []),
        ("    return x\n", "    y = 1\n    return {x}\n", []),
        ('made(event["x"])', "made({1})", ["HL201"]),
        ("def made(x):", "async def made(x):", ["HL211"]),
        ("def made(x):\n", "def made(x):\n    yield 1\n", ["HL201"]),
    ],
)
def test_one_edit_and_back(old: str, new: str, expected: list[str]) -> None:
    sources, project = Sources(again=reparse), Project(edited=True)
    path = Path("app.py")
    for text in (TWO, TWO.replace(old, new), TWO):
        source = sources.update(path, text)
        assert source is not None
        use(source, project)
        found = lint(source)
        assert found == findings(path, text)
        assert [f.code for f in found] == (expected if text != TWO else [])
        assert Change not in source.cache


def test_several_edits_before_anybody_asks() -> None:
    sources, project = Sources(again=reparse), Project(edited=True)
    path = Path("app.py")
    first = sources.update(path, TWO)
    assert first is not None
    use(first, project)
    lint(first)
    text = TWO
    for old, new in (('"ids": [1]', '"ids": {1}'), ("return [1]", "return [2]"), ("return [2]", "return [object()]")):
        text = text.replace(old, new)
        source = sources.update(path, text)
    assert source is not None
    use(source, project)
    change = source.cache[Change]
    assert isinstance(change, Change)
    assert change.before is first
    assert lint(source) == findings(path, text)
    assert len(lint(source)) == 2


@pytest.mark.parametrize("path", sorted(HANDLERS.glob("*.py")), ids=lambda path: path.stem)
def test_random_edits_of_handlers(path: Path) -> None:
    chosen = random.Random(path.stem)
    sources, project = Sources(again=reparse), Project(edited=True)
    text = path.read_text("utf-8")
    compared = 0
    while compared < 25:
        lines = text.split("\n")
        at = chosen.randrange(len(lines))
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        action = chosen.randrange(6)
        if action == 0:
            del lines[at]
        elif action == 1:
            lines.insert(at, "")
        else:
            pieces = [
                "return {1, 2}",
                "x = {1, 2}",
                "import datetime",
                "return {'at': datetime.datetime.now()}",
                lines[at].strip(),
            ]
            lines.insert(at, indent + pieces[action - 2])
        changed = "\n".join(lines)
        try:
            expected = findings(path, changed)
        except SourceError:
            continue
        source = sources.update(path, changed)
        assert source is not None
        use(source, project)
        if chosen.random() < 0.7:
            compared += 1
            assert lint(source) == expected
        text = changed


FAULTY = """\
from datetime import datetime


class Clock:
    def now(self):
        at = datetime.now()
        return at


def made(x):
    # the reason
    y = x
    return {"x": y, "at": Clock().now()}


def handler(event, context):
    if event["now"]:
        return made(1)

    return {"at": datetime.now()}
"""


@pytest.mark.parametrize("added", ["", "# said", "    # said"])
def test_places_when_lines_are_added_that_say_nothing(added: str) -> None:
    lines = FAULTY.split("\n")
    assert len(findings(Path("app.py"), FAULTY)) == 2
    for at in range(len(lines)):
        sources, project = Sources(again=reparse), Project(edited=True)
        for text in (FAULTY, "\n".join([*lines[:at], added, *lines[at:]]), FAULTY):
            source = sources.update(Path("app.py"), text)
            assert source is not None
            use(source, project)
            assert lint(source) == findings(Path("app.py"), text)


DEFINED = """\
import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

LIMIT = 3
TABLE = os.environ["TABLE"]
SEEN = [LIMIT]


class Kind(Enum):
    NEW = "new"


@dataclass
class Order:
    id: str
    at: str = ""
    tags: list = field(default_factory=list)

    def shown(self):
        return {"id": self.id, "at": self.at}


def kind(value=LIMIT) -> str:
    return Kind.NEW.value


def other(x, y=1):
    return [x, y]


def handler(event, context):
    order = Order(event["id"])
    return {"order": order.shown(), "kind": kind(), "limit": LIMIT, "seen": SEEN, "other": other(2)}
"""


@pytest.mark.parametrize(
    ("old", "new", "expected", "kept"),
    [
        ('NEW = "new"', "NEW = b'new'", ["HL209"], True),
        ("Kind(Enum)", "Kind", [], True),
        ("Kind(Enum)", "Kind(Enum, metaclass=Other)", [], False),
        ('at: str = ""', "at: str = datetime.now()", ["HL201"], True),
        ('at: str = ""', "at: datetime = None", [], True),
        ("LIMIT = 3", "LIMIT = {3}", ["HL201", "HL201"], True),
        ("LIMIT = 3", "LIMIT = made()", [], False),
        ("LIMIT = 3", "LIMIT = 3\nLIMIT = {4}", ["HL201", "HL201"], False),
        ("y=1", "y={1}", ["HL201"], True),
        ("y=1", "y=made()", [], False),
        ("def other(x", "async def other(x", ["HL211"], True),
        ("def other(x", "def another(x", [], True),
        ("def other(x", "@made\ndef other(x", [], False),
        ("def shown", "@property\n    def shown", [], True),
        ("@dataclass\n", "", [], True),
        ("SEEN = [LIMIT]", "SEEN = [LIMIT]\nSEEN.append({1})", ["HL201"], False),
        ('os.environ["TABLE"]', 'os.environ["TABLES"]', [], True),
    ],
)
def test_another_definition_and_back(old: str, new: str, expected: list[str], kept: bool) -> None:
    """What does not rest on a definition that changed is not looked at again."""
    sources, project = Sources(again=reparse), Project(edited=True)
    path, runs = Path("app.py"), []
    for text in (DEFINED, DEFINED.replace(old, new), DEFINED):
        source = sources.update(path, text)
        assert source is not None
        use(source, project)
        found = lint(source)
        assert found == findings(path, text)
        known = flows(source)
        assert isinstance(known, SourceFlow)
        runs.append(known.run)
        if text != DEFINED:
            assert [f.code for f in found] == expected
    assert (runs[0] is runs[1]) is kept


KEPT = """\
import os

NAMES = [name for name in os.environ["NAMES"].split(",") if name]
LAST = None


class RefusedError(Exception):
    def __init__(self, status, tags):
        super().__init__(status)
        self.tags = tags


def checked(event):
    if not NAMES:
        return {"name": "none", "of": [], "tags": []}
    name = event.get("name") or "nobody"
    if name not in NAMES:
        raise RefusedError(400, {name, "refused"})
    if len(name) > 20:
        raise RefusedError(413, ["long"])
    return {"name": name, "of": NAMES, "tags": [name, "checked"]}


def noted(event):
    global LAST
    parts = [part.strip().lower() for part in event.get("parts", "").split(",") if part.strip()]
    LAST = {len(part) for part in parts}
    return {"parts": parts, "count": len(parts), "first": parts[0] if parts else None}


def handler(event, context):
    try:
        order = checked(event)
    except RefusedError as error:
        return {"tags": error.tags, "said": "refused"}
    more = noted(event)
    if event["again"]:
        return {"order": checked(event), "last": LAST, "said": "again"}
    return {"order": order, "more": more, "said": "done"}
"""


def test_calls_that_are_remembered_raise_and_change_what_they_did() -> None:
    sources, project = Sources(again=reparse), Project(edited=True)
    path, text = Path("app.py"), KEPT
    edits = [('"refused"}\n    more', '"x"}\n    more'), ('"again"}', '"y"}'), ('"done"', '"z"'), ('["long"]', "{1}")]
    edits += [('{name, "refused"}', "[name]"), ("    global LAST\n", ""), ('"z"', '{"z"}')]
    for old, new in [("", ""), *edits]:
        assert old in text
        text = text.replace(old, new, 1)
        source = sources.update(path, text)
        assert source is not None
        use(source, project)
        expected = findings(path, text)
        assert lint(source) == expected
        assert expected
    remembered = source.cache[flows]
    assert isinstance(remembered, SourceFlow)
    assert {getattr(node, "name", "") for node in remembered.run.summaries} == {"checked", "noted", "handler"}


HELPED = """\
from functools import wraps


def api(function):
    @wraps(function)
    def wrapper(event, context):
        return function(event)

    return wrapper


def answered(status, body):
    return {"statusCode": status, "body": body}


def search(request, context):
    return answered(200, request["q"])


@api
def listed(request):
    return answered(200, "")
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"statusCode": status, ', '"status": status, ', ["listed"]),
        ("    return wrapper\n", "    return function\n", ["search"]),
    ],
)
def test_handlers_that_others_make_known(old: str, new: str, expected: list[str]) -> None:
    sources, path = Sources(again=reparse), Path("app.py")
    for text in (HELPED, HELPED.replace(old, new), HELPED):
        source = sources.update(path, text)
        assert source is not None
        found = [handler.name for handler in find_handlers(source)]
        assert found == [handler.name for handler in find_handlers(parse(path, text))]
        assert found == (expected if text != HELPED else ["search", "listed"])
