"""A list of the module that a handler fills is still full at the next invocation: warm environments keep their globals.

```py
seen = []


def lambda_handler(event, context):
    seen.append(event["id"])  # error: [HL504]
    return {"seen": seen}
```

```py fixed
seen = []


def lambda_handler(event, context):
    seen.clear()
    seen.append(event["id"])
    return {"seen": seen}
```

What is emptied first, or meant as a cache, is fine.

```py
cache = {}
errors = []


def lambda_handler(event, context):
    errors.clear()
    if event["id"] not in cache:
        cache[event["id"]] = len(event["id"])
    errors.append(cache[event["id"]])
    return {"errors": errors}
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..body_edits import at_the_top
from ..finding import Finding, Fix, Severity
from ..handlers import Function, find_handlers
from ..module_bindings import bindings, effective
from ..nodes import all_nodes, own_nodes
from ..scopes import bound_names
from ..source import Source

CODE = "HL504"
SEVERITY = Severity.INFORMATION

_GROWING = frozenset({"append", "extend", "insert", "add", "update", "appendleft"})
_EMPTYING = frozenset({"clear", "pop", "popleft", "popitem", "remove", "discard"})


def check(source: Source) -> Iterator[Finding]:
    emptied: set[str] | None = None
    for handler in find_handlers(source):
        node = handler.node
        if not isinstance(node, Function):
            continue
        local = bound_names(node)
        reported: set[str] = set()
        for inner in own_nodes(node):
            name = _grown(inner)
            if not name or name in local or name in reported or not _is_list(source, name):
                continue
            emptied = _emptied(source) if emptied is None else emptied
            if name in emptied:
                continue
            reported.add(name)
            yield Finding(
                CODE,
                source.span(inner),  # type: ignore[arg-type]
                f"'{name}' lives as long as the environment: what this invocation puts in is there at the next one.",
                fixes=_fixes(source, node, name),
            )


def _fixes(source: Source, function: Function, name: str) -> tuple[Fix, ...]:
    edit = at_the_top(source, function, f"{name}.clear()")
    return (Fix(f"Empty {name} at the beginning of each invocation", (edit,)),) if edit is not None else ()


def _grown(node: ast.AST) -> str:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if attr in _GROWING:
            return name
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=ast.List() | ast.ListComp()):
            return name
    return ""


def _is_list(source: Source, name: str) -> bool:
    """Whether the module makes it an empty list or set. Dicts are mostly caches."""
    group = bindings(source).get(name)
    match effective(group).value if group else None:
        case ast.List(elts=[]) | ast.Call(func=ast.Name(id="list" | "set" | "deque"), args=[], keywords=[]):
            return "cache" not in name.lower()
    return False


def _emptied(source: Source) -> set[str]:
    """The names that some function empties, cuts or binds anew."""
    found: set[str] = set()
    for node in all_nodes(source):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if attr in _EMPTYING:
                found.add(name)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                found |= _bound_anew(node)
            case ast.Delete(targets=targets):
                found.update(n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name))
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Slice(), ctx=ast.Store()):
                found.add(name)
            case ast.Compare(ops=[ast.In() | ast.NotIn(), *_], comparators=[ast.Name(id=name), *_]):
                found.add(name)
    return found


def _bound_anew(function: Function) -> set[str]:
    """The module's names that a function gives another value, not more of the same."""
    nodes = own_nodes(function)
    shared = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
    grown = {node.target for node in nodes if isinstance(node, ast.AugAssign)}
    stored = (node for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    return {node.id for node in stored if node.id in shared and node not in grown}
