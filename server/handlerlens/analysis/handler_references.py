"""Who else in a module uses a function: a dispatcher that passes its event on, a registry, a local try-out."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from enum import Enum

from .handler_signs import signs
from .module_bindings import is_main_guard
from .nodes import body_nodes, children, mentioned
from .parameters import Likeness, context_likeness, event_likeness
from .scopes import bound_names
from .source import Source

Function = ast.FunctionDef | ast.AsyncFunctionDef


_MANY = 4
"""Names; above, looking for each in the text costs more than asking the statements."""


class Use(Enum):
    """How a module uses one of its functions."""

    CALLED = "called with an event or context that was given"
    HANDED_OVER = "handed to something"


def uses(source: Source, names: Collection[str], imported: Collection[str] = ()) -> dict[str, Use]:
    """Those of ``names`` (module-level functions) that the module itself calls with an event or hands to something.

    Uses that do not count: inside the function itself, under ``if __name__ == "__main__"``, an assignment to its own name
    or attribute, and, for names not ``imported``, calls with made-up arguments (``process({"id": 1}, None)``): these try
    it out.
    """
    wanted = set(names)
    found: dict[str, Use] = {}
    if len(wanted) > _MANY or any(source.text.count(name) > 1 for name in wanted):
        for statement in source.tree.body:
            if not wanted.isdisjoint(mentioned(statement)):
                _visit(statement, wanted, frozenset(imported), found)
    return found


def calls_on(function: Function, name: str, *, with_more: bool = False) -> bool:
    """Whether a function calls another one of its module with the event or context that it was given, or ``with_more`` than these."""
    return name not in bound_names(function) and any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == name
        and passes_on(node, (function,))
        and (len(node.args) + len(node.keywords) > 2 or not with_more)
        for node in body_nodes(function)
    )


def only_calls(function: Function, name: str) -> bool:
    """Whether a function does nothing but call another one with what it was given and return the answer."""
    body = [s for s in function.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    returned = body[-1].value if body and isinstance(body[-1], ast.Return) else None
    if len(body) == 2 and isinstance(body[0], ast.Assign) and isinstance(returned, ast.Name):
        target = body[0].targets[0]
        returned = body[0].value if isinstance(target, ast.Name) and target.id == returned.id else None
        body = body[1:]
    return len(body) == 1 and isinstance(returned, ast.Call) and calls_on(function, name) and _called(returned) == name


def _called(call: ast.Call) -> str | None:
    return call.func.id if isinstance(call.func, ast.Name) else None


def _visit(node: ast.AST, wanted: set[str], imported: frozenset[str], found: dict[str, Use]) -> None:
    stack: list[tuple[ast.AST, tuple[Function, ...]]] = [(node, ())]
    while stack:
        current, functions = stack.pop()
        if isinstance(current, ast.If) and is_main_guard(current.test):
            stack.extend((child, functions) for child in current.orelse)
            continue
        if isinstance(current, ast.Name):
            if (
                current.id in wanted
                and isinstance(current.ctx, ast.Load)
                and all(f.name != current.id and current.id not in bound_names(f) for f in functions)
            ):
                found[current.id] = Use.HANDED_OVER
            continue
        if isinstance(current, ast.Assign | ast.AnnAssign) and not functions and (own := _owned(current) & wanted):
            named = (n.id for n in ast.walk(current.value or current) if isinstance(n, ast.Name))
            found.update((name, Use.HANDED_OVER) for name in named if name in wanted - own)
            continue
        if isinstance(current, ast.Call) and isinstance(current.func, ast.Name) and current.func.id in wanted:
            name = current.func.id
            itself = any(f.name == name or name in bound_names(f) for f in functions)
            if name in imported or (not itself and passes_on(current, functions)):
                found.setdefault(name, Use.CALLED)
            stack.extend((child, functions) for child in (*current.args, *current.keywords))
            continue
        inner = functions
        if isinstance(current, Function):
            inner = (*functions, current)
        registering = current.decorator_list if isinstance(current, Function) else []
        stack.extend((c, inner) for c in children(current) if not (c in registering and _belongs_to(c, imported)))


def _belongs_to(decorator: ast.AST, imported: frozenset[str]) -> bool:
    """``@lambda_handler.handle("get")`` of an imported handler: it is added to, not used."""
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    owner = target.value if isinstance(target, ast.Attribute) else None
    return isinstance(owner, ast.Name) and owner.id in imported


def _owned(node: ast.Assign | ast.AnnAssign) -> set[str]:
    """Whom an assignment is about: ``process = wrap(process)`` and ``process.__name__ = "x"`` are no uses of the function."""
    owners = (
        target.value if isinstance(target, ast.Attribute) else target
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    )
    return {owner.id for owner in owners if isinstance(owner, ast.Name)}


def passes_on(call: ast.Call, functions: tuple[Function, ...]) -> bool:
    """Whether a call hands on an enclosing function's event or context, as such or kept (``self.event``).

    One with a handler's parameters hands on whatever it was given, one with a handler's name whatever it has.
    """
    for function in functions:
        given = {a.arg for a in (*function.args.posonlyargs, *function.args.args)}
        first = (*function.args.posonlyargs, *function.args.args)[:1]
        shaped = bool(first) and event_likeness(first[0].arg) >= Likeness.LOOSE
        any_name = shaped and function.name in signs().names
        for argument in _given_on(call):
            for node in ast.walk(argument):
                if isinstance(node, ast.Name) and (any_name or (node.id in given and (shaped or _is_told(node.id)))):
                    return True
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and _is_told(node.attr):
                    return True
    return False


def _is_told(name: str) -> bool:
    return Likeness.NEAR in (event_likeness(name), context_likeness(name))


def _given_on(call: ast.Call) -> Iterator[ast.expr]:
    """A call's arguments, but of an event that it makes up (``{"body": text, **event}``) only what it spreads."""
    for argument in (*call.args, *(k.value for k in call.keywords)):
        if isinstance(argument, ast.Dict):
            yield from (value for key, value in zip(argument.keys, argument.values, strict=True) if key is None)
        else:
            yield argument
