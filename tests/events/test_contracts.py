"""What callers do with a payload. The cases marked AWS-V were recorded from AWS (see the reference of response contracts)."""

import base64
import json

import pytest

from events.payloads import CASES
from handlerlens.analysis.contracts import contract
from handlerlens.analysis.event_sources import event_sources
from handlerlens.events.catalog import variant
from handlerlens.events.client_view import ClientView, client_view
from handlerlens.events.contracts import judge

RESPONSE_502 = 'API Gateway answers 502 {"message": "Internal server error"}: '


@pytest.mark.parametrize(("source", "payload", "expected"), CASES, ids=lambda v: v if isinstance(v, str) else None)
def test_judge(source: str, payload: object, expected: list[str]) -> None:
    told = judge(source, json.dumps(payload))
    assert len(told) == len(expected), told
    for sentence, part in zip(told, expected, strict=True):
        assert part.lower() in sentence.lower()
        assert sentence.endswith(".")


def test_the_consequence_is_told() -> None:
    assert judge("rest_api", '{"body": 1}') == [RESPONSE_502 + "body must be a string, not 1."]


def linked(source: str, payload: object, name: str = "") -> list[str]:
    return judge(source, json.dumps(payload), json.dumps(variant(name or source).event))


def test_ids_must_be_the_events() -> None:
    event = variant("sqs").event
    known = event["Records"][0]["messageId"]  # type: ignore[index,call-overload]
    assert linked("sqs", {"batchItemFailures": [{"itemIdentifier": known}]}) == []
    (told,) = linked("sqs", {"batchItemFailures": [{"itemIdentifier": "other"}]})
    assert told == "Lambda takes the whole batch as failed: 'other' is no messageId of the batch."
    (told,) = linked("kinesis", {"batchItemFailures": [{"itemIdentifier": "shardId-000000000006:1"}]})
    assert "is no sequenceNumber of the batch" in told


def test_every_firehose_record_is_answered() -> None:
    records = variant("firehose").event["records"]  # type: ignore[index,call-overload]
    data = base64.b64encode(b"x").decode()
    answers = [{"recordId": r["recordId"], "result": "Ok", "data": data} for r in records]  # type: ignore[index,call-overload,union-attr]
    assert linked("firehose", {"records": answers}) == []
    assert "there is no record for recordId" in linked("firehose", {"records": answers[:1]})[0]


def test_echoed_ids_and_lengths() -> None:
    assert (
        "invocationId must be the event's"
        in linked("s3_batch", {"invocationSchemaVersion": "1.0", "invocationId": "1", "results": []})[0]
    )
    assert linked("appsync_batch", [1, 2]) == []
    assert "1 items for 2 of the event" in linked("appsync_batch", [1])[0]
    assert linked("cognito_pre_sign_up", variant("cognito_pre_sign_up").event) == []
    assert "statusCode is missing" in linked("websocket", None, "websocket_connect")[0]
    assert linked("websocket", None, "websocket_disconnect") == []
    assert "wants the state" in linked("kinesis", None, "kinesis_window")[0]
    assert linked("kinesis", {"state": {}}, "kinesis_window") == []


def test_an_answer_that_nobody_wants() -> None:
    ended = json.dumps({"request": {"type": "SessionEndedRequest"}})
    asked = json.dumps({"request": {"type": "IntentRequest"}})
    assert judge("alexa_skill", "null", ended) == []
    assert "must be an object" in judge("alexa_skill", "null", asked)[0]


def test_not_json() -> None:
    assert judge("rest_api", "\x00raw") == [RESPONSE_502 + "the response is not JSON."]
    assert judge("s3", "\x00raw") == []
    assert judge("no_such_source", "{}") == []


def test_every_contract_is_sound() -> None:
    for key, facts in event_sources().items():
        known = contract(facts.contract)
        assert known is not None or facts.contract in ("any_json", "appsync"), key
        if known is None:
            continue
        assert known.docs.startswith("https://")
        assert known.value in ("answer", "ignored", "call")
        assert bool(known.schema) or known.value != "answer" or facts.id in ("pipes", "cloudwatch_widget")


@pytest.mark.parametrize(
    ("source", "payload", "expected"),
    [
        (
            "http_api_v2",
            {"a": 1},
            ClientView(200, {"content-type": "application/json"}, body='{"a": 1}', inferred=True),
        ),
        ("function_url", "hi", ClientView(200, {"content-type": "application/json"}, body="hi", inferred=True)),
        (
            "function_url",
            {"body": "x"},
            ClientView(200, {"content-type": "application/json"}, body='{"body": "x"}', inferred=True),
        ),
        (
            "http_api_v2",
            {"statusCode": 201, "headers": {"X-A": 1}, "cookies": ["a=b"], "body": "x"},
            ClientView(201, {"x-a": "1"}, ("a=b",), "x"),
        ),
        ("rest_api", {"statusCode": "204"}, ClientView(204)),
        ("rest_api", {"body": "x"}, ClientView(200, body="x")),
        (
            "rest_api",
            {"statusCode": 200, "multiValueHeaders": {"A": ["b", "c"]}, "isBase64Encoded": True},
            ClientView(200, {"a": "b, c"}, base64=True),
        ),
        ("rest_api", {"statusCode": 200, "body": {}}, None),
        ("alb", None, None),
        ("sqs", {"statusCode": 200}, None),
    ],
)
def test_what_a_client_sees(source: str, payload: object, expected: ClientView | None) -> None:
    assert client_view(source, json.dumps(payload)) == expected


def test_keys_are_written_as_they_are() -> None:
    def told(payload: dict[str, object]) -> str:
        (sentence,) = judge("http_api_v2", json.dumps({"statusCode": 200, **payload}))
        return sentence.partition(" ")[0]

    assert told({"statusCode": True}) == "statusCode"
    assert told({"body": 5}) == "body"
    assert told({"headers": {"a": ["b"]}}) == "headers.a"
    assert told({"multiValueHeaders": {}}) == "multiValueHeaders"
