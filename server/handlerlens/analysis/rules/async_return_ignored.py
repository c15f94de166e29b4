"""Nobody gets what is returned for an asynchronous event: an HTTP response for S3, SNS or EventBridge has no reader.

To make Lambda try again, raise; what is returned counts as success (and goes to a destination, where there is one).

```py
from aws_lambda_powertools.utilities.data_classes import S3Event


def lambda_handler(event: S3Event, context):
    return {"statusCode": 500, "body": "failed"}  # error: [HL317]
```

```py fixed
from aws_lambda_powertools.utilities.data_classes import S3Event


def lambda_handler(event: S3Event, context):
    return
```

```py
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent, S3Event


def lambda_handler(event: S3Event, context):
    return {"objects": len(event["Records"])}


def api_handler(event: APIGatewayProxyEvent, context):
    return {"statusCode": 500, "body": "failed"}
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..contracts import contract
from ..event_sources import event_sources
from ..finding import Edit, Finding, Fix, Severity
from ..handlers import Function, find_handlers
from ..nodes import own_nodes
from ..served import served
from ..source import Source

CODE = "HL317"
SEVERITY = Severity.INFORMATION


def check(source: Source) -> Iterator[Finding]:
    for handler in find_handlers(source):
        serving = served(source, handler)
        facts = [event_sources()[key] for one in serving for key in one.ids]
        contracts = [contract(one.contract) for one in facts]
        if not facts or not isinstance(handler.node, Function) or not all(one.certain for one in serving):
            continue
        if any(c is None or c.id != "discarded" for c in contracts):
            continue
        for node in own_nodes(handler.node):
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Dict):
                keys = {key.value for key in node.value.keys if isinstance(key, ast.Constant)}
                if "statusCode" in keys:
                    yield Finding(
                        CODE,
                        source.span(node.value),
                        f"{facts[0].title} ignores the result: a status code tells nobody, and an error is only tried again when raised.",
                        fixes=_fixes(source, node),
                    )


def _fixes(source: Source, node: ast.Return) -> tuple[Fix, ...]:
    """``return`` alone, where making the result does nothing else."""
    if node.value is None or any(isinstance(inner, ast.Call | ast.Await) for inner in ast.walk(node.value)):
        return ()
    return (Fix("Return nothing", (Edit(source.span(node), "return"),)),)
