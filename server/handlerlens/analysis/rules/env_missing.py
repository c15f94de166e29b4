"""The function does not declare an environment variable that its code cannot do without.

``os.environ["TABLE"]`` raises ``KeyError`` where no function of the module has ``TABLE`` in its template; at the top of a module that
fails the init of every cold start. Silent where the template may set more than it tells, and where the code is prepared.

```py
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
          QUEUE: orders
# file: app.py
import os

TABLE = os.environ["TABLE"]  # error: [HL502]
QUEUE = os.environ["QUEUE"]
REGION = os.environ["AWS_REGION"]


def handler(event, context):
    return {"table": TABLE, "queue": QUEUE, "region": REGION}


def deployed_elsewhere(event, context):
    return {"stage": os.environ["STAGE"]}
```

```py
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
# file: app.py
import os


def handler(event, context):
    try:
        table = os.environ["TABLE"]
    except KeyError:
        table = "orders"
    stage = os.environ["STAGE"] if "STAGE" in os.environ else "dev"
    return {"table": table, "stage": stage, "queue": os.environ.get("QUEUE")}
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..environment_declarations import declaration
from ..environment_reads import environment_statements, is_environ, is_provided, required_name
from ..finding import Edit, Finding, Fix, Related, Severity
from ..function_config import FunctionConfig
from ..handlers import find_handlers
from ..nodes import all_nodes, nodes_of
from ..source import Source

CODE = "HL502"
SEVERITY = Severity.INFORMATION
MENTIONS = ("environ",)


def check(source: Source) -> Iterator[Finding]:
    handlers = find_handlers(source)
    functions = [function for handler in handlers for function in handler.functions]
    if not functions or any(function.environment_open for function in functions):
        return
    prepared = _prepared(source)
    elsewhere = {
        handler.node for handler in handlers if not handler.functions
    }  # of functions that no template tells of
    statements = [statement for statement in environment_statements(source) if statement not in elsewhere]
    for node in nodes_of(statements, ast.Subscript):
        name = required_name(source, node)
        if name is None or node in prepared or name in prepared or is_provided(name):
            continue
        if all(name not in function.environment for function in functions):
            assert isinstance(node, ast.Subscript)
            yield Finding(
                CODE,
                source.span(node),
                f"{_named(functions)} not declare {name}: KeyError '{name}'.",
                fixes=_fixes(source, node, name, functions),
                related=_places(functions),
            )


def _fixes(source: Source, node: ast.Subscript, name: str, functions: list[FunctionConfig]) -> tuple[Fix, ...]:
    """Declare the variable in every function of the module, or do without it."""
    edits: list[Edit] = []
    for function in functions:
        text = source.view.read(function.template) or ""
        edit = declaration(function, name, text.replace("\r\n", "\n").split("\n"))
        if edit is None:
            break
        if edit not in edits:
            edits.append(edit)
    span, owner = source.span(node), source.segment(source.span(node.value))
    without = Fix(f"Read {name} with a default", (Edit(span, f'{owner}.get("{name}", "")'),))
    if len(edits) < len({(f.template, f.line, f.logical_id) for f in functions}):
        return (without,)
    where = functions[0].template.name if len({f.template for f in functions}) == 1 else "the templates"
    return Fix(f"Declare {name} in {where}", tuple(edits)), without


def _places(functions: list[FunctionConfig]) -> tuple[Related, ...]:
    declared = [f for f in functions[:5] if "" in f.positions]
    return tuple(Related(f"{f.logical_id} is declared here", f.positions[""], str(f.template)) for f in declared)


def _named(functions: list[FunctionConfig]) -> str:
    names = list(dict.fromkeys(function.logical_id for function in functions))
    if len(names) == 1:
        return f"{names[0]} ({functions[0].template.name}) does"
    return f"{', '.join(names[:3])}{' …' if len(names) > 3 else ''} do"


def _prepared(source: Source) -> set[ast.AST | str]:
    """The reads inside a ``try`` that expects them to fail, and the variables that the module sets or looks for itself."""
    found: set[ast.AST | str] = set()
    for node in all_nodes(source):
        match node:
            case ast.Try(body=body, handlers=[_, *_]):
                found.update(
                    inner for statement in body for inner in ast.walk(statement) if isinstance(inner, ast.Subscript)
                )
            case ast.Subscript(value=owner, slice=ast.Constant(value=str() as name), ctx=ast.Store()) if is_environ(
                source, owner
            ):
                found.add(name)
            case ast.Compare(left=ast.Constant(value=str() as name), comparators=[right]) if is_environ(
                source, _plain(right)
            ):
                found.add(name)
            case ast.Call(
                func=ast.Attribute(attr="get" | "getenv" | "setdefault"), args=[ast.Constant(value=str() as name), *_]
            ):
                found.add(name)
    return found


def _plain(node: ast.expr) -> ast.expr:
    """``os.environ`` of ``os.environ.keys()``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "keys":
        return node.func.value
    return node
