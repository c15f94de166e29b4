"""What a hover says of what a handler returns."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.flow import returns
from handlerlens.analysis.handlers import find_handlers
from handlerlens.analysis.shape_text import describe
from handlerlens.analysis.source import parse


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('return {"statusCode": 200, "body": str(event)}', ['{"statusCode": 200, "body": str}']),
        ("return None", ["None"]),
        ("return [1, 'a', (2,)]", ['[1, "a", (2,)]']),
        ("return {1, 2}", ["{1, 2}"]),
        ("import datetime\n    return datetime.datetime.now()", ["datetime.datetime"]),
        ("return event", ["{…}"]),
        ("return undefined_thing()", ["…"]),
    ],
)
def test_describe(body: str, expected: list[str]) -> None:
    source = parse(Path("app.py"), f"def lambda_handler(event, context):\n    {body}\n")
    (handler,) = find_handlers(source)
    assert [describe(site.shape) for site in returns(source, handler)] == expected


def test_deep_and_wide_values_end() -> None:
    text = "def lambda_handler(event, context):\n    return " + "[" * 40 + "]" * 40 + "\n"
    source = parse(Path("app.py"), text)
    (handler,) = find_handlers(source)
    assert describe(returns(source, handler)[0].shape) == "[[[[[[…]]]]]]"
