"""Only the first record of a batch is handled: SQS, Kinesis and DynamoDB send several at once, and the others count as done.

```py
from aws_lambda_powertools.utilities.data_classes import SQSEvent


def lambda_handler(event: SQSEvent, context):
    print(event["Records"][0]["body"])  # error: [HL406]
```

```py fixed
from aws_lambda_powertools.utilities.data_classes import SQSEvent


def lambda_handler(event: SQSEvent, context):
    for record in event["Records"]:
        print(record["body"])
```

S3 and SNS send one record an event, and a batch size of one needs no loop.

```py
from aws_lambda_powertools.utilities.data_classes import SNSEvent, SQSEvent


def lambda_handler(event: SNSEvent, context):
    print(event["Records"][0]["Sns"]["Message"])


def batch_handler(event: SQSEvent, context):
    print("first", event["Records"][0]["messageId"])
    for record in event["Records"]:
        print(record["body"])
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..event_uses import EventUse, event_uses
from ..finding import Finding, Fix, Severity
from ..handlers import Function
from ..loop_fixes import loop_over
from ..source import Source

CODE = "HL406"
SEVERITY = Severity.INFORMATION

_BATCHES = {
    "sqs": "Records",
    "kinesis": "Records",
    "dynamodb": "Records",
    "documentdb": "events",
    "activemq": "messages",
}


def check(source: Source) -> Iterator[Finding]:
    for use in event_uses(source):
        lists = {_BATCHES.get(facts.id, "") for facts in use.sources}
        read = use.at(next(iter(lists))) if len(lists) == 1 else None
        if read is None or not use.certain or _one_at_a_time(use):
            continue
        firsts = [u for u in read.uses if u.kind == "index"]
        if firsts and all(u.kind == "index" and _is_first(u.node) for u in read.uses):
            yield Finding(
                CODE,
                source.span(firsts[0].site),
                f"{use.sources[0].title} sends up to a batch of records at once; the others are taken as done.",
                fixes=_fixes(source, use, [u.node for u in firsts if isinstance(u.node, ast.Subscript)]),
            )


def _fixes(source: Source, use: EventUse, firsts: list[ast.Subscript]) -> tuple[Fix, ...]:
    return loop_over(source, use.handler.node, firsts) if isinstance(use.handler.node, Function) else ()


def _is_first(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and node.slice.value == 0


def _one_at_a_time(use: EventUse) -> bool:
    """Whether the templates ask for single records."""
    sizes = [
        str(value)
        for one in use.serving
        for name, value in one.properties.items()
        if name.lower().replace("_", "") == "batchsize"
    ]
    return bool(sizes) and all(size == "1" for size in sizes)
