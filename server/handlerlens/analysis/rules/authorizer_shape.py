"""An authorizer's answer is not a policy or not a simple response as its caller wants it: every request is refused.

```py
from aws_lambda_powertools.utilities.data_classes.api_gateway_authorizer_event import APIGatewayAuthorizerEventV2


def lambda_handler(event: APIGatewayAuthorizerEventV2, context):
    return {"isAuthorized": "true"}  # error: [HL313]
```

```py fixed
from aws_lambda_powertools.utilities.data_classes.api_gateway_authorizer_event import APIGatewayAuthorizerEventV2


def lambda_handler(event: APIGatewayAuthorizerEventV2, context):
    return {"isAuthorized": True}
```

A policy needs ``principalId`` and ``policyDocument``; its context is flat.

```py
from aws_lambda_powertools.utilities.data_classes.api_gateway_authorizer_event import APIGatewayAuthorizerTokenEvent


def lambda_handler(event: APIGatewayAuthorizerTokenEvent, context):
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": event["methodArn"]}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": "ada", "policyDocument": document, "context": {"tenant": "example", "level": 1}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..responses import reports
from ..source import Source

CODE = "HL313"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
