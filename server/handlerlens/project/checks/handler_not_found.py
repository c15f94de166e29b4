"""The handler's module is there, but nothing in it has the handler's name.

Every invocation fails in init with ``Runtime.HandlerNotFound``: "Handler 'lambda_handler' missing on module 'app'".

```yaml
# file: src/app.py
def handler(event, context): ...
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: app.lambda_handler  # error: [HL104]
```

```yaml fixed
      Handler: app.handler
```

What the module imports, assigns or makes in a ``try`` counts; a module that makes names at run time is left alone.

```yaml
# file: src/app.py
from orders import lambda_handler
# file: src/generated.py
globals()["run"] = print
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: app.lambda_handler
  Generated:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: generated.run
```

The handler that a monitoring vendor's wrapper calls is looked for as well, by the variable that names it.

```yaml
# file: app.py
def handler(event, context): ...
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Wrapped:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: .
      Handler: datadog_lambda.handler.handler
      Environment:
        Variables:
          DD_LAMBDA_HANDLER: app.lambda_handler  # error: [HL104]
```

What a makefile of the project's own builds is not known either.

```yaml
# file: app.py
def main(): ...
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: makefile}
    Properties:
      Runtime: python3.13
      CodeUri: .
      Handler: app.handler
```
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from ...analysis.finding import Finding, Severity
from ...analysis.function_config import FunctionConfig
from ..project_view import ProjectView
from ..resolution import handler_name, is_python
from ..rewrite import change_to

CODE = "HL104"
SEVERITY = Severity.ERROR
DOCUMENTED_HERE = True


def check(function: FunctionConfig, project: ProjectView) -> Iterator[Finding]:
    place = function.handler_position
    name = handler_name(function.handler) if isinstance(function.handler, str) else None
    if name is None or place is None or function.code_root is None or not is_python(function):
        return
    if function.own_build:
        return
    path = project.modules.under(function.code_root, name.module)
    names = project.names(path) if path is not None else None
    if path is None or names is None or name.function in names:
        return
    module = function.handler[: -len(name.function) - 1] if isinstance(function.handler, str) else ""
    handlers = project.handlers(path)
    near = difflib.get_close_matches(name.function, sorted(names), n=2, cutoff=0.7)
    yield Finding(
        CODE,
        place,
        f"Runtime.HandlerNotFound: Handler '{name.function}' missing on module '{module}'."
        if function.wrapper is None
        else f"{function.wrapper} looks for '{name.function}' in module '{module}', which has nothing of that name.",
        fixes=change_to(place, function.handler, [f"{module}.{other}" for other in (*handlers, *near)]),
    )
