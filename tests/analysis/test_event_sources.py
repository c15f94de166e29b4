"""The names of the event sources: what code and templates say, to the catalogue's ids."""

import re

import pytest

from handlerlens.analysis.event_sources import event_sources, source_ids


@pytest.mark.parametrize(
    ("name", "properties", "ids"),
    [
        ("sqs", {}, ("sqs",)),
        ("SQS", {}, ("sqs",)),
        ("SQSEvent", {}, ("sqs",)),
        ("SqsModel", {}, ("sqs",)),
        ("SqsEventSource", {}, ("sqs",)),
        ("sqs.amazonaws.com", {}, ("sqs",)),
        ("APIGatewayProxyEvent", {}, ("rest_api", "http_api_v1")),
        ("APIGatewayRestResolver", {}, ("rest_api",)),
        ("Api", {}, ("rest_api",)),
        ("HttpApi", {}, ("http_api_v2",)),
        ("HttpApi", {"PayloadFormatVersion": "1.0"}, ("http_api_v1",)),
        ("httpApi", {"payload": "1.0"}, ("http_api_v1",)),
        ("FunctionUrl", {}, ("function_url",)),
        ("Cognito", {"Trigger": "PreSignUp"}, ("cognito_pre_sign_up",)),
        ("Cognito", {"Trigger": ["PreSignUp", "CustomMessage"]}, ("cognito_pre_sign_up", "cognito_custom_message")),
        ("stream", {"type": "dynamodb"}, ("dynamodb",)),
        ("stream", {"arn": "arn:aws:kinesis:eu-west-1:123456789012:stream/s"}, ("kinesis",)),
        ("KafkaEvent", {}, ("msk", "kafka")),
        ("NoSuchThing", {}, ()),
        ("", {}, ()),
    ],
)
def test_names(name: str, properties: dict[str, object], ids: tuple[str, ...]) -> None:
    assert source_ids(name, properties) == ids


def test_every_source_is_complete() -> None:
    for key, facts in event_sources().items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", key)
        assert facts.title
        assert facts.model in ("sync", "async", "polled")
        assert source_ids(key) == (key,)
