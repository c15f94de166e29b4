"""Handlers are found in files that do not parse."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlerlens.analysis.handlers import find_handlers
from handlerlens.analysis.partial import parse_partial

CASES = {
    "an error below": ("def handler(event, context):\n    return 1\n\nx = (\n", [("handler", 1)]),
    "an error above": ("x = (\n\ndef handler(event, context):\n    return 1\n", [("handler", 3)]),
    "an error inside": ("import os\ndef handler(event, context):\n    return event[\n", [("handler", 2)]),
    "Python 2": ("def handler(event, context):\n    print 'x'\n", [("handler", 1)]),
    "decorated": (
        "x = )\n@logger.inject_lambda_context(\n    log_event=True,\n)\ndef handler(event, context):\n    return $\n",
        [("handler", 5)],
    ),
    "signature over lines": (
        "def handler(\n    event,  # the event\n    context,\n):\n    return $\n",
        [("handler", 1)],
    ),
    "several": ("def a(event, context):\n    return $\ndef b(event, context):\n    return 1\n", [("a", 1), ("b", 3)]),
    "try and except": (
        "try:\n    import x\nexcept ImportError:\n    x = None\ndef handler(event, context):\n    return $\n",
        [("handler", 5)],
    ),
    "carriage returns": ("x = (\r\n\r\ndef handler(event, context):\r\n    return 1\r\n", [("handler", 3)]),
    "only a broken head": ("def handler(event, context\n    return 1\n", []),
    "a text that looks like one": ('"""\ndef handler(event, context):\n    pass\n"""\nx = (\n', []),
    "quotes in a comment": (
        "# it's \"three ''' of them\ndef handler(event, context):\n    print 'x'\n    return '''\ndef other(event, context):\n'''\n",
        [("handler", 2)],
    ),
    "an escaped quote in a text": (
        'x = """ \\"""\ndef orders(event, context): ...\n"""\ndef handler(event, context):\n    print "x"\n',
        [("handler", 4)],
    ),
    "one works for the other": (
        "def handler(event, context):\n    print 'x'\n    return orders(event, context)\n"
        "def orders(event, context):\n    print 'y'\n",
        [("handler", 1)],
    ),
    "what the body reads": (
        "def orders(data, _):\n    print 'x'\n    return data['Records'], data['queryStringParameters']\n",
        [("orders", 1)],
    ),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_partial(text: str, expected: list[tuple[str, int]]) -> None:
    source = parse_partial(Path("app.py"), text)
    assert [(h.name, h.line) for h in find_handlers(source)] == expected


@given(st.text(alphabet=st.sampled_from("def handler(event,ctx):@\n\r\t #\"'=[]{}\\é😀\x00import "), max_size=200))
def test_any_text(text: str) -> None:
    find_handlers(parse_partial(Path("app.py"), text))
