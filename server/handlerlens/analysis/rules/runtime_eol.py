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

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..handlers import find_handlers
from ..newer_syntax import newer_syntax
from ..runtimes import version
from ..source import Source

CODE = "HL506"
SEVERITY = Severity.WARNING


def check(source: Source) -> Iterator[Finding]:
    functions = [function for handler in find_handlers(source) for function in handler.functions]
    known = [(v, f) for f in functions if isinstance(f.runtime, str) and (v := version(f.runtime)) is not None]
    if not known:
        return
    oldest, function = min(known, key=lambda pair: pair[0])
    for found in newer_syntax(source, oldest):
        needed = ".".join(map(str, found.needed))
        yield Finding(
            CODE,
            found.span,
            f"{found.what} needs Python {needed}; {function.logical_id} runs on {function.runtime}: Runtime.UserCodeSyntaxError.",
            severity=Severity.ERROR,
        )
