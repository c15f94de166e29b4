"""The object key in an S3 notification is URL-encoded: ``my file.txt`` comes as ``my+file.txt``, and S3 does not know that one.

Decode it with ``urllib.parse.unquote_plus``. Events that come by EventBridge have the plain key.

```py
import boto3

s3 = boto3.client("s3")


def lambda_handler(event, context):
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        s3.delete_object(Bucket=bucket, Key=record["s3"]["object"]["key"])  # error: [HL403]
```

```py fixed
import boto3
import urllib.parse

s3 = boto3.client("s3")


def lambda_handler(event, context):
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        s3.delete_object(Bucket=bucket, Key=urllib.parse.unquote_plus(record["s3"]["object"]["key"]))
```

```py
from urllib.parse import unquote_plus

import boto3

s3 = boto3.client("s3")


def lambda_handler(event, context):
    for record in event["Records"]:
        key = unquote_plus(record["s3"]["object"]["key"])
        s3.delete_object(Bucket=record["s3"]["bucket"]["name"], Key=key)


def log_handler(event, context):
    print(event["Records"][0]["s3"]["object"]["key"])
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..event_keys import read_paths
from ..event_reads import Read, Use
from ..event_uses import EventUse, event_uses, wrap
from ..finding import Finding, Severity
from ..source import Source

CODE = "HL403"
SEVERITY = Severity.WARNING

_KEYS = {"s3": "Records[].s3.object.key", "s3_batch": "tasks[].s3Key"}
_HOLDERS = ("Records[].body", "Records[].Sns.Message")
"""The texts that hold a notification: of a queue, also behind a topic, and of a topic."""
_METHODS = ("download_file", "download_fileobj", "Object", "ObjectSummary")


def check(source: Source) -> Iterator[Finding]:
    if "unquote" in source.text:
        return
    for use in event_uses(source):
        for read in _keys(use):
            for one in _given_to_s3(read)[:3]:
                fix = wrap(
                    source, one.site, "urllib.parse.unquote_plus(", ")", "Decode it: unquote_plus()", "urllib.parse"
                )
                yield Finding(
                    CODE,
                    source.span(one.site),
                    "The key is URL-encoded (a space is '+'): S3 answers NoSuchKey for such names; decode it with unquote_plus.",
                    fixes=(fix,),
                )


def _keys(use: EventUse) -> Iterator[Read]:
    """The keys of objects as S3 encodes them: of the event itself, or of the notification that a message holds."""
    paths = [_KEYS[facts.id] for facts in use.sources if facts.id in _KEYS]
    found = [use.at(path) for path in paths]
    for holder in map(use.at, _HOLDERS):
        message = holder.parsed if holder is not None else None
        inner = message.keys.get("Message") if message is not None else None
        notifications = (message, inner.parsed if inner is not None else None)
        found += [dict(read_paths(n)).get("Records.[].s3.object.key") for n in notifications if n is not None]
    yield from (read for read in found if read is not None)


def _given_to_s3(read: Read) -> list[Use]:
    return [
        one
        for one in read.uses
        if one.kind == "argument"
        and (one.name == "Key" or (isinstance(one.node, ast.Call) and _method(one.node) in _METHODS))
    ]


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""
