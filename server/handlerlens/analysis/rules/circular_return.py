"""A dict or list in the result contains itself.

```py
def lambda_handler(event, context):
    node = {"name": "root"}
    node["parent"] = node
    return node  # error: [HL208]
```

A copy is not the thing itself.

```py
def lambda_handler(event, context):
    node = {"name": "root"}
    node["snapshot"] = dict(node)
    return node
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..serializability import reports
from ..source import Source

CODE = "HL208"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
