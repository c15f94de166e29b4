"""A handler's result holds a value that Lambda cannot serialize to JSON, so the invocation fails after the handler has run.

The runtime accepts ``None``, booleans, numbers, text, lists, tuples, dicts and subclasses of these, ``Decimal``, UTF-8 ``bytes`` and
objects with ``_asdict``. Everything else ends in ``Runtime.MarshalError``.

```py
from datetime import datetime


def lambda_handler(event, context):
    return {"createdAt": datetime.now()}  # error: [HL201]
```

```py fixed
from datetime import datetime


def lambda_handler(event, context):
    return {"createdAt": datetime.now().isoformat()}
```

The exception that was caught is an object too; its text is what callers can use.

```py
def lambda_handler(event, context):
    try:
        return {"value": event["value"]}
    except KeyError as error:
        return {"error": error}  # error: [HL201]
```

```py fixed
def lambda_handler(event, context):
    try:
        return {"value": event["value"]}
    except KeyError as error:
        return {"error": str(error)}
```

Values are followed through variables, branches, loops, functions, classes and modules; converted in time, they are fine.

```py
from datetime import datetime


def lambda_handler(event, context):
    item = {"id": event["id"], "at": datetime.now()}
    item["at"] = item["at"].isoformat()
    return item
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..serializability import reports
from ..source import Source

CODE = "HL201"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
