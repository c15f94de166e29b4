"""Sets and dicts that cannot even be made: the message is Python's own, not the serializer's."""

from __future__ import annotations

import logging

import pytest
from analysis.verdicts import errors, findings


@pytest.mark.parametrize(
    ("value", "refused"),
    [
        ('{"statusCode", {"a": 1}}', "dict"),
        ("{1, [2]}", "list"),
        ('{"x": set([{"a": 1}])}', "dict"),
        ("{(): {frozenset(), set()}}", "set"),
        ("{[1]: 2}", "list"),
        ("{(1, 2): 3}", None),
        ('{"a", (1, 2)}', None),
    ],
)
def test_message(value: str, refused: str | None) -> None:
    text = f"def handler(event, context):\n    return {value}\n"
    said = errors({"handler.py": text})[0].message
    if refused is None:
        eval(value)
        assert "unhashable" not in said
        return
    with pytest.raises(TypeError, match=f"unhashable type: '{refused}'"):
        eval(value)
    assert f"unhashable type: '{refused}'" in said


def test_caught() -> None:
    text = "def handler(event, context):\n    try:\n        return {1, []}\n    except TypeError as e:\n        return str(e)\n"
    assert not findings({"handler.py": text})


def test_nesting_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """What is too deep to be followed ends in silence for the user, but not in the log."""
    chain = "x" + ".a()" * 400
    with caplog.at_level(logging.WARNING):
        assert not findings({"handler.py": f"def handler(event, context):\n    x = event\n    return {chain}\n"})
    assert [r.getMessage().partition(": ")[2] for r in caplog.records] == [
        "handler is nested too deeply to be followed to the end"
    ]
