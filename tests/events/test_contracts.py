"""What callers do with a payload. The cases marked AWS-V were recorded from AWS (see the reference of response contracts)."""

import base64
import json

import pytest

from handlerlens.analysis.contracts import contract
from handlerlens.analysis.event_sources import event_sources
from handlerlens.events.catalog import variant
from handlerlens.events.client_view import ClientView, client_view
from handlerlens.events.contracts import judge

OK: list[str] = []
POLICY = {
    "principalId": "ada",
    "policyDocument": {
        "Version": "2012-10-17",
        "Statement": [{"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": "*"}],
    },
}
RESPONSE_502 = 'API Gateway answers 502 {"message": "Internal server error"}: '

CASES: list[tuple[str, object, list[str]]] = [
    # REST, AWS-V
    ("rest_api", {}, OK),
    ("rest_api", {"statusCode": 200}, OK),
    ("rest_api", {"headers": {"a": "b"}}, OK),
    ("rest_api", {"statusCode": "201"}, OK),
    ("rest_api", {"statusCode": 200, "headers": None, "body": None}, OK),
    ("rest_api", {"statusCode": 200, "headers": {"a": True, "b": 1}}, OK),
    ("rest_api", {"statusCode": 200, "multiValueHeaders": {"a": ["b", "c"]}}, OK),
    ("rest_api", {"statusCode": "test"}, ["statusCode must be a status such as 200, not 'test'"]),
    ("rest_api", {"statusCode": 200, "message": "x"}, ["'message' is no key of a proxy response"]),
    ("rest_api", "text", ["the response must be an object, not 'text'"]),
    (
        "rest_api",
        {"statusCode": 200, "multiValueHeaders": {"a": "b"}},
        ["multiValueHeaders.a must be a list of strings, not 'b'"],
    ),
    # REST, documented
    ("rest_api", {"statusCode": 200, "body": {"a": 1}}, ["body must be a string, not an object"]),
    ("rest_api", {"statusCode": 200, "body": [1]}, ["body must be a string, not a list"]),
    ("rest_api", {"statusCode": 200, "body": 5}, ["body must be a string, not 5"]),
    ("rest_api", {"statusCode": 200, "headers": {"a": ["b"]}}, ["headers.a must be a string, not a list"]),
    ("rest_api", {"statusCode": 200, "headers": ["a"]}, ["headers must be an object, not a list"]),
    ("rest_api", {"status_code": 200, "body": "x"}, ["the key is statusCode, not status_code"]),
    ("rest_api", {"statusCode": 200, "isBase64Encoded": "true"}, ["isBase64Encoded must be a boolean, not 'true'"]),
    ("rest_api", None, ["the response must be an object, not null"]),
    ("rest_api", [1], ["the response must be an object, not a list"]),
    ("http_api_v1", {"body": "x"}, ["statusCode is missing"]),
    ("http_api_v1", {"statusCode": 200, "message": "x"}, OK),
    (
        "alb",
        {"statusCode": 200, "statusDescription": "200 OK", "isBase64Encoded": False, "headers": {}, "body": "x"},
        OK,
    ),
    ("alb", {"body": "x"}, ["statusCode is missing"]),
    ("alb", {"statusCode": 200, "body": {}}, ["body must be a string, not an object"]),
    # HTTP API 2.0 and function URLs take anything (AWS-V)
    *[("function_url", value, OK) for value in ({"a": 1}, [1], "text", 1, 1.5, True, None)],
    ("http_api_v2", {"statusCode": 200, "body": "x", "cookies": ["a=b"]}, OK),
    ("http_api_v2", {"statusCode": 200, "body": {"a": 1}}, ["body must be a string, not an object"]),
    ("http_api_v2", {"statusCode": 200, "multiValueHeaders": {"a": ["b"]}}, ["multiValueHeaders is ignored here"]),
    ("http_api_v2", {"body": "x", "headers": {}}, ["without statusCode the client gets 200 with this whole object"]),
    ("http_api_v2", {"status": 200, "body": "x"}, ["the key is statusCode, not status"]),
    ("http_api_v2", {"status": "shipped", "id": 1}, OK),
    ("function_url", {"statusCode": "OK", "body": "x"}, ["statusCode must be a status such as 200"]),
    ("websocket", {"statusCode": 200}, OK),
    ("websocket", {"statusCode": 200, "body": {}}, ["body must be a string"]),
    ("vpc_lattice_v2", {"body": "x"}, ["statusCode is missing"]),
    # authorizers
    ("rest_authorizer_token", POLICY, OK),
    ("rest_authorizer_token", {**POLICY, "context": {"a": "b", "n": 1, "t": True}}, OK),
    (
        "rest_authorizer_token",
        {**POLICY, "context": {"a": {"b": 1}}},
        ["context.a must be a string, a number or a boolean"],
    ),
    ("rest_authorizer_token", {"policyDocument": POLICY["policyDocument"]}, ["principalId is missing"]),
    ("rest_authorizer_token", {"principalId": "ada"}, ["policyDocument is missing"]),
    ("rest_authorizer_request", {"isAuthorized": True}, ["principalId is missing", "policyDocument is missing"]),
    ("http_api_authorizer", {"isAuthorized": True, "context": {"a": {"b": 1}}}, OK),
    ("http_api_authorizer", POLICY, OK),
    ("http_api_authorizer", {"isAuthorized": "true"}, ["isAuthorized must be a boolean, not 'true'"]),
    ("http_api_authorizer", {"is_authorized": True}, ["the key is isAuthorized, not is_authorized"]),
    ("appsync_authorizer", {"isAuthorized": True, "resolverContext": {"a": "b"}, "ttlOverride": 10}, OK),
    ("appsync_authorizer", {}, ["isAuthorized is missing"]),
    (
        "iot_authorizer",
        {"isAuthenticated": True, "principalId": "ada-1"},
        ["principalId must be 1 to 128 letters and digits"],
    ),
    (
        "iot_authorizer",
        {"isAuthenticated": True, "disconnectAfterInSeconds": 60},
        ["disconnectAfterInSeconds must be at least 300, not 60"],
    ),
    ("iot_provisioning", {"allowProvisioning": True}, OK),
    (
        "transfer_authorizer",
        {"Role": "r", "HomeDirectoryType": "LOGICAL"},
        ["HomeDirectoryDetails is missing, which LOGICAL needs"],
    ),
    ("transfer_authorizer", {"Role": "r", "HomeDirectoryDetails": [{}]}, ["HomeDirectoryDetails must be JSON text"]),
    ("vpn_connect", {"allow": "yes"}, ["allow must be a boolean"]),
    # pollers, AWS-V
    *[
        (s, v, OK)
        for s in ("sqs", "kinesis", "dynamodb")
        for v in ("", [], None, {}, {"batchItemFailures": []}, {"batchItemFailures": None})
    ],
    (
        "kinesis",
        {"batchItemFailures": [{"itemIdentifier": ""}]},
        ["batchItemFailures[0].itemIdentifier must be not empty"],
    ),
    (
        "kinesis",
        {"batchItemFailures": [{"itemIdentifier": None}]},
        ["batchItemFailures[0].itemIdentifier must be a string, not null"],
    ),
    (
        "kinesis",
        {"batchItemFailures": [{"itemIdentifier": 123}]},
        ["batchItemFailures[0].itemIdentifier must be a string, not 123"],
    ),
    ("kinesis", {"batchItemFailures": [{"foo": "1"}]}, ["batchItemFailures[0].itemIdentifier is missing"]),
    ("sqs", {"batchItemFailures": [{"ItemIdentifier": "1"}]}, ["the key is itemIdentifier, not ItemIdentifier"]),
    ("sqs", {"batchItemFailures": ["1"]}, ["batchItemFailures[0] must be an object, not '1'"]),
    ("sqs", {"BatchItemFailures": []}, ["the key is batchItemFailures, not BatchItemFailures"]),
    ("sqs", {"statusCode": 200}, OK),
    ("msk", {"batchItemFailures": [{"itemIdentifier": {"partition": "orders-0", "offset": 15}}]}, OK),
    (
        "msk",
        {"batchItemFailures": [{"itemIdentifier": "orders-0"}]},
        ["batchItemFailures[0].itemIdentifier must be an object"],
    ),
    ("activemq", "anything", OK),
    # transformers
    ("firehose", {"records": [{"recordId": "1", "result": "Ok", "data": "aGk="}]}, OK),
    ("firehose", {"records": [{"recordId": "1", "result": "Dropped"}]}, OK),
    (
        "firehose",
        {"records": [{"recordId": "1", "result": "OK", "data": ""}]},
        ["records[0].result must be 'Ok', 'Dropped' or 'ProcessingFailed', not 'OK'"],
    ),
    ("firehose", {"records": [{"recordId": "1", "result": "Ok"}]}, ["records[0].data is missing"]),
    (
        "firehose",
        {"records": [{"recordId": "1", "result": "Ok", "data": "{not base64}"}]},
        ["records[0].data must be base64, not '{not base64}'"],
    ),
    ("firehose", {"records": [{"result": "Dropped"}]}, ["records[0].recordId is missing"]),
    ("firehose", [], ["the response must be an object, not a list"]),
    (
        "s3_batch",
        {
            "invocationSchemaVersion": "1.0",
            "invocationId": "1",
            "treatMissingKeysAs": "PermanentFailure",
            "results": [{"taskId": "1", "resultCode": "Succeeded"}],
        },
        OK,
    ),
    (
        "s3_batch",
        {"invocationSchemaVersion": "1.0", "invocationId": "1", "results": [{"taskId": "1", "resultCode": "Success"}]},
        ["results[0].resultCode must be 'Succeeded'"],
    ),
    # Cognito
    ("cognito_pre_sign_up", None, ["the response must be the event with its response filled"]),
    ("cognito_pre_sign_up", {"statusCode": 200}, ["the response must be the event with its response filled"]),
    (
        "cognito_pre_sign_up",
        {"triggerSource": "x", "response": {"autoConfirmUser": "yes"}},
        ["response.autoConfirmUser must be a boolean, not 'yes'"],
    ),
    ("cognito_custom_email_sender", None, OK),
    # Lambda@Edge
    ("cloudfront_request", {"status": "302", "headers": {"location": [{"key": "Location", "value": "/x"}]}}, OK),
    ("cloudfront_request", {"statusCode": "302"}, ["the key is status, not statusCode"]),
    (
        "cloudfront_request",
        {"status": "302", "headers": {"location": "/x"}},
        ["headers.location must be a list, not '/x'"],
    ),
    (
        "cloudfront_request",
        {"status": "302", "headers": {"location": [{"key": "Location"}]}},
        ["headers.location[0].value is missing"],
    ),
    (
        "cloudfront_request",
        {"status": "200", "headers": {"X-Edge-Id": [{"value": "x"}]}},
        ["'X-Edge-Id' is not allowed in headers"],
    ),
    ("cloudfront_request", {"status": "204", "body": "x"}, ["a response with status 204 has no body"]),
    ("cloudfront_response", None, ["the response must be an object, not null"]),
    # hooks, bots and the rest
    (
        "ecs_hook",
        {"hookStatus": "SUCCESS"},
        ["hookStatus must be 'SUCCEEDED', 'FAILED' or 'IN_PROGRESS', not 'SUCCESS'"],
    ),
    (
        "cfn_hook",
        {"hookStatus": "SUCCEEDED"},
        ["hookStatus must be 'SUCCESS', 'FAILED' or 'IN_PROGRESS', not 'SUCCEEDED'"],
    ),
    ("cfn_macro", {"requestId": "1", "status": "SUCCESSFUL", "fragment": {}}, ["status must be 'success'"]),
    ("cfn_macro", {"requestId": "1", "status": "success"}, ["fragment is missing"]),
    ("lex_v2", {"sessionState": {"dialogAction": {"type": "Close"}}}, OK),
    (
        "lex_v2",
        {"sessionState": {"dialogAction": {"type": "close"}}},
        ["sessionState.dialogAction.type must be 'Close'"],
    ),
    (
        "lex_v2",
        {"sessionState": {"dialogAction": {"type": "ElicitSlot"}}},
        ["sessionState.dialogAction.slotToElicit is missing"],
    ),
    ("lex_v1", {"dialogAction": {"type": "Close"}}, ["dialogAction.fulfillmentState is missing"]),
    ("connect", {"a": "b"}, OK),
    ("connect", {"a": {"b": 1}}, ["a must be a string; Connect reads a flat map of strings"]),
    (
        "alexa_skill",
        {"version": "1.0", "response": {"outputSpeech": {"type": "PlainText"}}},
        ["response.outputSpeech.text is missing"],
    ),
    ("appsync_batch", {"a": 1}, ["the response must be a list, not an object"]),
    (
        "bedrock_agent_function",
        {
            "messageVersion": "1.0",
            "response": {
                "actionGroup": "a",
                "function": "f",
                "functionResponse": {"responseBody": {"TEXT": {"body": {}}}},
            },
        },
        ["response.functionResponse.responseBody.TEXT.body must be a string, not an object"],
    ),
    ("ses", {"disposition": "STOP"}, ["disposition must be 'STOP_RULE'"]),
    ("redshift_udf", '{"success": true}', OK),
    # nobody looks at these
    *[
        (s, v, OK)
        for s in ("s3", "sns", "eventbridge", "step_functions", "direct", "appsync", "custom_resource")
        for v in (None, {"a": 1})
    ],
]


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
