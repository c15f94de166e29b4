"""Without ``statusCode``, HTTP APIs with payload 2.0 and function URLs take the whole result as a JSON body.

The client gets 200, and ``body`` and ``headers`` as keys of the JSON.

```py
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2


def lambda_handler(event: APIGatewayProxyEventV2, context):
    return {"body": "created", "headers": {"X-Id": "1"}}  # error: [HL306]
```

```py fixed
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2


def lambda_handler(event: APIGatewayProxyEventV2, context):
    return {"statusCode": 200, "body": "created", "headers": {"X-Id": "1"}}
```

A route of a Powertools resolver answers 200 with all that it returns as JSON, a ``statusCode`` in it included.

```py
import json

from aws_lambda_powertools.event_handler import APIGatewayRestResolver

app = APIGatewayRestResolver()


@app.get("/orders/<order_id>")
def order(order_id):
    if not order_id.isdigit():
        return {"statusCode": 404, "body": json.dumps({"error": "no such order"})}  # error: [HL306]
    return {"id": order_id}


def lambda_handler(event, context):
    return app.resolve(event, context)
```

```py fixed
import json

from aws_lambda_powertools.event_handler import APIGatewayRestResolver

app = APIGatewayRestResolver()


@app.get("/orders/<order_id>")
def order(order_id):
    if not order_id.isdigit():
        return {"error": "no such order"}, 404
    return {"id": order_id}


def lambda_handler(event, context):
    return app.resolve(event, context)
```

A result that is meant as JSON is fine.

```py
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2


def lambda_handler(event: APIGatewayProxyEventV2, context):
    return {"id": 1, "status": "shipped"}
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..finding import Edit, Finding, Fix, Severity
from ..module_bindings import bindings, dotted, effective
from ..nodes import own
from ..responses import reports
from ..routes import routing_functions
from ..source import Source

CODE = "HL306"
SEVERITY = Severity.WARNING


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
    for name, function in routing_functions(source):
        if _is_resolver(source, name):
            for node in own(function, ast.Return):
                yield from _wrapped(source, node)


def _is_resolver(source: Source, name: str) -> bool:
    """Whether an object is a resolver or router of Powertools for HTTP."""
    made = effective(bindings(source)[name]).value if name in bindings(source) else None
    cls = dotted(source, made.func) if isinstance(made, ast.Call) else None
    return (
        cls is not None
        and cls.startswith("aws_lambda_powertools.event_handler")
        and cls.endswith(("Resolver", "Router"))
        and not any(other in cls for other in ("AppSync", "Bedrock"))
    )


def _wrapped(source: Source, node: ast.Return) -> Iterator[Finding]:
    """A proxy response that a route returns as if it were a handler."""
    if not isinstance(node.value, ast.Dict):
        return
    parts = {k.value: v for k, v in zip(node.value.keys, node.value.values, strict=True) if isinstance(k, ast.Constant)}
    if not {"statusCode", "body"} <= parts.keys():
        return
    fixes: tuple[Fix, ...] = ()
    if len(node.value.keys) == 2:
        body = parts["body"]
        if (
            isinstance(body, ast.Call)
            and len(body.args) == 1
            and not body.keywords
            and dotted(source, body.func) == "json.dumps"
        ):
            body = body.args[0]
        text = f"{source.segment(source.span(body))}, {source.segment(source.span(parts['statusCode']))}"
        fixes = (Fix("Return the body and the status", (Edit(source.span(node.value), text),)),)
    yield Finding(
        CODE,
        source.span(node.value),
        "The resolver answers 200 with all of this as its JSON; return the body and the status, or a Response.",
        fixes=fixes,
    )
