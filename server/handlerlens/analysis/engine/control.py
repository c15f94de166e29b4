"""Branches, loops, ``with`` and ``match``: the paths part and meet again."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from ..shapes import NONE, UNKNOWN, Dict, Function, Items, OneOf, Ref, Shape, Union
from .accumulate import only_added_to
from .activation import Loop
from .correlation import asked, left_by_test, recall, remember, settle, told_apart
from .iterate import Iteration, iterate
from .join import join, union
from .key_tests import asks_for_key
from .narrow import infeasible, narrow
from .patterns import match_pattern
from .rounds import seen_anew, widened
from .run import Run, Unreachable
from .spending import spend
from .state import Delta, State, join_deltas
from .truth import truth
from .trying import try_
from .with_blocks import with_

__all__ = ["assume", "break_", "continue_", "for_", "if_", "match_", "try_", "while_", "with_"]

_MAX_UNROLL = 24


def assume(run: Run, test: ast.expr, outcome: bool) -> bool:
    """Go on under the assumption that a test came out so; False when it cannot."""
    expressions.evaluate(run, test)
    return narrow(run, test, outcome)


def if_(run: Run, node: ast.If) -> bool:
    """Both branches from the state after the test, each with what the test says."""
    known = truth(run, expressions.evaluate(run, node.test))
    base = run.state
    fresh = run.fresh()
    deltas: list[Delta] = []
    arrived = True
    roots = asked(run, node.test)
    for outcome, body in ((True, node.body), (False, node.orelse)):
        if known is not None and known is not outcome:
            continue
        run.state = State(base)
        try:
            if (
                narrow(run, node.test, outcome)
                and recall(run, node.test, outcome, roots)
                and statements.block(run, body)
            ):
                deltas.append(run.state.delta(base))
                arrived = outcome
        finally:
            run.state = base
    if len(deltas) != 2:
        if not deltas:
            return False
        base.update(deltas[0])
        if known is None:
            settle(run, node.test, arrived)
        return True
    merged = join_deltas(base, deltas, fresh)
    outcomes = told_apart(node.test, merged, deltas[0], deltas[1], base)
    base.update(merged)
    remember(run, node.test, outcomes)
    return True


def meet(run: Run, base: State, deltas: list[Delta], fresh: int) -> bool:
    """Go on in ``base`` with the outcomes of the paths that arrive; False when none does."""
    run.state = base
    if not deltas:
        return False
    base.update(join_deltas(base, deltas, fresh))
    return True


def for_(run: Run, node: ast.For | ast.AsyncFor) -> bool:
    """A few known elements one after the other, else one element that stands for all, twice."""
    iterable = expressions.evaluate(run, node.iter)
    changes = converting.form(node) if isinstance(node, ast.For) else None
    if changes is not None and isinstance(node, ast.For):
        done = converting.convert(run, node, changes)
        if done is not None:
            return done
    iteration = iterate(run, iterable)
    if (
        iteration.each is not None
        and len(iteration.each) <= _MAX_UNROLL
        and (len(iteration.each) <= 4 or iteration.keys or all(type(one) is Function for one in iteration.each))
    ):
        live = _unrolled(run, node, iteration.each)
    else:
        live = _summarized(run, node, iteration)
    spend(run, node.iter, iterable)
    return live


def _unrolled(run: Run, node: ast.For | ast.AsyncFor, each: tuple[Shape, ...]) -> bool:
    base = run.state
    fresh = run.fresh()
    loop = Loop(base)
    run.frame.loops.append(loop)
    live = True
    run.state = State(base)
    try:
        for element in each:
            assign.assign(run, node.target, element, node.iter)
            arrives = statements.block(run, node.body)
            ends = [*loop.continues, *([run.state.delta(base)] if arrives else [])]
            loop.continues = []
            if not ends:
                live = False
                break
            merged = join_deltas(base, ends, fresh)
            run.state = State(base)
            run.state.update(dict(merged))
    finally:
        run.frame.loops.pop()
    ends = []
    if live and (not node.orelse or statements.block(run, node.orelse)):
        ends.append(run.state.delta(base))
    return meet(run, base, [*ends, *loop.breaks], fresh)


def _summarized(run: Run, node: ast.For | ast.AsyncFor, iteration: Iteration) -> bool:
    def start(element: Shape) -> Callable[[], bool]:
        def begin() -> bool:
            assign.assign(run, node.target, element, node.iter)
            return True

        return begin

    apart = iteration.kinds and asks_for_key(node.target, node)
    starts = [start(kind) for kind in (iteration.kinds if apart else (iteration.element,))]
    return _loop(run, node, starts, lambda: True, iteration.certain, iteration.element)


def while_(run: Run, node: ast.While) -> bool:
    """The body under the test, twice; after it the test is false."""
    outcome = truth(run, expressions.evaluate(run, node.test))
    if outcome is False:
        return statements.block(run, node.orelse)
    endless = isinstance(node.test, ast.Constant) and bool(node.test.value)

    def leave() -> bool:
        if endless or not (assume(run, node.test, False) or (_unsettle(run, node) and assume(run, node.test, False))):
            return False
        left_by_test(run, node)
        return True

    return _loop(run, node, [lambda: assume(run, node.test, True)], leave, outcome is True, None)


def _unsettle(run: Run, node: ast.While) -> bool:
    """A test that can never fail after two rounds: what it reads and the body binds may be anything after more of them (the end of
    a chain). False where there is no such name."""
    bound = {
        n.id for part in node.body for n in ast.walk(part) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    read = {n.id for n in ast.walk(node.test) if isinstance(n, ast.Name)} & bound
    for name in read:
        assign.bind(run, name, UNKNOWN)
    return bool(read)


def _loop(
    run: Run,
    node: ast.For | ast.AsyncFor | ast.While,
    starts: Sequence[Callable[[], bool]],
    leave: Callable[[], bool],
    certain: bool,
    element: Shape | None,
) -> bool:
    base = run.state
    body, orelse = node.body, node.orelse
    fresh = run.fresh()
    visited = reach(run, element)
    loop = Loop(base)
    run.frame.loops.append(loop)
    ends: list[Delta] = []
    after: Delta | None = None
    try:
        for _round in range(2):
            carried: Delta = {}
            if ends:
                after = join_deltas(base, [*ends, {}], fresh, visited)
                carried = {key: widened(base.get(key), value) for key, value in after.items() if key not in visited}
                differing = seen_anew(run, node, base, carried)
                if not differing or only_added_to(run, body, differing):
                    ends = [{**delta, **differing} for delta in ends] if differing and certain else ends
                    after = {**after, **carried}
                    break
                after = None
            for start in starts:
                run.state = State(base)
                run.state.update(carried)
                if start() and statements.block(run, body):
                    loop.continues.append(run.state.delta(base))
            run.state = base
            visited = reach(run, element)
            untouched: Delta = {key: value for key in visited if (value := base.get(key)) is not None}
            ends.extend({**untouched, **delta} for delta in loop.continues)
            loop.continues = []
            if not ends:
                break
    finally:
        run.frame.loops.pop()
        run.state = base
    if visited:
        loop.breaks = [_partly(base, delta, visited) for delta in loop.breaks]
    outcome: list[Delta] = []
    run.state = State(base)
    if after is None or certain:
        joined = join_deltas(base, ends if certain and ends else [*ends, {}], fresh, visited)
        after = {key: widened(base.get(key), value) for key, value in joined.items()}
    run.state.update(after)
    if (ends or not certain) and leave() and (not orelse or statements.block(run, orelse)):
        outcome.append(run.state.delta(base))
    return meet(run, base, [*outcome, *loop.breaks], fresh)


def _partly(base: State, delta: Delta, visited: frozenset[int]) -> Delta:
    """After ``break`` the elements that were not visited are as before."""
    mixed = dict(delta)
    for key in visited & delta.keys():
        before = base.get(key)
        if before is not None:
            mixed[key] = join(before, delta[key])
    return mixed


def reach(run: Run, shape: Shape | None) -> frozenset[int]:
    """The heap objects that belong to a loop's element: every iteration sees another one."""
    found: set[int] = set()
    pending = [] if shape is None else [shape]
    while pending and len(found) < 200:
        one = pending.pop()
        if type(one) is Ref:
            id, content = run.state.object(one.id)  # noqa: A001
            if id in found:
                continue
            found.add(id)
            if type(content) is Dict:
                pending.extend(e.value for e in content.entries.values())
                if content.rest is not None:
                    pending.append(content.rest)
            elif type(content) is Items:
                pending.extend(content.items or ())
                if content.elem is not None:
                    pending.append(content.elem)
        elif type(one) is Items and one.items is not None:
            pending.extend(one.items)
        elif type(one) is Union or type(one) is OneOf:
            pending.extend(one.options)
    return frozenset(found)


def break_(run: Run, node: ast.Break) -> bool:
    """Leave the innermost loop."""
    if run.frame.loops:
        loop = run.frame.loops[-1]
        loop.breaks.append(dict(run.state.delta(loop.base)))
    return False


def continue_(run: Run, node: ast.Continue) -> bool:
    """On to the next iteration."""
    if run.frame.loops:
        loop = run.frame.loops[-1]
        loop.continues.append(dict(run.state.delta(loop.base)))
    return False


def match_(run: Run, node: ast.Match) -> bool:
    """Each case where the ones before it did not match."""
    subject = expressions.evaluate(run, node.subject)
    base = run.state
    fresh = run.fresh()
    deltas: list[Delta] = []
    run.state = rest = State(base)
    remaining: Shape = subject
    open_end = True
    for case in node.cases:
        run.state = State(rest)
        matched, left = match_pattern(run, case.pattern, remaining)
        if matched is not None:
            if isinstance(node.subject, ast.Name) and matched is not remaining:
                assign.bind(run, node.subject.id, matched)
            try:
                feasible = case.guard is None or assume(run, case.guard, True)
                if feasible and statements.block(run, case.body):
                    deltas.append(run.state.delta(base))
            except Unreachable:
                pass
        fails = case.guard is not None
        if matched is not None and case.guard is not None:
            run.state = State(rest)
            match_pattern(run, case.pattern, remaining)
            fails = assume(run, case.guard, False)
        run.state = rest
        if not fails:
            if left is None:
                open_end = False
                break
            remaining = left
            if isinstance(node.subject, ast.Name) and left is not subject:
                assign.bind(run, node.subject.id, left)
    if open_end:
        deltas.append(rest.delta(base))
    return meet(run, base, deltas, fresh)


_UNUSED = (NONE, UNKNOWN, union, infeasible)

from . import assign, converting, expressions, statements
