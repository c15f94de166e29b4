"""A word that the caller does not know, such as ``Success`` for S3 Batch Operations' ``Succeeded``: it takes the answer as a failure.

S3 Batch Operations, Lex, CloudFormation hooks and macros, ECS hooks and SES each have their own words, and they differ. Their keys have
one spelling too: an answer without the word is a failure, and a key in another case is no key of theirs.

```py
from aws_lambda_powertools.utilities.data_classes import S3BatchOperationEvent


def lambda_handler(event: S3BatchOperationEvent, context):
    results = [{"taskId": task["taskId"], "resultCode": "Success"} for task in event["tasks"]]  # error: [HL315]
    return {
        "invocationSchemaVersion": event["invocationSchemaVersion"],
        "invocationId": event["invocationId"],
        "results": results,
    }
```

```py fixed
from aws_lambda_powertools.utilities.data_classes import S3BatchOperationEvent


def lambda_handler(event: S3BatchOperationEvent, context):
    results = [{"taskId": task["taskId"], "resultCode": "Succeeded"} for task in event["tasks"]]
    return {
        "invocationSchemaVersion": event["invocationSchemaVersion"],
        "invocationId": event["invocationId"],
        "results": results,
    }
```

```py
def lambda_handler(event, context):
    print(event["lifecycleStage"], event["executionDetails"]["serviceArn"])
    return {"status": "SUCCEEDED"}  # error: [HL315]
```

```py
def lambda_handler(event, context):
    return {"resultCode": "Success", "disposition": "DONE"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..responses import reports
from ..source import Source

CODE = "HL315"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
