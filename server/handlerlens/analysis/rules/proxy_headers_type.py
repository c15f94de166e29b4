"""Headers of a proxy response map names to text; a list of values belongs into ``multiValueHeaders``.

HTTP APIs with payload 2.0 and function URLs have no ``multiValueHeaders``: there several Set-Cookie headers go into ``cookies``.

```py
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent


def lambda_handler(event: APIGatewayProxyEvent, context):
    return {"statusCode": 200, "headers": {"Set-Cookie": ["a=1", "b=2"]}}  # error: [HL304]
```

```py fixed
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent


def lambda_handler(event: APIGatewayProxyEvent, context):
    return {"statusCode": 200, "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]}}
```

Booleans and numbers are written as text.

```py
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent


def lambda_handler(event: APIGatewayProxyEvent, context):
    return {"statusCode": 200, "headers": {"X-Total": 3}, "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..responses import reports
from ..source import Source

CODE = "HL304"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
