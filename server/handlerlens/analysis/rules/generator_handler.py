"""A handler with ``yield`` returns a generator, which Lambda cannot serialize: its body never runs.

The managed Python runtime has no response streaming; the caller gets ``Runtime.MarshalError`` with the message "Unable to marshal
response: Object of type generator is not JSON serializable".

```py
def lambda_handler(event, context):  # error: [HL102]
    for record in event["Records"]:
        yield record["messageId"]
```

```py fixed
def _lambda_handler_items(event, context):
    for record in event["Records"]:
        yield record["messageId"]


def lambda_handler(event, context):
    return list(_lambda_handler_items(event, context))
```

A ``yield`` of an inner function is none of the handler's, and a decorator may consume the generator.

```py
from framework import streaming


def lambda_handler(event, context):
    def names():
        yield from event["names"]

    return list(names())


@streaming
def handler(event, context):
    yield "part"
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..finding import Finding, Severity
from ..handlers import find_handlers
from ..rewrite import wrap_function
from ..scopes import is_generator
from ..source import Source

CODE = "HL102"
SEVERITY = Severity.ERROR
MENTIONS = ("yield",)


def check(source: Source) -> Iterator[Finding]:
    for handler in find_handlers(source):
        node = handler.node
        if not isinstance(node, ast.FunctionDef) or node.decorator_list or not is_generator(node):
            continue
        fix = wrap_function(
            source,
            node,
            inner=f"_{node.name.lstrip('_')}_items",
            expression="list({call})",
            module=None,
            title="Return a list of what it yields",
        )
        yield Finding(
            CODE,
            source.name_span(node),
            f"'{node.name}' yields, so Lambda gets a generator and its body never runs: Runtime.MarshalError "
            '"Unable to marshal response: Object of type generator is not JSON serializable".',
            fixes=(fix,) if fix else (),
        )
