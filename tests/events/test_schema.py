"""The JSON schemas of event files: every sample is valid by its source's, and what is wrong is not."""

import jsonschema
import pytest

from handlerlens.analysis.event_sources import event_sources
from handlerlens.events.catalog import source
from handlerlens.events.schema import event_schema, sidecar_schema, source_schema


@pytest.mark.parametrize("key", event_sources())
def test_samples_are_valid(key: str) -> None:
    schema = source_schema(key)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    for variant in source(key).variants.values():
        validator.validate(variant.event)


@pytest.mark.parametrize(
    ("key", "event", "valid"),
    [
        ("sqs", {"Records": []}, True),
        ("sqs", {}, False),
        ("sqs", {"Records": [{"messageId": 1}]}, False),
        ("sqs", {"Records": "x"}, False),
        ("sqs", {"$handlerlens": {"handler": "app.py::handler", "expected": 1}, "Records": []}, True),
        ("sqs", {"$handlerlens": {"handlr": "x"}, "Records": []}, False),
        ("sns", {"Records": [], "more": 1}, True),
        ("direct", {"anything": 1}, True),
    ],
)
def test_validity(key: str, event: object, valid: bool) -> None:
    assert jsonschema.Draft7Validator(source_schema(key)).is_valid(event) == valid


def test_nullable_absent_and_open() -> None:
    rest = source_schema("rest_api")
    assert "null" in rest["properties"]["queryStringParameters"]["type"]
    assert "properties" not in rest["properties"]["headers"]
    assert "authorizer" not in rest["properties"]["requestContext"]["required"]
    assert rest["properties"]["body"]["description"].startswith("The request's body")
    assert "](https://docs.aws.amazon.com/" in rest["properties"]["body"]["markdownDescription"]


@pytest.fixture(scope="module")
def any_event() -> jsonschema.Draft7Validator:
    schema = event_schema()
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


@pytest.mark.parametrize("key", event_sources())
def test_every_sample_is_one(key: str, any_event: jsonschema.Draft7Validator) -> None:
    for variant in source(key).variants.values():
        any_event.validate(variant.event)


SQS = {"messageId": "1", "eventSource": "aws:sqs"}
REST = {"httpMethod": "GET", "requestContext": {"resourcePath": "/"}}


@pytest.mark.parametrize(
    ("event", "valid"),
    [
        (None, True),
        ([], True),
        ("x", True),
        ({}, True),
        ({"$handlerlens": {}}, True),
        ({"$handlerlens": 1}, False),
        ({"$handlerlens": {"handlr": ""}}, False),
        ({"Records": [SQS]}, True),
        ({"Records": [{**SQS, "body": "{}"}]}, True),
        ({"Records": [{**SQS, "body": {}}]}, False),
        ({"Records": [{"body": {}}]}, False),
        ({"Records": [{"eventSource": "aws:s3", "s3": {"bucket": {"name": 1}}}]}, False),
        ({**REST, "body": None, "more": 1}, True),
        ({**REST, "body": {"a": 1}}, False),
        ({**REST, "queryStringParameters": None}, True),
        ({"version": "2.0", "requestContext": {"http": {"method": "GET"}}, "body": {"a": 1}}, False),
        ({"detail-type": "x", "source": "mine", "detail": {"anything": [1]}}, True),
        ({"triggerSource": "PreSignUp_SignUp", "response": {"autoConfirmUser": True}, "userName": 1}, False),
        ({"id": 1, "body": {"a": 1}}, True),
    ],
)
def test_only_what_is_never_sent_is_wrong(event: object, valid: bool, any_event: jsonschema.Draft7Validator) -> None:
    assert any_event.is_valid(event) == valid


def test_sidecar() -> None:
    validator = jsonschema.Draft7Validator(sidecar_schema())
    assert validator.is_valid({"handler": "app.py::handler", "expected": [1]})
    assert not validator.is_valid({"handler": 1})
