"""What a batch handler reports as failed is not in the form that Lambda's poller reads: the whole batch counts as failed and comes again.

The form is ``{"batchItemFailures": [{"itemIdentifier": id}]}``; the id is the ``messageId`` of SQS, the ``sequenceNumber`` of Kinesis, the
``SequenceNumber`` of DynamoDB, and ``{"partition": "topic-0", "offset": 1}`` for Kafka.

```py
from aws_lambda_powertools.utilities.data_classes import SQSEvent


def lambda_handler(event: SQSEvent, context):
    failures = []
    for record in event["Records"]:
        try:
            print(record["body"])
        except ValueError:
            failures.append({"ItemIdentifier": record["messageId"]})  # error: [HL308]
    return {"batchItemFailures": failures}
```

```py fixed
from aws_lambda_powertools.utilities.data_classes import SQSEvent


def lambda_handler(event: SQSEvent, context):
    failures = []
    for record in event["Records"]:
        try:
            print(record["body"])
        except ValueError:
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
```

An id that is read from another field is not one of the batch.

```py
from aws_lambda_powertools.utilities.data_classes import SQSEvent


def lambda_handler(event: SQSEvent, context):
    return {"batchItemFailures": [{"itemIdentifier": r["receiptHandle"]} for r in event["Records"]]}  # error: [HL308]
```

No failures at all can be told in several ways.

```py
from aws_lambda_powertools.utilities.data_classes import KinesisStreamEvent


def lambda_handler(event: KinesisStreamEvent, context):
    for record in event["Records"]:
        try:
            print(record["kinesis"]["partitionKey"])
        except ValueError:
            return {"batchItemFailures": [{"itemIdentifier": record["kinesis"]["sequenceNumber"]}]}
    return {"batchItemFailures": []}
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..finding import Finding, Severity
from ..handlers import find_handlers
from ..responses import reports
from ..served import served
from ..source import Source

CODE = "HL308"
SEVERITY = Severity.ERROR

_IDS = {"sqs": "messageId", "kinesis": "sequenceNumber", "dynamodb": "SequenceNumber"}
_OTHERS = frozenset(
    {"receiptHandle", "eventID", "eventSourceARN", "body", "md5OfBody", "partitionKey", "data", "eventName"}
)


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
    for handler in find_handlers(source):
        serving = served(source, handler)
        if len(serving) != 1 or not serving[0].certain or serving[0].ids[0] not in _IDS:
            continue
        right = _IDS[serving[0].ids[0]]
        for node in ast.walk(handler.node):
            if not isinstance(node, ast.Dict):
                continue
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "itemIdentifier" and _field(value) in _OTHERS:
                    yield Finding(
                        CODE,
                        source.span(value),
                        f"Lambda takes the whole batch as failed: '{_field(value)}' is not the id of a record, '{right}' is.",
                    )


def _field(node: ast.expr) -> str:
    """The key that an expression reads last: ``record["receiptHandle"]``, ``record.get("receiptHandle")``."""
    match node:
        case ast.Subscript(slice=ast.Constant(value=str() as name)):
            return name
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str() as name), *_]):
            return name
    return ""
