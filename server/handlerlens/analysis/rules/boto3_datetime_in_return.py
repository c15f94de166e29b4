"""A boto3 response, or a part of one, that holds a ``datetime`` or a ``StreamingBody`` is returned as it is.

Which operations return what is read from botocore's own models.

```py
import boto3

s3 = boto3.client("s3")


def lambda_handler(event, context):
    response = s3.list_objects_v2(Bucket=event["bucket"])
    return {"objects": response["Contents"]}  # error: [HL203]
```

```py fixed
import boto3
import json

s3 = boto3.client("s3")


def lambda_handler(event, context):
    response = s3.list_objects_v2(Bucket=event["bucket"])
    return {"objects": json.loads(json.dumps(response["Contents"], default=str))}
```

Other operations, and other parts, are fine.

```py
import boto3

s3 = boto3.client("s3")
sqs = boto3.client("sqs")


def lambda_handler(event, context):
    sqs.send_message(QueueUrl=event["queue"], MessageBody="done")
    response = s3.list_objects_v2(Bucket=event["bucket"])
    return {"keys": [item["Key"] for item in response["Contents"]]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..serializability import reports
from ..source import Source

CODE = "HL203"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
