"""The status code of a proxy response is no number, is missing or stands under another key.

API Gateway REST answers 502 where it is no number (a missing one is 200 there); HTTP APIs with payload 1.0 and load balancers
refuse a response without it.

```py
from aws_lambda_powertools.utilities.data_classes import ALBEvent


def lambda_handler(event: ALBEvent, context):
    if event["path"] == "/":
        return {"status_code": 200, "body": "fine"}  # error: [HL302]
    return {"statusCode": "OK", "body": "fine"}  # error: [HL302]
```

```py
from http import HTTPStatus

from aws_lambda_powertools.utilities.data_classes import ALBEvent


def lambda_handler(event: ALBEvent, context):
    if event["path"] == "/":
        return {"statusCode": HTTPStatus.OK, "body": "fine"}
    return {"statusCode": "200", "body": "fine"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..responses import reports
from ..source import Source

CODE = "HL302"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
