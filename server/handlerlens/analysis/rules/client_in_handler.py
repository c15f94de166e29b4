"""A boto3 client that is made in the handler is made for every invocation; at module level the execution environment keeps it.

Making one costs tens of milliseconds and opens new connections.

```py
import boto3


def lambda_handler(event, context):
    s3 = boto3.client("s3")  # error: [HL503]
    return s3.list_objects_v2(Bucket=event["bucket"])["KeyCount"]
```

```py fixed
import boto3

s3 = boto3.client("s3")


def lambda_handler(event, context):
    return s3.list_objects_v2(Bucket=event["bucket"])["KeyCount"]
```

One that depends on the event has to be made there.

```py
import boto3

cached = None


def lambda_handler(event, context):
    global cached
    if cached is None:
        cached = boto3.client("s3")
    regional = boto3.client("s3", region_name=event["region"])
    return regional.list_objects_v2(Bucket=event["bucket"])["KeyCount"]
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..finding import Edit, Finding, Fix, Severity, Span
from ..handlers import Function, find_handlers
from ..module_bindings import bindings
from ..nodes import own_nodes
from ..scopes import bound_names, imported_name
from ..source import Source

CODE = "HL503"
SEVERITY = Severity.INFORMATION
MENTIONS = ("boto3",)


def check(source: Source) -> Iterator[Finding]:
    for handler in find_handlers(source):
        node = handler.node
        if not isinstance(node, Function):
            continue
        local = bound_names(node)
        for statement in node.body:
            if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Call):
                continue
            call = statement.value
            if imported_name(source, call.func) in ("boto3.client", "boto3.resource") and _is_constant(call, local):
                kind = "client" if ast.unparse(call.func).endswith("client") else "resource"
                yield Finding(
                    CODE,
                    source.span(call),
                    f"This {kind} is made anew for every invocation; at module level it is made once for each environment.",
                    fixes=_hoist(source, node, statement),
                )


def _is_constant(call: ast.Call, local: frozenset[str]) -> bool:
    """Whether all arguments are the same for every invocation."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return not any(isinstance(n, ast.Name) and n.id in local for argument in given for n in ast.walk(argument))


def _hoist(source: Source, node: Function, statement: ast.Assign) -> tuple[Fix, ...]:
    target = statement.targets[0]
    span = source.span(statement)
    if len(statement.targets) != 1 or not isinstance(target, ast.Name) or target.id in bindings(source):
        return ()
    if node.body == [statement] or span.line != span.end_line or statement.lineno == node.lineno:
        return ()
    if sum(isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store) and n.id == target.id for n in own_nodes(node)) > 1:
        return ()
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    made = Edit(Span(first, 0, first, 0), f"{source.segment(span)}\n\n\n")
    gone = Edit(Span(span.line, 0, span.line + 1, 0), "")
    blank = first - 2
    if blank >= 1 and not source.lines[blank - 1].strip() and not source.lines[first - 2].strip():
        made = Edit(Span(blank, 0, blank, 0), f"\n{source.segment(span)}\n")
    return (Fix("Make it at module level", (made, gone)),)
