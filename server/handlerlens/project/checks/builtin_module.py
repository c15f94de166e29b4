"""The handler's module has the name of a module that Python or the runtime has already loaded.

A module built into the interpreter is refused (``Runtime.BuiltInModuleConflict``: "Cannot use built-in module time as a handler
module"); of a standard module that the runtime itself imports, such as ``json``, Lambda gets that one instead of the file and finds no
handler in it.

```yaml
# file: time.py
def handler(event, context): ...
# file: json.py
def handler(event, context): ...
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Time:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: time.handler  # error: [HL107]
  Json:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: json.handler  # error: [HL107]
```

```yaml
# file: calendar.py
def handler(event, context): ...
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Calendar:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: calendar.handler
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ...analysis.finding import Finding, Severity
from ...analysis.function_config import FunctionConfig
from ...analysis.runtimes import runtimes
from ..project_view import ProjectView
from ..resolution import handler_name

CODE = "HL107"
SEVERITY = Severity.WARNING
DOCUMENTED_HERE = True


def check(function: FunctionConfig, project: ProjectView) -> Iterator[Finding]:
    place = function.positions.get("Handler")
    name = handler_name(function.handler) if isinstance(function.handler, str) else None
    if (
        place is None
        or name is None
        or not isinstance(function.runtime, str)
        or not function.runtime.startswith("python")
    ):
        return
    first = name.module[0]
    if first in runtimes().builtin_modules:
        yield Finding(
            CODE, place, f"Runtime.BuiltInModuleConflict: Cannot use built-in module {first} as a handler module."
        )
        return
    own = project.modules.under(function.code_root, name.module) if function.code_root is not None else None
    if first in runtimes().imported_modules and own is not None:
        message = f"The runtime has loaded Python's own {first}: Handler '{name.function}' missing on module '{first}'."
        yield Finding(CODE, place, message)
