"""Expressions to shapes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any

from ..serialization import unhashable
from ..shapes import (
    A_BOOL,
    COMPLEX,
    COROUTINE,
    DICT,
    ELLIPSIS,
    GENERATOR,
    JSON,
    LIST,
    NONE,
    SET,
    SLICE,
    TUPLE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Entry,
    Function,
    Instance,
    Items,
    Object,
    OneOf,
    Ref,
    Scalar,
    Shape,
    Union,
    Unknown,
)
from .comprehensions import comprehension
from .correlation import asked, recall, remember, told_apart
from .formatted import joined
from .iterate import iterate
from .join import blur, join, join_all, join_maybe, union
from .names import lookup
from .narrow import is_there, narrow
from .operators import binary, compare, unary
from .run import Run, Unreachable
from .state import Delta, State, join_deltas
from .truth import by_truth, truth

Evaluator = Callable[[Run, Any], Shape]
_MAX_ITEMS = 200
_OF_NONE = frozenset(dir(None))
_CONST = "handlerlens_constant"
_TOO_LONG = Unknown("a very long literal")


def evaluate(run: Run, node: ast.expr) -> Shape:
    """The shape of an expression's value, its effects applied."""
    kind = node.__class__
    if type(node) is ast.Name:
        return lookup(run, node.id)
    handler = _EXPRESSIONS.get(kind)
    return UNKNOWN if handler is None else handler(run, node)


def evaluate_index(run: Run, node: ast.expr) -> Shape:
    """A subscript's index."""
    if type(node) is ast.Constant:
        made = _constant(run, node)
        return made if type(made) is Const else UNKNOWN
    if type(node) is ast.Name:
        return lookup(run, node.id)
    if isinstance(node, ast.Slice):
        bounds = tuple(NONE if p is None else evaluate(run, p) for p in (node.lower, node.upper, node.step))
        return Instance(SLICE, bounds if all(type(b) is Const for b in bounds) else ())
    return evaluate(run, node)


def evaluate_defaults(run: Run, arguments: ast.arguments) -> dict[str, Shape]:
    """The defaults of parameters by name."""
    found: dict[str, Shape] = {}
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
    for name, default in zip(names[len(names) - len(arguments.defaults) :], arguments.defaults, strict=True):
        found[name] = evaluate(run, default)
    for argument, default_ in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default_ is not None:
            found[argument.arg] = evaluate(run, default_)
    return found


def _constant(run: Run, node: ast.Constant) -> Shape:
    known = node.__dict__.get(_CONST)
    if known is not None:
        return known  # type: ignore[no-any-return]
    value = node.value
    if value is ...:
        return Instance(ELLIPSIS, (), run.place(node))
    if isinstance(value, complex):
        return Instance(COMPLEX, (), run.place(node))
    made = node.__dict__[_CONST] = Const(value)
    return made


def _name(run: Run, node: ast.Name) -> Shape:
    return lookup(run, node.id)


def _dict(run: Run, node: ast.Dict) -> Shape:
    entries: dict[Scalar, Entry] = {}
    rest: Shape | None = None
    rest_key: Shape | None = None
    for count, (key, value_node) in enumerate(zip(node.keys, node.values, strict=True)):
        if count >= 4 * _MAX_ITEMS:
            rest, rest_key = join_maybe(rest, _TOO_LONG), join_maybe(rest_key, _TOO_LONG)
            break
        if key is None:
            spread = evaluate(run, value_node)
            merged = merge(run, Dict(entries, rest, rest_key), spread)
            entries, rest, rest_key = dict(merged.entries), merged.rest, merged.rest_key
            continue
        key_shape = keys.exact(run, evaluate_index(run, key))
        value = evaluate(run, value_node)
        if type(key_shape) is Ref:
            must_hash(run, [key_shape])
        if type(key_shape) is Const:
            entries[key_shape.value] = Entry(value, False, (value_node, run.frame.scope))
        elif type(key_shape) is Union and len(known := [o for o in key_shape.options if type(o) is Const]) == len(
            key_shape.options
        ):
            for option in known:
                entries[option.value] = Entry(value, True, (value_node, run.frame.scope))
        else:
            rest, rest_key = join_maybe(rest, value), join_maybe(rest_key, key_shape)
    return run.new(Dict(entries, rest, rest_key))


def merge(run: Run, base: Dict, other: Shape) -> Dict:
    """``{**base, **other}``."""
    content = run.content(other)
    if type(content) is Union or type(content) is OneOf:
        results = [merge(run, base, o) for o in content.options if not (type(o) is Const and o.value is None)]
        if not results:
            return base
        joined: Shape | None = join_all(results)
        return joined if type(joined) is Dict else base
    if type(content) is Dict:
        entries = dict(base.entries)
        for key, entry in content.entries.items():
            old = entries.get(key)
            if entry.optional and old is not None:
                entry = Entry(join(old.value, entry.value), old.optional, entry.node)
            entries[key] = entry
        return Dict(entries, join_maybe(base.rest, content.rest), join_maybe(base.rest_key, content.rest_key), base.cls)
    if (
        type(content) is Unknown and content.json
    ):  # data from outside that replaces none of the keys is one way it may be
        return Dict(base.entries, join_maybe(base.rest, JSON), join_maybe(base.rest_key, JSON), base.cls)
    if type(content) is Object and native_types.has_keys(run, content):
        return merge(run, base, native_types.by_mapping(run, other, Dict({})))
    entries = {k: Entry(blur(e.value, UNKNOWN), e.optional, e.node) for k, e in base.entries.items()}
    return Dict(entries, join_maybe(base.rest, UNKNOWN), join_maybe(base.rest_key, UNKNOWN), base.cls)


def evaluate_items(run: Run, nodes: list[ast.expr]) -> tuple[tuple[Shape, ...] | None, Shape | None]:
    """The elements of a display: exact where they can be counted, else what each is like."""
    items: list[Shape] = []
    exact = True
    for node in nodes:
        if isinstance(node, ast.Starred):
            iteration = iterate(run, evaluate(run, node.value))
            if (iteration.each is not None and not iteration.keys) or iteration.each is not None:
                items.extend(iteration.each)
            else:
                exact = False
                items.append(iteration.element)
        else:
            items.append(evaluate(run, node))
        if len(items) > _MAX_ITEMS:
            return None, join(join_all(items) or UNKNOWN, _TOO_LONG)
    return (tuple(items), None) if exact else (None, join_all(items))


def _list(run: Run, node: ast.List) -> Shape:
    return run.new(Items(LIST, *evaluate_items(run, node.elts), run.place(node)))


def _tuple(run: Run, node: ast.Tuple) -> Shape:
    return Items(TUPLE, *evaluate_items(run, node.elts), run.place(node))


def must_hash(run: Run, values: Iterable[Shape]) -> None:
    """These go into a set or become keys; where a ``try`` catches that one of them cannot, nothing more happens here."""
    if run.catching and unhashable(*map(run.content, values)) is not None:
        run.may_raise()
        raise Unreachable


def _set(run: Run, node: ast.Set) -> Shape:
    items, elem = evaluate_items(run, node.elts)
    must_hash(run, items or ())
    return run.new(Items(SET, items, elem, run.place(node)))


def _conditional(run: Run, node: ast.IfExp) -> Shape:
    known = truth(run, evaluate(run, node.test))
    roots = asked(run, node.test)

    def path(outcome: bool, body: ast.expr) -> Callable[[], Shape | None]:
        def follow() -> Shape | None:
            if not narrow(run, node.test, outcome):
                return None
            recall(run, node.test, outcome, roots)
            return evaluate(run, body)

        return follow

    branches = ((True, node.body), (False, node.orelse))
    return paths(
        run, [path(outcome, body) for outcome, body in branches if known is None or known is outcome], node.test
    )


def paths(run: Run, paths: list[Callable[[], Shape | None]], test: ast.expr | None = None) -> Shape:
    """Evaluate alternatives from the same state and join what they give and do; of two, ``test`` decides."""
    base = run.state
    fresh = run.fresh()
    deltas: list[Delta] = []
    marker: tuple[object, str] = (0, "value")
    for path in paths:
        run.state = State(base)
        try:
            value = path()
            if value is not None:
                run.state.data[marker] = value
                deltas.append(run.state.delta(base))
        except Unreachable:
            pass
        finally:
            run.state = base
    if not deltas:
        raise Unreachable
    merged = dict(join_deltas(base, deltas, fresh))
    result = merged.pop(marker)
    base.update(merged)
    if test is not None and len(deltas) == 2:
        yes, no = deltas
        remember(run, test, told_apart(test, {marker: result}, {marker: yes[marker]}, {marker: no[marker]}, base))
    return result


def _boolean(run: Run, node: ast.BoolOp) -> Shape:
    return _chain(run, node.values, isinstance(node.op, ast.Or))


def _chain(run: Run, values: list[ast.expr], stop: bool) -> Shape:
    """``or`` stops at the first true value, ``and`` at the first false one."""
    first = evaluate(run, values[0])
    if len(values) == 1:
        return first
    known = truth(run, first)
    if known is stop:
        return first

    def rest() -> Shape | None:
        return _chain(run, values[1:], stop) if narrow(run, values[0], not stop) else None

    if known is (not stop):
        return paths(run, [rest])

    def here() -> Shape | None:

        return by_truth(run, first, stop)

    return paths(run, [here, rest])


def _call(run: Run, node: ast.Call) -> Shape:

    return calls.call(run, node)


def _attribute(run: Run, node: ast.Attribute) -> Shape:

    value = evaluate(run, node.value)
    result = protocols.attribute(run, value, node.attr, node)
    if type(value) in (Union, OneOf) and node.attr not in _OF_NONE:
        is_there(run, node.value, value)
    return result


def _subscript(run: Run, node: ast.Subscript) -> Shape:

    value = evaluate(run, node.value)
    result = protocols.item(run, value, evaluate_index(run, node.slice), node)
    if type(value) in (Union, OneOf):
        is_there(run, node.value, value)
    return result


def _lambda(run: Run, node: ast.Lambda) -> Shape:
    frame = run.frame
    closure = frame.enclose()
    defaults = evaluate_defaults(run, node.args) if node.args.defaults or node.args.kw_defaults else None
    return Function(node, frame.scope, closure, defaults=defaults)


def _walrus(run: Run, node: ast.NamedExpr) -> Shape:
    value = evaluate(run, node.value)
    assign.bind(run, node.target.id, value)
    return value


def _await(run: Run, node: ast.Await) -> Shape:
    value = run.content(evaluate(run, node.value))
    run.may_raise()
    return raising.arrived(run, value, awaited(value))


def awaited(value: Shape) -> Shape:
    """The result of awaiting a value."""
    if type(value) is Instance and value.args and value.cls in (COROUTINE,):
        return value.args[0]
    if type(value) is Instance and value.args and value.cls.name in ("Task", "Future", "Awaitable", "Coroutine"):
        return value.args[0]
    if type(value) is Union:
        return union(awaited(o) for o in value.options)
    return UNKNOWN


def _yield(run: Run, node: ast.Yield) -> Shape:

    run.frame.yields.append(NONE if node.value is None else evaluate(run, node.value))
    decorators = getattr(run.frame.node, "decorator_list", None)
    if decorators and run.trackers and any("contextmanager" in ast.unparse(one) for one in decorators):
        run.may_raise()  # what the ``with`` block raises
    return UNKNOWN


def _yield_from(run: Run, node: ast.YieldFrom) -> Shape:
    value = evaluate(run, node.value)
    run.frame.yields.append(iterate(run, value).element)
    content = run.content(value)
    if type(content) is Instance and content.cls is GENERATOR and len(content.args) == 2:
        return content.args[1]
    return UNKNOWN


def _starred(run: Run, node: ast.Starred) -> Shape:
    evaluate(run, node.value)
    return UNKNOWN


def enter(run: Run, manager: Shape, asynchronous: bool) -> Shape:
    """What ``with manager as`` binds."""

    return protocols.enter_manager(run, manager, asynchronous)


_EXPRESSIONS: dict[type[ast.expr], Evaluator] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Call: _call,
    ast.JoinedStr: joined,
    ast.Dict: _dict,
    ast.List: _list,
    ast.Tuple: _tuple,
    ast.Set: _set,
    ast.IfExp: _conditional,
    ast.BoolOp: _boolean,
    ast.BinOp: lambda run, n: binary(run, n.op, evaluate(run, n.left), evaluate(run, n.right), n),
    ast.UnaryOp: unary,
    ast.Compare: compare,
    ast.Lambda: _lambda,
    ast.NamedExpr: _walrus,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
    ast.Starred: _starred,
    ast.ListComp: comprehension,
    ast.SetComp: comprehension,
    ast.DictComp: comprehension,
    ast.GeneratorExp: comprehension,
}

__all__ = ["A_BOOL", "DICT", "GENERATOR", "LIST", "Class", "Ref", "evaluate", "evaluate_index"]

from . import assign, calls, keys, native_types, protocols, raising
