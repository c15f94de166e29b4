"""What a test tells about the values it looks at."""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence
from typing import TypeGuard

from ..modules import Origin
from ..serialization import DYNAMODB_VALUE
from ..shapes import (
    FALSE,
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
    Lazy,
    Native,
    Object,
    OneOf,
    Ref,
    Shape,
    Union,
    Unknown,
    class_of,
)
from .join import one_of, union
from .kind_tests import KINDS
from .places import read, write
from .run import Run
from .state import Delta, State, join_deltas
from .truth import by_truth

_NOT_FINITE = frozenset({"isnan", "isinf", "isfinite", "isna", "isnull"})


def infeasible(run: Run, node: ast.expr) -> bool:
    """Whether a test can never be true here."""
    return not narrow(run, node, True)


def narrow(run: Run, test: ast.expr, outcome: bool) -> bool:
    """Apply what ``test`` having come out as ``outcome`` says to the store; False where it cannot have."""
    kind = type(test)
    if kind is ast.UnaryOp and isinstance(test.op, ast.Not):  # type: ignore[attr-defined]
        return narrow(run, test.operand, not outcome)  # type: ignore[attr-defined]
    if kind is ast.BoolOp:
        if isinstance(test.op, ast.And) is outcome:  # type: ignore[attr-defined]
            return all(narrow(run, value, outcome) for value in test.values)  # type: ignore[attr-defined]
        return _any(run, test.values, outcome)  # type: ignore[attr-defined]
    if kind is ast.Compare:
        return _compare(run, test, outcome) if len(test.ops) == 1 else True  # type: ignore[arg-type, attr-defined]
    if kind is ast.Call:
        return _call(run, test, outcome)  # type: ignore[arg-type]
    if kind is ast.NamedExpr:
        return _refine(run, test.target, lambda s: by_truth(run, s, outcome))  # type: ignore[attr-defined]
    if kind is ast.Constant:
        return bool(test.value) is outcome  # type: ignore[attr-defined]
    return _refine(run, test, lambda s: by_truth(run, s, outcome))


def is_there(run: Run, node: ast.expr, value: Shape) -> None:
    """An attribute or an item of this was just read, which None does not have: from here on it is not None."""
    if isinstance(value, (Union, OneOf)) and NONE in value.options:
        _refine(run, node, lambda s: _equal(run, s, None, False, True))


def was_refused(run: Run, node: ast.expr, not_there: bool) -> None:
    """Reading this has just raised: a dictionary has no such key, or (``not_there``, a TypeError or an AttributeError) it is none."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Constant):
        return
    _contains(run, node.value, node.slice.value, False)
    if not_there:
        _refine(run, node.value, lambda s: _filter(run, s, lambda c: type(c) is not Dict, True))


def _any(run: Run, tests: list[ast.expr], outcome: bool) -> bool:
    """One of the tests came out so, and those before it did not."""
    base = run.state
    fresh = run.fresh()
    deltas: list[Delta] = []
    run.state = others = State(base)
    try:
        for test in tests:
            run.state = State(others)
            if narrow(run, test, outcome):
                deltas.append(run.state.delta(base))
            run.state = others
            if not narrow(run, test, not outcome):
                break
    finally:
        run.state = base
    if not deltas:
        return False
    base.update(join_deltas(base, deltas, fresh))
    return True


def _refine(run: Run, node: ast.expr, keep) -> bool:  # type: ignore[no-untyped-def]
    value = read(run, node)
    if value is None:
        return True
    kept = keep(value)
    if kept is None:
        return False
    if kept is not value:
        write(run, node, kept)
    return True


def _compare(run: Run, test: ast.Compare, outcome: bool) -> bool:
    op = test.ops[0]
    left, right = test.left, test.comparators[0]
    if isinstance(op, (ast.IsNot, ast.NotEq, ast.NotIn)):
        outcome = not outcome
    if isinstance(op, (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)):
        if isinstance(left, ast.Constant) and not isinstance(right, ast.Constant):
            left, right = right, left
        exact = isinstance(op, (ast.Is, ast.IsNot))
        if exact and isinstance(right, ast.Name):
            other = read(run, right)
            if type(other) is Instance and other.cls is OBJECT and other.origin is not None:
                return _refine(run, left, lambda s: _identical(s, other, outcome))
        if isinstance(right, ast.Constant):
            if outcome and right.value == 0 and _is_call(left, "len"):
                return _refine(run, left.args[0], lambda s: by_truth(run, s, False))
            return _refine(run, left, lambda s: _equal(run, s, right.value, outcome, exact))
        if outcome and isinstance(right, (ast.List, ast.Dict)) and not ast.unparse(right).strip("[]{}"):
            return _refine(run, left, lambda s: by_truth(run, s, False))
        if _is_call(left, "type"):
            return _refine(run, left.args[0], lambda s: _by_class(run, s, right, outcome, True))
        return True
    if isinstance(op, (ast.In, ast.NotIn)):
        if isinstance(left, ast.Constant):
            return _contains(run, right, left.value, outcome)
        if isinstance(right, (ast.Tuple, ast.List, ast.Set)) and all(isinstance(e, ast.Constant) for e in right.elts):
            values = [e.value for e in right.elts if isinstance(e, ast.Constant)]
            return _refine(run, left, lambda s: _among(s, values, outcome))
        if _is_call(left, "type"):
            return _refine(run, left.args[0], lambda s: _by_class(run, s, right, outcome, True))
        if isinstance(left, ast.Name):
            value = read(run, left)
            if type(value) is Const:
                return _contains(run, right, value.value, outcome)
    return True


def _is_call(node: ast.expr, name: str) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name and bool(node.args)


def _equal(run: Run, shape: Shape, value: object, outcome: bool, exact: bool) -> Shape | None:
    if type(shape) is Union or type(shape) is OneOf:
        kept = [n for o in shape.options if (n := _equal(run, o, value, outcome, exact)) is not None]
        if not kept:
            return None
        return union(kept) if type(shape) is Union else one_of(kept)
    if type(shape) is Const:
        return (
            shape
            if (shape.value == value and (not exact or shape.value is value or value is not None)) is outcome
            else None
        )
    if value is None:
        content = run.content(shape)
        if type(content) is Unknown:
            return NONE if outcome else shape
        return None if outcome else shape
    if outcome and type(shape) in (Unknown, Instance) and isinstance(value, (str, int, bytes)):
        if (
            type(shape) is Instance
            and shape.cls.module == "builtins"
            and shape.cls.name not in ("str", "int", "bytes", "float", "bool")
        ):
            return None
        if type(shape) is Unknown or (type(shape) is Instance and shape.cls.name == type(value).__name__):
            return Const(value)
    if type(shape) is Instance and shape.cls.name == "bool" and isinstance(value, bool):
        return (TRUE if value else FALSE) if outcome else (FALSE if value else TRUE)
    return shape


def _identical(shape: Shape, other: Instance, outcome: bool) -> Shape | None:
    """The part of a value that is (or is not) the one object made at a place: a sentinel."""
    if type(shape) is Union or type(shape) is OneOf:
        kept = [n for o in shape.options if (n := _identical(o, other, outcome)) is not None]
        if not kept:
            return None
        return union(kept) if type(shape) is Union else one_of(kept)
    here = type(shape) is Instance and shape.cls is other.cls and shape.origin == other.origin
    return shape if here is outcome or (outcome and type(shape) is Unknown) else None


def _among(shape: Shape, values: Sequence[object], outcome: bool) -> Shape | None:
    if type(shape) is Const:
        return shape if (shape.value in values) is outcome else None
    if type(shape) is Union:
        kept = [n for o in shape.options if (n := _among(o, values, outcome)) is not None]
        return union(kept) if kept else None
    return shape


def _contains(run: Run, container: ast.expr, key: object, outcome: bool) -> bool:
    shape = read(run, container)
    content = None if shape is None else run.content(shape)
    if type(content) is not Dict or type(shape) is not Ref:
        return True
    entry = content.entries.get(key)  # type: ignore[call-overload]
    if entry is None:
        return not (outcome and content.rest is None)
    if not entry.optional:
        return outcome
    entries = dict(content.entries)
    if outcome:
        entries[key] = Entry(entry.value, False, entry.node)  # type: ignore[index]
    else:
        del entries[key]  # type: ignore[arg-type]
    run.store(shape, Dict(entries, content.rest, content.rest_key, content.cls))
    return True


def _call(run: Run, test: ast.Call, outcome: bool) -> bool:
    function = test.func
    if isinstance(function, ast.Name) and len(test.args) == 2:
        if function.id == "isinstance":
            return _refine(run, test.args[0], lambda s: _by_class(run, s, test.args[1], outcome, False))
        if function.id == "hasattr" and isinstance(test.args[1], ast.Constant):
            name = test.args[1].value
            return _refine(run, test.args[0], lambda s: _by_attribute(run, s, str(name), outcome))
    if isinstance(function, ast.Attribute) and function.attr in _NOT_FINITE and len(test.args) == 1:
        wanted = outcome is (function.attr != "isfinite")
        return _refine(run, test.args[0], lambda s: _filter(run, s, lambda c: _is_odd(c, function.attr), wanted))
    asked = (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )
    if asked in KINDS and len(test.args) == 1:
        return _refine(run, test.args[0], lambda s: _filter(run, s, lambda c: KINDS[asked](run, c), outcome))
    if isinstance(function, ast.Name) and function.id == "callable" and len(test.args) == 1:
        return _refine(run, test.args[0], lambda s: _by_call(run, s, outcome))
    if isinstance(function, ast.Attribute) and function.attr == "get":
        return _refine(run, test, lambda s: by_truth(run, s, outcome))
    return True


def _is_odd(content: Shape, test: str) -> bool | None:
    """Whether a number is what ``math.isnan`` and its kin look for."""
    value = content.value if type(content) is Const else None
    if not isinstance(value, float):
        return None if type(content) is not Const else False
    return (
        math.isinf(value) if test == "isinf" else math.isnan(value) if test != "isfinite" else not math.isfinite(value)
    )


def _by_call(run: Run, shape: Shape, outcome: bool) -> Shape | None:
    def known(content: Shape) -> bool | None:
        if type(content) in (Function, Native, Class) or (
            isinstance(content, Object) and content.cls.name == "partial"
        ):
            return True
        return None if type(content) is Unknown else protocols.has_attribute(run, content, "__call__")

    return _filter(run, shape, known, outcome)


def _by_attribute(run: Run, shape: Shape, name: str, outcome: bool) -> Shape | None:

    return _filter(run, shape, lambda c: protocols.has_attribute(run, c, name), outcome)


def _filter(run: Run, shape: Shape, test, outcome: bool) -> Shape | None:  # type: ignore[no-untyped-def]
    if type(shape) is Union or type(shape) is OneOf:
        kept = [n for o in shape.options if (n := _filter(run, o, test, outcome)) is not None]
        if not kept:
            return None
        return union(kept) if type(shape) is Union else one_of(kept)
    known = test(run.content(shape))
    return None if known is not None and known is not outcome else shape


def _by_class(run: Run, shape: Shape, node: ast.expr, outcome: bool, exact: bool) -> Shape | None:

    classes = class_list(run, expressions.evaluate(run, node))
    if classes is None:
        return shape
    return by_classes(run, shape, classes, outcome, exact)


def class_list(run: Run, shape: Shape) -> list[Class] | None:
    """The classes of ``isinstance``'s second argument; None where one is not known."""
    content = run.content(shape)
    if type(content) is Class:
        return [content]
    if type(content) is Items and content.cls is TUPLE and content.items is not None:
        found: list[Class] = []
        for item in content.items:
            inner = class_list(run, item)
            if inner is None:
                return None
            found.extend(inner)
        return found
    return None


def by_classes(run: Run, shape: Shape, classes: list[Class], outcome: bool, exact: bool = False) -> Shape | None:
    """The part of a value that is (or is not) an instance of one of the classes."""

    if type(shape) is Union or type(shape) is OneOf:
        kept = [n for o in shape.options if (n := by_classes(run, o, classes, outcome, exact)) is not None]
        if not kept:
            return None
        return union(kept) if type(shape) is Union else one_of(kept)
    content = run.content(shape)
    if not classes:
        return None if outcome else shape
    if type(content) is Unknown:
        if not outcome:
            told = content.reason == DYNAMODB_VALUE and any(c.module in ("decimal", "numbers") for c in classes)
            return UNKNOWN if told else shape
        return _assumed(run, content, classes)
    if type(content) is Lazy:
        return shape
    cls = content.cls if isinstance(content, Object) else class_of(content)
    if cls is None:
        return shape
    if exact:
        known: bool | None = cls in classes
    else:
        answers = [mro.is_subclass(run, cls, c) for c in classes]
        known = True if True in answers else None if None in answers else False
        if known is False and type(content) is Instance and _may_be_derived(cls):
            derived = [c for c in classes if mro.is_subclass(run, c, cls)]
            if derived:
                return one_of(Instance(c, (), content.origin) for c in derived) if outcome else shape
    return None if known is not None and known is not outcome else shape


def _may_be_derived(cls: Class) -> bool:
    """Whether a value of a library's class may be of a class derived from it: a caught exception, a node of a tree; dates are what
    they are."""
    if cls.scope is None or cls.scope.kind is Origin.PROJECT or cls.module == "datetime":
        return False
    return cls.module != "builtins" or cls.name.endswith(("Exception", "Error"))


def _assumed(run: Run, shape: Unknown, classes: list[Class]) -> Shape | None:

    if shape.json:
        names = {c.qualname for c in classes}
        if not names & {"str", "int", "float", "bool", "dict", "list", "object"} and all(
            c.module in ("builtins", "datetime", "decimal", "uuid") for c in classes
        ):
            return None
        return shape
    made = [declared_types.instance_of(run, c) for c in classes]
    if any(type(m) is Unknown for m in made):
        return shape
    result = one_of(made)
    return run.lift(result) if type(result) is not OneOf else UNKNOWN if _mixed(result) else result


def _mixed(shape: OneOf) -> bool:
    return any(type(o) in (Dict, Items, Object) for o in shape.options)


from . import declared_types, expressions, mro, protocols
