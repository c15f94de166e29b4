"""While one function is edited, calls of the others are remembered, and nothing is found otherwise than in the whole text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from handlerlens.analysis.flow import flows, use
from handlerlens.analysis.linter import lint
from handlerlens.analysis.modules import Project
from handlerlens.analysis.reparse import reparse
from handlerlens.analysis.shape_text import describe
from handlerlens.analysis.source import Source, Sources, parse

if TYPE_CHECKING:
    from handlerlens.analysis.engine.summaries import Summary

HEAD = """\
import json
from datetime import datetime

SEEN = {}
HEADERS = {"content-type": "application/json"}


class AppError(Exception):
    def __init__(self, message, at):
        super().__init__(message)
        self.at = at


def edited():
    return 0


"""
PADDING = "".join(
    f"    _{number} = [x.get('{number}', {number}) for x in event.get('items', [])]\n" for number in range(4)
)
"""So much that a call is worth remembering."""


def module(function: str, handler: str) -> str:
    body = "".join(f"    {line}\n" for line in handler.split("\n"))
    return f"{HEAD}def work(event, other=None):\n{PADDING}{function}\n\n\ndef handler(event, context):\n    n = edited()\n{body}"


def seen(source: Source) -> list[object]:
    return [
        (
            handler.handler.name,
            [(site.span, describe(site.shape)) for site in handler.sites],
            [(dump.node.lineno, describe(dump.shape), [node.lineno for node, _ in dump.way]) for dump in handler.dumps],
            sorted(dump.caught for dump in handler.dumps),
        )
        for handler in flows(source).handlers
    ]


@pytest.mark.parametrize(
    ("function", "handler"),
    [
        ("    return {'at': datetime.now()}", "return work(event)"),
        ("    return other", "a = {}\nb = work(event, a)\nb['at'] = datetime.now()\nreturn a"),
        ("    other['at'] = datetime.now()\n    return 1", "a = {}\nwork(event, a)\nreturn a"),
        ("    SEEN['at'] = datetime.now()\n    return 1", "work(event)\nreturn SEEN"),
        ("    return HEADERS", "h = work(event)\nh['at'] = datetime.now()\nreturn HEADERS"),
        ("    if SEEN.get('at'):\n        return {1}\n    return 2", "SEEN['at'] = 1\nreturn work(event)"),
        (
            "    raise AppError('x', datetime.now())",
            "try:\n    work(event)\nexcept AppError as e:\n    return {'at': e.at}\nreturn 1",
        ),
        ("    return json.dumps({'at': datetime.now()})", "a = work(event)\nb = work(event)\nreturn [a, b]"),
        (
            "    raise AppError('x', {'of': [event.get('x'), {1}]})",
            "try:\n    work(event)\nexcept AppError as e:\n    e.at['of'] = 1\n"
            "try:\n    work(event)\nexcept AppError as e:\n    return e.at",
        ),
        ("    global SEEN\n    SEEN = {'at': {1}}\n    return 1", "work(event)\nreturn SEEN"),
        ("    if not SEEN:\n        return {1}\n    return 2", "a = work(event)\nreturn [a, SEEN]"),
        ("    return work.of", "work.of = {1} if n else n\nreturn work(event)"),
        ("    return n", "n = {1}\na = work(event)\nreturn [a, n]"),
        (
            "    return json.dumps({'at': datetime.now()})",
            "try:\n    return work(event)\nexcept TypeError:\n    return None",
        ),
        ("    x = []\n    return {'a': x, 'b': x}", "r = work(event)\nr['a'].append({1})\nreturn r['b']"),
        ("    return {'a': [{'b': 1}]}", "r = work(event)\ns = work(event)\nr['a'][0]['b'] = {1}\nreturn s"),
        ("    return [work]", "return work(event)"),
        ("    def inner():\n        return event\n    return inner", "return work({'at': datetime.now()})()"),
        (
            "    return {'x': other}",
            "out = []\nfor r in event['Records']:\n    out.append(work(r, datetime.now()))\nreturn out",
        ),
        ("    event['at'] = {1}\n    return 1", "work(event)\nreturn event['at']"),
        ("    raise ValueError(event['x'])", "work(event)\nreturn {1}"),
    ],
)
def test_same_as_the_whole_text(function: str, handler: str) -> None:
    sources, project = Sources(again=reparse), Project(edited=True)
    path = Path("app.py")
    before = module(function, handler)
    for text in (before, *(before.replace("return 0", f"return {number}") for number in range(1, 4))):
        source = sources.update(path, text)
        assert source is not None
        use(source, project)
        whole = parse(path, text)
        assert lint(source) == lint(whole)
        assert seen(source) == seen(whole)


def test_only_what_an_edit_concerns_is_worked_out_anew() -> None:
    text = module("    return {'a': event['x']}", "return [n, work(event)]")
    sources, project = Sources(again=reparse), Project(edited=True)

    def after(text: str) -> list[Summary]:
        source = sources.update(Path("app.py"), text)
        assert source is not None
        use(source, project)
        return [summary for each in flows(source).run.summaries.values() for summary in each]

    after(text)
    first = after(text.replace("return 0", "return 1"))
    second = after(text.replace("return 0", "return 2"))
    third = after(text.replace("return 0", "return 2").replace("'a'", "'b'"))
    assert len(first) == len(second) == len(third) == 1
    assert second[0] is first[0]
    assert third[0] is not first[0]


TWO = f"""\
{HEAD}def lambda_handler(event, context):
    n = edited()
{PADDING}    return json.dumps({{"at": datetime.now(), "n": n}})


def handler(event, context):
    kind = event["kind"]
    if kind == "none":
        return None
    return [kind, lambda_handler(event, context)]
"""


def test_what_a_handler_came_to_serves_the_one_that_calls_it() -> None:
    sources, project = Sources(again=reparse), Project(edited=True)
    for number in range(3):
        text = TWO.replace("return 0", f"return {number}")
        source = sources.update(Path("app.py"), text)
        assert source is not None
        use(source, project)
        assert lint(source) == lint(parse(Path("app.py"), text))
        assert seen(source) == seen(parse(Path("app.py"), text))


def test_a_test_of_the_caller_does_not_keep_it_from_remembering() -> None:
    text = module(
        "    return {'a': event['x']}", "kind = event['kind']\nif kind == 0:\n    return n\nreturn work(event)"
    )
    sources, project = Sources(again=reparse), Project(edited=True)
    found = []
    for number in range(3):
        source = sources.update(Path("app.py"), text.replace("return 0", f"return {number}"))
        assert source is not None
        use(source, project)
        found.append([summary for each in flows(source).run.summaries.values() for summary in each])
    assert len(found[1]) == 1
    assert found[1] == found[2]
