"""The body of a request or message is text: a key of it can only be read after ``json.loads``.

The invocation fails with "string indices must be integers".

```py
from aws_lambda_powertools.utilities.data_classes import SQSEvent


def lambda_handler(event: SQSEvent, context):
    for record in event["Records"]:
        print(record["body"]["order_id"])  # error: [HL402]
```

```py fixed
from aws_lambda_powertools.utilities.data_classes import SQSEvent
import json


def lambda_handler(event: SQSEvent, context):
    for record in event["Records"]:
        print(json.loads(record["body"])["order_id"])
```

Where the code itself asks whether it is text, or parses it somewhere, it knows.

```py
import json

from aws_lambda_powertools.utilities.data_classes import SNSEvent


def lambda_handler(event: SNSEvent, context):
    message = event["Records"][0]["Sns"]["Message"]
    if isinstance(message, str):
        message = json.loads(message)
    print(message["order_id"])


def task_handler(event, context):
    return {"id": event["body"]["id"]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..event_reads import Read, Use
from ..event_uses import event_uses, wrap
from ..finding import Finding, Severity
from ..source import Source

CODE = "HL402"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    for use in event_uses(source):
        for pattern in use.sources[0].texts:
            read = use.at(pattern)
            if read is None or not all(pattern in facts.texts for facts in use.sources):
                continue
            for one in _as_object(read)[:3]:
                name = pattern.replace("[]", "")
                yield Finding(
                    CODE,
                    source.span(one.site),
                    f"'{name}' of {use.sources[0].title} is text: TypeError \"string indices must be integers\"; parse it first.",
                    use.severity(SEVERITY),
                    (wrap(source, one.site, "json.loads(", ")", "Parse it: json.loads()", "json"),),
                )


def _as_object(read: Read) -> list[Use]:
    """The uses of a text as an object, where nothing says that the code knows better."""
    if read.parsed is not None or any(one.kind == "test" for one in read.uses):
        return []
    return [one for one in read.uses if one.kind == "key"]
