"""The function's runtime is past its end, or too old for the syntax of its code.

After a runtime's deprecation AWS no longer patches it, and later refuses to create and then to update functions with it: the template
is warned. Syntax that the runtime's Python does not know is an error: every invocation fails with ``Runtime.UserCodeSyntaxError``.

```py
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.9
      Handler: app.handler
# file: app.py
def handler(event, context):
    match event["kind"]:  # error: [HL506]
        case "order":
            return {"ok": True}
    return {"ok": False}
```

```py
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
# file: app.py
def handler(event, context):
    match event["kind"]:
        case "order":
            return {"ok": True}
    return {"ok": False}
```

```yaml
# file: app.py
def handler(event, context): ...
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.8  # error: [HL506]
      Handler: app.handler
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..finding import Finding, Severity
from ..handlers import find_handlers
from ..nodes import all_nodes
from ..runtimes import version
from ..source import Source

CODE = "HL506"
SEVERITY = Severity.WARNING

_WORDS = ("match", "except*", "except *", "type ", "[", "t'", 't"')


def check(source: Source) -> Iterator[Finding]:
    functions = [function for handler in find_handlers(source) for function in handler.functions]
    known = [(v, f) for f in functions if isinstance(f.runtime, str) and (v := version(f.runtime)) is not None]
    if not known or not any(word in source.text for word in _WORDS):
        return
    oldest, function = min(known, key=lambda pair: pair[0])
    for node in all_nodes(source):
        found = _newer(node)
        if found is None or found[0] <= oldest or not isinstance(node, ast.stmt | ast.expr):
            continue
        needed, what = found
        yield Finding(
            CODE,
            source.span(node.subject) if isinstance(node, ast.Match) else source.span(node),
            f"{what} needs Python {needed[0]}.{needed[1]}; {function.logical_id} runs on {function.runtime}: Runtime.UserCodeSyntaxError.",
            severity=Severity.ERROR,
        )


def _newer(node: ast.AST) -> tuple[tuple[int, int], str] | None:
    """The first Python that knows a node's syntax, and what it is called; None for what all runtimes know."""
    match type(node).__name__:
        case "Match":
            return (3, 10), "A match statement"
        case "TryStar":
            return (3, 11), "except*"
        case "TypeAlias":
            return (3, 12), "A type statement"
        case "TemplateStr":
            return (3, 14), "A template string"
    parameters = getattr(node, "type_params", None)
    if parameters:
        if any(getattr(parameter, "default_value", None) is not None for parameter in parameters):
            return (3, 13), "A default of a type parameter"
        return (3, 12), "A type parameter list"
    return None
