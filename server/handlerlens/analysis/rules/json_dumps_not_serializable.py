"""``json.dumps`` is given a value that it cannot serialize and raises ``TypeError``.

It knows less than Lambda itself: ``Decimal`` (all numbers of a DynamoDB table) and ``bytes`` fail here too. ``default=`` or ``cls=`` help.
What httpx sends as JSON (``json=``) goes through ``json.dumps``, without such help; requests takes Lambda's own simplejson for it.

```py
import json
from datetime import date


def lambda_handler(event, context):
    return {"statusCode": 200, "body": json.dumps({"day": date.today()})}  # error: [HL204]
```

```py fixed
import json
from datetime import date


def lambda_handler(event, context):
    return {"statusCode": 200, "body": json.dumps({"day": date.today()}, default=str)}
```

```py
import json
from datetime import date


def lambda_handler(event, context):
    return {"statusCode": 200, "body": json.dumps({"day": date.today()}, default=str)}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..serializability import reports
from ..source import Source

CODE = "HL204"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
