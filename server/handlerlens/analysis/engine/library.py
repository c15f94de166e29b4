"""Calls of functions that are only declared: overloads, type variables, the annotated result."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..modules import Origin, Scope
from ..shapes import (
    BOOL,
    COROUTINE,
    DICT,
    FLOAT,
    INT,
    LIST,
    NONE_TYPE,
    OBJECT,
    STR,
    UNKNOWN,
    Class,
    Const,
    Function,
    Instance,
    Items,
    OneOf,
    Shape,
    Union,
    Unknown,
    class_of,
)
from .declared_types import TypeVariable, instance_of, reference, shape_of
from .join import one_of
from .mro import bases, is_subclass, mro
from .natives import Call
from .run import Run
from .type_variables import bind

_SCALARS = frozenset({"bool", "bytes", "float", "int", "str"})
_OF_JSON = (STR, FLOAT, INT, BOOL, DICT, LIST, NONE_TYPE)
_Definition = ast.FunctionDef | ast.AsyncFunctionDef


def call_declared(run: Run, function: Function, call: Call) -> Shape:
    """The result a declaration promises for these arguments."""
    if not function.overloads:
        simple = _simple(run, function)
        if simple is not None:
            return placed(run, simple, call.node)
        if bodies.readable(function):
            return placed(run, bodies.result_of(run, function), call.node)
    definitions: list[_Definition] = list(function.overloads) or [function.node]  # type: ignore[list-item]
    possible: list[Shape] = []
    for definition in definitions:
        bindings = receiver_bindings(run, function)
        fits = _fits(run, definition, function, call, bindings) if len(definitions) > 1 else None
        if fits is False:
            continue
        if len(definitions) == 1:
            _fits(run, definition, function, call, bindings)
        result = shape_of(run, definition.returns, function.scope, bindings)
        if isinstance(definition, ast.AsyncFunctionDef):
            result = Instance(COROUTINE, (result,))
        possible.append(result)
        if fits is True:
            break
    if not possible:
        return UNKNOWN
    return placed(run, one_of(possible), call.node)


_SIMPLE_RESULT = "handlerlens_simple_result"


def _simple(run: Run, function: Function) -> Shape | None:
    """The result of a declaration that is the same for all arguments (``-> None``, ``-> str``); None for others."""
    node = function.node
    if isinstance(node, ast.Lambda) or function.scope.kind is not Origin.STUB:
        return None
    known: Shape | None = node.__dict__.get(_SIMPLE_RESULT)
    if known is None:
        returns = node.returns
        constant = isinstance(returns, ast.Constant) and returns.value is None
        if not constant and not (isinstance(returns, ast.Name) and returns.id in _SCALARS):
            return None
        known = shape_of(run, returns, function.scope)
        if isinstance(node, ast.AsyncFunctionDef):
            known = Instance(COROUTINE, (known,))
        node.__dict__[_SIMPLE_RESULT] = known
    return known


def placed(run: Run, shape: Shape, node: ast.AST | None) -> Shape:
    """The shape with the place it was made at, mutable ones on the heap."""
    if node is None:
        return run.lift(shape)
    if type(shape) is Instance:
        return Instance(shape.cls, shape.args, run.place(node))
    if type(shape) is Items and shape.origin is None:
        return run.lift(Items(shape.cls, shape.items, shape.elem, run.place(node)))
    if type(shape) is OneOf:
        place = run.place(node)
        return OneOf(tuple(Instance(o.cls, o.args, place) if type(o) is Instance else o for o in shape.options))
    return run.lift(shape)


def _parameters(definition: _Definition, bound: bool) -> Iterator[tuple[str, ast.expr | None, str, bool]]:
    """Name, annotation, kind (p, v, k, w) and whether it must be given."""
    arguments = definition.args
    positional = [*arguments.posonlyargs, *arguments.args]
    required = len(positional) - len(arguments.defaults)
    for index, argument in enumerate(positional):
        if bound and index == 0:
            continue
        yield argument.arg, argument.annotation, "p", index < required
    if arguments.vararg is not None:
        yield arguments.vararg.arg, arguments.vararg.annotation, "v", False
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield argument.arg, argument.annotation, "k", default is None
    if arguments.kwarg is not None:
        yield arguments.kwarg.arg, arguments.kwarg.annotation, "w", False


def _fits(run: Run, definition: _Definition, function: Function, call: Call, bindings: dict[str, Shape]) -> bool | None:
    """Whether arguments fit an overload (None: perhaps); binds type variables on the way."""
    sure = True
    positional = list(call.positional)
    keywords = dict(call.keywords)
    scope = function.scope
    bound = function.bound is not None
    if bound and function.bound is not None:
        first = next(iter((*definition.args.posonlyargs, *definition.args.args)), None)
        if first is not None and first.annotation is not None:
            bind(run, first.annotation, scope, function.bound, bindings, [])
    open_ended = call.star is not None or call.starred is not None
    for name, annotation, kind, required in _parameters(definition, bound):
        if kind == "v":
            each: list[dict[str, Shape]] = []
            for value in positional:
                if annotation is not None:
                    each.append(dict(bindings))
                    answer = _accepts(run, annotation, scope, value, each[-1], [])
                    if answer is False:
                        return False
                    sure = sure and answer is True
            for variable in {name for one in each for name in one if name not in bindings}:
                bindings[variable] = one_of(one[variable] for one in each if variable in one)
            positional = []
        elif kind == "p" and positional:
            value = positional.pop(0)
            rest = list(positional)
            if annotation is not None:
                answer = _accepts(run, annotation, scope, value, bindings, rest)
                if answer is False:
                    return False
                sure = sure and answer is True
        elif kind in "pk" and name in keywords:
            value = keywords.pop(name)
            if annotation is not None:
                answer = _accepts(run, annotation, scope, value, bindings, [])
                if answer is False:
                    return False
                sure = sure and answer is True
        elif kind == "w":
            keywords.clear()
        elif required:
            if not open_ended:
                return False
            sure = False
    if positional or keywords:
        return False
    return True if sure and not open_ended else None


def _accepts(
    run: Run, annotation: ast.expr, scope: Scope, value: Shape, bindings: dict[str, Shape], rest: list[Shape]
) -> bool | None:
    if bind(run, annotation, scope, value, bindings, rest):
        return True
    if isinstance(annotation, ast.Name) and annotation.id not in bindings:
        variable = reference(run, annotation, scope)
        if type(variable) is TypeVariable and any(k.arg == "bound" for k in variable.node.keywords):
            return False
    if isinstance(annotation, ast.Name) and annotation.id == "SupportsIndex":
        cls = class_of(run.content(value))
        return None if cls is None or cls.module != "builtins" or cls is OBJECT else cls in (INT, BOOL)
    declared = shape_of(run, annotation, scope, bindings)
    return accepts(run, declared, value)


def accepts(run: Run, declared: Shape, value: Shape) -> bool | None:
    """Whether a value is of a declared shape."""
    content = run.content(value)
    if type(content) is Union or type(content) is OneOf:
        answers = {accepts(run, declared, o) for o in content.options}
        return answers.pop() if len(answers) == 1 else None
    if type(declared) is OneOf:
        answers = {accepts(run, o, content) for o in declared.options}
        return True if True in answers else None if None in answers else False
    if type(declared) is Const:
        if type(content) is Const:
            return content.value == declared.value and type(content.value) is type(declared.value)
        cls = class_of(content)
        return None if cls is None or cls is class_of(declared) else False
    if type(declared) is Unknown or type(content) is Unknown:
        return False if type(content) is Unknown and content.json and _beyond_json(run, class_of(declared)) else None
    expected, got = class_of(declared), class_of(content)
    if expected is None or got is None:
        return None
    if expected is FLOAT and got in (INT, BOOL):
        return True
    return is_subclass(run, got, expected)


def _beyond_json(run: Run, cls: Class | None) -> bool:
    """Whether JSON can hold no instance of a class."""
    if cls is None or cls.facts.get("protocol") or not mro(run, cls)[1]:
        return False
    return cls.scope is not None and not any(is_subclass(run, one, cls) is not False for one in _OF_JSON)


def receiver_bindings(run: Run, function: Function) -> dict[str, Shape]:
    """The type variables that the receiver's class fixes, and ``Self``."""
    bound = function.bound
    if bound is None or function.owner is None:
        return {}
    content = run.content(bound)
    if type(content) is Class:
        return {"Self": instance_of(run, content)}
    bindings: dict[str, Shape] = {
        "Self": content if type(content) is not Instance else Instance(content.cls, content.args)
    }
    cls = class_of(content)
    if cls is not None:
        arguments = content.args if type(content) is Instance else ()
        bindings.update(class_bindings(run, cls, arguments, function.owner))
    return bindings


def type_parameters(run: Run, cls: Class) -> list[str]:
    """The names of a class's type variables in order."""
    known = cls.facts.get("parameters")
    if known is None:
        names: list[str] = []
        if cls.node is not None and cls.scope is not None:
            names.extend(parameter.name for parameter in getattr(cls.node, "type_params", []))
            for base in cls.node.bases:
                for node in ast.walk(base):
                    if (
                        isinstance(node, ast.Name)
                        and node.id not in names
                        and type(reference(run, node, cls.scope)) is TypeVariable
                    ):
                        names.append(node.id)
        known = cls.facts["parameters"] = names
    return known  # type: ignore[return-value]


def class_bindings(
    run: Run, cls: Class, arguments: tuple[Shape, ...], owner: Class, depth: int = 0
) -> dict[str, Shape]:
    """What the type variables of ``owner`` are for an instance of ``cls`` with these arguments."""
    names = type_parameters(run, cls)
    here = dict(zip(names, arguments, strict=False))
    if cls is owner or depth > 6 or cls.node is None or cls.scope is None:
        return here
    bases(run, cls)
    for node in cls.node.bases:
        if not isinstance(node, ast.Subscript):
            base = reference(run, node, cls.scope) if isinstance(node, (ast.Name, ast.Attribute)) else None
            if type(base) is Class and base is not cls and owner in mro(run, base)[0]:
                return class_bindings(run, base, (), owner, depth + 1)
            continue
        base = reference(run, node.value, cls.scope)
        if type(base) is Class and base is not cls and (base is owner or owner in mro(run, base)[0]):
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            inner = tuple(shape_of(run, p, cls.scope, here) for p in parts)
            return class_bindings(run, base, inner, owner, depth + 1)
    return {}


from . import bodies

__all__ = ["OBJECT", "call_declared", "class_bindings", "placed"]
