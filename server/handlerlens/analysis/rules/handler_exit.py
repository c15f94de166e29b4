"""Leaving the process from a handler is a failed invocation, and the next one pays a cold start.

``sys.exit`` raises ``SystemExit``, which the runtime client does not catch: the process ends and the caller gets
``Runtime.ExitError`` even for exit code 0. Return, or raise an exception that says what went wrong.

```py
import sys


def lambda_handler(event, context):
    if "id" not in event:
        sys.exit(1)  # error: [HL108]
    return {"id": event["id"]}
```

A script's own block may exit, and so may a function of the same name that is not the interpreter's.

```py
import sys


def exit(code):
    return code


def lambda_handler(event, context):
    return {"code": exit(0)}


if __name__ == "__main__":
    sys.exit(lambda_handler({}, None)["code"])
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..finding import Finding, Severity
from ..handlers import Function, find_handlers
from ..nodes import own_nodes
from ..scopes import bound_names, imported_name
from ..source import Source

CODE = "HL108"
SEVERITY = Severity.WARNING
MENTIONS = ("exit", "abort", "quit", "SystemExit")

_EXITS = {
    "sys.exit": "sys.exit()",
    "os._exit": "os._exit()",
    "os.abort": "os.abort()",
    "exit": "exit()",
    "quit": "quit()",
    "SystemExit": "SystemExit",
}


def check(source: Source) -> Iterator[Finding]:
    for handler in find_handlers(source):
        if not isinstance(handler.node, Function):
            continue
        local = bound_names(handler.node)
        for node in own_nodes(handler.node):
            target = _exit_of(source, node, local)
            if target is not None and isinstance(node, ast.Call | ast.Raise):
                yield Finding(
                    CODE,
                    source.span(node),
                    f"{target} ends the execution environment: the caller gets Runtime.ExitError and the next invocation "
                    "is a cold start.",
                )


def _exit_of(source: Source, node: ast.AST, local: frozenset[str]) -> str | None:
    if isinstance(node, ast.Raise):
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        if isinstance(raised, ast.Name) and raised.id == "SystemExit" and raised.id not in local:
            return "raise SystemExit"
        return None
    if not isinstance(node, ast.Call):
        return None
    name = imported_name(source, node.func)
    if name is None or name not in _EXITS or name == "SystemExit":
        return None
    root = node.func
    while isinstance(root, ast.Attribute):
        root = root.value
    if isinstance(root, ast.Name) and root.id in local:
        return None
    return _EXITS[name]
