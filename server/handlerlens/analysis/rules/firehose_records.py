"""A Firehose transformation must answer every record with its ``recordId``, a ``result`` and base64 ``data``.

The result is Ok, Dropped or ProcessingFailed. Records that are answered in another form are delivered to the processing-failed prefix.

```py
import base64

from aws_lambda_powertools.utilities.data_classes import KinesisFirehoseEvent


def lambda_handler(event: KinesisFirehoseEvent, context):
    output = []
    for record in event["records"]:
        data = base64.b64encode(b"changed").decode()
        output.append({"recordId": record["recordId"], "result": "OK", "data": data})  # error: [HL311]
    return {"records": output}
```

```py fixed
import base64

from aws_lambda_powertools.utilities.data_classes import KinesisFirehoseEvent


def lambda_handler(event: KinesisFirehoseEvent, context):
    output = []
    for record in event["records"]:
        data = base64.b64encode(b"changed").decode()
        output.append({"recordId": record["recordId"], "result": "Ok", "data": data})
    return {"records": output}
```

A record that is left out is missing in the answer; drop it with ``Dropped``.

```py
from aws_lambda_powertools.utilities.data_classes import KinesisFirehoseEvent


def lambda_handler(event: KinesisFirehoseEvent, context):
    output = []
    for record in event["records"]:
        if not record["data"]:
            continue  # error: [HL311]
        output.append({"recordId": record["recordId"], "result": "Ok", "data": record["data"]})
    return {"records": output}
```

```py
from aws_lambda_powertools.utilities.data_classes import KinesisFirehoseEvent


def lambda_handler(event: KinesisFirehoseEvent, context):
    output = []
    for record in event["records"]:
        if not record["data"]:
            output.append({"recordId": record["recordId"], "result": "Dropped"})
            continue
        output.append({"recordId": record["recordId"], "result": "Ok", "data": record["data"]})
    return {"records": output}
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..finding import Finding, Severity
from ..handlers import find_handlers
from ..responses import reports
from ..served import served
from ..source import Source

CODE = "HL311"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
    for handler in find_handlers(source):
        serving = served(source, handler)
        if len(serving) == 1 and serving[0].certain and serving[0].ids == ("firehose",):
            for node in ast.walk(handler.node):
                if isinstance(node, ast.For) and ast.unparse(node.iter) in ("event['records']", "event.get('records')"):
                    for skip in _skips(node.body):
                        yield Finding(
                            CODE,
                            source.span(skip),
                            "Firehose takes the records as failed: this one is left out of the answer; answer it with Dropped.",
                            Severity.WARNING,
                        )


def _skips(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The ``continue`` statements before a record is answered for the first time, in a loop that answers by ``append``."""
    answered = [
        index for index, statement in enumerate(body) if _answers(statement) and not isinstance(statement, ast.If)
    ]
    if not answered:
        return
    for statement in body[: answered[0]]:
        if isinstance(statement, ast.If) and not _answers(statement):
            yield from (inner for inner in ast.walk(statement) if isinstance(inner, ast.Continue))


def _answers(statement: ast.stmt) -> bool:
    return any(
        isinstance(node, ast.Call)
        and (not isinstance(node.func, ast.Attribute) or node.func.attr in ("append", "extend"))
        for node in ast.walk(statement)
    )
