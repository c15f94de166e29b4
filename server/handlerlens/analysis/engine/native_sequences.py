"""Methods of list, set, tuple and deque."""

from __future__ import annotations

from ..shapes import (
    A_BOOL,
    AN_INT,
    LIST,
    NONE,
    SET,
    UNKNOWN,
    Const,
    Items,
    Ref,
    Shape,
)
from .assign import less_one
from .iterate import element_of, iterate
from .join import elements, join_all
from .natives import Call, function, method, place
from .operators import extend
from .run import Run


def _items(run: Run, call: Call) -> tuple[Ref | None, Items]:
    bound = call.bound
    content = run.content(bound) if bound is not None else UNKNOWN
    if type(content) is not Items:
        content = Items(LIST, None, UNKNOWN)
    return (bound if type(bound) is Ref else None), content


def _append(run: Run, call: Call) -> Shape:
    bound, content = _items(run, call)
    value = call.argument(0) or UNKNOWN
    if bound is not None:
        if content.items is not None and len(content.items) < 24 and content.cls is not SET:
            run.store(bound, Items(content.cls, (*content.items, value), None, content.origin))
        else:
            run.store(bound, Items(content.cls, None, join_all((*elements(content), value)), content.origin))
    return NONE


method("list", "append")(_append)
method("set", "add")(_append)
method("collections.deque", "append", "appendleft")(_append)


@method("list", "insert")
def _insert(run: Run, call: Call) -> Shape:
    bound, content = _items(run, call)
    value = call.argument(1) or UNKNOWN
    place = call.argument(0)
    if bound is not None and content.items is not None and type(place) is Const and isinstance(place.value, int):
        items = list(content.items)
        items.insert(place.value, value)
        run.store(bound, Items(content.cls, tuple(items), None, content.origin))
    elif bound is not None:
        run.store(bound, Items(content.cls, None, join_all((*elements(content), value)), content.origin))
    return NONE


@function("heapq.heappush", "bisect.insort", "bisect.insort_left", "bisect.insort_right")
def _pushed(run: Run, call: Call) -> Shape:
    target, value = call.argument(0), call.argument(1)
    content = run.content(target) if target is not None else None
    if type(target) is Ref and type(content) is Items and value is not None:
        run.store(target, Items(content.cls, None, join_all((*elements(content), value)), content.origin))
    return NONE


def _extend(run: Run, call: Call) -> Shape:
    bound, content = _items(run, call)
    if bound is not None:
        for value in call.positional:
            extend(run, bound, content, value)
            content = _items(run, call)[1]
    return NONE


method("list", "extend")(_extend)
method("set", "update")(_extend)
method("collections.deque", "extend", "extendleft")(_extend)


def _take(run: Run, call: Call) -> Shape:
    bound, content = _items(run, call)
    run.may_raise()
    iteration = iterate(run, call.bound or UNKNOWN)
    index = call.argument(0)
    ordered = content.cls is LIST or content.cls.qualname == "collections.deque"
    if iteration.each is not None and bound is not None and iteration.each and ordered:
        at = -1 if index is None else index.value if type(index) is Const else None
        at = 0 if run.calling.endswith("popleft") else at
        if isinstance(at, int) and -len(iteration.each) <= at < len(iteration.each):
            left = list(iteration.each)
            taken = left.pop(at)
            run.store(bound, Items(content.cls, tuple(left), None, content.origin))
            return taken
    if bound is not None and elements(content):
        run.store(bound, less_one(content))
    return iteration.element


method("list", "pop")(_take)
method("set", "pop")(_take)
method("collections.deque", "pop", "popleft")(_take)


def _shrink(run: Run, call: Call) -> Shape:
    bound, content = _items(run, call)
    run.may_raise()
    wanted = call.argument(0)
    known = [item.value for item in content.items or () if type(item) is Const]
    if bound is not None and content.items is not None and type(wanted) is Const and known.count(wanted.value) == 1:
        left = tuple(i for i in content.items if type(i) is not Const or i.value != wanted.value)
        run.store(bound, Items(content.cls, left, None, content.origin))
        return NONE
    if bound is not None and elements(content):
        run.store(bound, less_one(content))
    return NONE


method("list", "remove")(_shrink)
method("set", "remove")(_shrink)
method("collections.deque", "remove")(_shrink)


def _shrink_perhaps(run: Run, call: Call) -> Shape:
    bound, content = _items(run, call)
    if bound is not None and content.items:
        run.store(bound, Items(content.cls, None, less_one(content).elem or join_all(content.items), content.origin))
    return NONE


method("set", "discard", "difference_update", "intersection_update")(_shrink_perhaps)


def _shuffle(run: Run, call: Call) -> Shape:
    bound, content = _items(run, call)
    if bound is not None and content.items is not None and len(content.items) > 1:
        run.store(bound, Items(content.cls, None, join_all(content.items), content.origin))
    return NONE


method("list", "sort", "reverse")(_shuffle)
method("collections.deque", "reverse", "rotate")(_shuffle)


def _empty(run: Run, call: Call) -> Shape:
    bound, content = _items(run, call)
    if bound is not None:
        run.store(bound, Items(content.cls, (), None, content.origin))
    return NONE


method("list", "clear")(_empty)
method("set", "clear")(_empty)
method("collections.deque", "clear")(_empty)


def _copied(run: Run, call: Call) -> Shape:
    _, content = _items(run, call)
    return run.lift(Items(content.cls, content.items, content.elem, content.origin))


for _cls in ("list", "set", "frozenset", "collections.deque"):
    method(_cls, "copy", "__copy__")(_copied)


def _set_operation(run: Run, call: Call) -> Shape:
    _, content = _items(run, call)
    parts = [*elements(content), *(element_of(run, a) for a in call.positional)]
    return run.lift(Items(content.cls, None, join_all(parts), place(run, call)))


def _subset(run: Run, call: Call) -> Shape:
    _, content = _items(run, call)
    return run.lift(Items(content.cls, None, join_all(elements(content)), place(run, call)))


for _cls in ("set", "frozenset"):
    method(_cls, "union", "symmetric_difference")(_set_operation)
    method(_cls, "difference", "intersection")(_subset)


def _counted(run: Run, call: Call) -> Shape:
    run.may_raise()
    return AN_INT


for _cls in ("list", "tuple", "collections.deque"):
    method(_cls, "index", "count")(_counted)


def _compared(run: Run, call: Call) -> Shape:
    return A_BOOL


for _cls in ("set", "frozenset"):
    method(_cls, "issubset", "issuperset", "isdisjoint")(_compared)
