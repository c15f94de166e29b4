"""The result of calling an ``async def`` is used without ``await``: a coroutine that nobody runs.

```py
async def fetch(key):
    return {"key": key}


def lambda_handler(event, context):
    return {"data": fetch(event["key"])}  # error: [HL211]
```

```py fixed
import asyncio


async def fetch(key):
    return {"key": key}


def lambda_handler(event, context):
    return {"data": asyncio.run(fetch(event["key"]))}
```

```py
async def fetch(key):
    return {"key": key}


async def both():
    return [await fetch("a"), await fetch("b")]


def lambda_handler(event, context):
    import asyncio

    return {"data": asyncio.run(both())}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..serializability import reports
from ..source import Source

CODE = "HL211"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
