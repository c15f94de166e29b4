"""Comprehensions and generator expressions."""

from __future__ import annotations

import ast

from ..shapes import (
    GENERATOR,
    LIST,
    NONE,
    SET,
    TUPLE,
    UNKNOWN,
    Const,
    Dict,
    Entry,
    Instance,
    Items,
    Scalar,
    Shape,
    Union,
)
from .iterate import iterate
from .join import join_all, join_maybe
from .key_tests import asks_for_key
from .narrow import narrow
from .run import Run, Unreachable
from .spending import spend
from .state import State, join_deltas
from .truth import truth

_MAX_UNROLL = 24
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class _Results:
    __slots__ = ("pairs", "sure", "values")

    def __init__(self) -> None:
        self.values: list[Shape] = []
        self.pairs: list[tuple[Shape, Shape, bool]] = []
        self.sure = True


def comprehension(run: Run, node: ast.expr) -> Shape:
    """Exact where a few known elements are gone through, else by what each element is like."""
    assert isinstance(node, _Comprehension)
    results = _Results()
    saved = {
        (run.frame.fid, n.id): run.state.get((run.frame.fid, n.id))
        for generator in node.generators
        for n in ast.walk(generator.target)
        if isinstance(n, ast.Name)
    }
    _generate(run, node, 0, results, True)
    for generator in node.generators:
        if type(generator.iter) is ast.Name:
            spend(run, generator.iter, names.lookup(run, generator.iter.id))
    for key, value in saved.items():
        if value is not None:
            run.state.set(key, value)
    if isinstance(node, ast.DictComp):
        return run.new(_dict(run, node, results))
    element = join_all(results.values)
    exact = tuple(results.values) if results.sure else None
    if isinstance(node, ast.GeneratorExp):
        held = UNKNOWN if element is None else element
        known = (held,) if exact is None else (held, NONE, Items(TUPLE, exact))
        return Instance(GENERATOR, known, run.place(node))
    cls = SET if isinstance(node, ast.SetComp) else LIST
    if cls is SET and results.sure:
        expressions.must_hash(run, results.values)
    return run.new(Items(cls, exact, None if exact is not None else element, run.place(node)))


def _dict(run: Run, node: ast.DictComp, results: _Results) -> Dict:
    entries: dict[Scalar, Entry] = {}
    rest: Shape | None = None
    rest_key: Shape | None = None
    place = run.place(node.value)
    for key, value, sure in results.pairs:
        options = key.options if type(key) is Union else (key,)
        for option in options:
            option = keys.exact(run, option)
            if type(option) is Const:
                entries[option.value] = Entry(value, not sure or len(options) > 1, place)
            else:
                rest, rest_key = join_maybe(rest, value), join_maybe(rest_key, option)
    return Dict(entries, rest, rest_key)


def _generate(run: Run, node: _Comprehension, depth: int, results: _Results, sure: bool) -> None:
    if depth == len(node.generators):
        if isinstance(node, ast.DictComp):
            results.pairs.append(
                (expressions.evaluate_index(run, node.key), expressions.evaluate(run, node.value), sure)
            )
        else:
            results.values.append(expressions.evaluate(run, node.elt))
            results.sure = results.sure and sure
        return
    generator = node.generators[depth]

    iteration = iterate(run, expressions.evaluate(run, generator.iter))
    each: tuple[Shape, ...]
    if iteration.each is not None and len(iteration.each) <= (_MAX_UNROLL if iteration.keys else 6):
        each = iteration.each
    else:
        apart = iteration.kinds and asks_for_key(generator.target, node)
        each = iteration.kinds if apart else (iteration.element,)
        results.sure = False
        sure = False
    base = run.state
    for element in each:
        run.step()
        fresh = run.fresh()
        run.state = State(base)
        try:
            assign.assign(run, generator.target, element, generator.iter)
            passed = True
            here = sure
            for condition in generator.ifs:
                known = truth(run, expressions.evaluate(run, condition))
                if known is False or not narrow(run, condition, True):
                    passed = False
                    break
                if known is None:
                    here = False
            if passed:
                _generate(run, node, depth + 1, results, here)
            delta = run.state.delta(base)
        except Unreachable:
            delta = {}
        finally:
            run.state = base
        delta = {k: v for k, v in delta.items() if not (isinstance(k, tuple) and k[0] == run.frame.fid)} or {}
        if delta:
            base.update(join_deltas(base, [delta], fresh))


from . import assign, expressions, keys, names
