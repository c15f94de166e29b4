"""An event loop that the first invocation closes is still closed at the second one: "RuntimeError: Event loop is closed".

Make a loop for each invocation; ``asyncio.run`` does.

```py
import asyncio

loop = asyncio.new_event_loop()


def lambda_handler(event, context):
    try:
        return loop.run_until_complete(work(event))
    finally:
        loop.close()  # error: [HL508]


async def work(event):
    return event["id"]
```

```py
import asyncio


def lambda_handler(event, context):
    return asyncio.run(work(event))


async def work(event):
    return event["id"]
```

``asyncio.run`` leaves no current loop behind, so ``get_event_loop`` fails when the function runs again.

```py
import asyncio


def lambda_handler(event, context):
    loop = asyncio.get_event_loop()  # error: [HL508]
    first = loop.run_until_complete(work(event))
    return first, asyncio.run(work(event))


async def work(event):
    return event["id"]
```

```py fixed
import asyncio


def lambda_handler(event, context):
    loop = asyncio.new_event_loop()
    first = loop.run_until_complete(work(event))
    return first, asyncio.run(work(event))


async def work(event):
    return event["id"]
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..finding import Edit, Finding, Fix, Severity
from ..module_bindings import bindings, effective
from ..reachable import reachable_calls
from ..scopes import imported_name
from ..source import Source

CODE = "HL508"
SEVERITY = Severity.INFORMATION
MENTIONS = ("asyncio",)

_LOOPS = ("asyncio.get_event_loop", "asyncio.new_event_loop")


def check(source: Source) -> Iterator[Finding]:
    calls = reachable_calls(source)
    names = [imported_name(source, call.func) for call in calls]
    for call, name in zip(calls, names, strict=True):
        if (
            isinstance(call.func, ast.Attribute)
            and call.func.attr == "close"
            and _is_module_loop(source, call.func.value)
        ):
            yield Finding(
                CODE,
                source.span(call),
                "The loop is made once for each environment and closed here: the next invocation fails with Event loop is closed.",
            )
        elif name == "asyncio.get_event_loop" and "asyncio.run" in names and "asyncio.set_event_loop" not in names:
            yield Finding(
                CODE,
                source.span(call),
                "asyncio.run has left no current event loop when this runs again: RuntimeError; use asyncio.run for both.",
                fixes=_new_loop(source, call),
            )


def _is_module_loop(source: Source, node: ast.expr) -> bool:
    group = bindings(source).get(node.id) if isinstance(node, ast.Name) else None
    value = effective(group).value if group else None
    return isinstance(value, ast.Call) and imported_name(source, value.func) in _LOOPS


def _new_loop(source: Source, call: ast.Call) -> tuple[Fix, ...]:
    text = source.segment(source.span(call.func))
    if not text.endswith("get_event_loop"):
        return ()
    new = text.replace("get_event_loop", "new_event_loop")
    return (Fix("Make a new loop", (Edit(source.span(call.func), new),)),) if "." in text else ()
