"""The catalogue: complete, consistent, realistic; every sample that Powertools has a parser model for is valid by it."""

import base64
import importlib
import json
import pkgutil
import re
import warnings
from collections.abc import Iterator
from typing import get_args

import pytest
from pydantic import BaseModel

from handlerlens.analysis.event_sources import event_sources
from handlerlens.events.catalog import (
    UnknownEvent,
    Variant,
    compositions,
    source,
    sources,
    variant,
)
from handlerlens.events.changes import changed
from handlerlens.events.commands import list_events, show_event
from handlerlens.events.encoding import checksum, open_layer
from handlerlens.events.paths import find, format_path, matches, parse_path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from aws_lambda_powertools.utilities.parser import models
    from aws_lambda_powertools.utilities.parser.models import iot_registry_events

VARIANTS = [v for s in sources() for v in s.variants.values()]

OWN_MODEL = {
    "websocket": "APIGatewayWebSocketMessageEventModel",
    "websocket_connect": "APIGatewayWebSocketConnectEventModel",
    "websocket_disconnect": "APIGatewayWebSocketDisconnectEventModel",
    "firehose_sqs": "KinesisFirehoseSqsModel",
    "custom_resource": "CloudFormationCustomResourceCreateModel",
    "custom_resource_update": "CloudFormationCustomResourceUpdateModel",
    "custom_resource_delete": "CloudFormationCustomResourceDeleteModel",
    "iot_registry": "IoTCoreThingEvent",
    "iot_registry_thing_type": "IoTCoreThingTypeEvent",
    "iot_registry_type_association": "IoTCoreThingTypeAssociationEvent",
    "iot_registry_thing_group": "IoTCoreThingGroupEvent",
    "iot_registry_group_membership": "IoTCoreAddOrRemoveFromThingGroupEvent",
    "iot_registry_group_hierarchy": "IoTCoreAddOrDeleteFromThingGroupEvent",
    "stream_failure_kinesis": None,  # the model is DynamoDB's
    "schedule_scheduler": "EventBridgeModel",
    "schedule": "EventBridgeModel",
    "s3_in_sqs": "S3SqsEventNotificationModel",
    "s3_test": None,  # a message of its own form
    "amplify_function": None,  # an older form, without info
    "http_api_authorizer_v1": None,  # a form of its own
}

NARROWER = {
    "alb_multi_value": "the model wants headers, which AWS leaves out in favour of multiValueHeaders",
    "vpc_lattice_v2": "AWS sends lists of values; the model wants single ones",
    "kafka_tombstone": "AWS sends null values for tombstones",
    "firehose_msk": "the model wants data, which MSK's records have under kafkaRecordValue",
    "ses_request_response": "the model allows asynchronous actions only",
    "cognito_pre_sign_up_admin": "the model allows one of three trigger sources",
    "cognito_pre_sign_up_external": "the model allows one of three trigger sources",
    "cognito_post_confirmation_forgot": "the model allows one of two trigger sources",
    "cognito_pre_token_generation_v2": "AWS sends a list of scopes; the model wants a dict",
    "cognito_pre_token_generation_v3": "AWS sends a list of scopes; the model wants a dict",
    "cognito_user_migration_forgot": "there is no password when it was forgotten",
    "cognito_define_auth_challenge_custom": "the model does not know CUSTOM_CHALLENGE",
    "cognito_custom_email_sender_forgot": "the model allows one trigger source",
    "cognito_custom_sms_sender_forgot": "the model allows one trigger source",
    "s3_object_lambda_head": "the model knows GetObject only",
    "s3_object_lambda_list": "the model knows GetObject only",
    "s3_object_lambda_list_v2": "the model knows GetObject only",
}
"""Samples of what AWS sends and the model refuses; a test says that it still does."""


def model_of(event: Variant) -> object:
    named = [OWN_MODEL[event.name]] if event.name in OWN_MODEL else event_sources()[event.source].types
    for name in named:
        found = getattr(models, str(name), None) or getattr(iot_registry_events, str(name), None)
        if found is not None:
            return found
    return None


MODELLED = [v for v in [*VARIANTS, *map(variant, compositions())] if model_of(v) is not None]


@pytest.mark.parametrize("event", MODELLED, ids=lambda v: v.name)
def test_sample_is_valid_for_powertools(event: Variant) -> None:
    model = model_of(event)
    if event.name in NARROWER:
        with pytest.raises(ValueError, match="validation error"):
            model.model_validate(event.event)  # type: ignore[attr-defined]
    else:
        model.model_validate(event.event)  # type: ignore[attr-defined]


def test_breadth() -> None:
    assert len(event_sources()) >= 60
    assert len(VARIANTS) >= 100
    assert len(MODELLED) >= 150
    assert len(_whole_events()) >= 50
    assert not {model.__name__ for model in _whole_events() - {model_of(v) for v in MODELLED}}  # type: ignore[attr-defined]


def _whole_events() -> set[object]:
    """The models of Powertools that are no part of another one and that no other one extends: those of whole events."""
    found: set[type[BaseModel]] = set()
    for module in pkgutil.iter_modules(models.__path__):
        for kind in vars(importlib.import_module(f"{models.__name__}.{module.name}")).values():
            if isinstance(kind, type) and issubclass(kind, BaseModel) and kind.__module__.startswith(models.__name__):
                found.add(kind)
    parts = {
        part for kind in found for field in kind.model_fields.values() for part in _models_within(field.annotation)
    }
    return found - parts - {wider for kind in found for wider in kind.__mro__[1:]}


def _models_within(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_within(argument)


@pytest.mark.parametrize("key", event_sources())
def test_source(key: str) -> None:
    known = source(key)
    assert next(iter(known.variants)) == key
    assert known.docs.startswith("https://")
    events = [v.event for v in known.variants.values()]
    for v in known.variants.values():
        json.dumps(v.event, allow_nan=False)
        assert v.title
        assert variant(v.name) is v
    for path in (*known.facts.nullable, *known.facts.absent, *known.open, *(known.fields or {})):
        parse_path(path)
    for path in (*known.facts.nullable, *known.open, *(known.fields or {})):
        if path not in known.facts.absent:
            assert any(list(find(e, parse_path(path))) for e in events), f"{path} is in no sample"
    for rule in (*known.facts.encoded, *known.carries):
        assert any(list(find(e, parse_path(rule["path"]))) for e in events), rule


def test_what_is_null_is_nullable() -> None:
    """A null in a sample is declared, or inside an object whose keys are the sender's own."""
    senders_own = {"eventbridge", "direct", "batch_job", "redshift_udf"}
    for known in sources():
        declared = [parse_path(p) for p in (*known.facts.nullable, *known.open)]
        for v in known.variants.values():
            if known.facts.id not in senders_own:
                for path in _nulls(v.event, ()):
                    assert any(matches(d, path[: len(d)]) for d in declared), (v.name, format_path(path))


def _nulls(value: object, at: tuple[object, ...]) -> list[tuple[object, ...]]:
    if value is None:
        return [at]
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for key, child in children for path in _nulls(child, (*at, key))]


@pytest.mark.parametrize("event", VARIANTS, ids=lambda v: v.name)
def test_encoded_texts_decode(event: Variant) -> None:
    known = source(event.source)
    for rule in known.facts.encoded:
        for at, text in find(event.event, parse_path(rule["path"])):
            owner = next(found for _, found in find(event.event, at[:-1])) if at[:-1] else event.event
            if text is None or ("when" in rule and not owner[rule["when"]]):  # type: ignore[index,call-overload]
                continue
            base64.b64decode(str(text), validate=True)
            if rule["as"] == "gzip":
                opened = open_layer(str(text))
                assert opened is not None
                assert opened[1] == "gzip"
    for rule in known.checksums:
        beside = parse_path(rule["of"])[-1]
        for at, digest in find(event.event, parse_path(rule["path"])):
            ((_, value),) = find(event.event, (*at[:-1], beside))
            assert digest == checksum(value, rule["as"])


def test_the_digest_of_message_attributes_is_the_one_of_sqs() -> None:
    # known answers of SQS to send-message with one attribute
    for name, digest in {
        "timestamp": "235c5c510d26fb653d073faed50ae77c",
        "SOME_Valid.attribute-Name": "36655e7e9d7c0e8479fa3f3f42247ae7",
    }.items():
        attributes = {name: {"stringValue": "1493147359900", "dataType": "Number"}}
        assert checksum(attributes, "md5_attributes") == digest  # type: ignore[arg-type]
    event = changed(variant("sqs_attributes"), ["Records[0].messageAttributes.tenant.stringValue=other"])
    ((_, new),) = find(event, parse_path("Records[0].md5OfMessageAttributes"))
    ((_, old),) = find(variant("sqs_attributes").event, parse_path("Records[0].md5OfMessageAttributes"))
    assert new != old


@pytest.mark.parametrize("name", compositions())
def test_chains(name: str) -> None:
    event = variant(name).event
    for outer in reversed(name.split("_in_")[1:]):
        known = source(variant(outer).source)
        places = known.carries
        if outer != name.split("_in_")[-1] and known.carried:
            places = known.carried["carries"]
        (text,) = [found for _, found in find(event, parse_path(places[0]["path"]))]
        opened = open_layer(str(text))
        assert opened is not None
        event = opened[0]
    inner = variant(name.split("_in_")[0])
    carried = source(inner.source).carried
    assert carried is not None or event == inner.event


def test_samples_are_fresh() -> None:
    variant("sqs").event["Records"].clear()  # type: ignore[index,call-overload,union-attr]
    assert variant("sqs").event["Records"]  # type: ignore[index,call-overload]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("sqss", "There is no event 'sqss'. Near: sqs"),
        ("sqs_s3", "There is no event 'sqs_s3'. Near: s3_in_sqs, s3_eventbridge_in_sqs, s3_in_sns_in_sqs."),
        ("nothing_like_it", "There is no event 'nothing_like_it'."),
        ("sqs_in_s3", "'s3' does not carry other events."),
        ("sqs_in_", "There is no event ''."),
    ],
)
def test_unknown_names(name: str, sentence: str) -> None:
    with pytest.raises(UnknownEvent) as caught:
        variant(name)
    assert str(caught.value).startswith(sentence)


def test_list_names_every_event_once() -> None:
    names = [str(entry["name"]) for entry in list_events()]
    assert len(names) == len(set(names)) == len(VARIANTS) + len(compositions())
    for entry in list_events():
        assert entry["model"] in ("sync", "async", "polled")
    assert json.loads(show_event("sqs")) == variant("sqs").event


def test_no_real_looking_secrets() -> None:
    for v in VARIANTS:
        text = json.dumps(v.event)
        for account in re.findall(r":(\d{12})[:\"]", text):
            assert account == "123456789012", v.name
        for domain in re.findall(r"@([a-z.]+)", text):
            assert domain.endswith("example.com"), v.name
