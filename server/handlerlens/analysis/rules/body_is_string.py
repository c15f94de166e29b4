"""The body of a request or message is text: a key of it can only be read after ``json.loads``.

The invocation fails with "string indices must be integers", or "'str' object has no attribute 'get'".

```py
from aws_lambda_powertools.utilities.data_classes import SQSEvent


def lambda_handler(event: SQSEvent, context):
    for record in event["Records"]:
        print(record["body"]["order_id"])  # error: [HL402]
```

```py fixed
from aws_lambda_powertools.utilities.data_classes import SQSEvent
import json


def lambda_handler(event: SQSEvent, context):
    for record in event["Records"]:
        print(json.loads(record["body"])["order_id"])
```

A default for an absent body does not help where there is one.

```py
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2


def lambda_handler(event: APIGatewayProxyEventV2, context):
    body = event.get("body", {})
    return {"statusCode": 200, "body": body.get("name", "")}  # error: [HL402]
```

```py fixed
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
import json


def lambda_handler(event: APIGatewayProxyEventV2, context):
    body = json.loads(event.get("body") or "{}")
    return {"statusCode": 200, "body": body.get("name", "")}
```

Where the code itself asks whether it is text, or parses it somewhere, it knows.

```py
import json

from aws_lambda_powertools.utilities.data_classes import SNSEvent


def lambda_handler(event: SNSEvent, context):
    message = event["Records"][0]["Sns"]["Message"]
    if isinstance(message, str):
        message = json.loads(message)
    print(message["order_id"])


def task_handler(event, context):
    return {"id": event["body"]["id"]}
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..event_reads import Read, Use
from ..event_uses import OBJECT_METHODS, event_uses
from ..finding import Edit, Finding, Fix, Severity
from ..nodes import nodes_of
from ..rewrite import insert_import
from ..source import Source

CODE = "HL402"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    for use in event_uses(source):
        for pattern in use.sources[0].texts:
            read = use.at(pattern)
            if read is None or not all(pattern in facts.texts for facts in use.sources):
                continue
            for one in _as_object(read)[:3]:
                name = pattern.replace("[]", "")
                yield Finding(
                    CODE,
                    source.span(one.site),
                    f"'{name}' of {use.sources[0].title} is text: {_error(one)}; parse it first.",
                    use.severity(SEVERITY),
                    (_fix(source, read, one.site),),
                )


def _as_object(read: Read) -> list[Use]:
    """The uses of a text as an object, where nothing says that the code knows better."""
    if read.parsed is not None or any(one.kind == "test" for one in read.uses):
        return []
    return [one for one in read.uses if one.kind == "key" or (one.kind == "method" and one.name in OBJECT_METHODS)]


def _error(use: Use) -> str:
    if use.kind == "key":
        return 'TypeError "string indices must be integers"'
    return f"AttributeError \"'str' object has no attribute '{use.name}'\""


def _fix(source: Source, read: Read, site: ast.expr) -> Fix:
    """Parse the text where it is read: at the assignment of the name that stands for it, if there is one."""
    if isinstance(site, ast.Name):
        named = [s for s in nodes_of(source.tree.body, ast.Assign) if s.value in read.sites]
        texts = [s.value for s in named for t in s.targets if isinstance(t, ast.Name) and t.id == site.id]
        site = texts[0] if texts else site
    span = source.span(site)
    text = source.segment(span)
    match site:
        case ast.Call(func=ast.Attribute(attr="get") as get, args=[key, _]):
            text = f'{source.segment(source.span(get))}({source.segment(source.span(key))}) or "{{}}"'
    added = insert_import(source, "json")
    edit = Edit(span, f"json.loads({text})")
    return Fix("Parse it: json.loads()", (edit, added) if added is not None else (edit,))
