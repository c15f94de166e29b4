"""Tests that are made twice: where the first told two values apart, the second tells which of them is here.

at = now() if x else None
if x:
    at = at.isoformat()
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable, Mapping

from ..shapes import BOOL, FLOAT, INT, STR, Const, Dict, Entry, Function, Instance, Items, Object, Shape, Unknown
from .activation import Frame
from .join import Remark
from .natives import Call
from .places import read
from .read_first import bound_later
from .run import Run
from .state import Delta, Key, Settled, State

_KNOWN = "handlerlens_fingerprint"
_NUMBERS = (INT, FLOAT, BOOL, STR)
_MARK = "?"
"""How the names begin under which a function keeps, beside its variables, what its tests decided."""
_FORGOTTEN = Remark()


def is_mark(key: Key) -> bool:
    """Whether this is what a test decided, not a variable."""
    return type(key) is tuple and key[1].startswith(_MARK)


class Correlation(Remark):
    """What a test decided: ``roots`` are the values it looked at, ``outcomes`` are (key, merged, if true, if false)."""

    __slots__ = ("outcomes", "roots")

    def __init__(self, roots: tuple[Shape, ...], outcomes: Outcomes) -> None:
        self.roots = roots
        self.outcomes = outcomes


def fingerprint(test: ast.expr) -> tuple[str, list[ast.Name], bool] | None:
    """The form of a simple test as the name of its mark, the names it looks at, and whether it is stated the other way round; None
    for others. Kept with the node."""
    if _KNOWN not in test.__dict__:
        test.__dict__[_KNOWN] = _fingerprint(test)
    return test.__dict__[_KNOWN]  # type: ignore[no-any-return]


def _fingerprint(test: ast.expr) -> tuple[str, list[ast.Name], bool] | None:
    flipped = False
    while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test = test.operand
        flipped = not flipped
    opposite = _OPPOSITES.get(type(test.ops[0])) if isinstance(test, ast.Compare) and len(test.ops) == 1 else None
    if opposite is not None and isinstance(test, ast.Compare):
        test = ast.Compare(test.left, [opposite()], test.comparators)
        flipped = not flipped
    names: list[ast.Name] = []
    form = _form(test, names, 0)
    return None if form is None or not names else (f"{_MARK}{form!r}", names, flipped)


_OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.NotEq: ast.Eq, ast.IsNot: ast.Is, ast.NotIn: ast.In, ast.GtE: ast.Lt, ast.Gt: ast.LtE,
}  # fmt: skip


def _form(node: ast.expr, names: list[ast.Name], depth: int) -> Hashable | None:
    if isinstance(node, ast.Name):
        names.append(node)
        return node.id
    if isinstance(node, ast.Constant):
        return (type(node.value), node.value)
    if depth > 4:
        return None
    parts: list[ast.expr]
    label: object = type(node)
    if isinstance(node, ast.Attribute):
        parts, label = [node.value], f".{node.attr}"
    elif isinstance(node, ast.Subscript):
        parts = [node.value, node.slice]
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        parts, label = [node.left, node.comparators[0]], type(node.ops[0])
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and not node.keywords
    ):
        parts = [node.func.value, *node.args]
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("isinstance", "bool")
        and node.args
    ):
        parts, label = node.args, node.func.id
    else:
        return None
    forms = tuple(_form(part, names, depth + 1) for part in parts)
    return None if None in forms else (label, *forms)


Outcomes = tuple[tuple[Key, Shape, Shape, Shape], ...]
"""Each (key, merged, if the test is true, if it is false)."""


def told_apart(test: ast.expr, merged: Delta, yes: Delta, no: Delta, base: State) -> Outcomes:
    """What a simple test tells apart of the values that its two branches, both from ``base``, brought together."""
    found = fingerprint(test)
    if found is None:
        return ()
    if found[2]:
        yes, no = no, yes
    outcomes: list[tuple[Key, Shape, Shape, Shape]] = []
    for key, value in merged.items():
        one, other = yes.get(key), no.get(key)
        if value is one or value is other:
            continue
        one, other = one or base.get(key), other or base.get(key)
        if one is not None and other is not None and value is not one and value is not other:
            outcomes.append((key, value, one, other))
    return tuple(outcomes)


def remember(run: Run, test: ast.expr, outcomes: Outcomes) -> None:
    """Keep, after both branches arrived, which of the merged values is which."""
    found = fingerprint(test)
    if found is not None and outcomes:
        _keep(run, found, Correlation(_roots(run, found[1]), outcomes))


def settle(run: Run, test: ast.expr, outcome: bool) -> None:
    """After only one branch of a test arrived: made again with the same values, the test comes out the same."""
    found = fingerprint(test)
    if found is None:
        return
    _, names, flipped = found
    roots = _roots(run, names)
    if roots and all(map(_steady, roots)):
        _keep(run, found, Settled(roots, outcome is not flipped))


def left_by_test(run: Run, loop: ast.While) -> None:
    """A ``while`` loop came to its end: until a name in its test is bound again, the test is false."""
    found = fingerprint(loop.test)
    if found is None or run.frame.captured or not isinstance(run.frame.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return
    _, names, flipped = found
    roots = _roots(run, names)
    if any(not _steady(root) and not (type(root) is Instance and root.cls in _NUMBERS) for root in roots):
        return
    if len(roots) == len(names) and not bound_later(run.frame.node, loop, {name.id for name in names}):
        _keep(run, found, Settled(roots, flipped))


def _keep(run: Run, found: tuple[str, list[ast.Name], bool], said: Remark) -> None:
    if type(run.frame.fid) is int:
        _say(run, run.frame, found[0], {name.id for name in found[1]}, said)


def _say(run: Run, frame: Frame, form: str, names: Iterable[str], said: Remark) -> None:
    run.state.set((frame.fid, form), said)
    for name in names:
        frame.tested.setdefault(name, set()).add(form)


def forget(run: Run, name: str) -> None:
    """A name is bound anew: what tests said of its last value is void."""
    frame = run.frame
    for form in frame.tested[name]:
        if run.state.get((frame.fid, form)) not in (None, _FORGOTTEN):
            run.state.set((frame.fid, form), _FORGOTTEN)


def handed_over(run: Run, function: Function, made: Call) -> dict[str, Remark]:
    """What tests of the caller said of variables that a call hands over to parameters of the same name, by form."""
    frame, call = run.frame, made.node
    if not frame.tested or not isinstance(call, ast.Call) or isinstance(function.node, ast.Lambda):
        return {}
    arguments = function.node.args
    parameters = [*arguments.posonlyargs, *arguments.args][function.bound is not None :]
    given = [
        *((one.arg, value, node) for one, value, node in zip(parameters, made.positional, call.args, strict=False)),
        *((one.arg, made.keywords.get(one.arg), one.value) for one in call.keywords if one.arg is not None),
    ]
    handed = {
        name
        for name, value, node in given
        if isinstance(node, ast.Name)
        and node.id == name
        and value is not None
        and run.state.get((frame.fid, name)) is value
    }
    found: dict[str, Remark] = {}
    for name in handed:
        for form in frame.tested.get(name, ()):
            said = run.state.get((frame.fid, form))
            if isinstance(said, (Correlation, Settled)) and all(
                other in handed for other, forms in frame.tested.items() if form in forms
            ):
                found[form] = said
    return found


def hand_over(run: Run, frame: Frame, said: Mapping[str, Remark]) -> None:
    """Remember in a function that is entered what its caller's tests said of its arguments."""
    for form, one in said.items():
        _say(run, frame, form, [name for name, forms in run.frame.tested.items() if form in forms], one)


def _known(run: Run, form: str, names: list[ast.Name]) -> Shape | None:
    """What the same test decided before, in this function or in one around it that has all its names."""
    frame = run.frame
    known = run.state.get((frame.fid, form))
    if known is None and frame.closure and all(run.state.get((frame.fid, name.id)) is None for name in names):
        return next((said for fid in frame.closure if (said := run.state.get((fid, form))) is not None), None)
    return known


def _steady(root: Shape) -> bool:
    """Whether asking a value twice gives the same (unlike ``queue.get()``)."""
    return type(root) is Dict or type(root) is Items or type(root) is Const or (type(root) is Unknown and root.json)


def asked(run: Run, test: ast.expr) -> tuple[Shape, ...] | None:
    """The values that a test looks at, before its outcome narrows them; None where nothing is known of an earlier one."""
    found = fingerprint(test)
    if found is None or not isinstance(_known(run, found[0], found[1]), (Correlation, Settled)):
        return None
    return _roots(run, found[1])


def recall(run: Run, test: ast.expr, outcome: bool, roots: tuple[Shape, ...] | None) -> bool:
    """At the beginning of a branch: put back what the same test, made before of the same values, says about merged values.

    False where it has come out the other way.
    """
    found = fingerprint(test) if roots is not None else None
    if found is None or roots is None:
        return True
    form, names, flipped = found
    known = _known(run, form, names)
    if not isinstance(known, (Correlation, Settled)):
        return True
    if len(roots) != len(known.roots) or any(a is not b for a, b in zip(roots, known.roots, strict=True)):
        return True
    if isinstance(known, Settled):
        return known.outcome is (outcome is not flipped)
    for key, merged, yes, no in known.outcomes:
        value = yes if outcome is not flipped else no
        if run.state.get(key) is merged:
            run.state.set(key, value)
        if isinstance(key, tuple):
            _replace(run, merged, value)
    return True


def _roots(run: Run, names: list[ast.Name]) -> tuple[Shape, ...]:
    values = (read(run, name) for name in names)
    return tuple(run.content(v) for v in values if v is not None)


def _replace(run: Run, merged: Shape, value: Shape) -> None:
    """A merged value, wherever a variable that is seen here holds it, or an object that the frame has made or changed."""
    around = (run.frame.fid, *run.frame.closure)
    state: State | None = run.state
    held: set[Key] = set()
    while state is not None:
        for key, content in state.data.items():
            if type(key) is int:
                if _holds(content, merged):
                    held.add(key)
            elif content is merged and isinstance(key, tuple) and key[0] in around:
                held.add(key)
        if state is run.frame.base and not run.frame.closure:
            break
        state = state.parent
    for key in held:
        content = run.state.get(key) or merged
        if content is merged:
            run.state.set(key, value)
        elif _holds(content, merged):
            run.state.set(key, _instead(content, merged, value))


def _holds(content: Shape, part: Shape) -> bool:
    if type(content) is Dict:
        return any(e.value is part for e in content.entries.values())
    if type(content) is Items:
        return content.elem is part or any(i is part for i in content.items or ())
    return type(content) is Object and any(v is part for v in content.attrs.values())


def _instead(content: Shape, part: Shape, value: Shape) -> Shape:
    if type(content) is Dict:
        entries = {k: Entry(value, e.optional, e.node) if e.value is part else e for k, e in content.entries.items()}
        return Dict(entries, content.rest, content.rest_key, content.cls)
    if type(content) is Items and content.items is not None:
        return Items(content.cls, tuple(value if i is part else i for i in content.items), None, content.origin)
    if type(content) is Items:
        return Items(content.cls, None, value, content.origin)
    if type(content) is Object:
        attrs = {n: value if v is part else v for n, v in content.attrs.items()}
        return Object(content.cls, attrs, content.origin, content.whole)
    return content
