"""Connect, Bedrock agents, AppSync and Chime each read a result of their own form; another one ends in their error branch.

Connect reads a flat map of strings (unless the flow's block expects JSON), Bedrock a ``messageVersion`` and a body of text,
AppSync's BatchInvoke a list.

```py
from aws_lambda_powertools.utilities.data_classes import ConnectContactFlowEvent


def lambda_handler(event: ConnectContactFlowEvent, context):
    return {"name": "Ada", "orders": ["1", "2"]}  # error: [HL316]
```

```py fixed
from aws_lambda_powertools.utilities.data_classes import ConnectContactFlowEvent
import json


def lambda_handler(event: ConnectContactFlowEvent, context):
    return {"name": "Ada", "orders": json.dumps(["1", "2"])}
```

```py
from aws_lambda_powertools.utilities.data_classes import ConnectContactFlowEvent


def lambda_handler(event: ConnectContactFlowEvent, context):
    return {"name": "Ada", "order": "1"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..responses import reports
from ..source import Source

CODE = "HL316"
SEVERITY = Severity.WARNING


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
