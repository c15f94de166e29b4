"""A user pool trigger must return its event with ``response`` filled, on every way through; Cognito refuses anything else.

The user sees InvalidLambdaResponseException, "Unrecognizable lambda output". The custom email and SMS senders return nothing.

```py
from aws_lambda_powertools.utilities.data_classes.cognito_user_pool_event import PreSignUpTriggerEvent


def lambda_handler(event: PreSignUpTriggerEvent, context):
    if event["request"]["userAttributes"]["email"].endswith("@example.com"):
        event["response"]["autoConfirmUser"] = True
        return event
    return {"statusCode": 200}  # error: [HL310]
```

```py fixed
from aws_lambda_powertools.utilities.data_classes.cognito_user_pool_event import PreSignUpTriggerEvent


def lambda_handler(event: PreSignUpTriggerEvent, context):
    if event["request"]["userAttributes"]["email"].endswith("@example.com"):
        event["response"]["autoConfirmUser"] = True
        return event
    return event
```

```py
from aws_lambda_powertools.utilities.data_classes.cognito_user_pool_event import (
    CustomEmailSenderTriggerEvent,
    PreSignUpTriggerEvent,
)


def lambda_handler(event: PreSignUpTriggerEvent, context):
    if not event["request"]["userAttributes"]["email"].endswith("@example.com"):
        raise ValueError("not one of us")
    event["response"]["autoConfirmUser"] = True
    return event


def send_handler(event: CustomEmailSenderTriggerEvent, context):
    print(event["request"]["code"])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..responses import reports
from ..source import Source

CODE = "HL310"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
