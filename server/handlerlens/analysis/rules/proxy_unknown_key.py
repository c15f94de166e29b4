"""A key that API Gateway REST does not know makes it refuse the whole proxy response with 502.

Only ``statusCode``, ``headers``, ``multiValueHeaders``, ``body`` and ``isBase64Encoded`` are allowed there. HTTP APIs, function URLs
and load balancers ignore other keys.

```py
from aws_lambda_powertools.utilities.parser import envelopes, event_parser


@event_parser(model=Order, envelope=envelopes.ApiGatewayEnvelope)
def lambda_handler(event, context):
    return {"statusCode": 200, "message": "created"}  # error: [HL303]
```

```py fixed
from aws_lambda_powertools.utilities.parser import envelopes, event_parser
import json


@event_parser(model=Order, envelope=envelopes.ApiGatewayEnvelope)
def lambda_handler(event, context):
    return {"statusCode": 200, "body": json.dumps({"message": "created"})}
```

```py
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2


def lambda_handler(event: APIGatewayProxyEventV2, context):
    return {"statusCode": 200, "message": "created"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..responses import reports
from ..source import Source

CODE = "HL303"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
