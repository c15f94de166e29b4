"""The runtime cannot take this handler string apart.

It splits at the last dot: module before, name after. Without a dot init fails with ``Runtime.MalformedHandlerName``; with brackets, an
empty module, a backslash or a class in between it finds no such module or name.

```yaml
# file: app.py
class Orders:
    @staticmethod
    def run(event, context): ...

def handler(event, context): ...
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  NoDot:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app  # error: [HL106]
  Called:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler()  # error: [HL106]
  Method:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.Orders.run  # error: [HL106]
```

```yaml
# file: orders/app.py
def handler(event, context): ...
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Dotted:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: orders.app.handler
  NotPython:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: provided.al2023
      Handler: bootstrap
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ...analysis.finding import Finding, Severity
from ...analysis.function_config import FunctionConfig
from ..project_view import ProjectView
from ..resolution import handler_name
from ..rewrite import change_to

CODE = "HL106"
SEVERITY = Severity.ERROR
DOCUMENTED_HERE = True


def check(function: FunctionConfig, project: ProjectView) -> Iterator[Finding]:
    place, text = function.positions.get("Handler"), function.handler
    if (
        place is None
        or function.wrapper is not None
        or not isinstance(text, str)
        or not isinstance(function.runtime, str)
        or not function.runtime.startswith("python")
    ):
        return
    message, better = _problem(text, function, project)
    if message:
        yield Finding(CODE, place, message, fixes=change_to(place, text, better))


def _problem(text: str, function: FunctionConfig, project: ProjectView) -> tuple[str, list[str]]:
    """What the runtime says to a handler string, and what may have been meant; empty where it can be taken apart."""
    if "." not in text:
        return (
            f"Runtime.MalformedHandlerName: Bad handler '{text}': not enough values to unpack (expected 2, got 1).",
            _handlers_of(text, function, project),
        )
    if text.endswith("()") or "(" in text:
        return f"Runtime.HandlerNotFound: the name after the last dot is looked up as it stands, '{_last(text)}'.", [
            text.partition("(")[0]
        ]
    if "\\" in text:
        return "Runtime.ImportModuleError: a backslash does not separate folders; '/' does.", [text.replace("\\", "/")]
    if any(character.isspace() for character in text):
        return "Lambda takes no handler with spaces.", ["".join(text.split())]
    if text.startswith((".", "/")):
        better = text.lstrip("./")
        return (
            "Runtime.ImportModuleError: the module is looked up below the code root and cannot begin with a dot or slash.",
            [better],
        )
    name = handler_name(text)
    if name is None or function.code_root is None or len(name.module) < 2:
        return "", []
    outer = project.modules.under(function.code_root, name.module[:-1])
    if outer is None or project.modules.under(function.code_root, name.module) is not None:
        return "", []
    if name.module[-1] in (project.names(outer) or ()):
        module = text.rpartition(".")[0]
        return (
            f"Runtime.ImportModuleError: Unable to import module '{module}': a handler is a name of a module, not a member of a class.",
            _handlers_of("/".join(name.module[:-1]), function, project),
        )
    return "", []


def _last(text: str) -> str:
    return text.rpartition(".")[2]


def _handlers_of(module: str, function: FunctionConfig, project: ProjectView) -> list[str]:
    name = handler_name(f"{module}.handler")
    path = (
        project.modules.under(function.code_root, name.module)
        if name is not None and function.code_root is not None
        else None
    )
    return [f"{module}.{handler}" for handler in project.handlers(path)] if path is not None else []
