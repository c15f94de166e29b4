"""Calls: of project functions by running them, of declared ones by their signature, of known ones by their rule."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import partial

from ..modules import Origin
from ..scopes import is_generator
from ..shapes import (
    A_STR,
    ASYNC_GENERATOR,
    COROUTINE,
    DICT,
    GENERATOR,
    JSON,
    NONE,
    TUPLE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Entry,
    Function,
    Instance,
    Items,
    Native,
    Object,
    OneOf,
    Scalar,
    Shape,
    Union,
    Unknown,
)
from . import natives
from .activation import Frame
from .iterate import iterate
from .join import join_all, one_of, union
from .library import call_declared
from .native_library import Partial
from .natives import Call
from .run import MAX_DEPTH, Run, Unreachable
from .spending import spend
from .state import Delta, State, join_deltas

_MAX_DESCENT = 7
_RECURSION = Unknown("recursion")
_UNKNOWN_CALL = Unknown("the result of a call that is not known")
_DECORATED = Unknown("a decorator that is not known")
_FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def call(run: Run, node: ast.Call) -> Shape:
    """A call expression."""

    run.step()
    if isinstance(node.func, ast.Name) and node.func.id == "super":
        return _super(run)
    function = expressions.evaluate(run, node.func)
    positional: list[Shape] = []
    keywords: dict[str, Shape] = {}
    star: Shape | None = None
    starred: Shape | None = None
    for argument in node.args:
        if type(argument) is ast.Starred:
            value = expressions.evaluate(run, argument.value)
            iteration = iterate(run, value)
            if iteration.each is not None and star is None:
                positional.extend(iteration.each)
            else:
                star = iteration.element
        else:
            positional.append(expressions.evaluate(run, argument))
    for keyword in node.keywords:
        if keyword.arg is not None:
            keywords[keyword.arg] = expressions.evaluate(run, keyword.value)
            continue
        content = run.content(expressions.evaluate(run, keyword.value))
        if type(content) is Dict:
            for key, entry in content.entries.items():
                if isinstance(key, str):
                    keywords[key] = entry.value
            if content.rest is not None:
                starred = content.rest
        else:
            starred = content if type(content) is Unknown and content.json else UNKNOWN
    result = dispatch(run, function, Call(positional, keywords, node, star, starred))
    for argument, value in zip(node.args, positional, strict=False):
        if type(value) is Instance:
            spend(run, argument, value, function)
    return result


def call_value(
    run: Run,
    function: Shape,
    positional: list[Shape],
    keywords: Mapping[str, Shape] | None = None,
    node: ast.AST | None = None,
    decorating: bool = False,
) -> Shape:
    """Call a value with arguments that are shapes already."""
    made = Call(list(positional), keywords, node if isinstance(node, ast.expr) else None)
    if decorating and type(run.content(function)) is Unknown:
        return _DECORATED
    result = dispatch(run, function, made)
    if decorating and type(result) is Unknown:
        return _DECORATED
    return result


def dispatch(run: Run, function: Shape, made: Call) -> Shape:
    """Call whatever this is."""
    if type(function) is Function:
        return call_function(run, function, made)
    if type(function) is Native:
        return _native(run, function, made)
    if type(function) is Class:
        return classes.instantiate(run, function, made)
    if type(function) is Union or type(function) is OneOf:
        usable = [o for o in function.options if not (type(o) is Const and o.value is None)]
        if type(function) is Union and len(usable) > 1 and all(type(o) is Function for o in usable):
            return expressions.paths(run, [partial(dispatch, run, o, made) for o in usable])
        found = [dispatch(run, o, made) for o in usable]
        if not found:
            return UNKNOWN
        return union(found) if type(function) is Union else one_of(found)
    content = run.content(function)
    if type(content) is Partial:
        return dispatch(
            run,
            content.function,
            Call(
                [*content.positional, *made.positional],
                {**content.keywords, **made.keywords},
                made.node,
                made.star,
                made.starred,
            ),
        )
    if type(content) is Object or type(content) is Instance:
        found_ = (
            _call_special(run, function, made)
            if type(content) is Object
            else protocols.call_special(run, function, "__call__", made.positional)
        )
        if found_ is not None:
            return found_
    run.may_raise()
    run.escape(made.all())
    return _UNKNOWN_CALL


def _call_special(run: Run, function: Shape, made: Call) -> Shape | None:

    content = run.content(function)
    assert type(content) is Object
    method = members.class_lookup(run, function, content, content.cls, "__call__")
    return None if method is None else dispatch(run, method, made)


def _native(run: Run, function: Native, made: Call) -> Shape:
    native = natives.find(function.name)
    if native is None:
        run.may_raise()
        return UNKNOWN
    bound, extra = made.bound, made.extra
    made.bound, made.extra = function.bound, function.extra
    run.calling = function.name
    try:
        return native(run, made)
    finally:
        made.bound, made.extra = bound, extra


def call_function(run: Run, function: Function, made: Call) -> Shape:
    """Run a project function's body with these arguments; a declared function answers by its annotation."""
    if function.scope.kind is not Origin.PROJECT:
        run.may_raise(False)
        if "json" in made.keywords:
            native_json.sent(run, function, made)
        if (function.bound is not None or run.frame.scope.kind is Origin.PROJECT) and effects.escapes(run, function):
            run.escape(made.all())
        return call_declared(run, function, made)
    node = function.node
    if len(run.stack) >= MAX_DEPTH or (run.stack and _repeats(run, function, made, run.stack.count(node))):
        run.may_raise()
        run.escape(made.all())
        return _by_annotation(run, function, _RECURSION)
    if isinstance(node, ast.Lambda):
        return _enter(run, function, made)
    if isinstance(node, ast.AsyncFunctionDef):
        if _is_generator(function):
            return Instance(ASYNC_GENERATOR, (_enter(run, function, made),), _origin(run, made))
        return Instance(COROUTINE, raising.apart(run, lambda: _enter(run, function, made)), _origin(run, made))
    if _is_generator(function):
        yielded = _enter(run, function, made)
        return Instance(GENERATOR, (yielded, run.returned), _origin(run, made))
    return summaries.remembered(run, function, made, _enter)


def _repeats(run: Run, function: Function, made: Call, again: int) -> bool:
    """Whether going into a function that is under way already so often says nothing new."""
    if again == 0:
        return False
    other = _is_another(run, function)
    if not other and not _informative(run, function, made):
        return True
    return again >= 3 and not (again < _MAX_DESCENT and (other or descent.deeper(run, function, made)))


def _is_another(run: Run, function: Function) -> bool:
    """Whether a function is under way only with the variables of other calls around it (the steps of a pipeline)."""
    frame: Frame | None = run.frame
    while frame is not None:
        if frame.node is function.node and frame.closure == function.closure:
            return False
        frame = frame.caller
    return True


def _origin(run: Run, made: Call):  # type: ignore[no-untyped-def]
    return run.place(made.node) if made.node is not None else None


def _informative(run: Run, function: Function, made: Call) -> bool:
    given = made.positional if function.bound is None else (function.bound, *made.positional)
    return any(type(run.content(a)) is not Unknown for a in given)


def _is_generator(function: Function) -> bool:
    node = function.node
    if isinstance(node, ast.Lambda) or not function.scope.yields:
        return False
    source = function.scope.source
    first, last = node.lineno, node.end_lineno
    if source is not None and not any("yield" in line for line in source.lines[first - 1 : last]):
        return False
    return is_generator(node)


def _enter(run: Run, function: Function, made: Call) -> Shape:

    node = function.node
    caller, base = run.frame, run.state
    fresh = run.fresh()
    run.state = State(base)
    frame = Frame(next(run.ids), function.scope, run.state, function.closure)
    frame.node = node
    frame.owner = function.owner
    frame.caller, frame.call = caller, made.node
    bind_parameters(run, frame, function, made)
    if caller.tested:
        correlation.hand_over(run, frame, correlation.handed_over(run, function, made))
    run.frame = frame
    run.stack.append(node)
    run.entered.add(node)
    outcomes: list[tuple[Shape, Delta]] = []
    try:
        if isinstance(node, ast.Lambda):
            value = expressions.evaluate(run, node.body)
            outcomes.append((value, run.state.delta(base)))
            if node is run.watch:
                run.saw_return(node.body, value)
        else:
            live = statements.block(run, node.body)
            own = frame.base
            outcomes.extend(
                (value, {**own.data, **delta} if delta is not own.data else delta) for _, value, delta in frame.returns
            )
            if live:
                outcomes.append((NONE, run.state.delta(base)))
                if node is run.watch:
                    run.saw_return(None, NONE)
    finally:
        run.stack.pop()
        run.frame, run.state = caller, base
    if frame.yields:
        run.returned = _settle(run, base, outcomes, frame, fresh) if outcomes else UNKNOWN
        return join_all(frame.yields) or UNKNOWN
    result = _settle(run, base, outcomes, frame, fresh)
    if type(result) is Unknown and not result.json and not isinstance(node, ast.Lambda):
        return _by_annotation(run, function, result)
    return result


def _settle(run: Run, base: State, outcomes: list[tuple[Shape, Delta]], frame: Frame, fresh: int) -> Shape:
    """Merge the ways out of a function into the caller's state; its own variables go unless a closure may hold them."""
    if not outcomes:
        raise Unreachable
    keep = frame.captured
    marker: tuple[object, str] = (frame.fid, "return")
    deltas: list[Delta] = []
    for value, delta in outcomes:
        if keep:
            mine = dict(delta)
        else:
            fid = frame.fid
            mine = {k: v for k, v in delta.items() if type(k) is int or k[0] != fid}  # type: ignore[index]
        mine[marker] = value
        deltas.append(mine)
    merged = dict(join_deltas(base, deltas, fresh))
    result = merged.pop(marker)
    base.update(merged)
    return result


def _by_annotation(run: Run, function: Function, otherwise: Shape) -> Shape:
    node = function.node
    if isinstance(node, ast.Lambda) or node.returns is None or _is_generator(function):
        return otherwise

    declared = declared_types.shape_of(run, node.returns, function.scope)
    return otherwise if type(declared) is Unknown else run.lift(declared)


def bind_parameters(run: Run, frame: Frame, function: Function, made: Call) -> None:
    """Arguments to parameters; what is not given is the default, else unknown."""
    arguments = function.node.args
    state = run.state
    fid = frame.fid
    given = list(made.positional)
    if function.bound is not None:
        given.insert(0, function.bound)
        frame.receiver = function.bound
    keywords = dict(made.keywords)
    defaults = function.defaults or {}
    fallback = made.star if made.star is not None else made.starred
    positional = [*arguments.posonlyargs, *arguments.args]
    for index, parameter in enumerate(positional):
        name = parameter.arg
        if index < len(given):
            value = given[index]
            keywords.pop(name, None)
        elif name in keywords:
            value = keywords.pop(name)
        elif fallback is not None:
            value = fallback
        else:
            value = defaults.get(name, UNKNOWN)
        state.set((fid, name), _typed(run, value, parameter, function))
    if frame.receiver is None and positional and given and function.owner is not None:
        frame.receiver = given[0]
    if arguments.vararg is not None:
        rest = tuple(given[len(positional) :])
        exact = Items(TUPLE, rest) if made.star is None else Items(TUPLE, None, join_all((*rest, made.star)))
        state.set((fid, arguments.vararg.arg), exact)
    for parameter in arguments.kwonlyargs:
        if parameter.arg in keywords:
            value = keywords.pop(parameter.arg)
        else:
            value = made.starred or defaults.get(parameter.arg, UNKNOWN)
        state.set((fid, parameter.arg), _typed(run, value, parameter, function))
    if arguments.kwarg is not None:
        entries: dict[Scalar, Entry] = {k: Entry(v) for k, v in keywords.items()}
        content = Dict(entries, made.starred, A_STR if made.starred is not None else None, DICT)
        state.set((fid, arguments.kwarg.arg), run.new(content))


def _typed(run: Run, value: Shape, parameter: ast.arg, function: Function) -> Shape:
    if type(value) is Unknown and not value.json and parameter.annotation is not None:
        declared = declared_types.shape_of(run, parameter.annotation, function.scope)
        if type(declared) is not Unknown:
            return run.lift(declared)
    return value


def _super(run: Run) -> Shape:

    frame = run.frame
    if type(frame.owner) is Class and frame.receiver is not None:
        return superclasses.Super(frame.owner, frame.receiver)
    return UNKNOWN


__all__ = ["JSON", "call", "call_function", "call_value", "dispatch"]

from . import (
    classes,
    correlation,
    declared_types,
    descent,
    effects,
    expressions,
    members,
    native_json,
    protocols,
    raising,
    statements,
    summaries,
    superclasses,
)
