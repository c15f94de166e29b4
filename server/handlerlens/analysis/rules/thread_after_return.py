"""A thread that is started and not joined is frozen when the handler returns; it goes on at the next invocation, or never.

```py
import threading


def lambda_handler(event, context):
    threading.Thread(target=print, args=(event["id"],)).start()  # error: [HL509]
    return "started"
```

```py
import threading
from concurrent.futures import ThreadPoolExecutor


def lambda_handler(event, context):
    thread = threading.Thread(target=print, args=(event["id"],))
    thread.start()
    with ThreadPoolExecutor() as pool:
        pool.submit(print, event["id"])
    thread.join()
    return "done"
```

```py
import threading


def lambda_handler(event, context):
    thread = threading.Thread(target=print, args=(event["id"],))
    thread.start()  # error: [HL509]
    return "started"
```

```py fixed
import threading


def lambda_handler(event, context):
    thread = threading.Thread(target=print, args=(event["id"],))
    thread.start()
    thread.join()
    return "started"
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..finding import Edit, Finding, Fix, Severity, Span
from ..handlers import Function
from ..nodes import all_nodes, own_nodes
from ..reachable import reachable
from ..scopes import imported_name
from ..source import Source

CODE = "HL509"
SEVERITY = Severity.INFORMATION
MENTIONS = ("threading", "multiprocessing")


def check(source: Source) -> Iterator[Finding]:
    if ".join(" in source.text.replace("os.path.join(", "").replace('"".join(', "") and _joins(source):
        return
    for function in reachable(source):
        threads = _threads(source, function)
        for node in own_nodes(function):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Call() as made, attr="start")) if _is_thread(source, made):
                    yield _finding(source, node)
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="start")) if name in threads:
                    yield _finding(source, node, _join(source, function, name))


def _join(source: Source, function: Function, name: str) -> tuple[Fix, ...]:
    """Join before the function's only way out, its end."""
    last = function.body[-1]
    returns = [node for node in own_nodes(function) if isinstance(node, ast.Return)]
    if returns not in ([], [last]):
        return ()
    span = source.span(last)
    indent = " " * source.span(function.body[0]).column
    if returns:
        edit = Edit(Span(span.line, span.column, span.line, span.column), f"{name}.join()\n{indent}")
    else:
        edit = Edit(Span(span.end_line, span.end_column, span.end_line, span.end_column), f"\n{indent}{name}.join()")
    return (Fix("Wait for it: join()", (edit,)),)


def _finding(source: Source, node: ast.expr, fixes: tuple[Fix, ...] = ()) -> Finding:
    return Finding(
        CODE,
        source.span(node),
        "Nothing waits for this thread: Lambda freezes it when the handler returns; join it first.",
        fixes=fixes,
    )


def _is_thread(source: Source, call: ast.Call) -> bool:
    return imported_name(source, call.func) in ("threading.Thread", "threading.Timer", "multiprocessing.Process")


def _threads(source: Source, function: Function) -> set[str]:
    return {
        target.id
        for node in own_nodes(function)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _is_thread(source, node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _joins(source: Source) -> bool:
    """Whether anything that is no text is joined: ``thread.join()``, ``t.join(timeout)``."""
    for node in all_nodes(source):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join":
            owner = node.func.value
            if not isinstance(owner, ast.Constant | ast.JoinedStr) and ast.unparse(owner) != "os.path":
                return True
    return False
