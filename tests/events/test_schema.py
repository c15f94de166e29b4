"""The JSON schemas of event files: every sample is valid by its source's, and what is wrong is not."""

import jsonschema
import pytest

from handlerlens.analysis.event_sources import event_sources
from handlerlens.events.catalog import source
from handlerlens.events.schema import event_schema, source_schema


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


def test_any_event() -> None:
    validator = jsonschema.Draft7Validator(event_schema())
    for value in (None, [], {}, {"$handlerlens": {}}, "x", 1):
        assert validator.is_valid(value)
    assert not validator.is_valid({"$handlerlens": 1})
