"""A handler returns a set display where a dict was meant: ``{"statusCode", 200}`` has a comma for its colon.

Lambda cannot serialize a set: ``Runtime.MarshalError``.

```py
def lambda_handler(event, context):
    return {"statusCode", 200}  # error: [HL202]
```

```py fixed
def lambda_handler(event, context):
    return {"statusCode": 200}
```

A set that is used and not returned is fine.

```py
def lambda_handler(event, context):
    allowed = {"statusCode", "body"}
    return {"known": [key for key in event if key in allowed]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..serializability import reports
from ..source import Source

CODE = "HL202"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
