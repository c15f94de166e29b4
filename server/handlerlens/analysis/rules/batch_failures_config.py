"""Code and event source mapping disagree about partial batches: without ReportBatchItemFailures the reported failures are ignored and lost.

```py
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Events:
        Queue:
          Type: SQS
          Properties:
            Queue: arn:aws:sqs:eu-west-1:123456789012:orders
# file: app.py
def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            print(record["body"])
        except ValueError:
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}  # error: [HL309]
```

```py
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Events:
        Queue:
          Type: SQS
          Properties:
            Queue: arn:aws:sqs:eu-west-1:123456789012:orders
            FunctionResponseTypes: [ReportBatchItemFailures]
# file: app.py
def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            print(record["body"])
        except ValueError:
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from ..event_sources import event_sources
from ..finding import Edit, Finding, Fix, Related, Severity, Span
from ..function_config import Unresolved
from ..handlers import Function, Handler, find_handlers
from ..mapping_declarations import reporting_failures
from ..nodes import own_nodes
from ..served import Served, Strength, served
from ..source import Source

CODE = "HL309"
SEVERITY = Severity.WARNING

_SOURCES = frozenset({"sqs", "kinesis", "dynamodb"})
_NAMES = frozenset({"functionresponsetypes", "functionresponsetype", "reportbatchitemfailures"})
_READERS = frozenset({"sam", "cloudformation", "serverless", "terraform"})
"""The tools whose readers give all properties of a mapping."""


def check(source: Source) -> Iterator[Finding]:
    for handler in find_handlers(source):
        mappings = [
            one for one in served(source, handler) if one.strength is Strength.TEMPLATE and one.ids[0] in _SOURCES
        ]
        if not mappings or not isinstance(handler.node, Function) or not _readable(handler):
            continue
        reported = _reported(handler.node)
        silent = [one for one in mappings if _reports(one.properties) is False]
        if reported is not None and silent:
            yield _finding(
                source.span(reported),
                silent[0],
                "has no ReportBatchItemFailures: Lambda ignores these failures and takes the whole batch as done.",
                _fixes(source, silent),
            )
        elif reported is None and all(_reports(one.properties) for one in mappings):
            for swallowed in _swallowed(handler.node):
                yield _finding(
                    source.span(swallowed),
                    mappings[0],
                    "has ReportBatchItemFailures, but a record that fails here is neither reported nor raised: it counts as done.",
                )


def _readable(handler: Handler) -> bool:
    return all(function.tool in _READERS for function in handler.functions)


def _fixes(source: Source, silent: list[Served]) -> tuple[Fix, ...]:
    """Ask for the failures in every mapping that does not."""
    edits: list[Edit] = []
    for one in silent:
        text = source.view.read(one.template) if one.template is not None else None
        if one.template is None or text is None:
            return ()
        edit = reporting_failures(one.template, one.line, text.replace("\r\n", "\n").split("\n"))
        if edit is None:
            return ()
        edits.append(edit)
    where = " and ".join(dict.fromkeys(one.template.name for one in silent if one.template is not None))
    return (Fix(f"Add ReportBatchItemFailures to {where}", tuple(edits)),)


def _finding(span: Span, one: Served, text: str, fixes: tuple[Fix, ...] = ()) -> Finding:
    related = (Related("The mapping is here", Span(one.line, 0, one.line, 0), str(one.template)),) if one.line else ()
    return Finding(
        CODE,
        span,
        f"The mapping of {event_sources()[one.ids[0]].title} ({one.evidence}) {text}",
        fixes=fixes,
        related=related,
    )


def _reports(properties: Mapping[str, object]) -> bool | None:
    """Whether a mapping asks for reported failures; None where only the deployment knows."""
    for name, value in properties.items():
        if name.lower().replace("_", "") in _NAMES:
            return None if isinstance(value, Unresolved) else "ReportBatchItemFailures" in str(value) or value is True
    return False


def _reported(function: Function) -> ast.expr | None:
    """The returned expression that reports failures."""
    filled = {
        node.targets[0].value.id
        for node in own_nodes(function)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Subscript)
        and isinstance(node.targets[0].value, ast.Name)
        and isinstance(node.targets[0].slice, ast.Constant)
        and node.targets[0].slice.value == "batchItemFailures"
    }
    for node in own_nodes(function):
        if isinstance(node, ast.Return) and node.value is not None:
            if isinstance(node.value, ast.Name) and node.value.id in filled:
                return node.value
            for inner in ast.walk(node.value):
                if isinstance(inner, ast.Constant) and inner.value == "batchItemFailures":
                    return node.value
                if isinstance(inner, ast.Call) and "partial_response" in ast.unparse(inner.func):
                    return node.value
                if isinstance(inner, ast.Call) and ast.unparse(inner.func).endswith(".response"):
                    return node.value
    return None


def _swallowed(function: Function) -> Iterator[ast.ExceptHandler]:
    """The ``except`` in a loop over the records that lets nothing out."""
    if any(isinstance(node, ast.Return) and not _is_plain(node.value) for node in own_nodes(function)):
        return
    for node in own_nodes(function):
        if isinstance(node, ast.For) and "Records" in ast.unparse(node.iter):
            for inner in ast.walk(node):
                if isinstance(inner, ast.ExceptHandler) and not any(
                    isinstance(deep, ast.Raise | ast.Return | ast.Assign | ast.AugAssign) or _keeps(deep)
                    for deep in ast.walk(inner)
                ):
                    yield inner


def _keeps(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("append", "add")


def _is_plain(node: ast.expr | None) -> bool:
    """A result that cannot hold failures."""
    return (
        node is None
        or isinstance(node, ast.Constant | ast.JoinedStr)
        or (isinstance(node, ast.Dict) and all(isinstance(key, ast.Constant) for key in node.keys))
    )
