"""The code relies on a part of the event that the source leaves null or out: the query of a request without one, an absent body.

API Gateway REST sends null, HTTP APIs and function URLs leave the key out; the invocation fails with a TypeError or KeyError then.

```py
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent


def lambda_handler(event: APIGatewayProxyEvent, context):
    name = event["queryStringParameters"]["name"]  # error: [HL401]
    return {"statusCode": 200, "body": name}
```

```py fixed
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent


def lambda_handler(event: APIGatewayProxyEvent, context):
    name = (event.get("queryStringParameters") or {})["name"]
    return {"statusCode": 200, "body": name}
```

A default does not help against null, only ``or`` does; a test beforehand or a ``try`` is fine too.

```py
import json

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent


def lambda_handler(event: APIGatewayProxyEvent, context):
    if not event["body"]:
        return {"statusCode": 400, "body": "nothing sent"}
    query = event.get("queryStringParameters") or {}
    return {"statusCode": 200, "body": json.loads(event["body"])["name"] + query.get("end", "")}
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..event_reads import Read, Use
from ..event_uses import OBJECT_METHODS, EventUse, event_uses, unguarded
from ..finding import Edit, Finding, Fix, Severity
from ..source import Source

CODE = "HL401"
SEVERITY = Severity.WARNING

_PARTS = (
    "queryStringParameters",
    "multiValueQueryStringParameters",
    "stageVariables",
    "body",
    "cookies",
)
"""What requests really come without; a route's path parameters are there where its path has them."""
_WITHOUT_MESSAGE = ("$connect", "$disconnect")


def check(source: Source) -> Iterator[Finding]:
    for use in event_uses(source):
        if not use.certain:
            continue
        for part in _PARTS:
            read = use.at(part)
            if read is None or (part == "body" and _is_message(use)):
                continue
            nullable = all(part in facts.nullable for facts in use.sources)
            absent = all(part in facts.absent for facts in use.sources)
            if nullable or (absent and not read.defaulted):
                yield from _report(source, use, part, read, nullable)


def _report(source: Source, use: EventUse, part: str, read: Read, nullable: bool) -> Iterator[Finding]:
    relying = [u for u in read.uses if _relies(u) or (nullable and u.kind == "in")]
    text = read.parsed is None and all(part in facts.texts for facts in use.sources)
    if text and any(_takes_for_object(u) for u in relying):
        return  # it fails on text too: HL402's matter
    for one in unguarded(source, read, relying, null=nullable)[:1]:
        title = use.sources[0].title
        fails = "null" if nullable else "absent"
        yield Finding(
            CODE,
            source.span(one.site),
            f"{title} leaves '{part}' {fails} where a request has none: {_error(one, nullable)}.",
            fixes=_fixes(source, one, part),
        )


def _is_message(use: EventUse) -> bool:
    """Whether a WebSocket API sends the handler messages, which have a body, or the code tells them from (dis)connections."""
    silent = [
        any(value in _WITHOUT_MESSAGE for value in one.properties.values())
        for one in use.serving
        if "websocket" in one.ids
    ]
    told_apart = any(use.at(f"requestContext.{key}") is not None for key in ("routeKey", "eventType"))
    return bool(silent) and not all(silent) and (told_apart or not any(silent))


def _relies(use: Use) -> bool:
    """Whether a use fails on null, or the read itself on a missing key."""
    if use.kind == "argument":
        return isinstance(use.node, ast.Call) and ast.unparse(use.node.func) in ("json.loads", "loads")
    return use.kind in ("key", "index", "loop", "method")


def _takes_for_object(use: Use) -> bool:
    return use.kind == "key" or (use.kind == "method" and use.name in OBJECT_METHODS)


def _error(use: Use, nullable: bool) -> str:
    if not nullable:
        return (
            "KeyError"
            if isinstance(use.site, ast.Subscript)
            else "the default, or an AttributeError or TypeError on None"
        )
    if use.kind == "method":
        return f"AttributeError, 'NoneType' object has no attribute '{use.name}'"
    return "TypeError on None"


def _fixes(source: Source, use: Use, part: str) -> tuple[Fix, ...]:
    """``event["k"]`` or ``event.get("k", {})`` as ``(event.get("k") or {})``, where it is written out at the use."""
    site = use.site
    match site:
        case ast.Subscript(value=owner) | ast.Call(func=ast.Attribute(value=owner, attr="get")):
            empty = '"{}"' if use.kind == "argument" else "{}"
            text = f'{source.segment(source.span(owner))}.get("{part}") or {empty}'
            if use.kind != "argument":
                text = f"({text})"
            return (Fix(f"Take {empty} where there is none", (Edit(source.span(site), text),)),)
    return ()
