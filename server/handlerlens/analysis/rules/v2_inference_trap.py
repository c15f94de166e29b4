"""Without ``statusCode``, HTTP APIs with payload 2.0 and function URLs take the whole result as a JSON body.

The client gets 200, and ``body`` and ``headers`` as keys of the JSON.

```py
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2


def lambda_handler(event: APIGatewayProxyEventV2, context):
    return {"body": "created", "headers": {"X-Id": "1"}}  # error: [HL306]
```

```py fixed
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2


def lambda_handler(event: APIGatewayProxyEventV2, context):
    return {"statusCode": 200, "body": "created", "headers": {"X-Id": "1"}}
```

A result that is meant as JSON is fine.

```py
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2


def lambda_handler(event: APIGatewayProxyEventV2, context):
    return {"id": 1, "status": "shipped"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..responses import reports
from ..source import Source

CODE = "HL306"
SEVERITY = Severity.WARNING


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
