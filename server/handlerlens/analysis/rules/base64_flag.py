"""A body that is base64 needs ``isBase64Encoded``: true, or the client gets the base64 text.

The other way round, plain text with the flag set is decoded into noise.

```py
import base64

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2


def lambda_handler(event: APIGatewayProxyEventV2, context):
    image = base64.b64encode(b"...").decode()
    headers = {"Content-Type": "image/png"}
    return {"statusCode": 200, "headers": headers, "body": image}  # error: [HL305]
```

```py fixed
import base64

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2


def lambda_handler(event: APIGatewayProxyEventV2, context):
    image = base64.b64encode(b"...").decode()
    headers = {"Content-Type": "image/png"}
    return {"statusCode": 200, "headers": headers, "body": image, "isBase64Encoded": True}
```

```py
import base64
import json

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2


def lambda_handler(event: APIGatewayProxyEventV2, context):
    if event["rawPath"] == "/image":
        return {"statusCode": 200, "isBase64Encoded": True, "body": base64.b64encode(b"...").decode()}
    return {"statusCode": 200, "body": json.dumps({"image": base64.b64encode(b"...").decode()})}
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from ..event_sources import event_sources
from ..finding import Edit, Finding, Fix, Severity, Span
from ..handlers import Function, find_handlers
from ..nodes import own_nodes
from ..responses import reports
from ..served import served
from ..source import Source

CODE = "HL305"
SEVERITY = Severity.WARNING

Names = Mapping[str, Sequence[ast.expr]]

_HTTP = frozenset({"rest_api", "http_api_v1", "http_api_v2", "function_url", "alb"})


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
    for handler in find_handlers(source):
        serving = served(source, handler)
        ids = {key for one in serving for key in one.ids}
        if not isinstance(handler.node, Function) or not ids or not ids <= _HTTP or not all(s.certain for s in serving):
            continue
        title = event_sources()[serving[0].ids[0]].title
        names = _assigned(handler.node)
        for node in own_nodes(handler.node):
            if isinstance(node, ast.Return) and node.value is not None:
                for value in _values(node.value, names):
                    if isinstance(value, ast.Dict):
                        yield from _response(source, value, names, title)


def _response(source: Source, node: ast.Dict, names: Names, title: str) -> Iterator[Finding]:
    parts = {k.value: v for k, v in zip(node.keys, node.values, strict=True) if isinstance(k, ast.Constant)}
    body, flag = parts.get("body"), parts.get("isBase64Encoded")
    if body is None or any(key is None for key in node.keys):
        return
    values, flags = _values(body, names), _values(flag, names) if flag is not None else []
    if all(map(_encodes, values)) and (flag is None or (isinstance(flag, ast.Constant) and flag.value is False)):
        yield Finding(
            CODE,
            source.span(body),
            f"{title} sends this base64 as it is; with isBase64Encoded true the client gets what it encodes.",
            fixes=(_flag(source, node, flag),),
        )
    elif flag is not None and all(map(_is_true, flags)) and any(map(_is_plain, values)) and all(map(_is_text, values)):
        yield Finding(
            CODE,
            source.span(flag),
            f"{title} decodes the body as base64, but it is plain text: the client gets noise or an error.",
        )


def _values(node: ast.expr, names: Names) -> Sequence[ast.expr]:
    """What an expression is, by the assignments of its name; itself where it is no such name."""
    return names.get(node.id, [node]) if isinstance(node, ast.Name) else [node]


def _assigned(function: Function) -> Names:
    """The local names with all values that are assigned to them; without those that are bound or changed in other ways too."""
    found: dict[str, list[ast.expr]] = {}
    stores: dict[str, int] = {}
    for node in own_nodes(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            stores[node.id] = stores.get(node.id, 0) + 1
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
            stores[node.value.id] = stores.get(node.value.id, 0) + 1
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return {name: values for name, values in found.items() if len(values) == stores.get(name)}


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _is_text(node: ast.expr) -> bool:
    """Plain text, or what an error says."""
    return _is_plain(node) or (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "str"
        and len(node.args) == 1
        and not _encodes(node)
    )


def _encodes(node: ast.expr) -> bool:
    """``base64.b64encode(…)``, also with ``.decode()`` behind or ``str()`` around it."""
    match node:
        case (
            ast.Call(func=ast.Attribute(attr="b64encode" | "standard_b64encode"))
            | ast.Call(func=ast.Name(id="b64encode"))
        ):
            return True
        case ast.Call(func=ast.Attribute(value=inner, attr="decode")):
            return _encodes(inner)
        case ast.Call(func=ast.Name(id="str"), args=[inner, *_]):
            return _encodes(inner)
    return False


def _is_plain(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="json"), attr="dumps")):
            return True
        case ast.Constant(value=str() as text):
            return " " in text or "{" in text or "<" in text
    return False


def _flag(source: Source, node: ast.Dict, flag: ast.expr | None) -> Fix:
    if flag is not None:
        edit = Edit(source.span(flag), "True")
    else:
        end = source.span(node.values[-1])
        edit = Edit(Span(end.end_line, end.end_column, end.end_line, end.end_column), ', "isBase64Encoded": True')
    return Fix("Set isBase64Encoded", (edit,))
