"""A way through an HTTP handler returns no response object: the client gets 502, or 500 from an HTTP API with payload 1.0.

```py
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent


def lambda_handler(event: APIGatewayProxyEvent, context):  # error: [HL307]
    if event["httpMethod"] == "GET":
        return {"statusCode": 200, "body": "fine"}
```

```py fixed
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent


def lambda_handler(event: APIGatewayProxyEvent, context):
    if event["httpMethod"] == "GET":
        return {"statusCode": 200, "body": "fine"}
    return {"statusCode": 204}
```

HTTP APIs with payload 2.0 and function URLs make a response of anything, and nobody waits for the result of an asynchronous event.

```py
from aws_lambda_powertools.utilities.data_classes import LambdaFunctionUrlEvent, SNSEvent


def lambda_handler(event: LambdaFunctionUrlEvent, context):
    if event["rawPath"] == "/":
        return "fine"


def on_message(event: SNSEvent, context):
    print(event["Records"])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..responses import reports
from ..source import Source

CODE = "HL307"
SEVERITY = Severity.WARNING


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
