"""HTTP APIs and function URLs send a form as base64: reading its fields without looking at ``isBase64Encoded`` finds none.

Every body whose content type is not text or JSON comes like that, ``application/x-www-form-urlencoded`` too.

```py
from urllib.parse import parse_qs

from aws_lambda_powertools.utilities.data_classes import LambdaFunctionUrlEvent


def lambda_handler(event: LambdaFunctionUrlEvent, context):
    if "body" not in event:
        return "nothing sent"
    return parse_qs(event["body"])  # error: [HL405]
```

```py fixed
from urllib.parse import parse_qs

from aws_lambda_powertools.utilities.data_classes import LambdaFunctionUrlEvent
import base64


def lambda_handler(event: LambdaFunctionUrlEvent, context):
    if "body" not in event:
        return "nothing sent"
    return parse_qs(base64.b64decode(event["body"]).decode() if event.get("isBase64Encoded") else event["body"])
```

```py
import base64
from urllib.parse import parse_qs

from aws_lambda_powertools.utilities.data_classes import LambdaFunctionUrlEvent


def lambda_handler(event: LambdaFunctionUrlEvent, context):
    body = event.get("body") or ""
    if event["isBase64Encoded"]:
        body = base64.b64decode(body).decode()
    return parse_qs(body)
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..event_reads import Use
from ..event_uses import EventUse, event_uses
from ..finding import Edit, Finding, Fix, Severity
from ..handlers import Function
from ..nodes import own_nodes
from ..rewrite import insert_import
from ..source import Source

CODE = "HL405"
SEVERITY = Severity.INFORMATION

_SOURCES = frozenset({"http_api_v1", "http_api_v2", "function_url"})
_FORMS = ("parse_qs", "parse_qsl", "parse_multipart", "FieldStorage", "MultipartDecoder")


def check(source: Source) -> Iterator[Finding]:
    if "isBase64Encoded" in source.text or "is_base64_encoded" in source.text:
        return
    for use in event_uses(source):
        read = use.at("body")
        if read is None or not use.certain or not all(facts.id in _SOURCES for facts in use.sources):
            continue
        for one in read.uses:
            if one.kind == "argument" and isinstance(one.node, ast.Call):
                name = ast.unparse(one.node.func).rpartition(".")[2]
                if name in _FORMS:
                    yield Finding(
                        CODE,
                        source.span(one.site),
                        f"{use.sources[0].title} sends a form's body as base64 with isBase64Encoded true: {name} finds no fields.",
                        fixes=_fixes(source, use, one),
                    )


def _fixes(source: Source, use: EventUse, one: Use) -> tuple[Fix, ...]:
    """Decode the body where the flag says so; only where it goes in as the first thing, and the event's name is at hand."""
    function, call = use.handler.node, one.node
    if not isinstance(function, Function) or not isinstance(call, ast.Call) or one.site not in call.args[:1]:
        return ()
    if call not in own_nodes(function) or not function.args.args:
        return ()
    span = source.span(one.site)
    text = source.segment(span)
    if isinstance(one.site, ast.BoolOp | ast.IfExp):
        return ()
    decoded = f'base64.b64decode({text}).decode() if {function.args.args[0].arg}.get("isBase64Encoded") else {text}'
    edits = [
        Edit(span, decoded if len(call.args) == 1 and not call.keywords else f"({decoded})"),
        insert_import(source, "base64"),
    ]
    return (Fix("Decode it where isBase64Encoded is true", tuple(edit for edit in edits if edit is not None)),)
