"""Operators."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable

from ..serialization import DYNAMODB_VALUE
from ..shapes import (
    A_BOOL,
    A_FLOAT,
    A_STR,
    AN_INT,
    BOOL,
    BYTEARRAY,
    BYTES,
    COMPLEX,
    DICT_ITEMS,
    DICT_KEYS,
    FLOAT,
    FROZENSET,
    INT,
    LIST,
    SET,
    SOME_BYTES,
    STR,
    TUPLE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Instance,
    Items,
    OneOf,
    Ref,
    Shape,
    Union,
    Unknown,
    class_of,
)
from .iterate import iterate
from .join import elements, join_all, one_of, union
from .run import Run, Unreachable
from .truth import truth

_MAX_POWER = 64
_MAX_REPEATED = 24
SPECIAL: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.FloorDiv: "floordiv", ast.Mod: "mod",
    ast.Pow: "pow", ast.BitOr: "or", ast.BitAnd: "and", ast.BitXor: "xor", ast.LShift: "lshift", ast.RShift: "rshift",
    ast.MatMult: "matmul",
}  # fmt: skip
_NUMBERS = {BOOL: 0, INT: 0, FLOAT: 1, COMPLEX: 2}
_PAIRS = 16
_OF_NUMBERS = (ast.Div, ast.FloorDiv, ast.Pow)
_RECKONED = (*_OF_NUMBERS, ast.Add, ast.Sub)


def binary(run: Run, op: ast.operator, left: Shape, right: Shape, node: ast.AST | None = None) -> Shape:
    """``left op right``."""
    lefts = left.options if type(left) is Union or type(left) is OneOf else (left,)
    rights = right.options if type(right) is Union or type(right) is OneOf else (right,)
    if len(lefts) == 1 and len(rights) == 1:
        result = _binary(run, op, left, right, node)
        return UNKNOWN if result is None else result
    if len(lefts) * len(rights) > _PAIRS:
        return UNKNOWN
    found = [r for a in lefts for b in rights if (r := _binary(run, op, a, b, node)) is not None]
    if not found:
        return UNKNOWN
    return one_of(found) if type(left) is OneOf or type(right) is OneOf else union(found)


def _binary(run: Run, op: ast.operator, left: Shape, right: Shape, node: ast.AST | None) -> Shape | None:
    a, b = run.content(left), run.content(right)
    if type(a) is Unknown or type(b) is Unknown:
        run.may_raise()
        number = _of_item(run, type(op), a, b, node)
        if number is None and type(b) is Instance and b.cls.module == "numpy" and type(a) is Unknown and a.json:
            return protocols.operate(run, SPECIAL[type(op)], left, right, node)
        return number if number is not None else _half_known(run, op, left, right, a, node)
    if type(a) is Const and type(b) is Const:
        folded = _fold(op, a, b)
        if folded is not None:
            return folded
    ca, cb = class_of(a), class_of(b)
    if ca is None or cb is None:
        return UNKNOWN
    if ca in _NUMBERS and cb in _NUMBERS:
        if type(b) is Const and not b.value and type(op) in (ast.Div, ast.FloorDiv, ast.Mod):
            run.may_raise()
            raise Unreachable
        return _number(run, op, ca, cb)
    kind = type(op)
    if ca is STR:
        if kind is ast.Mod or (kind is ast.Add and cb is STR) or (kind is ast.Mult and cb in (INT, BOOL)):
            return A_STR
    elif ca is BYTES and ((kind is ast.Add and cb is BYTES) or kind is ast.Mod or (kind is ast.Mult and cb is INT)):
        return SOME_BYTES
    elif ca is BYTEARRAY and kind is ast.Add and cb in (BYTES, BYTEARRAY):
        return Instance(BYTEARRAY, (), a.origin if type(a) is Instance else None)
    if kind is ast.Mult and cb is STR and ca is INT:
        return A_STR
    if type(a) is Items or type(b) is Items:
        found = _items(run, kind, a, b)
        if found is not None:
            return run.lift(found)
    if ca in (DICT_KEYS, DICT_ITEMS) and kind in (ast.Sub, ast.BitAnd, ast.BitOr, ast.BitXor):
        return run.new(Items(SET, None, iterate(run, left).element, run.place(node) if node is not None else None))
    if type(a) is Dict and type(b) is Dict and kind is ast.BitOr:
        return run.new(expressions.merge(run, a, right))

    return protocols.operate(run, SPECIAL[kind], left, right, node)


def _of_item(run: Run, kind: type[ast.operator], a: Shape, b: Shape, node: ast.AST | None) -> Shape | None:
    """What is reckoned with a value of a DynamoDB item: a ``Decimal`` where only its numbers can do that."""
    others = [x for x in (a, b) if not (type(x) is Unknown and x.reason == DYNAMODB_VALUE)]
    if len(others) == 2:
        return None
    cls = class_of(others[0]) if others else None
    exact = cls is not None and cls.qualname == "decimal.Decimal"
    possible = _RECKONED if cls in (INT, BOOL) else (*_RECKONED, ast.Mult) if exact else () if others else _OF_NUMBERS
    decimal = native_library.declared_class(run, "decimal", "Decimal") if kind in possible else None
    return None if decimal is None else Instance(decimal, (), run.place(node) if node is not None else None)


def _half_known(run: Run, op: ast.operator, left: Shape, right: Shape, a: Shape, node: ast.AST | None) -> Shape:
    """The other operand is not known: what the left one's class says where it does not matter."""
    cls = class_of(a)
    kind = type(op)
    if cls is None:
        return UNKNOWN
    if cls is STR and kind in (ast.Mod, ast.Add):
        return A_STR
    if cls is BYTEARRAY and kind is ast.Add:
        return a
    if type(a) is Items and cls in (SET, FROZENSET) and kind in (ast.Sub, ast.BitAnd, ast.BitOr, ast.BitXor):
        extra = (UNKNOWN,) if kind in (ast.BitOr, ast.BitXor) else ()
        return run.lift(Items(cls, None, join_all((*elements(a), *extra)), a.origin))
    if type(a) is Items and cls is LIST and kind is ast.Add:
        return run.lift(Items(LIST, None, join_all((*elements(a), iterate(run, right).element)), a.origin))
    if type(a) is Instance and cls.module != "builtins":
        return protocols.operate(run, SPECIAL[kind], left, right, node)
    return UNKNOWN


def _fold(op: ast.operator, a: Const, b: Const) -> Shape | None:
    x, y = a.value, b.value
    try:
        if type(op) is ast.Add and isinstance(x, bytes) and isinstance(y, bytes) and len(x) + len(y) < 1000:
            return Const(x + y)
        if type(op) is ast.Add and isinstance(x, str) and isinstance(y, str) and len(x) + len(y) < 1000:
            return Const(x + y)
        if isinstance(x, (int, float)) and isinstance(y, (int, float)) and abs(x) < 1e9 and abs(y) < 1e9:
            if type(op) is ast.Add:
                return Const(x + y)
            if type(op) is ast.Sub:
                return Const(x - y)
            if type(op) is ast.Mult:
                return Const(x * y)
            if type(op) is ast.Pow and abs(y) < _MAX_POWER:
                power = x**y
                return Instance(COMPLEX) if isinstance(power, complex) else Const(power)
    except (ArithmeticError, ValueError):
        return None
    return None


def _number(run: Run, op: ast.operator, a: Class, b: Class) -> Shape:
    level = max(_NUMBERS[a], _NUMBERS[b])
    if type(op) in (ast.Div, ast.FloorDiv, ast.Mod):
        run.may_raise()
    if type(op) is ast.Div and level == 0:
        return A_FLOAT
    if level == 0:
        if a is BOOL and b is BOOL and type(op) in (ast.BitAnd, ast.BitOr, ast.BitXor):
            return A_BOOL
        return AN_INT
    return A_FLOAT if level == 1 else Instance(COMPLEX)


def _items(run: Run, kind: type[ast.operator], a: Shape, b: Shape) -> Shape | None:
    if type(a) is Items and type(b) is Items:
        if kind is ast.Add and a.cls is b.cls and a.cls in (LIST, TUPLE):
            if a.items is not None and b.items is not None:
                return Items(a.cls, (*a.items, *b.items))
            return Items(a.cls, None, join_all((*elements(a), *elements(b))))
        if a.cls in (SET, FROZENSET) and b.cls in (SET, FROZENSET):
            if kind in (ast.BitOr, ast.BitXor):
                return Items(a.cls, None, join_all((*elements(a), *elements(b))), a.origin)
            if kind in (ast.Sub, ast.BitAnd):
                return Items(a.cls, None, join_all(elements(a)), a.origin)
    one = a if type(a) is Items else b
    other = b if one is a else a
    if kind is ast.Mult and type(one) is Items and class_of(other) in (INT, BOOL) and one.cls in (LIST, TUPLE):
        times = other.value if type(other) is Const else None
        if isinstance(times, int) and one.items is not None and 0 < times * len(one.items) <= _MAX_REPEATED:
            return Items(one.cls, one.items * times)
        return Items(one.cls, None, join_all(elements(one)))
    if kind in (ast.Sub, ast.BitAnd, ast.BitOr, ast.BitXor) and class_of(other) is not None:
        name = class_of(other).name  # type: ignore[union-attr]
        if (
            name in ("dict_keys", "dict_items")
            and one is not None
            and type(one) is Items
            and one.cls in (SET, FROZENSET)
        ):
            return Items(SET, None, join_all((*elements(one), iterate(run, other).element)))
    return None


def in_place(run: Run, op: ast.operator, old: Shape, value: Shape) -> bool:
    """``+=`` and ``|=`` on containers change them; False where a new value is to be bound instead."""
    if type(old) is not Ref:
        return False
    content = run.content(old)
    if type(content) is Dict and type(op) is ast.BitOr:
        run.store(old, expressions.merge(run, content, value))
        return True
    if type(content) is Items:
        if type(op) is ast.Add and content.cls is LIST:
            extend(run, old, content, value)
            return True
        if content.cls is SET and type(op) in (ast.BitOr, ast.BitXor):
            run.store(
                old, Items(SET, None, join_all((*elements(content), iterate(run, value).element)), content.origin)
            )
            return True
        if content.cls is SET:
            return True
    return False


def extend(run: Run, target: Ref, content: Items, value: Shape) -> None:
    """``list.extend``."""
    iteration = iterate(run, value)
    content = run.content(target)  # type: ignore[assignment]
    if content.items is not None and iteration.each is not None and len(content.items) + len(iteration.each) < 200:
        run.store(target, Items(content.cls, (*content.items, *iteration.each), None, content.origin))
    else:
        parts = [*elements(content), *(iteration.each if iteration.each is not None else (iteration.element,))]
        run.store(target, Items(content.cls, None, join_all(parts), content.origin))


def unary(run: Run, node: ast.expr) -> Shape:
    """``not x``, ``-x``, ``+x``, ``~x``."""
    assert isinstance(node, ast.UnaryOp)

    value = expressions.evaluate(run, node.operand)
    if isinstance(node.op, ast.Not):
        known = truth(run, value)
        return A_BOOL if known is None else Const(not known)
    content = run.content(value)
    if type(content) is Const and isinstance(content.value, (int, float)):
        if isinstance(node.op, ast.USub):
            return Const(-content.value)
        return AN_INT if isinstance(node.op, ast.Invert) else content
    cls = class_of(content)
    if cls in (INT, BOOL):
        return AN_INT
    if cls in (FLOAT, COMPLEX):
        return Instance(cls)
    if cls is None:
        return UNKNOWN

    name = {ast.USub: "__neg__", ast.UAdd: "__pos__", ast.Invert: "__invert__"}[type(node.op)]
    return protocols.call_special(run, value, name, []) or UNKNOWN


def compare(run: Run, node: ast.expr) -> Shape:
    """Comparisons: mostly a bool, except for classes that compare to something else (arrays, query conditions)."""
    assert isinstance(node, ast.Compare)

    left = expressions.evaluate(run, node.left)
    result: Shape = A_BOOL
    for op, right_node in zip(node.ops, node.comparators, strict=True):
        right = expressions.evaluate(run, right_node)
        result = _compare(run, op, left, right)
        left = right
    return result if len(node.ops) == 1 else A_BOOL


_FOLDED: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip
_ORDER: dict[type[ast.cmpop], str] = {
    ast.Eq: "__eq__", ast.NotEq: "__ne__", ast.Lt: "__lt__", ast.LtE: "__le__", ast.Gt: "__gt__", ast.GtE: "__ge__",
}  # fmt: skip
_SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE,
}  # fmt: skip
_TO_BOOLS = frozenset({"builtins", "datetime", "decimal", "uuid"})


def _compare(run: Run, op: ast.cmpop, left: Shape, right: Shape) -> Shape:
    kind = type(op)
    if type(left) is Const and type(right) is Const:
        if kind is ast.Eq or kind is ast.Is:
            return Const(left.value == right.value)
        if kind is ast.NotEq or kind is ast.IsNot:
            return Const(left.value != right.value)
        if kind in _FOLDED and isinstance(left.value, (int, float)) and isinstance(right.value, (int, float)):
            return Const(_FOLDED[kind](left.value, right.value))
    if kind in (ast.Is, ast.IsNot):
        known = _identity(run, left, right)
        return A_BOOL if known is None else Const(known if kind is ast.Is else not known)
    if kind in (ast.In, ast.NotIn):
        content = run.content(right)
        if type(content) is Dict:
            left = keys.exact(run, left)
        if type(content) is Dict and content.rest is None and type(left) is Const:
            entry = content.entries.get(left.value)
            if entry is None or not entry.optional:
                return Const((entry is not None) is (kind is ast.In))
        if type(content) is Items and content.items is not None and type(left) is Const:
            held = [i.value for i in content.items if type(i) is Const]
            if len(held) == len(content.items):
                return Const((left.value in held) is (kind is ast.In))
        return A_BOOL
    content = run.content(left)
    if type(content) is Unknown and not content.json:
        return UNKNOWN
    if type(content) is Instance and content.cls.module not in _TO_BOOLS:
        return protocols.call_special(run, left, _ORDER[kind], [right]) or A_BOOL
    if type(content) is OneOf and any(type(o) is Instance and o.cls.module not in _TO_BOOLS for o in content.options):
        return one_of(_compare(run, op, o, right) for o in content.options)
    other = run.content(right)
    plain = class_of(content) in _NUMBERS or type(content) is Unknown
    if plain and type(other) is Instance and other.cls.module == "numpy":
        return protocols.call_special(run, right, _ORDER[_SWAPPED.get(kind, kind)], [left]) or A_BOOL
    return A_BOOL


def _identity(run: Run, left: Shape, right: Shape) -> bool | None:
    if type(right) is Const and right.value is None and type(left) not in (Unknown, Union, OneOf):
        content = run.content(left)
        if type(content) not in (Unknown, Union, OneOf):
            return type(content) is Const and content.value is None
    return None


__all__ = ["binary", "compare", "extend", "in_place", "unary"]

from . import expressions, keys, native_library, protocols
