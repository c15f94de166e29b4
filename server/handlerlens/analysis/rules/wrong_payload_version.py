"""The code reads the other payload version of API Gateway: ``httpMethod`` is 1.0's, ``requestContext.http`` is 2.0's.

REST APIs send 1.0, function URLs 2.0, and HTTP APIs 2.0 unless ``PayloadFormatVersion`` says otherwise: KeyError.

```py
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2


def lambda_handler(event: APIGatewayProxyEventV2, context):
    return {"statusCode": 200, "body": event["httpMethod"]}  # error: [HL407]
```

```py fixed
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2


def lambda_handler(event: APIGatewayProxyEventV2, context):
    return {"statusCode": 200, "body": event["requestContext"]["http"]["method"]}
```

Header names as the client wrote them are 1.0's too: 2.0 has them in lower case.

```py
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2


def lambda_handler(event: APIGatewayProxyEventV2, context):
    return {"statusCode": 200, "body": event["headers"]["Authorization"]}  # error: [HL407]
```

```py fixed
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2


def lambda_handler(event: APIGatewayProxyEventV2, context):
    return {"statusCode": 200, "body": event["headers"]["authorization"]}
```

Code that asks for a key before it reads it knows both.

```py
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2


def lambda_handler(event: APIGatewayProxyEventV2, context):
    if "httpMethod" in event:
        return {"statusCode": 200, "body": event["httpMethod"]}
    return {"statusCode": 200, "body": event["rawPath"]}
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..event_reads import Read
from ..event_uses import EventUse, event_uses
from ..finding import Edit, Finding, Fix, Severity
from ..source import Source

CODE = "HL407"
SEVERITY = Severity.WARNING

_ONE = frozenset({"rest_api", "http_api_v1"})
_TWO = frozenset({"http_api_v2", "function_url"})
_ONLY_ONE = {"httpMethod": '["requestContext"]["http"]["method"]', "path": '["rawPath"]', "resource": '["routeKey"]'}
_ONLY_TWO = {
    "requestContext.http.method": '["httpMethod"]',
    "requestContext.http.path": '["path"]',
    "rawPath": '["path"]',
    "routeKey": "",
    "rawQueryString": "",
    "cookies": "",
}


def check(source: Source) -> Iterator[Finding]:
    for use in event_uses(source):
        if not use.certain:
            continue
        ids = {facts.id for facts in use.sources}
        if ids <= _TWO:
            yield from _foreign(source, use, _ONLY_ONE, "1.0")
            yield from _headers(source, use)
        elif ids <= _ONE:
            yield from _foreign(source, use, _ONLY_TWO, "2.0")


def _foreign(source: Source, use: EventUse, keys: dict[str, str], version: str) -> Iterator[Finding]:
    if any(read is not None and not _relied_on(read) for read in map(use.at, [*_ONLY_ONE, *_ONLY_TWO, "version"])):
        return
    for path, instead in keys.items():
        read = use.at(path)
        if read is None:
            continue
        for site in read.sites[:1]:
            yield Finding(
                CODE,
                source.span(site),
                f"'{path}' is payload {version}'s; {use.sources[0].title} does not send it: KeyError.",
                fixes=_fixes(source, site, instead),
            )


def _headers(source: Source, use: EventUse) -> Iterator[Finding]:
    """Headers that are only read by a name with capitals."""
    for path, read in use.reads.items():
        owner, _, name = path.partition(".")
        if owner != "headers" or not name or name == name.lower() or read.assigned:
            continue
        if use.reads.get(f"headers.{name.lower()}") is not None or any(use.at(key) for key in _ONLY_ONE):
            continue
        for site in read.sites[:1]:
            key = (
                site.slice if isinstance(site, ast.Subscript) else site.args[0] if isinstance(site, ast.Call) else None
            )
            if not isinstance(key, ast.Constant) or key.value != name:
                continue
            fails = "KeyError" if isinstance(site, ast.Subscript) else "it is never found"
            lower = source.segment(source.span(key)).lower()
            yield Finding(
                CODE,
                source.span(key),
                f"{use.sources[0].title} sends header names in lower case: {fails}.",
                fixes=(Fix(f"Read {lower}", (Edit(source.span(key), lower),)),),
            )


def _relied_on(read: Read) -> bool:
    """Whether the code reads a key as one that is always there."""
    return (
        read.required
        and not any(use.kind == "test" for use in read.uses)
        and not read.defaulted
        and not read.assigned
        and all(isinstance(s, ast.Subscript) for s in read.sites)
    )


def _fixes(source: Source, site: ast.expr, instead: str) -> tuple[Fix, ...]:
    root = site
    while isinstance(root, ast.Subscript):
        root = root.value
    if not instead or not isinstance(root, ast.Name):
        return ()
    return (Fix(f"Read {root.id}{instead}", (Edit(source.span(site), f"{root.id}{instead}"),)),)
