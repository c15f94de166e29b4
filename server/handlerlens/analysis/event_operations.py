"""What comparisons, arithmetic and patterns say about the parts of the event that they are done with."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .event_branches import Fork, fork, leaves, table
from .event_hints import example, kind_of_type
from .event_reads import Kind, Read

if TYPE_CHECKING:
    from .event_walk import Scope, Walk

ARITHMETIC = (ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Pow, ast.Mod)


def compare(walk: Walk, node: ast.Compare, scope: Scope) -> None:
    operands = [node.left, *node.comparators]
    for left, op, right in zip(operands, node.ops, operands[1:], strict=False):
        key = walk.constant(left)
        if isinstance(op, ast.In | ast.NotIn) and isinstance(key, str):
            base = walk.value(right, scope)
            walk.use("in", base, right, node)
            if base is not None and Kind.STRING not in base.kinds:
                walk.use("test", walk.key(base, key, required=False), left, node)
            continue
        if _of_type(walk, left, right, scope) or _of_type(walk, right, left, scope):
            continue
        first, second = walk.value(left, scope), walk.value(right, scope)
        for read, other in ((first, right), (second, left)):
            if read is None:
                continue
            whole = isinstance(op, ast.Is | ast.IsNot) or walk.constant(other) is None
            walk.use("test" if whole and isinstance(other, ast.Constant) else "compare", read, left, node)
            values = other.elts if isinstance(other, ast.Tuple | ast.List | ast.Set) else [other]
            unlike = isinstance(op, ast.NotEq | ast.NotIn)
            for value in values:
                example(read, walk.constant(value), whole=not unlike)
            way = fork(walk, node) if isinstance(op, ast.Eq | ast.In | ast.NotEq | ast.NotIn) else None
            if way is not None:
                named = isinstance(op, ast.In | ast.NotIn) and isinstance(other, ast.Name)
                for constant in table(walk, other) if named else map(walk.constant, values):
                    way.note(read, constant, equal=not unlike)


def _of_type(walk: Walk, asked: ast.expr, told: ast.expr, scope: Scope) -> bool:
    """``type(x) is str``, ``type(x) in (str, dict)``, ``type(x).__name__ == "str"``: a test of x, as ``isinstance`` is."""
    if isinstance(asked, ast.Attribute) and asked.attr in ("__name__", "__qualname__"):
        asked = asked.value
    match asked:
        case ast.Call(func=ast.Name(id="type"), args=[value], keywords=[]):
            read = walk.value(value, scope)
            walk.use("test", read, value, asked)
            name = told.id if isinstance(told, ast.Name) else walk.constant(told)
            if read is not None and isinstance(name, str):
                kind_of_type(read, name)
            return True
    return False


def arithmetic(walk: Walk, left: ast.expr, op: ast.operator, right: ast.expr, scope: Scope) -> None:
    for one, other in ((left, right), (right, left)):
        read = walk.value(one, scope)
        if read is None:
            continue
        constant = walk.constant(other)
        text = isinstance(constant, str) or isinstance(other, ast.JoinedStr)
        if text and isinstance(op, ast.Add):
            read.kinds.add(Kind.STRING)
        elif isinstance(constant, int | float) or (isinstance(op, ARITHMETIC) and not text):
            read.kinds.add(Kind.NUMBER)


def match_case(walk: Walk, case: ast.match_case, read: Read, scope: Scope, subject: ast.expr) -> None:
    """What a ``case`` says about the value that it is held against."""
    match_pattern(walk, case.pattern, read, scope, subject)
    way = Fork(leaves(case.body), fails=False)
    options = case.pattern.patterns if isinstance(case.pattern, ast.MatchOr) else [case.pattern]
    for option in options:
        if isinstance(option, ast.MatchValue):
            way.note(read, walk.constant(option.value), equal=True)


def match_pattern(walk: Walk, pattern: ast.pattern, read: Read, scope: Scope, subject: ast.expr) -> None:
    """What a pattern says about the value that it is held against, a part of the ``match``'s subject; it is a test of it."""
    if not isinstance(pattern, ast.MatchAs | ast.MatchOr | ast.MatchStar):
        walk.use("test", read, subject, pattern)
    match pattern:
        case ast.MatchMapping(keys=keys, patterns=patterns):
            for key, inner in zip(keys, patterns, strict=True):
                name = walk.constant(key)
                if isinstance(name, str):
                    match_pattern(walk, inner, walk.key(read, name, required=False), scope, subject)
        case ast.MatchSequence(patterns=patterns):
            for inner in patterns:
                match_pattern(walk, inner, read.element(), scope, subject)
        case ast.MatchValue(value=value):
            example(read, walk.constant(value), whole=True)
        case ast.MatchSingleton(value=bool()):
            read.kinds.add(Kind.BOOLEAN)
        case ast.MatchAs(pattern=inner_pattern, name=name):
            if inner_pattern is not None:
                match_pattern(walk, inner_pattern, read, scope, subject)
            if name is not None:
                scope[name] = read
                walk.note(name, pattern, read)
        case ast.MatchOr(patterns=patterns):
            for inner in patterns:
                match_pattern(walk, inner, read, scope, subject)
        case ast.MatchClass(cls=ast.Name(id=type_name)):
            kind_of_type(read, type_name)


def settled_text(test: ast.expr) -> str:
    """The name that ``key == "manifest.json"`` says the text of: where that is true, nothing depends on the event; else nothing."""
    match test:
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Eq()], comparators=[ast.Constant(value=str())]):
            return name
        case ast.Compare(left=ast.Constant(value=str()), ops=[ast.Eq()], comparators=[ast.Name(id=name)]):
            return name
    return ""
