"""Builtin functions."""

from __future__ import annotations

import ast

from ..shapes import (
    A_BOOL,
    A_FLOAT,
    A_STR,
    AN_INT,
    COROUTINE,
    FALSE,
    FLOAT,
    INT,
    ITERATOR,
    LIST,
    NONE,
    OBJECT,
    TRUE,
    TUPLE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Entry,
    Function,
    Instance,
    Items,
    Module,
    Object,
    OneOf,
    Ref,
    Shape,
    Union,
    class_of,
    options,
)
from . import natives
from .iterate import element_of, iterate
from .join import join, join_all, join_maybe, one_of, union
from .natives import Call, builtin, method
from .run import Run, Unreachable


@builtin("len", "id", "hash", "ord")
def _int_of(run: Run, call: Call) -> Shape:
    value = call.argument(0)
    content = run.content(value) if value is not None else None
    if type(content) is Items and content.items is not None:
        return Const(len(content.items)) if content.cls in (LIST, TUPLE) else AN_INT
    return AN_INT


@builtin("repr", "ascii", "format", "chr", "hex", "bin", "oct", "input")
def _text(run: Run, call: Call) -> Shape:
    return A_STR


@builtin("print", "delattr", "breakpoint", "exec")
def _nothing(run: Run, call: Call) -> Shape:
    return NONE


@builtin("any", "all", "callable", "issubclass")
def _truth(run: Run, call: Call) -> Shape:
    return A_BOOL


@builtin("isinstance")
def _isinstance(run: Run, call: Call) -> Shape:

    if len(call.positional) == 2:
        classes = narrow.class_list(run, call.positional[1])
        if classes is not None:
            yes = narrow.by_classes(run, call.positional[0], classes, True)
            if yes is None:
                return FALSE
            if narrow.by_classes(run, call.positional[0], classes, False) is None:
                return TRUE
    return A_BOOL


@builtin("hasattr")
def _hasattr(run: Run, call: Call) -> Shape:

    if len(call.positional) == 2 and type(call.positional[1]) is Const:
        name = str(call.positional[1].value)
        known = {protocols.has_attribute(run, run.content(one), name) for one in options(call.positional[0])}
        if len(known) == 1 and (only := known.pop()) is not None:
            return Const(only)
    return A_BOOL


@builtin("sorted")
def _sorted(run: Run, call: Call) -> Shape:
    value = call.argument(0) or UNKNOWN
    iteration = iterate(run, value)
    place = run.place(call.node) if call.node is not None else None
    if iteration.each is not None and len(iteration.each) < 2:
        return run.new(Items(LIST, iteration.each, None, place))
    if iteration.each is not None:
        return run.new(Items(LIST, None, join_all(iteration.each), place))
    return run.new(Items(LIST, None, iteration.element, place))


@builtin("sum")
def _sum(run: Run, call: Call) -> Shape:

    run.may_raise()
    start = call.argument(1, "start") or Const(0)
    element = element_of(run, call.argument(0) or UNKNOWN)
    if class_of(element) in (INT, FLOAT) and class_of(start) in (INT, FLOAT):
        return A_FLOAT if FLOAT in (class_of(element), class_of(start)) else AN_INT
    added = operators.binary(run, ast.Add(), start, element, call.node)
    if type(start) is Const:
        return added if all(class_of(run.content(o)) is not None for o in options(added)) else UNKNOWN
    return added


@builtin("min", "max")
def _extreme(run: Run, call: Call) -> Shape:
    run.may_raise()
    if len(call.positional) == 1:
        iteration = iterate(run, call.positional[0])
        found = one_of(iteration.each) if iteration.each else iteration.element
    elif call.positional:
        found = one_of(call.positional)
    else:
        return UNKNOWN
    default = call.keywords.get("default")
    return found if default is None else union((found, default))


@builtin("abs", "round", "pow", "divmod")
def _arithmetic(run: Run, call: Call) -> Shape:
    value = call.argument(0)
    cls = class_of(run.content(value)) if value is not None else None
    name = call.node.func.id if isinstance(call.node, ast.Call) and isinstance(call.node.func, ast.Name) else ""
    if cls is not None and cls.name in ("int", "bool", "float"):
        if name == "divmod":
            return Items(TUPLE, (AN_INT, AN_INT) if cls.name != "float" else (A_FLOAT, A_FLOAT))
        if name == "round" and len(call.positional) == 1:
            return AN_INT
        if name == "pow":
            return UNKNOWN
        return A_FLOAT if cls.name == "float" else AN_INT
    if cls is None:
        return UNKNOWN

    special = {"abs": "__abs__", "round": "__round__", "pow": "__pow__", "divmod": "__divmod__"}.get(name, "__abs__")
    return protocols.call_special(run, value or UNKNOWN, special, call.positional[1:]) or UNKNOWN


@builtin("iter", "aiter")
def _iter(run: Run, call: Call) -> Shape:
    place = run.place(call.node) if call.node is not None else None
    return Instance(ITERATOR, (element_of(run, call.argument(0) or UNKNOWN),), place)


@builtin("next")
def _next(run: Run, call: Call) -> Shape:
    value = call.argument(0) or UNKNOWN
    content = run.content(value)
    run.may_raise()
    found: Shape
    if type(content) is Object:
        found = protocols.call_special(run, value, "__next__", []) or UNKNOWN
    else:
        found = element_of(run, value)
    default = call.argument(1)
    return found if default is None else union((found, default))


@builtin("anext")
def _anext(run: Run, call: Call) -> Shape:
    run.may_raise()
    return Instance(COROUTINE, (element_of(run, call.argument(0) or UNKNOWN),))


@builtin("getattr")
def _getattr(run: Run, call: Call) -> Shape:

    if len(call.positional) < 2:
        return UNKNOWN
    target, name = call.positional[0], call.positional[1]
    if type(name) is not Const:
        name = named_methods.known_names(run, call.node_of(1)) or name
    if type(name) is Union or type(name) is OneOf:
        each = [_getattr(run, Call([target, one, *call.positional[2:]], {}, call.node)) for one in name.options]
        return union(each) if type(name) is Union else one_of(each)
    if type(name) is not Const or not isinstance(name.value, str):
        content = run.content(target)
        if type(content) is not Object:
            return UNKNOWN
        methods = named_methods.starting(run, content.cls, call.node_of(1))
        if methods:
            run.may_raise()
            return union((*(members.bind(run, m, target, content.cls) for m in methods), *call.positional[2:]))
        attrs = content.attrs if content.whole else {}
        return one_of(run.settle(target, one) for one in attrs.values()) if attrs else UNKNOWN
    known = protocols.has_attribute(run, run.content(target), name.value)
    if len(call.positional) > 2 and known is False:
        return call.positional[2]
    found = protocols.attribute(run, target, name.value, call.node)
    if len(call.positional) > 2 and known is not True:
        return join(found, call.positional[2])
    return found


@builtin("setattr")
def _setattr(run: Run, call: Call) -> Shape:

    if len(call.positional) == 3:
        target, name, value = call.positional
        if type(name) is Const and isinstance(name.value, str):
            assign.store_attribute(run, target, name.value, value)
        else:
            run.escape([target])
    return NONE


@builtin("vars")
def _vars(run: Run, call: Call) -> Shape:
    value = call.argument(0)
    content = run.content(value) if value is not None else None
    if content is not None and namespaces.lacks_dict(content):
        run.may_raise()
        raise Unreachable
    if type(content) is Object:
        return namespaces.attributes_dict(run, content, value or UNKNOWN)
    if type(content) is Class:
        return run.new(namespaces.namespace_dict(run, content))
    if value is not None and type(content) is Instance:
        return protocols.attribute(run, value, "__dict__")
    return run.new(Dict({}, UNKNOWN, A_STR))


@builtin("globals", "locals")
def _namespace(run: Run, call: Call) -> Shape:
    return run.new(Dict({}, UNKNOWN, A_STR))


@builtin("dir")
def _dir(run: Run, call: Call) -> Shape:
    return run.new(Items(LIST, None, A_STR))


@builtin("exit", "quit")
def _exit(run: Run, call: Call) -> Shape:
    run.may_raise()
    raise Unreachable


@builtin("property", "staticmethod", "classmethod")
def _descriptor(run: Run, call: Call) -> Shape:

    name = getattr(call.node, "id", "") or getattr(getattr(call.node, "func", None), "id", "")
    function = call.argument(0) or UNKNOWN
    if name == "staticmethod":
        return members.Static(function)
    if name == "classmethod":
        return members.ClassMethod(function)
    return members.Property(function, call.argument(1))


@natives.function("engine.property_setter", "engine.property_deleter", "engine.property_getter")
def _property_part(run: Run, call: Call) -> Shape:
    """``@name.setter`` and its kin."""
    bound, function = call.bound, call.argument(0) or UNKNOWN
    if type(bound) is not members.Property:
        return UNKNOWN
    if run.calling.endswith("getter"):
        return members.Property(function, bound.setter)
    return members.Property(bound.getter, function if run.calling.endswith("setter") else bound.setter)


@method("object", "__new__")
def _new_object(run: Run, call: Call) -> Shape:
    """``super().__new__(cls)``."""
    cls = call.argument(0)
    if type(cls) is not Class or cls.node is None:
        return UNKNOWN
    return run.new(Object(cls, {}, run.place(call.node) if call.node is not None else None))


@builtin("object")
def _object(run: Run, call: Call) -> Shape:

    return Instance(OBJECT, (), run.place(call.node) if call.node is not None else None)


@builtin("__import__")
def _import(run: Run, call: Call) -> Shape:
    name = call.argument(0)
    return Module(name.value) if type(name) is Const and isinstance(name.value, str) else UNKNOWN


@builtin("eval", "compile")
def _eval(run: Run, call: Call) -> Shape:
    run.may_raise()
    return UNKNOWN


@natives.function("types.SimpleNamespace")
def _namespace_object(run: Run, call: Call) -> Shape:
    scope = run.project.find("types", None)
    cls = run.project.declared(scope, "SimpleNamespace") if scope is not None else None
    if type(cls) is not Class:
        return UNKNOWN
    return run.new(Object(cls, dict(call.keywords), run.place(call.node) if call.node is not None else None))


__all__ = ["Entry", "Function", "Ref", "join_maybe"]

from . import assign, members, named_methods, namespaces, narrow, operators, protocols
