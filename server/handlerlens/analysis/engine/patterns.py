"""The patterns of ``match``: what a case takes and what it leaves."""

from __future__ import annotations

import ast
import sys

from ..modules import Origin
from ..shapes import (
    DICT,
    LIST,
    MEMORYVIEW,
    NONE,
    RANGE,
    TUPLE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Function,
    Instance,
    Items,
    Module,
    Native,
    Object,
    Shape,
    Union,
    Unknown,
    class_of_constant,
    options,
)
from .join import union
from .mro import find_member, mro
from .narrow import by_classes
from .run import Run

_SEQUENCES = frozenset({LIST, TUPLE, RANGE, MEMORYVIEW})
_MAPPINGS = frozenset({DICT})
_ABSTRACT_SEQUENCES = frozenset({"Sequence", "MutableSequence"})
_ABSTRACT_MAPPINGS = frozenset({"Mapping", "MutableMapping"})


def match_pattern(run: Run, pattern: ast.pattern, subject: Shape) -> tuple[Shape | None, Shape | None]:
    """The part of the subject that may match (None: none) and the part that may not (None: all of it matches); binds captures."""
    if type(pattern) is ast.MatchAs:
        return _as(run, pattern, subject)
    if type(pattern) is ast.MatchValue or type(pattern) is ast.MatchSingleton:
        return _value(run, pattern, subject)
    if type(pattern) is ast.MatchOr:
        matched: list[Shape] = []
        left: Shape | None = subject
        for option in pattern.patterns:
            if left is None:
                break
            taken, left = match_pattern(run, option, left)
            if taken is not None:
                matched.append(taken)
        return (union(matched) if matched else None), left
    if type(pattern) is ast.MatchClass:
        return _class(run, pattern, subject)
    if type(pattern) is ast.MatchMapping or type(pattern) is ast.MatchSequence:
        return _by_form(run, pattern, subject)
    return subject, subject


def _as(run: Run, pattern: ast.MatchAs, subject: Shape) -> tuple[Shape | None, Shape | None]:
    matched: Shape | None = subject
    left: Shape | None = None
    if pattern.pattern is not None:
        matched, left = match_pattern(run, pattern.pattern, subject)
    if pattern.name is not None and matched is not None:
        assign.bind(run, pattern.name, matched)
    return matched, left


def _value(run: Run, pattern: ast.pattern, subject: Shape) -> tuple[Shape | None, Shape | None]:

    if isinstance(pattern, ast.MatchSingleton):
        value: Shape = Const(pattern.value)
    else:
        assert isinstance(pattern, ast.MatchValue)
        value = expressions.evaluate(run, pattern.value)
    if type(value) is not Const:
        return subject, subject
    options = subject.options if type(subject) is Union else (subject,)
    taken: list[Shape] = []
    left: list[Shape] = []
    for option in options:
        if type(option) is Const:
            equal = option.value == value.value and (
                type(option.value) is type(value.value) or not isinstance(pattern, ast.MatchSingleton)
            )
            (taken if equal else left).append(option)
        elif type(option) is Instance and not _may_equal(run, option, value, isinstance(pattern, ast.MatchSingleton)):
            left.append(option)
        elif type(option) is Unknown or type(option) is Instance:
            taken.append(option if type(option) is Instance else value)
            left.append(option)
        else:
            left.append(option)
    return (union(taken) if taken else None), (union(left) if left else None)


def _may_equal(run: Run, option: Instance, value: Const, singleton: bool) -> bool:
    """Whether some value of a class may be this constant; a singleton itself, not only equal to it."""
    if singleton or isinstance(value.value, (str, bytes)):
        return by_classes(run, option, [class_of_constant(value)], True) is not None
    return option.cls.module != "builtins" or option.cls.name in ("int", "float", "bool", "complex")


def _is_none_of(run: Run, content: Shape, classes: frozenset[Class], names: frozenset[str]) -> bool:
    """Whether a value certainly is neither of one of these builtin classes nor of one derived from them, nor of an abstract class of
    these names: packages that are only declared may leave that out, but not how items are looked up."""
    if isinstance(content, (Class, Const, Function, Module, Native)):
        return True
    if not isinstance(content, (Instance, Object, Items, Dict)):
        return False
    order, complete = mro(run, content.cls)
    if not complete or not classes.isdisjoint(order) or any(c.name in names for c in order):
        return False
    return all(map(_is_own, order)) or find_member(run, content.cls, "__getitem__") is None


def _is_own(cls: Class) -> bool:
    """Whether a class is the project's or the standard library's."""
    standard = cls.module.partition(".")[0] in sys.stdlib_module_names
    return standard or (cls.scope is not None and cls.scope.kind is Origin.PROJECT)


def _by_form(run: Run, pattern: ast.pattern, subject: Shape) -> tuple[Shape | None, Shape | None]:
    """A mapping or a sequence: what certainly is none is left to the next cases."""
    if type(pattern) is ast.MatchMapping:
        never = [o for o in options(subject) if _is_none_of(run, run.content(o), _MAPPINGS, _ABSTRACT_MAPPINGS)]
    else:
        never = [o for o in options(subject) if _is_none_of(run, run.content(o), _SEQUENCES, _ABSTRACT_SEQUENCES)]
    possible = [o for o in options(subject) if o not in never]
    if not possible:
        return None, subject
    part = union(possible) if never and type(subject) is Union else subject
    if type(pattern) is ast.MatchMapping:
        taken, left = _mapping(run, pattern, part)
    else:
        assert isinstance(pattern, ast.MatchSequence)
        taken, left = _sequence(run, pattern, part)
    if part is not subject:
        left = union(never if left is None else (*never, left))
    return taken, left


def _class(run: Run, pattern: ast.MatchClass, subject: Shape) -> tuple[Shape | None, Shape | None]:

    cls = expressions.evaluate(run, pattern.cls)
    plain = not pattern.patterns and not pattern.kwd_patterns
    simple = len(pattern.patterns) == 1 and not pattern.kwd_patterns and isinstance(pattern.patterns[0], ast.MatchAs)
    if type(cls) is not Class:
        _capture_unknown(run, pattern)
        return subject, subject
    matched = by_classes(run, subject, [cls], True)
    left = by_classes(run, subject, [cls], False)
    if matched is None:
        return None, subject
    if simple and cls.module == "builtins":
        inner = pattern.patterns[0]
        if isinstance(inner, ast.MatchAs) and inner.name is not None:
            assign.bind(run, inner.name, matched)
        return matched, left
    if not plain:
        for name, sub in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
            match_pattern(run, sub, protocols.attribute(run, matched, name, None))
        for sub in pattern.patterns:
            _capture_unknown(run, sub)
        left = subject
    return matched, left


def _mapping(run: Run, pattern: ast.MatchMapping, subject: Shape) -> tuple[Shape | None, Shape | None]:

    content = run.content(subject)
    sure = type(content) is Dict
    for key_node, sub in zip(pattern.keys, pattern.patterns, strict=True):
        key = expressions.evaluate_index(run, key_node)
        if type(content) is Dict and content.rest is None and type(key) is Const and key.value not in content.entries:
            return None, subject
        entry = content.entries.get(key.value) if type(content) is Dict and type(key) is Const else None
        taken, left = match_pattern(run, sub, protocols.item(run, subject, key, None))
        if taken is None:
            return None, subject
        sure = sure and left is None and entry is not None and not entry.optional
    if pattern.rest is not None:
        assign.bind(run, pattern.rest, _rest(run, pattern, content))
    return subject, None if sure else subject


def _rest(run: Run, pattern: ast.MatchMapping, content: Shape) -> Shape:
    """``**rest``: what the keys before it leave."""
    if type(content) is not Dict:
        return UNKNOWN
    taken = {n.value for n in pattern.keys if isinstance(n, ast.Constant)}
    if len(taken) < len(pattern.keys):
        return UNKNOWN
    left = {key: entry for key, entry in content.entries.items() if key not in taken}
    return run.new(Dict(left, content.rest, content.rest_key))


def _sequence(run: Run, pattern: ast.MatchSequence, subject: Shape) -> tuple[Shape | None, Shape | None]:

    content = run.content(subject)
    stars = [i for i, p in enumerate(pattern.patterns) if isinstance(p, ast.MatchStar)]
    exact = content.items if type(content) is Items else None
    if exact is not None:
        needed = len(pattern.patterns) - len(stars)
        if len(exact) < needed or (not stars and len(exact) != needed):
            return None, subject
    sure = type(content) is Items and (exact is not None or len(pattern.patterns) == len(stars))
    element = iterate.iterate(run, subject).element
    for index, sub in enumerate(pattern.patterns):
        if isinstance(sub, ast.MatchStar):
            if sub.name is not None:
                assign.bind(run, sub.name, run.new(Items(LIST, None, element)))
            continue
        here = exact[index] if exact is not None and not stars else element
        taken, left = match_pattern(run, sub, here)
        if taken is None:
            return None, subject
        sure = sure and left is None
    return subject, None if sure else subject


def _capture_unknown(run: Run, pattern: ast.pattern) -> None:

    for node in ast.walk(pattern):
        if isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name is not None:
            assign.bind(run, node.name, UNKNOWN)
        elif isinstance(node, ast.MatchMapping) and node.rest is not None:
            assign.bind(run, node.rest, UNKNOWN)


__all__ = ["NONE", "match_pattern"]

from . import assign, expressions, iterate, protocols
