"""Lambda@Edge wants ``status``, not ``statusCode``, and headers as lists of ``{"key", "value"}`` by lower-case name.

CloudFront answers 502 to anything else, and to headers that functions may not set.

```py
def lambda_handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if request["uri"] == "/old":
        return {"statusCode": "302", "headers": {}}  # error: [HL312]
    return request
```

```py fixed
def lambda_handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if request["uri"] == "/old":
        return {"status": "302", "headers": {}}
    return request
```

```py
def lambda_handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if request["uri"] == "/old":
        return {"status": "302", "headers": {"location": [{"key": "Location", "value": "/new"}]}}
    return request
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..responses import reports
from ..source import Source

CODE = "HL312"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
