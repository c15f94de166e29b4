"""What a call came to, kept for the next time it is made with the same arguments: after an edit of another function.

Kept are calls of the analysed module's own functions that leave what was there before as it was, made while nothing of the modules
has been changed. Their result is then a matter of the arguments alone.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ..nodes import own, own_nodes
from ..shapes import Dict, Function, Instance, Items, Lazy, Native, Object, OneOf, Ref, Shape, Union
from .activation import Dump, Tracker
from .correlation import handed_over
from .join import same
from .moving import moved
from .natives import Call
from .raising import note
from .rounds import widened
from .run import Run, Unreachable
from .state import Alias, Delta, Settled

_LARGE = 40
"""Nodes of a function's body; a smaller one is worked out faster than looked up."""
_MOST = 60
"""Objects that an argument or a result may reach."""
_DEEP = 30
_EACH = 4
"""Calls of one function, the last ones."""
_Definition = ast.FunctionDef | ast.AsyncFunctionDef


class _NotKept(Exception):  # noqa: N818
    """A value that cannot be told from its content."""


@dataclass(slots=True)
class Summary:
    """A call: its frozen arguments, what tests of the caller said of them, what it gave (None: it never returned), and all else
    that it did; the ways of its dumps lead as far as its body."""

    catching: tuple[frozenset[str], ...]
    arguments: list[Shape]
    settled: dict[str, bool]
    result: Shape | None
    objects: dict[int, Shape]
    dumps: list[Dump]
    entered: frozenset[ast.AST]
    steps: int
    raised: bool
    anything: bool
    errors: list[Shape]


def remembered(run: Run, function: Function, made: Call, enter: Callable[[Run, Function, Call], Shape]) -> Shape:
    """The result of a call, which ``enter`` works out where it is not known.

    A handler that is looked at itself is always entered, for its ways out; other handlers that call it have the result from there.
    """
    node, call = function.node, made.node
    if (
        not run.remembers
        or (call is None) is not (node is run.watch)
        or (call is None and run.stack)
        or function.scope is not run.main
        or function.closure
        or function.bound is not None
        or made.star is not None
        or made.starred is not None
        or run.handling
        or run.places
        or not isinstance(node, _Definition)
        or node in run.stack
    ):
        return enter(run, function, made)
    if len(own_nodes(node)) < _LARGE and node not in run.costly:
        before = run.steps
        result = enter(run, function, made)
        if before - run.steps > _LARGE:
            run.costly.add(node)
        return result
    if _changed(run):
        return enter(run, function, made)
    try:
        arguments = [_frozen(run, one) for one in made.all()]
    except _NotKept:
        return enter(run, function, made)
    catching = tuple(run.catching)
    settled: dict[str, bool] = {}
    for form, said in handed_over(run, function, made).items():
        if not isinstance(said, Settled):
            return enter(run, function, made)
        settled[form] = said.outcome
    for known in run.summaries.get(node, ()):
        if (
            call is not None
            and known.catching == catching
            and known.settled == settled
            and len(known.arguments) == len(arguments)
            and all(map(_equal, arguments, known.arguments))
        ):
            return _again(run, known, call)
    return _first(run, function, made, enter, arguments, settled, catching)


def forget(run: Run, bodies: frozenset[ast.AST]) -> None:
    """Drop what rests on functions that have another body now."""
    for node, summaries in list(run.summaries.items()):
        kept = [summary for summary in summaries if summary.entered.isdisjoint(bodies)]
        if kept:
            run.summaries[node] = kept
        else:
            del run.summaries[node]


def _first(
    run: Run,
    function: Function,
    made: Call,
    enter: Callable[[Run, Function, Call], Shape],
    arguments: list[Shape],
    settled: dict[str, bool],
    catching: tuple[frozenset[str], ...],
) -> Shape:
    state, fresh, steps, way = run.state, run.fresh(), run.steps, run.way()
    entered, run.entered = run.entered, set()
    calls = len(way) + (made.node is not None)
    dumps = len(run.dumps)
    tracker = run.trackers[-1] if run.trackers else None
    anything, errors = (tracker.anything, len(tracker.errors)) if tracker is not None else (False, 0)
    if tracker is not None:
        tracker.anything = False
    before = dict(state.data)
    result: Shape | None = None
    try:
        try:
            result = enter(run, function, made)
        except Unreachable:
            result = None
        summary = Summary(
            catching,
            arguments,
            settled,
            result,
            {},
            [replace(dump, way=dump.way[: len(dump.way) - calls]) for dump in run.dumps[dumps:]],
            frozenset(run.entered),
            steps - run.steps,
            tracker is not None and tracker.raised,
            tracker is not None and tracker.anything,
            list(tracker.errors[errors:]) if tracker is not None else [],
        )
        if _is_pure(run, before, state.data, fresh) and _gather(run, summary, fresh, tracker):
            run.summaries[function.node] = [summary, *run.summaries.get(function.node, ())][:_EACH]
    finally:
        run.entered = entered | run.entered
        if tracker is not None:
            tracker.anything = tracker.anything or anything
    if result is None:
        raise Unreachable
    return result


def _again(run: Run, known: Summary, call: ast.expr) -> Shape:
    """Do what the call did, with objects of its own."""
    run.steps -= known.steps - 1
    run.step()
    run.entered |= known.entered
    way = ((call, run.frame.scope), *run.way())
    for dump in known.dumps:
        run.saw_dump(replace(dump, way=dump.way + way))
    places = {id: run.fresh() for id in known.objects}  # noqa: A001
    for id, content in known.objects.items():  # noqa: A001
        run.state.set(places[id], moved(content, places))
    if known.raised:
        run.may_raise(known.anything)
    if known.errors and run.trackers:
        note(run.trackers[-1], [moved(error, places) for error in known.errors])
    if known.result is None:
        raise Unreachable
    return moved(known.result, places)


def _changed(run: Run) -> bool:
    """Whether anything of the modules is not as it was when they were loaded."""
    loaded, modules = run.loaded, set(run.modules.values())
    for key, value in run.state.seen.items():
        if isinstance(key, int):
            if key < loaded:
                return True
        elif not (isinstance(key[0], int) and key[0] not in modules) and not _only_tested(run.root.get(key), value):
            return True
    return False


def _only_tested(before: Shape | None, after: Shape) -> bool:
    """Whether a value is what it was, but for what tests said of it on the way."""
    return before is not None and (same(before, after) or widened(before, after) is before)


def _is_pure(run: Run, before: Delta, after: Delta, fresh: int) -> bool:
    """Whether a call only made objects of its own (and, for closures, variables of its own)."""
    for key, value in after.items():
        if before.get(key) is value or _only_tested(run.root.get(key), value):
            continue
        owner = key if isinstance(key, int) else key[0]
        own_object = isinstance(owner, int) and owner >= fresh
        if own_object or (not isinstance(key, int) and _is_read(run, key[0], key[1])):
            continue
        return False
    return True


def _is_read(run: Run, owner: object, name: str) -> bool:
    """Whether a variable of the analysed module can only be another because a test told of it: no function entered declares it global."""
    return owner == run.modules.get(run.main) and not any(
        name in statement.names
        for function in run.entered
        if isinstance(function, _Definition)
        for statement in own(function, ast.Global)
    )


def _gather(run: Run, summary: Summary, fresh: int, tracker: Tracker | None) -> bool:
    """Take along the objects that the result and the errors reach, but for those of the modules; False where one was there before.

    What only a way that ended by an exception has made, the enclosing ``try`` knows.
    """
    pending = [*([summary.result] if summary.result is not None else []), *summary.errors]
    while pending:
        for id in _held(pending.pop()):  # noqa: A001
            if id in summary.objects or 0 < id < run.loaded:
                continue
            content = run.state.get(id)
            if content is None and tracker is not None:
                content = tracker.store.get(id)
            if id < fresh or content is None or len(summary.objects) >= _MOST:
                return False
            summary.objects[id] = content
            pending.append(content)
    return True


def _held(shape: Shape) -> Iterator[int]:
    """The objects that a value leads to directly; -1 stands for what cannot be moved."""
    if isinstance(shape, (Ref, Alias)):
        yield shape.id
    elif isinstance(shape, Function):
        yield from (-1,) if shape.bound is not None or shape.closure else ()
    elif isinstance(shape, Native):
        yield from (-1,) if shape.bound is not None or shape.extra else ()
    else:
        for part in _parts(shape):
            yield from _held(part)


def _parts(shape: Shape) -> Iterator[Shape]:
    if isinstance(shape, (Union, OneOf)):
        yield from shape.options
    elif isinstance(shape, Dict):
        for entry in shape.entries.values():
            yield entry.value
        yield from (part for part in (shape.rest, shape.rest_key) if part is not None)
    elif isinstance(shape, Items):
        yield from shape.items or ()
        if shape.elem is not None:
            yield shape.elem
    elif isinstance(shape, Object):
        yield from shape.attrs.values()
    elif isinstance(shape, Instance):
        yield from shape.args


def _equal(a: Shape, b: Shape, depth: int = 0) -> bool:
    """Whether two frozen values are the same, made at the same places."""
    if a is b:
        return True
    if type(a) is not type(b) or depth > _DEEP or getattr(a, "origin", None) != getattr(b, "origin", None):
        return False
    if isinstance(a, Dict) and isinstance(b, Dict):
        if a.cls is not b.cls or list(a.entries) != list(b.entries):
            return False
        for one, other in zip(a.entries.values(), b.entries.values(), strict=True):
            if one.optional != other.optional or one.node != other.node:
                return False
    elif isinstance(a, Object) and isinstance(b, Object):
        if a.cls is not b.cls or list(a.attrs) != list(b.attrs) or a.whole != b.whole:
            return False
    elif isinstance(a, Items) and isinstance(b, Items):
        if a.cls is not b.cls or (a.items is None) != (b.items is None):
            return False
    elif isinstance(a, Instance) and isinstance(b, Instance):
        if a.cls is not b.cls:
            return False
    elif not isinstance(a, (Union, OneOf)):
        return same(a, b)
    parts, others = list(_parts(a)), list(_parts(b))
    return len(parts) == len(others) and all(map(_equal, parts, others, [depth + 1] * len(parts)))


def _frozen(run: Run, shape: Shape) -> Shape:
    """An argument by its content; raises ``_NotKept`` where that does not say all."""
    frozen = run.freeze(shape)
    pending, count = [frozen], 0
    while pending:
        one = pending.pop()
        count += 1
        if count > 8 * _MOST or type(one) is Lazy or any(True for _ in _held(one)):
            raise _NotKept
        pending.extend(_parts(one))
    return frozen
