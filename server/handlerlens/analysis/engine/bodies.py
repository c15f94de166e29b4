"""What functions of installed packages return that say nothing of it: by the expressions they return, without running them.

Only what an expression certainly is counts: an object of a class that it makes, ``self``, a display, a generator. All else is unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..modules import Origin
from ..shapes import (
    A_BOOL,
    A_STR,
    ASYNC_GENERATOR,
    COROUTINE,
    DICT,
    GENERATOR,
    LIST,
    NONE,
    SET,
    TUPLE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Function,
    Instance,
    Items,
    Shape,
    Unknown,
    class_of,
)
from .join import one_of
from .mro import find_member, mro
from .run import Run

_Definition = ast.FunctionDef | ast.AsyncFunctionDef
_MAX_DEPTH = 3
_MAX_RETURNS = 6
_PLAIN = frozenset({"staticmethod", "classmethod", "property", "cached_property", "override", "final"})
_FACTS = "handlerlens_returns"
_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_BINDING = (
    ast.AugAssign,
    ast.For,
    ast.AsyncFor,
    ast.With,
    ast.AsyncWith,
    ast.NamedExpr,
    ast.Delete,
    ast.Global,
    ast.Nonlocal,
)


class _Facts:
    """What a body says: its returned expressions, whether it yields, what each name is assigned (None: not only so)."""

    def __init__(self, node: _Definition) -> None:
        self.returned: list[ast.expr | None] = []
        self.yields = False
        self.assigned: dict[str, list[ast.expr] | None] = {
            a.arg: None for a in ast.walk(node.args) if isinstance(a, ast.arg)
        }
        for statement in _own(node.body):
            self._note(statement)
        self.ends = isinstance(node.body[-1], (ast.Return, ast.Raise, ast.Try, ast.With, ast.If, ast.While))
        """Whether what follows the last statement is not looked at: it returns, or may."""

    def _note(self, node: ast.AST) -> None:
        if isinstance(node, ast.Return):
            self.returned.append(node.value)
        elif isinstance(node, (ast.Yield, ast.YieldFrom)):
            self.yields = True
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    known = self.assigned.setdefault(target.id, [])
                    if known is not None:
                        known.append(node.value)
                else:
                    self._lose(target)
        elif isinstance(node, _BINDING):
            self._lose(node)

    def _lose(self, node: ast.AST) -> None:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load):
                self.assigned[inner.id] = None


def _own(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """The nodes of a body without those of functions and classes inside it."""
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, _NESTED):
            pending.extend(ast.iter_child_nodes(node))


def readable(function: Function) -> bool:
    """Whether a function says nothing of its result and has a body to read."""
    scope, node = function.scope, function.node
    return (
        scope.kind is Origin.INSTALLED
        and not isinstance(node, ast.Lambda)
        and node.returns is None
        and not function.overloads
        and scope.path is not None
        and scope.path.suffix == ".py"
    )


def result_of(run: Run, function: Function, depth: int = 0) -> Shape:
    """What a function's returns have in common; unknown where one of them is not known."""
    node = function.node
    if isinstance(node, ast.Lambda) or depth > _MAX_DEPTH:
        return UNKNOWN
    if {_name(d) for d in node.decorator_list} - _PLAIN:
        return UNKNOWN
    facts: _Facts | None = node.__dict__.get(_FACTS)
    if facts is None:
        facts = node.__dict__[_FACTS] = _Facts(node)
    if facts.yields:
        return Instance(ASYNC_GENERATOR if isinstance(node, ast.AsyncFunctionDef) else GENERATOR, (UNKNOWN,))
    returned = facts.returned
    if not returned or len(returned) > _MAX_RETURNS or not facts.ends:
        return UNKNOWN
    found = [NONE if value is None else _value(run, value, function, facts, depth) for value in returned]
    if any(type(one) is Unknown for one in found):
        return UNKNOWN
    result = one_of(found)
    return Instance(COROUTINE, (result,)) if isinstance(node, ast.AsyncFunctionDef) else result


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else "?"


def _value(run: Run, node: ast.expr, function: Function, facts: _Facts, depth: int) -> Shape:
    if isinstance(node, ast.Constant):
        return Const(node.value) if isinstance(node.value, (str, int, float, bytes, type(None))) else UNKNOWN
    if isinstance(node, ast.JoinedStr):
        return A_STR
    if isinstance(node, (ast.List, ast.ListComp)):
        return Items(LIST, None, UNKNOWN)
    if isinstance(node, (ast.Set, ast.SetComp)):
        return Items(SET, None, UNKNOWN)
    if isinstance(node, ast.Tuple):
        return Items(TUPLE, None, UNKNOWN)
    if isinstance(node, (ast.Dict, ast.DictComp)):
        return Dict({}, UNKNOWN, UNKNOWN, DICT)
    if isinstance(node, ast.GeneratorExp):
        return Instance(GENERATOR, (UNKNOWN,))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return A_BOOL
    if isinstance(node, ast.Compare):
        return A_BOOL if all(isinstance(op, (ast.Is, ast.IsNot, ast.In, ast.NotIn)) for op in node.ops) else UNKNOWN
    if isinstance(node, ast.IfExp):
        return _all(_value(run, part, function, facts, depth) for part in (node.body, node.orelse))
    if isinstance(node, ast.Name):
        return _variable(run, node.id, function, facts, depth)
    if isinstance(node, ast.Call):
        return _called(run, node, function, facts, depth)
    return UNKNOWN


def _all(parts: Iterator[Shape]) -> Shape:
    found = list(parts)
    return UNKNOWN if any(type(one) is Unknown for one in found) else one_of(found)


def _receiver(function: Function) -> str | None:
    """The name of the first parameter of a method."""
    node = function.node
    if function.owner is None or isinstance(node, ast.Lambda):
        return None
    if any(_name(d) == "staticmethod" for d in node.decorator_list):
        return None
    arguments = [*node.args.posonlyargs, *node.args.args]
    return arguments[0].arg if arguments else None


def _variable(run: Run, name: str, function: Function, facts: _Facts, depth: int) -> Shape:
    if name == _receiver(function):
        bound = run.content(function.bound) if function.bound is not None else UNKNOWN
        return function.bound if type(bound) is Instance and function.bound is not None else UNKNOWN
    values = facts.assigned.get(name)
    if not values or len(values) > _MAX_RETURNS or depth >= _MAX_DEPTH:
        return UNKNOWN
    return _all(_value(run, value, function, facts, depth + 1) for value in values)


def _called(run: Run, node: ast.Call, function: Function, facts: _Facts, depth: int) -> Shape:
    target, scope = node.func, function.scope
    own = _receiver(function)
    if isinstance(target, ast.Name) and target.id == own:
        return _another(run, function)
    if isinstance(target, ast.Name) and (target.id in facts.assigned or len(scope.declarations(target.id)) > 1):
        return UNKNOWN
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == own:
        if target.attr == "__class__":
            return _another(run, function)
        return _method(run, function, target.attr, depth)
    if isinstance(target, ast.Attribute) and not isinstance(target.value, ast.Name):
        return UNKNOWN
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id in facts.assigned:
        return UNKNOWN
    found = declared_types.reference(run, target, scope)
    if type(found) is Class:
        return _made(run, found)
    return _declared(run, found, depth) if type(found) is Function else UNKNOWN


def _another(run: Run, function: Function) -> Shape:
    """``cls(...)``: an object of the class that the method was looked up on."""
    bound = run.content(function.bound) if function.bound is not None else UNKNOWN
    cls = bound if type(bound) is Class else class_of(bound)
    return UNKNOWN if cls is None else _made(run, cls)


def _made(run: Run, cls: Class) -> Shape:
    """What calling a class gives: an object of it, where neither a metaclass nor ``__new__`` has a say."""
    order, whole = mro(run, cls)
    if not whole or cls.module == "typing":
        return UNKNOWN
    for one in order:
        if one.scope is not None and one.scope.kind is Origin.INSTALLED and one.node is not None:
            if any(k.arg == "metaclass" and _name(k.value) != "ABCMeta" for k in one.node.keywords):
                return UNKNOWN
            if one.node.decorator_list:
                return UNKNOWN
    found = find_member(run, cls, "__new__")
    if found is not None and found[0].scope is not None and found[0].scope.kind is Origin.INSTALLED:
        return UNKNOWN
    return declared_types.instance_of(run, cls)


def _method(run: Run, function: Function, name: str, depth: int) -> Shape:
    bound = run.content(function.bound) if function.bound is not None else UNKNOWN
    cls = bound if type(bound) is Class else class_of(bound)
    found = None if cls is None else members.class_lookup(run, function.bound or UNKNOWN, bound, cls, name)
    return _declared(run, found, depth) if type(found) is Function else UNKNOWN


def _declared(run: Run, function: Function, depth: int) -> Shape:
    if readable(function):
        return result_of(run, function, depth + 1)
    node = function.node
    if isinstance(node, ast.Lambda) or function.overloads or node.returns is None:
        return UNKNOWN
    result = declared_types.shape_of(run, node.returns, function.scope, library.receiver_bindings(run, function))
    return Instance(COROUTINE, (result,)) if isinstance(node, ast.AsyncFunctionDef) else result


from . import declared_types, library, members
