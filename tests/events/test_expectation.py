"""The header of an event file: taken off without touching the rest, and what it expects compared with what a run returned."""

from __future__ import annotations

import json

import pytest

from handlerlens.events.expectation import compare
from handlerlens.events.header import Header, split, with_header


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ('{"$handlerlens": {}, "a": 1.50}', '{"a": 1.50}'),
        ('{\n  "a": 1e400,\n  "$handlerlens": {"handler": "x"},\n  "b": 2\n}\n', '{\n  "a": 1e400,\n  "b": 2\n}\n'),
        ('{"a": 1, "$handlerlens": {}}', '{"a": 1}'),
        ('{"$handlerlens": {}}', "{}"),
        ('{"a": {"$handlerlens": 1}}', '{"a": {"$handlerlens": 1}}'),
        ('["$handlerlens"]', '["$handlerlens"]'),
        ('  {"a": "}\\"{", "$handlerlens": [1, {"x": "]"}]}', '  {"a": "}\\"{"}'),
        ("null", "null"),
    ],
)
def test_the_rest_stays_as_it_is_written(text: str, rest: str) -> None:
    assert split(text)[0] == rest


@pytest.mark.parametrize("text", ["{}", "{ }", '{"a": 1.0}', '{\n\t"a": 1\n}\n', '\r\n{\r\n  "a": 1\r\n}'])
@pytest.mark.parametrize("expected", [None, "null", '{"b": [1, {}]}'])
def test_what_is_put_on_can_be_taken_off(text: str, expected: str | None) -> None:
    made = with_header(text, "src/app.py::handler", expected)
    assert made is not None
    rest, header = split(made)
    assert json.loads(rest) == json.loads(text)
    assert header is not None
    assert (header.handler, header.problem) == ("src/app.py::handler", None)
    assert header.has_expected == (expected is not None)
    assert expected is None or header.expected == json.loads(expected)


def test_an_event_that_is_no_object_has_none() -> None:
    assert with_header("[1]", "app.py::handler") is None


@pytest.mark.parametrize(
    ("expected", "payload", "failed", "told"),
    [
        ({"a": 1, "b": 2}, '{"b": 2.0, "a": 1}', False, []),
        ({"a": True}, '{"a": 1}', False, ["a is 1; expected true"]),
        ({"a": 1}, '{"a": 1, "b": 2}', False, ["b is not expected: 2"]),
        ({"a": {"b": 1}}, '{"a": {}}', False, ["a.b is missing; expected 1"]),
        ([1, 2], "[1]", False, ["the result has 1 elements; expected 2"]),
        ([1, {"x": 2}], '[1, {"x": 3}]', False, ["[1].x is 3; expected 2"]),
        (None, "null", False, []),
        (None, "", False, []),
        ("x", "not json", False, ['the result is "not json"; expected "x"']),
        ({"errorType": "ValueError"}, '{"errorType": "ValueError", "stackTrace": []}', True, []),
        (
            {"errorType": "KeyError"},
            '{"errorType": "ValueError"}',
            True,
            ['errorType is "ValueError"; expected "KeyError"'],
        ),
        (3, '{"errorType": "ValueError"}', True, ["the function failed; expected 3"]),
    ],
)
def test_differences(expected: object, payload: str, failed: bool, told: list[str]) -> None:
    found = compare(Header(expected=expected, has_expected=True), payload, failed=failed)
    assert found is not None
    assert list(found.differences) == told


def test_nothing_expected() -> None:
    assert compare(Header(), "1") is None
