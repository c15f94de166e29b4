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

The fix renames the file as well.

```yaml fixed
      Handler: time_handler.handler
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
from pathlib import Path

from ...analysis.finding import Edit, Finding, Fix, Rename, Severity, Span
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
        or function.wrapper is not None
        or name is None
        or not isinstance(function.runtime, str)
        or not function.runtime.startswith("python")
    ):
        return
    first = name.module[0]
    if first in runtimes().builtin_modules:
        message = f"Runtime.BuiltInModuleConflict: Cannot use built-in module {first} as a handler module."
        yield Finding(CODE, place, message, fixes=_renamed(function, first, project))
        return
    own = project.modules.under(function.code_root, name.module) if function.code_root is not None else None
    if first in runtimes().imported_modules and own is not None:
        message = f"The runtime has loaded Python's own {first}: Handler '{name.function}' missing on module '{first}'."
        yield Finding(CODE, place, message, fixes=_renamed(function, first, project))


def _renamed(function: FunctionConfig, first: str, project: ProjectView) -> tuple[Fix, ...]:
    """Give the module, or the folder it lies in, another name, and tell every function whose handler is in it."""
    root = function.code_root
    name = handler_name(function.handler) if isinstance(function.handler, str) else None
    path = project.modules.under(root, name.module) if root is not None and name is not None else None
    if root is None or path is None or name is None:
        return ()
    single = len(name.module) == 1 and path.name != "__init__.py"
    old = root / (f"{first}.py" if single else first)
    new = old.with_name(old.name.replace(first, f"{first}_handler", 1))
    affected = [
        config
        for file in project.modules.files
        if file == path or (not single and file.is_relative_to(old))
        for configs in project.declared(file).values()
        for config in configs
    ]
    edits = [_edit(config, function, root, first) for config in affected]
    if new.exists() or not edits or None in edits:
        return ()
    told = tuple(dict.fromkeys(edit for edit in edits if edit is not None))
    return (Fix(f"Rename {old.name} to {new.name}", told, rename=Rename(str(old), str(new))),)


def _edit(config: FunctionConfig, function: FunctionConfig, root: Path, first: str) -> Edit | None:
    """The new handler string of a function; None where it is not written out or counts from another folder."""
    place, handler = config.handler_position, config.handler
    if place is None or not isinstance(handler, str) or config.code_root != root or not handler.startswith(first):
        return None
    if place.line != place.end_line or place.end_column - place.column != len(handler):
        return None
    start = Span(place.line, place.column, place.line, place.column + len(first))
    return Edit(start, f"{first}_handler", None if config.template == function.template else str(config.template))
