"""Changing values of a sample: types are kept, encoded places are encoded again, checksums follow."""

import base64
import gzip
import hashlib
import json

import pytest

from handlerlens.events.catalog import variant
from handlerlens.events.changes import changed
from handlerlens.events.paths import PathError, find, format_path, parse_path


def at(event: object, path: str) -> object:
    (found,) = [value for _, value in find(event, parse_path(path))]  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize(
    ("name", "setting", "path", "value"),
    [
        (
            "s3",
            "Records[0].s3.bucket.name=photos",
            "Records[0].s3.bucket.name",
            "photos",
        ),
        ("s3", "Records[0].s3.object.size=5", "Records[0].s3.object.size", 5),
        ("sqs", "Records[0].body=5", "Records[0].body", "5"),
        ("sqs", "Records[0].body=null", "Records[0].body", None),
        ("sqs", 'Records[0].body="null"', "Records[0].body", "null"),
        ("sqs", 'Records[0].body="no json', "Records[0].body", '"no json'),
        ("sqs", "Records[0].attributes.New=x=y", "Records[0].attributes.New", "x=y"),
        ("sqs", "Records[-1].messageId=m", "Records[0].messageId", "m"),
        ("rest_api", "headers.X-Test=1", "headers.X-Test", "1"),
        ("rest_api", 'headers["x.y"]=a', r"headers.x\.y", "a"),
        ("rest_api", "queryStringParameters=null", "queryStringParameters", None),
        ("rest_api", "isBase64Encoded=true", "isBase64Encoded", True),
        ("codepipeline_job", r"CodePipeline\.job.id=j", r"CodePipeline\.job.id", "j"),
        ("direct_list", "[3]=4", "[3]", 4),
    ],
)
def test_values(name: str, setting: str, path: str, value: object) -> None:
    assert at(changed(variant(name), [setting]), path) == value


def test_json_in_text() -> None:
    event = changed(variant("sqs"), ["Records[0].body.order_id=77"])
    body = at(event, "Records[0].body")
    assert json.loads(str(body))["order_id"] == "77"
    assert at(event, "Records[0].md5OfBody") == hashlib.md5(str(body).encode(), usedforsecurity=False).hexdigest()


def test_base64() -> None:
    plain = changed(variant("kinesis"), ["Records[0].kinesis.data=hello"])
    assert base64.b64decode(str(at(plain, "Records[0].kinesis.data"))) == b"hello"
    inside = changed(variant("kinesis"), ["Records[0].kinesis.data.quantity=9"])
    assert json.loads(base64.b64decode(str(at(inside, "Records[0].kinesis.data"))))["quantity"] == 9


def test_base64_only_where_the_flag_says_so() -> None:
    assert at(changed(variant("rest_api"), ["body=hello"]), "body") == "hello"
    assert at(changed(variant("rest_api_binary"), ["body=hello"]), "body") == base64.b64encode(b"hello").decode()


def test_attributes_of_bytes() -> None:
    at_value = "Records[0].messageAttributes.blob.binaryValue"
    event = changed(variant("sqs_attributes"), [f"{at_value}=h\u00e9"])
    assert base64.b64decode(str(at(event, at_value))).decode() == "h\u00e9"
    old = at(variant("sqs_attributes").event, "Records[0].md5OfMessageAttributes")
    assert at(event, "Records[0].md5OfMessageAttributes") != old


def test_a_checksum_that_is_set_stays() -> None:
    event = changed(variant("sqs"), ["Records[0].body=5", "Records[0].md5OfBody=wrong"])
    assert at(event, "Records[0].md5OfBody") == "wrong"


def test_gzip() -> None:
    event = changed(variant("cloudwatch_logs"), ["awslogs.data.logEvents[0].message=boom"])
    data = gzip.decompress(base64.b64decode(str(at(event, "awslogs.data"))))
    assert json.loads(data)["logEvents"][0]["message"] == "boom"


def test_through_a_chain() -> None:
    event = changed(
        variant("s3_in_sns_in_sqs"),
        ["Records[0].body.Message.Records[0].s3.bucket.name=photos"],
    )
    message = json.loads(json.loads(str(at(event, "Records[0].body")))["Message"])
    assert message["Records"][0]["s3"]["bucket"]["name"] == "photos"


def test_kafka_values() -> None:
    event = changed(variant("msk"), ["records.orders-0[0].value=hi"])
    assert base64.b64decode(str(at(event, "records.orders-0[0].value"))) == b"hi"


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("a.b=1", "There is no 'a' in the event; it has Records."),
        ("Records", "'Records' is not a setting; write path=value."),
        ("Records[5].x=1", "There is no [5] in Records: it is a list of 1."),
        (
            "Records[0].messageId.x=1",
            "Records[0].messageId is plain text and has no 'x'.",
        ),
        (
            "Records[0].body.x.y=1",
            "There is no 'x' in Records[0].body; it has order_id, item, quantity.",
        ),
        ("Records.x=1", "There is no [x] in Records: it is a list of 1."),
        ("=1", "The path is empty; write it as in Records[0].body."),
        ("[[=1", "'[[' is not a path: '[[' is neither a key nor an index such as [0]."),
    ],
)
def test_refused(setting: str, sentence: str) -> None:
    with pytest.raises(PathError) as caught:
        changed(variant("sqs"), [setting])
    assert str(caught.value) == sentence


@pytest.mark.parametrize("text", ["a.b", "Records[0].body", r"a\.b.c", "[0].x", r"a\[0\]"])
def test_paths_round_trip(text: str) -> None:
    assert parse_path(format_path(parse_path(text))) == parse_path(text)
