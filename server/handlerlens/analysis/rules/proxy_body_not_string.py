"""The body of a proxy response is an object, a list or a number; HTTP front ends want text.

API Gateway REST answers 502 with "Internal server error" and so does a load balancer; HTTP API and function URLs do not say what they do.
Behind a non-proxy integration and in Step Functions any value is right, so the rule speaks only where the source is known.

```py
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent


def lambda_handler(event: APIGatewayProxyEvent, context):
    return {"statusCode": 200, "body": {"id": 1}}  # error: [HL301]
```

```py fixed
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent
import json


def lambda_handler(event: APIGatewayProxyEvent, context):
    return {"statusCode": 200, "body": json.dumps({"id": 1})}
```

Text and no body at all are fine, and so is an object where nothing says that it goes to an HTTP client.

```py
import json

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent


def lambda_handler(event: APIGatewayProxyEvent, context):
    if event["path"] == "/":
        return {"statusCode": 204, "body": None}
    return {"statusCode": 200, "body": json.dumps({"id": 1})}


def task_handler(event, context):
    return {"statusCode": 200, "body": {"id": event["id"]}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..responses import reports
from ..source import Source

CODE = "HL301"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
