"""An ``async def`` handler never runs: Lambda calls it, gets a coroutine and cannot serialize that.

The runtime client does not await: the caller gets ``Runtime.MarshalError`` with the message "Unable to marshal response: Object of
type coroutine is not JSON serializable". Keep the coroutine and call it from a plain handler with ``asyncio.run``.

```py
async def lambda_handler(event, context):  # error: [HL101]
    return {"statusCode": 200}
```

```py fixed
import asyncio


async def _async_lambda_handler(event, context):
    return {"statusCode": 200}


def lambda_handler(event, context):
    return asyncio.run(_async_lambda_handler(event, context))
```

A plain handler may use coroutines as it likes.

```py
import asyncio


async def fetch(event):
    return {"id": event["id"]}


def lambda_handler(event, context):
    return asyncio.run(fetch(event))
```

A decorator that runs it makes it right; under one that is not known it may still be awaited, so the finding is a warning there.

```py
import asyncio
import functools


def synchronous(function):
    @functools.wraps(function)
    def wrapper(event, context):
        return asyncio.run(function(event, context))

    return wrapper


@synchronous
async def lambda_handler(event, context):
    return {"statusCode": 200}
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..finding import Finding, Fix, Severity
from ..flow import flows
from ..handler_functions import Place
from ..handlers import Handler, Tier, find_handlers
from ..rewrite import wrap_function
from ..scopes import is_generator
from ..shapes import ASYNC_GENERATOR, COROUTINE, Instance, Unknown
from ..source import Source

CODE = "HL101"
SEVERITY = Severity.ERROR
MENTIONS = ("async",)


def check(source: Source) -> Iterator[Finding]:
    for handler in find_handlers(source):
        node = handler.node
        if not isinstance(node, ast.AsyncFunctionDef):
            continue
        awaited = _awaited(source, handler) if node.decorator_list else False
        if awaited:
            continue
        kind = "async_generator" if is_generator(node) else "coroutine"
        fixes: tuple[Fix, ...] = ()
        if kind == "coroutine" and not node.decorator_list:
            fix = wrap_function(
                source,
                node,
                inner=f"_async_{node.name}",
                expression="asyncio.run({call})",
                module="asyncio",
                title="Call it from a plain handler with asyncio.run",
            )
            fixes = (fix,) if fix else ()
        yield Finding(
            CODE,
            source.name_span(node),
            f"Lambda does not await '{node.name}': the caller gets Runtime.MarshalError "
            f'"Unable to marshal response: Object of type {kind} is not JSON serializable".',
            severity=Severity.WARNING if awaited is None or _elsewhere(source, handler) else None,
            fixes=fixes,
        )


def _elsewhere(source: Source, handler: Handler) -> bool:
    """Whether the module's text says that another platform runs it, one that awaits ``async def handler(event, context)``."""
    return handler.tier is not Tier.DECLARED and Place.of(source).foreign_unless_named


def _awaited(source: Source, handler: Handler) -> bool | None:
    """Whether the handler's decorators run it; None where that is not known."""
    for found in flows(source).handlers:
        if found.handler.node is handler.node and found.handler.name == handler.name:
            result = found.result
            if result is None or isinstance(result, Unknown):
                return None
            return not (isinstance(result, Instance) and result.cls in (COROUTINE, ASYNC_GENERATOR))
    return None
