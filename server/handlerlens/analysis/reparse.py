"""Read a changed text by parsing only the top-level statements that changed; the nodes of the others are taken over, moved if need be.

What is kept with those nodes (their own nodes, their names) is then known already. A function of which only the body changed keeps
its node too, with the new body: what holds that node holds the function as it is now. The earlier source is not to be used after this.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence

from .nodes import Function, below, preorder
from .source import Change, Source, split_lines

_PLACE = ("lineno", "col_offset", "end_lineno", "end_col_offset")


def reparse(known: Source, text: str) -> Source | None:
    """The source of a new text, by the difference to a known one; None where the text has to be parsed as a whole."""
    lines = split_lines(text)
    start, end, moved = _difference(known.lines, lines)
    first, last = _touched(known.tree.body, start, end)
    # What was added below a statement may go on with it: a further method, an ``else``.
    for begin in dict.fromkeys([first, max(first - 1, 0)]):
        new = _parse(known, lines, begin, last, moved)
        if new is not None:
            break
    else:
        return None
    body = known.tree.body
    if moved:
        _move(body[last:], moved)
    before = tuple(body[begin:last])
    bodies = _graft(before, new)
    kept = body if bodies is not None else [*body[:begin], *new, *body[last:]]
    source = Source(known.path, text, ast.Module(kept, type_ignores=[]), known.view)
    change = Change(known, frozenset(bodies or ()), None if bodies is not None else (before, tuple(new)))
    earlier = known.cache.get(Change)
    if isinstance(earlier, Change):  # nobody has looked at that one: the difference to the one before it counts
        change = _both(earlier, change)
    source.cache[Change] = change
    return source


def _both(first: Change, second: Change) -> Change:
    if first.bodies is None or second.bodies is None or (first.replaced is not None and second.replaced is not None):
        return Change(first.before, None)
    return Change(first.before, first.bodies | second.bodies, first.replaced or second.replaced)


def _graft(before: Sequence[ast.stmt], after: Sequence[ast.stmt]) -> list[Function] | None:
    """Give the functions of ``before`` the bodies that they have in ``after``; which they are, or None (and nothing done) where more
    than bodies differs. The nodes of ``before`` then stand for those of ``after``."""
    pairs = list(_pairs(before, after))
    if None in pairs:
        return None
    changed: list[Function] = []
    for pair in pairs:
        assert pair is not None
        one, other, same = pair
        if same:
            _place(one, other)
            continue
        if isinstance(one, Function):
            changed.append(one)
        kept = one.body if isinstance(one, ast.ClassDef) else None
        one.__dict__.clear()
        one.__dict__.update(other.__dict__)
        if kept is not None:
            one.body = kept  # type: ignore[attr-defined]
    return changed


def _pairs(before: Sequence[ast.stmt], after: Sequence[ast.stmt]) -> Iterator[tuple[ast.stmt, ast.stmt, bool] | None]:
    """Statement by statement, and whether it is the same; None where one differs in more than the bodies of functions."""
    if len(before) != len(after):
        yield None
        return
    for one, other in zip(before, after, strict=True):
        if one.__class__ is not other.__class__:
            yield None
        elif isinstance(one, ast.ClassDef) and isinstance(other, ast.ClassDef):
            yield from _pairs(one.body, other.body)
            yield (one, other, False) if _header(one) == _header(other) else None
        elif ast.dump(one) == ast.dump(other):
            yield one, other, True
        elif isinstance(one, Function) and isinstance(other, Function) and _header(one) == _header(other):
            yield one, other, False
        else:
            yield None


def _header(node: Function | ast.ClassDef) -> list[str | None]:
    """What a definition says but for its body."""
    parts = [getattr(node, name, None) for name in node._fields if name != "body"]
    found: list[str | None] = []
    for part in parts:
        found += [
            ast.dump(one) if isinstance(one, ast.AST) else one for one in (part if isinstance(part, list) else [part])
        ]
        found.append(";")
    return found


def _parse(known: Source, lines: Sequence[str], first: int, last: int, moved: int) -> list[ast.stmt] | None:
    """The statements that stand now where those from ``first`` to ``last`` stood; None where they cannot be told from the others."""
    body = known.tree.body
    above = _end(body[first - 1]) if first else 0
    below = _first_line(body[last]) if last < len(body) else len(known.lines) + 1
    if above >= below or (last > first and (above >= _first_line(body[first]) or _end(body[last - 1]) >= below)):
        return None  # they share a line
    chunk = "\n" * above + "\n".join(lines[above : below - 1 + moved]) + "\n"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(chunk).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _difference(before: Sequence[str], after: Sequence[str]) -> tuple[int, int, int]:
    """The lines of ``before`` that differ, from and to (0-based, exclusive), and by how many lines what follows moved."""
    shorter = min(len(before), len(after))
    start = 0
    while start < shorter and before[start] == after[start]:
        start += 1
    same = 0
    while same < shorter - start and before[-1 - same] == after[-1 - same]:
        same += 1
    return start, len(before) - same, len(after) - len(before)


def _touched(body: Sequence[ast.stmt], start: int, end: int) -> tuple[int, int]:
    """The statements that the changed lines touch or border on, from and to; none where the change lies between two."""
    first = 0
    while first < len(body) and _end(body[first]) < start:
        first += 1
    last = first
    while last < len(body) and _first_line(body[last]) <= end + 1:
        last += 1
    return first, last


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def _end(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno


def _place(one: ast.stmt, other: ast.stmt) -> None:
    """Put the nodes of one statement where those of another one stand that says the same."""
    for node, now in zip(preorder([one]), preorder([other]), strict=True):
        values, new = node.__dict__, now.__dict__
        for name in _PLACE:
            if name in new:
                values[name] = new[name]


def _move(statements: Sequence[ast.stmt], by: int) -> None:
    for statement in statements:
        for node in below(statement):
            values = node.__dict__
            if "lineno" in values:
                values["lineno"] += by
                values["end_lineno"] += by
