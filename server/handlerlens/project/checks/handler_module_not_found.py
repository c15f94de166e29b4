"""There is no such module under the function's code root.

Every invocation fails in init with ``Runtime.ImportModuleError``: "Unable to import module 'src/app': No module named 'src'". The
handler counts from the code root (``CodeUri``), has no ``.py`` and no ``./``.

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
      Handler: src/app.handler  # error: [HL105]
```

```yaml fixed
      Handler: app.handler
```

The fix also knows a module of nearly that name.

```yaml
# file: src/orders.py
def handler(event, context): ...
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: src/order.handler  # error: [HL105]
```

```yaml fixed
      Handler: src/orders.handler
```

Silent where the code root is built or packed elsewhere, where a layer or a requirement may bring the module, for inline code, and for
a monitoring vendor's wrapper (Datadog, New Relic, Sentry and others): of it the handler counts that its variable names.

```yaml
# file: src/requirements.txt
acme-lambda
# file: src/app.py
def handler(event, context): ...
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Required:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: acme_lambda.handler.handler
  Wrapped:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: datadog_lambda.handler.handler
      Environment: {Variables: {DD_LAMBDA_HANDLER: app.handler}}
  Built:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: build/orders/
      Handler: app.handler
  Inline:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: "def handler(event, context): ..."
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from ...analysis.finding import Finding, Severity
from ...analysis.function_config import FunctionConfig
from ..code_root import list_directory
from ..files import content
from ..project_view import ProjectView
from ..resolution import HandlerName, handler_name, is_python
from ..rewrite import change_to
from ..wrappers import from_vendor

CODE = "HL105"
SEVERITY = Severity.WARNING
DOCUMENTED_HERE = True
_MOST_FOLDERS = 200
"""So many entries of a folder are looked into for a module further down."""


def check(function: FunctionConfig, project: ProjectView) -> Iterator[Finding]:
    place, root = function.handler_position, function.code_root
    if not isinstance(function.handler, str) or place is None or root is None or not isinstance(function.runtime, str):
        return
    name = handler_name(function.handler)
    if (
        name is None
        or not is_python(function)
        or function.inline
        or any(not from_vendor(layer, function) for layer in function.layers)
        or not root.is_dir()
        or function.own_build
    ):
        return
    if project.modules.under(root, name.module) is not None or _is_member(root, name, project):
        return
    if root.joinpath(*name.module).with_suffix(".py").is_file():
        return  # one that is installed there
    better = list(_better(root, name, project))
    folder = root.joinpath(*name.module[:-1])
    if not better and (not (_holds_python(root) or _holds_python(folder)) or _may_be_installed(root, name.module[0])):
        return
    module = function.handler.rpartition(".")[0]
    yield Finding(
        CODE,
        place,
        f"Runtime.ImportModuleError: Unable to import module '{module}': there is none under {root.name}/."
        if function.wrapper is None
        else f"{function.wrapper} looks for module '{module}': there is none under {root.name}/.",
        fixes=change_to(place, function.handler, better),
    )


def _better(root: Path, name: HandlerName, project: ProjectView) -> Iterator[str]:
    """Handler strings that name a module there is: without the root's own path, ``.py`` and ``./``, one folder down, or alike."""
    module = name.module[:-1] if name.module[-1] == "py" else name.module
    for skipped in range(len(module)):
        shorter = module[skipped:]
        if project.modules.under(root, shorter) is not None:
            yield f"{'/'.join(shorter)}.{name.function}"
            return
    below = [(directory,) for directory in sorted(list_directory(root)) if _is_there(root / directory, module, project)]
    for way in below or _two_below(root, name.function, module, project):
        yield f"{'/'.join((*way, *module))}.{name.function}"
    folder = root.joinpath(*module[:-1])
    stems = [file.removesuffix(".py") for file in sorted(list_directory(folder)) if file.endswith(".py")]
    for stem in get_close_matches(module[-1], stems, 1, 0.7):
        path = project.modules.under(root, (*module[:-1], stem))
        if path is not None and name.function in (project.names(path) or ()):
            yield f"{'/'.join((*module[:-1], stem))}.{name.function}"


def _is_there(directory: Path, module: tuple[str, ...], project: ProjectView) -> bool:
    return project.modules.under(directory, module) is not None


def _two_below(root: Path, function: str, module: tuple[str, ...], project: ProjectView) -> list[tuple[str, ...]]:
    """The one way two folders down to a module of that name with that function; none where there are several."""
    found: list[tuple[str, ...]] = []
    for directory in sorted(list_directory(root))[:_MOST_FOLDERS]:
        if "." in directory:
            continue
        for inner in sorted(list_directory(root / directory))[:_MOST_FOLDERS]:
            path = None if "." in inner else project.modules.under(root / directory / inner, module)
            if path is not None and path in project.modules.files and function in (project.names(path) or ()):
                found.append((directory, inner))
    return found if len(found) == 1 else []


def _is_member(root: Path, name: HandlerName, project: ProjectView) -> bool:
    """Whether the string names a member of something in a module: malformed (HL106), not missing."""
    outer = project.modules.under(root, name.module[:-1]) if len(name.module) > 1 else None
    return outer is not None and name.module[-1] in (project.names(outer) or ())


def _holds_python(root: Path) -> bool:
    return any(name.endswith(".py") for name in list_directory(root))


def _may_be_installed(root: Path, module: str) -> bool:
    """Whether a requirement could bring the module; names of projects and modules are compared loosely."""
    wanted = re.sub(r"[-_.]+", "", module.lower())
    for directory in (root, root.parent):
        for file in ("requirements.txt", "pyproject.toml", "Pipfile", "setup.py", "setup.cfg"):
            try:
                text = content(directory / file)[:200_000].decode("utf-8", "replace")
            except OSError:
                continue
            if wanted in re.sub(r"[-_.]+", "", text.lower()):
                return True
    return False
