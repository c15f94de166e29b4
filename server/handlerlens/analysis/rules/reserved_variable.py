"""Lambda sets this environment variable itself: a function cannot be configured with it, and code should not overwrite it.

A template that sets one is refused when it is deployed ("reserved keys that are currently not supported for modification"), an error.
Code that overwrites one misleads whatever reads it afterwards (the SDK its region and credentials, the runtime its handler), a warning.

```py
import os

os.environ["AWS_REGION"] = "eu-central-1"  # error: [HL501]


def handler(event, context):
    return {"region": os.environ["AWS_REGION"]}
```

```py
import os

os.environ["TARGET_REGION"] = "eu-central-1"


def handler(event, context):
    return {"region": os.environ["TARGET_REGION"]}


if __name__ == "__main__":
    os.environ["AWS_REGION"] = "eu-central-1"
    handler({}, None)
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
      Runtime: python3.13
      Handler: app.handler
      Environment:
        Variables:
          AWS_REGION: eu-central-1  # error: [HL501]
          TARGET_REGION: eu-central-1
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..environment_reads import environment_statements, is_environ
from ..finding import Finding, Severity
from ..handlers import find_handlers
from ..nodes import nodes_of
from ..runtimes import runtimes
from ..source import Source

CODE = "HL501"
SEVERITY = Severity.WARNING
MENTIONS = ("environ", "putenv")


def check(source: Source) -> Iterator[Finding]:
    if not find_handlers(source) or not any(name in source.text for name in runtimes().reserved_variables):
        return
    for node in nodes_of(environment_statements(source), ast.Call, ast.Subscript):
        for name in _written(source, node):
            if isinstance(name, ast.Constant) and name.value in runtimes().reserved_variables:
                yield Finding(
                    CODE, source.span(name), f"Lambda sets {name.value} itself; what reads it after this is misled."
                )


def _written(source: Source, node: ast.AST) -> list[ast.expr]:
    """The names of environment variables that a node writes."""
    match node:
        case ast.Subscript(value=owner, slice=name, ctx=ast.Store()) if is_environ(source, owner):
            return [name]
        case ast.Call(func=ast.Attribute(value=owner, attr="setdefault" | "__setitem__"), args=[name, _]) if is_environ(
            source, owner
        ):
            return [] if isinstance(node.func, ast.Attribute) and node.func.attr == "setdefault" else [name]
        case ast.Call(func=ast.Attribute(value=owner, attr="update"), args=[ast.Dict(keys=keys)]) if is_environ(
            source, owner
        ):
            return [key for key in keys if key is not None]
        case ast.Call(func=ast.Attribute(value=ast.Name(id="os"), attr="putenv"), args=[name, _]):
            return [name]
    return []
