"""The result holds ``bytes`` below its top level.

Lambda decodes them as UTF-8 and fails where they are not; ``json.dumps`` and other runtimes always fail.

```py
import base64


def lambda_handler(event, context):
    return {"data": base64.b64encode(b"\\x00\\xff")}  # error: [HL209]
```

```py fixed
import base64


def lambda_handler(event, context):
    return {"data": base64.b64encode(b"\\x00\\xff").decode()}
```

Bytes at the top level are the payload itself.

```py
def lambda_handler(event, context):
    return b"raw"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..serializability import reports
from ..source import Source

CODE = "HL209"
SEVERITY = Severity.INFORMATION


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
