"""Lambda@Edge wants ``status``, not ``statusCode``, and headers as lists of ``{"key", "value"}`` by lower-case name.

CloudFront answers 502 to anything else, and to headers that functions may not set.

```py
def lambda_handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if request["uri"] == "/old":
        return {"statusCode": "302", "headers": {}}  # error: [HL312]
    return request
```

```py fixed
def lambda_handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if request["uri"] == "/old":
        return {"status": "302", "headers": {}}
    return request
```

```py
def lambda_handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if request["uri"] == "/old":
        return {"status": "302", "headers": {"location": [{"key": "Location", "value": "/new"}]}}
    return request
```

A function at the edge has no environment variables of its own.

```py
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Edge:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior:
          LambdaFunctionAssociations:
            - EventType: viewer-request
              LambdaFunctionARN: !Ref Edge.Version
# file: app.py
import os


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    request["uri"] = os.environ["PREFIX"] + request["uri"]  # error: [HL312, HL502]
    print(os.environ["AWS_REGION"], os.environ.get("STAGE"))
    return request
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..environment_reads import environment_statements, is_environ
from ..finding import Finding, Severity
from ..handlers import find_handlers
from ..nodes import nodes_of
from ..responses import reports
from ..served import served
from ..source import Source

CODE = "HL312"
SEVERITY = Severity.ERROR

_EDGE = frozenset({"cloudfront_request", "cloudfront_response"})
_PROVIDED = ("AWS_", "LAMBDA_", "_", "PYTHON", "LD_", "TZ", "LANG", "PATH", "HOME", "PWD")


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
    if "environ" in source.text and _at_the_edge(source):
        for node in nodes_of(environment_statements(source), ast.Subscript):
            match node:
                case ast.Subscript(value=owner, slice=ast.Constant(value=str() as name), ctx=ast.Load()):
                    if is_environ(source, owner) and not name.startswith(_PROVIDED):
                        text = f"Lambda@Edge functions have no environment variables: KeyError '{name}'."
                        yield Finding(CODE, source.span(node), text)


def _at_the_edge(source: Source) -> bool:
    """Whether every handler of the module certainly serves CloudFront."""
    serving = [one for handler in find_handlers(source) for one in served(source, handler) or (None,)]
    return bool(serving) and all(one is not None and one.certain and _EDGE.issuperset(one.ids) for one in serving)
