"""A dict in the result has keys that are neither text, numbers, booleans nor ``None``.

```py
def lambda_handler(event, context):
    return {("eu-west-1", "prod"): 1}  # error: [HL205]
```

```py fixed
def lambda_handler(event, context):
    return {str(("eu-west-1", "prod")): 1}
```

Text, numbers, booleans and ``None`` are fine, members of a ``StrEnum`` too.

```py
def lambda_handler(event, context):
    return {1: "one", 2.5: "two and a half", None: "nothing", True: "yes"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..serializability import reports
from ..source import Source

CODE = "HL205"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
