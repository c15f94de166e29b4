"""HL403, HL405, HL406 and HL407 for every source that they concern: what is wrong is found, what looks like it is not.

The handlers are made from the facts of the catalogue; which source they serve is said by a template.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.event_sources import event_sources
from handlerlens.analysis.function_config import EventSource, FunctionConfig
from handlerlens.analysis.handlers import declare
from handlerlens.analysis.linter import lint
from handlerlens.analysis.source import parse

HERE = Path("/nowhere")
HEAD = """import base64
import json
import urllib.parse
from urllib.parse import parse_qs, parse_qsl

import boto3

s3 = boto3.client("s3")
table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
"""


def lines(kind: str, body: str, rule: str, properties: dict[str, object] | None = None) -> int:
    """On how many lines a rule reports a handler with this body behind a source."""
    source = parse(HERE / "app.py", HEAD + "".join(f"    {line}\n" for line in body.splitlines()))
    served = EventSource(kind, properties or {})
    config = FunctionConfig(HERE / "template.yaml", "Orders", 1, "app.handler", HERE, events=(served,))
    declare(source, {"handler": (config,)})
    return len({finding.span.line for finding in lint(source) if finding.code == rule})


KEYS = {
    "s3": 'for record in event["Records"]:\n    key = record["s3"]["object"]["key"]\n',
    "s3_batch": 'for task in event["tasks"]:\n    key = task["s3Key"]\n',
    "sqs": 'for message in event["Records"]:\n    for record in json.loads(message["body"])["Records"]:\n'
    '        key = record["s3"]["object"]["key"]\n    ',
    "sns": 'notification = json.loads(event["Records"][0]["Sns"]["Message"])\n'
    'for record in notification["Records"]:\n    key = record["s3"]["object"]["key"]\n',
    "sqs of sns": 'for message in event["Records"]:\n    inner = json.loads(json.loads(message["body"])["Message"])\n'
    '    key = inner["Records"][0]["s3"]["object"]["key"]\n',
}
KEY_WRONG = (
    's3.get_object(Bucket="b", Key=key)',
    's3.download_file("b", key, "/tmp/x")',
    's3.delete_object(Bucket="b", Key=key)',
    's3.head_object(Key=key, Bucket="b")',
    'if key != "manifest.json": s3.get_object(Bucket="b", Key=key)',
)
KEY_RIGHT = (
    's3.get_object(Bucket="b", Key=urllib.parse.unquote_plus(key))',
    "print(key)",
    'table.put_item(Item={"key": key})',
    'table.get_item(Key={"id": key})',
    "print(key.endswith('.csv'))",
    'if key == "manifest.json": s3.get_object(Bucket="b", Key=key)',
)


@pytest.mark.parametrize("source", KEYS)
def test_keys_are_decoded(source: str) -> None:
    kind = source.partition(" ")[0]
    assert [lines(kind, f"{KEYS[source]}    {use}", "HL403") for use in KEY_WRONG] == [1] * len(KEY_WRONG)
    assert [lines(kind, f"{KEYS[source]}    {use}", "HL403") for use in KEY_RIGHT] == [0] * len(KEY_RIGHT)


@pytest.mark.parametrize("kind", ["s3_eventbridge", "eventbridge", "direct", "step_functions"])
def test_plain_keys_stay(kind: str) -> None:
    body = 's3.get_object(Bucket=event["detail"]["bucket"]["name"], Key=event["detail"]["object"]["key"])'
    assert not lines(kind, body, "HL403")


FORM_WRONG = (
    'return parse_qs(event["body"])',
    'body = event["body"]\nreturn dict(parse_qsl(body))',
    'return parse_qs(event.get("body") or "")',
)
FORM_RIGHT = (
    'return json.loads(event["body"])',
    'body = event["body"]\nif event["isBase64Encoded"]:\n    body = base64.b64decode(body).decode()\nreturn parse_qs(body)',
    'return parse_qs(event["rawQueryString"])',
    'return parse_qs(base64.b64decode(event["body"]).decode() if event.get("isBase64Encoded") else event["body"])',
)


@pytest.mark.parametrize("kind", sorted(event_sources()))
def test_forms_are_decoded(kind: str) -> None:
    told = kind in ("http_api_v1", "http_api_v2", "function_url")
    assert [lines(kind, body, "HL405") for body in FORM_WRONG] == [int(told)] * len(FORM_WRONG)
    assert [lines(kind, body, "HL405") for body in FORM_RIGHT] == [0] * len(FORM_RIGHT)


BATCHES = {
    "sqs": "Records",
    "kinesis": "Records",
    "dynamodb": "Records",
    "documentdb": "events",
    "activemq": "messages",
}
FIRST_WRONG = (
    'print(event["{list}"][0])',
    'record = event["{list}"][0]\nprint(record)',
    'records = event["{list}"]\nprint(records[0]["x"])',
    'print(event["{list}"][0]["x"], event["{list}"][0]["y"])',
)
FIRST_RIGHT = (
    'for record in event["{list}"]:\n    print(record)',
    'print(event["{list}"][0])\nfor record in event["{list}"]:\n    print(record)',
    'print([record for record in event["{list}"]])',
    'print(len(event["{list}"]))',
    'print(event["{list}"][-1])',
    'if len(event["{list}"]) == 1:\n    print(event["{list}"][0])',
)


@pytest.mark.parametrize("kind", sorted(event_sources()))
def test_every_record_counts(kind: str) -> None:
    """Sources that send a record at a time are quiet, whatever the list is called."""
    name = BATCHES.get(kind, "Records")
    told = int(kind in BATCHES)
    assert [lines(kind, body.format(list=name), "HL406") for body in FIRST_WRONG] == [told] * len(FIRST_WRONG)
    assert [lines(kind, body.format(list=name), "HL406") for body in FIRST_RIGHT] == [0] * len(FIRST_RIGHT)


@pytest.mark.parametrize("word", ["BatchSize", "batchSize", "batch_size"])
def test_batches_of_one(word: str) -> None:
    body = FIRST_WRONG[0].format(list="Records")
    assert not lines("sqs", body, "HL406", {word: "1"})
    assert lines("sqs", body, "HL406", {word: "10"}) == 1


ONE = ('event["httpMethod"]', 'event["path"]', 'event["resource"]')
TWO = (
    'event["requestContext"]["http"]["method"]',
    'event["requestContext"]["http"]["path"]',
    'event["rawPath"]',
    'event["routeKey"]',
    'event["rawQueryString"]',
    'event["cookies"]',
)
BOTH = (
    'event["headers"]["accept"]',
    'event["body"]',
    'event["pathParameters"]["id"]',
    'event["requestContext"]["stage"]',
    'event["requestContext"]["requestId"]',
    'event["isBase64Encoded"]',
)
ASKING = (
    'event.get("httpMethod") or event["requestContext"]["http"]["method"]',
    'event["rawPath"] if "rawPath" in event else event["path"]',
    'event.get("rawPath", event.get("path"))',
    'event["version"] == "2.0" and event["rawPath"] or event["path"]',
)


@pytest.mark.parametrize(
    ("kind", "own", "foreign"),
    [
        ("rest_api", ONE, TWO),
        ("http_api_v1", ONE, TWO),
        ("http_api_v2", TWO, ONE),
        ("function_url", TWO, ONE),
        ("alb", (), ()),
        ("vpc_lattice_v2", (), ()),
        ("websocket", (), ()),
        ("direct", (), ()),
        ("step_functions", (), ()),
    ],
)
def test_the_payloads_own_version(kind: str, own: tuple[str, ...], foreign: tuple[str, ...]) -> None:
    assert [lines(kind, f"print({key})", "HL407") for key in foreign] == [1] * len(foreign)
    for key in (*own, *BOTH, *ASKING):
        assert not lines(kind, f"print({key})", "HL407"), key
    if not own:
        assert not [key for key in (*ONE, *TWO) if lines(kind, f"print({key})", "HL407")]
