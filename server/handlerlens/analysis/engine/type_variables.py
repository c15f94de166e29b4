"""The type variables of an annotation, bound by the argument that it stands for."""

from __future__ import annotations

import ast

from ..modules import Scope
from ..shapes import UNKNOWN, Class, Const, Dict, Function, Instance, Native, Object, Shape, Unknown, class_of
from .declared_types import Alias, TypeVariable, instance_of, reference, shape_of
from .iterate import iterate
from .join import one_of
from .mro import bases, mro
from .run import Run

_ITERABLES = frozenset(
    {"Iterable", "Iterator", "Sequence", "Collection", "Reversible", "AbstractSet", "MutableSequence", "SupportsIter",
     "list", "set", "frozenset", "List", "Set", "deque", "Generator"}
)  # fmt: skip


def bind(
    run: Run, annotation: ast.expr, scope: Scope, value: Shape, bindings: dict[str, Shape], rest: list[Shape]
) -> bool:
    """Bind type variables of an annotation by the argument; True where the annotation was one."""
    if isinstance(annotation, ast.Name):
        if annotation.id in bindings:
            return annotation.id != "Self" and type(bindings[annotation.id]) is not Unknown
        found = reference(run, annotation, scope)
        if type(found) is TypeVariable:
            bound = next((k.value for k in found.node.keywords if k.arg == "bound"), None)
            if bound is not None and library.accepts(run, shape_of(run, bound, found.scope), value) is False:
                return False
            choices = found.node.args[1:]
            if choices and all(library.accepts(run, shape_of(run, c, found.scope), value) is False for c in choices):
                return False
            cls = class_of(value) if type(value) is Const and choices else None
            bindings[annotation.id] = value if cls is None else Instance(cls)  # ``AnyStr`` is any text, not this one
            return True
        if type(found) is Alias and isinstance(found.node, ast.BinOp):
            return False
        return False
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        if type(value) is Const and value.value is None:
            return False
        for side in (annotation.left, annotation.right):
            if isinstance(side, ast.Subscript) or not (
                isinstance(side, ast.Constant) or type(reference(run, side, scope)) is Class
            ):
                bind(run, side, scope, value, bindings, rest)
        return False
    if not isinstance(annotation, ast.Subscript):
        return False
    parts = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
    head = reference(run, annotation.value, scope)
    if type(head) is Alias:
        _bind_alias(run, head, parts, scope, value, bindings, rest)
        return False
    if type(head) is not Class:
        return False
    content = run.content(value)
    if head.name in ("type", "Type") and type(content) is Class:
        return bind(run, parts[0], scope, instance_of(run, content), bindings, rest)
    if head.name == "Callable" and len(parts) == 2 and isinstance(parts[1], ast.Name):
        found = reference(run, parts[1], scope)
        if type(found) is TypeVariable and parts[1].id not in bindings:
            bindings[parts[1].id] = _result_of(run, content, rest)
    elif head.name in ("Awaitable", "Coroutine", "Future", "Generator") and type(content) is Instance and content.args:
        bind(run, parts[-1], scope, content.args[0], bindings, rest)
    elif head.name in _ITERABLES and type(content) is not Unknown:
        bind(run, parts[0], scope, iterate(run, value).element, bindings, rest)
    elif head.name in ("Mapping", "dict", "Dict") and len(parts) == 2 and type(content) is Dict:
        pairs = [e.value for e in content.entries.values()]
        if content.rest is not None:
            pairs.append(content.rest)
        if pairs:
            bind(run, parts[1], scope, one_of(pairs), bindings, rest)
        bind(run, parts[0], scope, iterate(run, value).element, bindings, rest)
    elif type(content) is Instance and head in mro(run, content.cls)[0]:
        known = library.class_bindings(run, content.cls, content.args, head)
        for part, name in zip(parts, library.type_parameters(run, head), strict=False):
            if name in known:
                bind(run, part, scope, known[name], bindings, rest)
    elif _is_protocol(run, head) and type(content) in (Instance, Object):
        _bind_protocol(run, head, parts, scope, value, bindings)
    return False


def _bind_alias(
    run: Run,
    alias: Alias,
    parts: list[ast.expr],
    scope: Scope,
    value: Shape,
    bindings: dict[str, Shape],
    rest: list[Shape],
) -> None:
    """``_CoroutineLike[_T]``: by what the alias stands for."""
    inner: dict[str, Shape] = {}
    bind(run, alias.node, alias.scope, value, inner, rest)
    variables = [n.id for n in ast.walk(alias.node) if isinstance(n, ast.Name) and _is_variable(run, n, alias.scope)]
    for part, name in zip(parts, dict.fromkeys(variables), strict=False):
        if name in inner:
            bind(run, part, scope, inner[name], bindings, rest)


def _is_variable(run: Run, node: ast.Name, scope: Scope) -> bool:
    return type(reference(run, node, scope)) is TypeVariable


def _is_protocol(run: Run, cls: Class) -> bool:
    bases(run, cls)
    return "protocol" in cls.facts


def _bind_protocol(
    run: Run, protocol: Class, parts: list[ast.expr], scope: Scope, value: Shape, bindings: dict[str, Shape]
) -> None:
    """``AbstractContextManager[_T]``: by what the methods of the value give where the protocol's give a type variable."""
    names = library.type_parameters(run, protocol)
    for method in protocol.node.body if protocol.node is not None else ():
        if not isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)) or _needs(method):
            continue
        if isinstance(method.returns, ast.Name) and method.returns.id in names[: len(parts)]:
            found = protocols.call_special(run, value, method.name, [])
            if found is not None and isinstance(method, ast.AsyncFunctionDef):
                found = expressions.awaited(run.content(found))
            if found is not None:
                bind(run, parts[names.index(method.returns.id)], scope, found, bindings, [])


def _needs(method: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a method takes more than its receiver."""
    arguments = method.args
    return len(arguments.posonlyargs) + len(arguments.args) - len(arguments.defaults) > 1


def _result_of(run: Run, function: Shape, rest: list[Shape]) -> Shape:

    if type(function) in (Function, Native, Class):
        return calls.call_value(run, function, rest)
    return UNKNOWN


from . import calls, expressions, library, protocols
