"""A custom resource must answer on every way through: until something is PUT to ``ResponseURL``, CloudFormation waits, an hour by default.

Catch every exception and answer FAILED; answer Delete too, or the stack cannot be removed.

```py
# file: template.yaml
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Handler: app.handler
      Runtime: python3.13
      Code: .
  Seed:
    Type: AWS::CloudFormation::CustomResource
    Properties:
      ServiceToken: !GetAtt Function.Arn
# file: app.py
import cfnresponse


def handler(event, context):  # error: [HL314]
    rows = seed(event["ResourceProperties"]["Table"])
    cfnresponse.send(event, context, cfnresponse.SUCCESS, {"Rows": rows})


def seed(table):
    return len(table)
```

```py fixed
import cfnresponse


def handler(event, context):
    try:
        rows = seed(event["ResourceProperties"]["Table"])
        cfnresponse.send(event, context, cfnresponse.SUCCESS, {"Rows": rows})
    except Exception as error:
        cfnresponse.send(event, context, cfnresponse.FAILED, {"Error": str(error)})


def seed(table):
    return len(table)
```

```py
# file: template.yaml
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Handler: app.handler
      Runtime: python3.13
      Code: .
  Seed:
    Type: AWS::CloudFormation::CustomResource
    Properties:
      ServiceToken: !GetAtt Function.Arn
# file: app.py
import cfnresponse


def handler(event, context):
    try:
        rows = 0 if event["RequestType"] == "Delete" else seed(event["ResourceProperties"]["Table"])
        cfnresponse.send(event, context, cfnresponse.SUCCESS, {"Rows": rows})
    except Exception as error:
        cfnresponse.send(event, context, cfnresponse.FAILED, {"Error": str(error)})


def seed(table):
    return len(table)
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..custom_resource_fixes import answer_delete, answer_failures
from ..finding import Finding, Fix, Severity
from ..handlers import Function, find_handlers
from ..nodes import own_nodes
from ..served import served
from ..source import Source

CODE = "HL314"
SEVERITY = Severity.WARNING

_FRAMEWORKS = ("crhelper", "CfnResource", "cfn_custom_resource", "custom_resource_helper", "accustom", "cfn_resource")
_HARMLESS = frozenset(
    {"print", "str", "len", "dict", "dumps", "info", "debug", "warning", "error", "get", "setLevel", "exception"}
    | {"format", "join", "time", "now", "client", "resource", "Session", "getLogger", "getenv"}
)
"""What hardly raises: logging, text, and making clients, which calls nobody."""


def check(source: Source) -> Iterator[Finding]:
    if any(word in source.text for word in _FRAMEWORKS):
        return
    functions = {node.name: node for node in source.tree.body if isinstance(node, Function)}
    for handler in find_handlers(source):
        serving = served(source, handler)
        node = handler.node
        if len(serving) != 1 or serving[0].ids != ("custom_resource",) or not serving[0].certain:
            continue
        if not isinstance(node, Function) or node.decorator_list or not node.args.args:
            continue
        replies = [c for c in _calls(node) if _replies(c, functions, set())]
        text = ""
        fixes: tuple[Fix, ...] = ()
        if not replies:
            if not _hands_on(node, functions):
                text = "never answers: CloudFormation waits for the resource until it times out."
        elif not _protected(node, functions):
            text = "does not answer when something raises: CloudFormation waits until it times out; catch it and answer FAILED."
            fixes = answer_failures(source, node, replies)
        elif not _answers_delete(node, replies):
            text = "does not answer Delete: the stack cannot be removed."
            fixes = answer_delete(source, node, replies)
        if text:
            yield Finding(CODE, source.name_span(node), f"{node.name} {text}", fixes=fixes)


def _calls(node: Function) -> Iterator[ast.Call]:
    return (inner for inner in own_nodes(node) if isinstance(inner, ast.Call))


def _replies(call: ast.Call, functions: dict[str, Function], seen: set[str]) -> bool:
    """Whether a call answers CloudFormation, itself or in a function of the module."""
    text = ast.unparse(call)
    if "cfnresponse" in text or "ResponseURL" in text:
        return True
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name in functions and name not in seen:
        seen.add(name)
        inner = functions[name]
        return "ResponseURL" in ast.unparse(inner) or any(_replies(c, functions, seen) for c in _calls(inner))
    return False


def _hands_on(node: Function, functions: dict[str, Function]) -> bool:
    """Whether the whole event goes to code of another module, which may answer."""
    event = node.args.args[0].arg
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and not (isinstance(inner.func, ast.Name) and inner.func.id in functions):
            name = ast.unparse(inner.func).rpartition(".")[2]
            given = [*inner.args, *(keyword.value for keyword in inner.keywords)]
            if name not in _HARMLESS and any(isinstance(a, ast.Name) and a.id == event for a in given):
                return True
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in functions:
            target = functions[inner.func.id]
            if target is not node and target.args.args and _hands_on(target, {**functions, target.name: node}):
                return True
    return "ResponseURL" in ast.unparse(node)


def _protected(node: Function, functions: dict[str, Function]) -> bool:
    """Whether whatever can raise stands in a ``try`` that answers in its ``except`` or ``finally``."""
    for statement in node.body:
        if isinstance(statement, ast.Try):
            catching = [*statement.finalbody, *(s for h in statement.handlers if _catches_all(h) for s in h.body)]
            if any(_replies(c, functions, set()) for s in catching for c in ast.walk(s) if isinstance(c, ast.Call)):
                return True
            return _protected_inside(statement)
        risky = [c for c in ast.walk(statement) if isinstance(c, ast.Call) and not _replies(c, functions, set())]
        if any(ast.unparse(c.func).rpartition(".")[2] not in _HARMLESS for c in risky):
            return False
    return True


def _protected_inside(statement: ast.Try) -> bool:
    """A ``try`` whose ``except`` only notes the failure, answered afterwards."""
    return any(
        _catches_all(handler) and not any(isinstance(n, ast.Raise) for n in ast.walk(handler))
        for handler in statement.handlers
    )


def _catches_all(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or ast.unparse(handler.type) in ("Exception", "BaseException")


def _answers_delete(node: Function, replies: list[ast.Call]) -> bool:
    """False where every answer stands under a test of RequestType for something else than Delete."""
    others: set[ast.AST] = set()
    for inner in own_nodes(node):
        if (
            isinstance(inner, ast.If)
            and "RequestType" in ast.unparse(inner.test)
            and "Delete" not in ast.unparse(inner.test)
        ):
            if not isinstance(inner.test, ast.Compare) or not isinstance(inner.test.ops[0], ast.Eq | ast.In):
                return True
            others.update(deep for statement in inner.body for deep in ast.walk(statement))
    tried = {deep for inner in own_nodes(node) if isinstance(inner, ast.ExceptHandler) for deep in ast.walk(inner)}
    plain = [reply for reply in replies if reply not in tried]
    return not plain or not all(reply in others for reply in plain)
