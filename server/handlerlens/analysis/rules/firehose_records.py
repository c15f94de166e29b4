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

The same where only some records are answered at all.

```py
from aws_lambda_powertools.utilities.data_classes import KinesisFirehoseEvent


def lambda_handler(event: KinesisFirehoseEvent, context):
    output = []
    for record in event["records"]:
        data = record["data"]
        if data:  # error: [HL311]
            output.append({"recordId": record["recordId"], "result": "Ok", "data": data})
    return {"records": output}
```

```py
from aws_lambda_powertools.utilities.data_classes import KinesisFirehoseEvent


def lambda_handler(event: KinesisFirehoseEvent, context):
    output = []
    for record in event["records"]:
        answer = {"recordId": record["recordId"], "result": "Dropped"}
        if record["data"]:
            answer = {"recordId": record["recordId"], "result": "Ok", "data": record["data"]}
        output.append(answer)
    return {"records": output}
```

JSON as it stands is no base64.

```py
import base64
import json

from aws_lambda_powertools.utilities.data_classes import KinesisFirehoseEvent


def lambda_handler(event: KinesisFirehoseEvent, context):
    output = []
    records = event["records"]
    for record in records:
        value = json.loads(base64.b64decode(record["data"]))
        output.append({"recordId": record["recordId"], "result": "Ok", "data": json.dumps(value)})  # error: [HL311]
    return {"records": output}
```

```py fixed
import base64
import json

from aws_lambda_powertools.utilities.data_classes import KinesisFirehoseEvent


def lambda_handler(event: KinesisFirehoseEvent, context):
    output = []
    records = event["records"]
    for record in records:
        value = json.loads(base64.b64decode(record["data"]))
        output.append({"recordId": record["recordId"], "result": "Ok", "data": base64.b64encode(json.dumps(value).encode()).decode()})
    return {"records": output}
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..event_uses import wrap
from ..finding import Finding, Severity, Span
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
            names = _records(handler.node)
            for node in ast.walk(handler.node):
                if isinstance(node, ast.Dict):
                    yield from _plain(source, node)
                if isinstance(node, ast.For) and ast.unparse(node.iter) in names:
                    for skip in _skips(node.body):
                        yield _left_out(source.span(skip), "this one is left out of the answer; answer it with Dropped")
                    for test in _only_some(handler.node, node.body):
                        yield _left_out(
                            source.span(test), "others are left out of the answer; answer them with Dropped"
                        )


def _left_out(span: Span, what: str) -> Finding:
    return Finding(CODE, span, f"Firehose takes the records as failed: {what}.", Severity.WARNING)


def _records(handler: ast.stmt) -> set[str]:
    """How the handler spells the batch: the event's records, and the names that they are given."""
    found = {"event['records']", "event.get('records')", "event.get('records', [])"}
    for node in ast.walk(handler):
        if isinstance(node, ast.Assign) and ast.unparse(node.value) in found:
            found.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return found


def _plain(source: Source, node: ast.Dict) -> Iterator[Finding]:
    """An answer whose data is JSON as it stands."""
    parts = {
        key.value: value for key, value in zip(node.keys, node.values, strict=True) if isinstance(key, ast.Constant)
    }
    data = parts.get("data")
    if {"recordId", "result"} <= parts.keys() and isinstance(data, ast.Call) and ast.unparse(data.func) == "json.dumps":
        fix = wrap(source, data, "base64.b64encode(", ".encode()).decode()", "Encode it: base64.b64encode()", "base64")
        text = "Firehose takes the records as failed: data must be base64, and JSON is none."
        yield Finding(CODE, source.span(data), text, fixes=(fix,))


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


def _only_some(handler: ast.stmt, body: list[ast.stmt]) -> Iterator[ast.expr]:
    """The test of the ``if`` without ``else`` that all of a loop's answers stand in."""
    for name in dict.fromkeys(_answered_by(handler)):
        answering = [s for s in body if any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(s))]
        if len(answering) == 1 and isinstance(answering[0], ast.If) and not answering[0].orelse:
            yield answering[0].test


def _answered_by(handler: ast.stmt) -> Iterator[str]:
    """The lists that are returned as the answer's records."""
    for node in ast.walk(handler):
        match node:
            case ast.Return(value=ast.Dict(keys=[ast.Constant(value="records")], values=[ast.Name(id=name)])):
                yield name


def _answers(statement: ast.stmt) -> bool:
    return any(
        isinstance(node, ast.Call)
        and (not isinstance(node.func, ast.Attribute) or node.func.attr in ("append", "extend"))
        for node in ast.walk(statement)
    )
