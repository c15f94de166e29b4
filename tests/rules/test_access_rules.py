"""HL401, HL402 and HL404 for every source that has such a place: the mistake is found, and what looks like it is not.

The code is made from the facts of the catalogue: ``Records[].body`` is read as ``event["Records"][0]["body"]`` and in a loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlerlens.analysis.event_sources import event_sources
from handlerlens.analysis.finding import Finding
from handlerlens.analysis.function_config import EventSource, FunctionConfig
from handlerlens.analysis.handlers import declare
from handlerlens.analysis.linter import lint
from handlerlens.analysis.source import parse

HERE = Path("/nowhere")
HEAD = "import base64\nimport gzip\nimport json\n\n\ndef handler(event, context):\n"


def places(kind: str) -> Iterator[tuple[str, str]]:
    """Sources with a pattern each; a pattern with a free key (Kafka's topics) has loops of its own below."""
    for key, facts in event_sources().items():
        if kind == "texts":
            patterns = list(facts.texts)
        elif kind == "nullable":
            parts = ("queryStringParameters", "multiValueQueryStringParameters", "stageVariables", "body", "cookies")
            patterns = [p for p in parts if p in facts.nullable]
        else:
            patterns = [rule["path"] for rule in facts.encoded if "when" not in rule]
        yield from ((key, pattern) for pattern in patterns if "*" not in pattern)


def reading(pattern: str) -> str:
    """The expression that reads a pattern."""
    keys = pattern.replace("[0]", "[]").split(".")
    text = "event"
    for key in keys:
        name = key.removesuffix("[]")
        text += f'["{name}"]' if name else ""
        text += "[0]" if key.endswith("[]") else ""
    return text


def findings(kind: str, body: str) -> list[Finding]:
    """What is reported of a handler with this body, which a template says serves the source."""
    source = parse(HERE / "app.py", HEAD + "".join(f"    {line}\n" for line in body.splitlines()))
    config = FunctionConfig(HERE / "template.yaml", "Orders", 1, "app.handler", HERE, events=(EventSource(kind),))
    declare(source, {"handler": (config,)})
    return lint(source)


def codes(kind: str, body: str, rule: str) -> int:
    """How often a rule reports such a handler."""
    return sum(finding.code == rule for finding in findings(kind, body))


BODY_WRONG = (
    'print({it}["id"])',
    'text = {it}\nprint(text["id"])',
    'print({it}["order"]["id"])',
    'print({it}.get("id"))',
    "for key, value in {it}.items():\n    print(key, value)",
)
BODY_RIGHT = (
    'print(json.loads({it})["id"])',
    'text = {it}\nif isinstance(text, str):\n    text = json.loads(text)\nprint(text["id"])',
    "print({it})",
    "print({it}[0])",
    "print({it}[:20])",
    "print(len({it}), {it}.strip())",
    'text = {it}\ntry:\n    text = json.loads(text)\nexcept ValueError:\n    text = {{}}\nprint(text["id"])',
    'print("id" in {it})',
)


@pytest.mark.parametrize(("kind", "pattern"), list(places("texts")))
def test_a_text_is_no_object(kind: str, pattern: str) -> None:
    it = reading(pattern)
    assert [codes(kind, body.format(it=it), "HL402") for body in BODY_WRONG] == [1] * len(BODY_WRONG)
    assert [codes(kind, body.format(it=it), "HL402") for body in BODY_RIGHT] == [0] * len(BODY_RIGHT)


DATA_WRONG = ('print(json.loads({it})["id"])', "data = {it}\nprint(json.loads(data))")
DATA_RIGHT = (
    "print(json.loads(base64.b64decode({it})))",
    "data = base64.b64decode({it})\nprint(json.loads(data))",
    "data = base64.b64decode({it}).decode('utf-8')\nprint(json.loads(data))",
    "print(json.loads(gzip.decompress(base64.b64decode({it}))))",
    "print({it})",
    "print(base64.standard_b64decode({it}))",
)


@pytest.mark.parametrize(("kind", "pattern"), list(places("encoded")))
def test_data_is_decoded_first(kind: str, pattern: str) -> None:
    it = reading(pattern)
    assert [codes(kind, body.format(it=it), "HL404") for body in DATA_WRONG] == [1] * len(DATA_WRONG)
    assert [codes(kind, body.format(it=it), "HL404") for body in DATA_RIGHT] == [0] * len(DATA_RIGHT)


TOPICS = (
    'for records in event["records"].values():\n    for it in records:\n',
    'for topic, records in event["records"].items():\n    for it in records:\n',
    'for topic in event["records"]:\n    for it in event["records"][topic]:\n',
    'for topic in event["records"].keys():\n    for it in event["records"][topic]:\n',
)


@pytest.mark.parametrize("kind", ["msk", "kafka"])
@pytest.mark.parametrize("loops", TOPICS)
def test_data_below_any_topic_is_decoded_first(kind: str, loops: str) -> None:
    def body(text: str) -> str:
        return loops + "".join(f"        {line}\n" for line in text.format(it='it["value"]').splitlines())

    assert [codes(kind, body(text), "HL404") for text in DATA_WRONG] == [1] * len(DATA_WRONG)
    assert [codes(kind, body(text), "HL404") for text in DATA_RIGHT] == [0] * len(DATA_RIGHT)


NULL_RIGHT = (
    'query = event.get("{key}") or {{}}\nprint(query.get("x"))',
    'if event["{key}"]:\n    print(event["{key}"]["x"])',
    'if event.get("{key}") is not None:\n    print(event["{key}"]["x"])',
    'if not event.get("{key}"):\n    return None\nprint(event["{key}"]["x"])',
    'try:\n    print(event["{key}"]["x"])\nexcept (KeyError, TypeError):\n    pass',
    'print(event["{key}"])',
    'print((event["{key}"] or {{}}).get("x"))',
    'query = event["{key}"] if event["{key}"] else {{}}\nprint(query.get("x"))',
    'print(event["{key}"] and event["{key}"]["x"])',
)
NULL_WRONG = (
    'print(event["{key}"]["x"])',
    'print(event["{key}"].get("x"))',
    'print(event.get("{key}", {{}}).get("x"))',
    'query = event["{key}"]\nprint(query["x"])',
    'for name in event["{key}"]:\n    print(name)',
)


@pytest.mark.parametrize(("kind", "key"), [place for place in places("nullable") if place[1] != "body"])
def test_null_is_thought_of(kind: str, key: str) -> None:
    assert [codes(kind, body.format(key=key), "HL401") for body in NULL_WRONG] == [1] * len(NULL_WRONG)
    assert [codes(kind, body.format(key=key), "HL401") for body in NULL_RIGHT] == [0] * len(NULL_RIGHT)


def test_other_sources_know_nothing_of_it() -> None:
    """The same code behind a source of which that is not known is not reported."""
    for body in ('print(event["body"]["id"])', 'print(event["queryStringParameters"]["x"])'):
        for kind in ("step_functions", "direct", "iot_rule", "pipes", "eventbridge"):
            assert not [rule for rule in ("HL401", "HL402", "HL404", "HL407") if codes(kind, body, rule)], kind


NO_LOOP = (
    'body = event["Records"][0]["body"]\nreturn body',
    'for turn in range(2):\n    print(event["Records"][0]["body"])\n    return None',
    "print(f\"{event['Records'][0]['body']}\")",
    'def inner():\n    return event["Records"][0]["body"]\nprint(inner())',
)


@pytest.mark.parametrize("body", NO_LOOP)
def test_a_loop_is_offered_where_it_changes_nothing_else(body: str) -> None:
    found = [finding for finding in findings("sqs", body) if finding.code == "HL406"]
    assert all(not finding.fixes for finding in found)


@pytest.mark.parametrize(
    ("read", "found"),
    [
        ('event.query_string_parameters["x"]', 0),
        ('event.query_string_parameters.get("x")', 0),
        ('event.path_parameters["x"]', 0),
        ('event.headers["x"]', 0),
        ('event["queryStringParameters"]["x"]', 1),
        ('event.raw_event["queryStringParameters"]["x"]', 1),
    ],
)
def test_data_classes_give_empty_objects_for_null(read: str, found: int) -> None:
    assert codes("rest_api", f"print({read})", "HL401") == found
