"""The ``context`` object itself is returned or serialized; it is not data.

```py
def lambda_handler(event, context):
    return {"context": context}  # error: [HL206]
```

Pick the attributes that matter.

```py
def lambda_handler(event, context):
    return {"requestId": context.aws_request_id}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..serializability import reports
from ..source import Source

CODE = "HL206"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
