"""Lambda calls a handler with exactly two positional arguments; one that cannot take them fails on every invocation.

The caller gets the ``TypeError`` of the call itself, such as "lambda_handler() takes 1 positional argument but 2 were given".

```py
def lambda_handler(event):  # error: [HL103]
    return {"id": event["id"]}
```

```py fixed
def lambda_handler(event, context):
    return {"id": event["id"]}
```

Defaults and ``*args`` are fine, and so is whatever takes two.

```py
def lambda_handler(event, context=None):
    return {"id": event["id"]}


def handler(*args):
    return {"id": args[0]["id"]}
```

A decorator that is not known may call with more or less than Lambda does, so nothing is said under one; under those that are known to
pass both on the finding is a warning. Chalice's own make an object of the event.

```py
from shop.sessions import with_payload, with_session


@with_session
def lambda_handler(event, context, session):
    return {"id": session.id}


@with_payload
def handler(payload):
    return {"id": payload["id"]}
```

```py
from chalice import Chalice

app = Chalice(app_name="orders")


@app.on_sqs_message(queue="orders")
def queued(event):
    for record in event:
        print(record.body)
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..finding import Edit, Finding, Fix, Severity, Span
from ..handler_decorators import may_supply, takes_one
from ..handlers import Function, find_handlers
from ..module_bindings import is_main_guard
from ..source import Source

CODE = "HL103"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    for handler in find_handlers(source):
        node = handler.node
        if not isinstance(node, Function) or takes_one(source, node):
            continue
        problem = _call_error(node)
        if problem is None or may_supply(source, node):
            continue
        fix = _add_parameters(source, node)
        yield Finding(
            CODE,
            source.name_span(node),
            f"Lambda calls '{node.name}' with (event, context): TypeError \"{problem}\".",
            severity=Severity.WARNING if node.decorator_list or _is_script(source, node) else None,
            fixes=(fix,) if fix else (),
        )


def _is_script(source: Source, node: Function) -> bool:
    """Whether the module calls the function as soon as it is imported: then perhaps somebody else than Lambda runs it."""
    return any(
        isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id == node.name
        for statement in source.tree.body
        if not isinstance(statement, Function | ast.ClassDef)
        and not (isinstance(statement, ast.If) and is_main_guard(statement.test))
        for inner in ast.walk(statement)
    )


def _call_error(node: Function) -> str | None:
    """CPython's words for calling ``node(event, context)``, or None where the call is fine."""
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    least = len(positional) - len(arguments.defaults)
    if len(positional) < 2 and arguments.vararg is None:
        takes = f"from {least} to {len(positional)}" if arguments.defaults else str(len(positional))
        plural = "" if len(positional) == 1 and not arguments.defaults else "s"
        given = "2"
        return f"{node.name}() takes {takes} positional argument{plural} but {given} were given"
    missing = [a.arg for a in positional[2:least]]
    if missing:
        return f"{node.name}() missing {_listed(missing, 'positional')}"
    keyword_only = [
        a.arg for a, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if default is None
    ]
    if keyword_only:
        return f"{node.name}() missing {_listed(keyword_only, 'keyword-only')}"
    return None


def _listed(names: list[str], kind: str) -> str:
    quoted = [f"'{name}'" for name in names]
    if len(quoted) > 2:
        text = ", ".join(quoted[:-1]) + f", and {quoted[-1]}"
    else:
        text = " and ".join(quoted)
    return f"{len(names)} required {kind} argument{'s' if len(names) > 1 else ''}: {text}"


def _add_parameters(source: Source, node: Function) -> Fix | None:
    """Add what is missing of ``event, context`` where the parameters are plain names or none."""
    arguments = node.args
    others = arguments.posonlyargs or arguments.defaults or arguments.kwonlyargs or arguments.kwarg or arguments.vararg
    if others or len(arguments.args) > 1:
        return None
    if arguments.args:
        last = source.span(arguments.args[0])
        name = "_context" if arguments.args[0].arg == "context" else "context"
        at, text = Span(last.end_line, last.end_column, last.end_line, last.end_column), f", {name}"
    else:
        line = source.name_span(node)
        opening = source.lines[line.line - 1].find("(", line.end_column)
        if opening < 0:
            return None
        at, text = Span(line.line, opening + 1, line.line, opening + 1), "event, context"
    return Fix("Take (event, context)", (Edit(at, text),))
