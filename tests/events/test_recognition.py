"""Which source an event comes from: every sample is recognized as its own source, and what is nobody's is nobody's."""

import pytest

from handlerlens.events.catalog import Variant, compositions, sources, variant
from handlerlens.events.recognition import closest_sample, recognized

FORMLESS = {"direct", "step_functions", "iot_rule", "agentcore_gateway", "batch_job", "pipes"}
"""Sources whose events have no form of their own."""

ALIKE = dict.fromkeys(("cdk_provider", "cdk_provider_update", "cdk_provider_delete"), "custom_resource")
"""Samples that are those of another source: CDK's framework hands CloudFormation's events on as they are."""

VARIANTS = [*(v for s in sources() for v in s.variants.values()), *map(variant, compositions())]


@pytest.mark.parametrize("event", VARIANTS, ids=lambda v: v.name)
def test_samples_are_recognized(event: Variant) -> None:
    assert recognized(event.event) == (None if event.source in FORMLESS else ALIKE.get(event.name, event.source))


@pytest.mark.parametrize(
    "event",
    [None, [], {}, 1, "text", {"first_name": "Ada"}, {"Records": []}, {"id": 1, "source": "web", "detail": {}}, [[[]]]],
)
def test_other_events_are_not(event: object) -> None:
    assert recognized(event) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "removed", "expected"),
    [
        ("custom_resource", ("ResourceProperties", "ServiceToken"), "custom_resource"),
        ("cognito_sync", ("datasetRecords", "region"), "cognito_sync"),
        ("lex_v1", ("sessionAttributes", "requestAttributes"), "lex_v1"),
        ("appsync", ("request", "prev", "stash", "source"), "appsync"),
        ("sns", (), "sns"),
        (
            "rest_authorizer_request",
            ("multiValueHeaders", "multiValueQueryStringParameters"),
            "rest_authorizer_request",
        ),
        ("http_api_authorizer_v1", ("identitySource", "authorizationToken"), "http_api_authorizer"),
    ],
)
def test_shortened_samples_are_recognized(name: str, removed: tuple[str, ...], expected: str) -> None:
    event = variant(name).event
    assert isinstance(event, dict)
    assert recognized({key: value for key, value in event.items() if key not in removed}) == expected


@pytest.mark.parametrize("name", ["sqs", "sqs_fifo", "rest_api", "rest_api_get"])
def test_the_closest_sample(name: str) -> None:
    event = variant(name).event
    assert isinstance(event, dict)
    assert closest_sample({**event, "more": 1}) == name
    assert closest_sample({"first_name": "Ada"}) is None
