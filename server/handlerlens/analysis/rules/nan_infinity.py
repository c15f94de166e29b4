"""A float in the result is not a number or infinite: Lambda writes ``NaN`` or ``Infinity``, which is not JSON.

The invocation succeeds, and callers that read JSON strictly (API Gateway integrations, JavaScript, Step Functions) fail.

```py
def lambda_handler(event, context):
    return {"average": float("nan")}  # error: [HL207]
```

``None`` says the same in JSON.

```py
import math


def lambda_handler(event, context):
    average = float(event["sum"]) / max(event["count"], 1)
    return {"average": None if math.isnan(average) else average}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..serializability import reports
from ..source import Source

CODE = "HL207"
SEVERITY = Severity.WARNING


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
