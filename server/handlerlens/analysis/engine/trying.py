"""``try``: a handler starts in any state its body may raise in."""

from __future__ import annotations

import ast

from ..shapes import TUPLE, UNKNOWN, Class, Instance, Items, Shape, Unknown
from .activation import Site, Tracker
from .join import one_of
from .run import Run, Unreachable
from .state import Delta, State, join_deltas

_MAX_RETURNS = 6
_OF_KEYS = frozenset({"KeyError", "LookupError"})
_UNKNOWN_ERROR = Unknown("an exception of unknown class")


def try_(run: Run, node: ast.Try) -> bool:
    """Body, then ``else``, or a handler; ``finally`` on whatever arrives."""
    base = run.state
    fresh = run.fresh()
    returns, sites = len(run.frame.returns), len(run.sites)
    deltas: list[Delta] = []
    tracker, live = _body(run, node, base)
    if live and (not node.orelse or statements.block(run, node.orelse)):
        deltas.append(run.state.delta(base))
    if tracker.raised:
        for handler in node.handlers:
            of_none = handler.type is not None and _names(handler.type) <= {"AttributeError", "TypeError"}
            if of_none and not tracker.anything:
                continue
            run.state = State(base)
            run.state.update(dict(tracker.store))
            only = _only_read(node.body)
            if only is None and handler.type is not None and _names(handler.type) <= _OF_KEYS:
                only = _only_item(node.body)
            if only is not None:
                narrow.was_refused(run, only, of_none)
            if _handler(run, handler, isinstance(node, ast.Try), tracker.errors):
                deltas.append(run.state.delta(base))
        if run.trackers:
            raising.note(run.trackers[-1], tracker.errors)
    run.state = base
    if deltas:
        base.update(join_deltas(base, deltas, fresh))
    if not node.finalbody:
        return bool(deltas)
    if len(run.frame.returns) > returns:
        _on_return(run, node.finalbody, returns, sites)
    if deltas:
        return statements.block(run, node.finalbody)
    run.state = State(base)
    statements.block(run, node.finalbody)  # on the way out of an exception: only a ``return`` of its own matters
    run.state = base
    return False


def _on_return(run: Run, body: list[ast.stmt], first: int, seen: int) -> None:
    """``finally`` after each ``return`` in the ``try``: it may change what is returned, or return something else."""
    frame, state = run.frame, run.state
    waiting = frame.returns[first:]
    watched = frame.node is run.watch and len(run.sites) - seen == len(waiting)
    shown = run.sites[seen:]
    del frame.returns[first:]
    if watched:
        del run.sites[seen:]
    for index, (node, value, delta) in enumerate(waiting):
        run.state = State(frame.base)
        run.state.update(dict(delta))
        if index >= _MAX_RETURNS:
            live = True
        else:
            live = statements.block(run, body)
        if live:
            frame.returns.append((node, value, run.state.delta(frame.base)))
            if watched:
                run.sites.append(shown[index] if index >= _MAX_RETURNS else Site(shown[index].node, run.freeze(value)))
    run.state = state


def tracked_block(run: Run, body: list[ast.stmt], base: State) -> tuple[Tracker, bool]:
    """A block whose exceptions something looks at, and whether it comes to its end."""
    return _body(run, ast.Try(body=body, handlers=[], orelse=[], finalbody=[]), base)


def _body(run: Run, node: ast.Try, base: State) -> tuple[Tracker, bool]:
    tracker = Tracker(base)
    run.state = State(base)
    run.state.dirty = set()
    run.trackers.append(tracker)
    run.catching.append(_caught_names(node))
    try:
        live = statements.block(run, node.body)
    except Unreachable:
        live = False
    finally:
        run.trackers.pop()
        run.catching.pop()
    run.state.dirty = base.dirty
    if tracker.raised and run.trackers:
        if base.dirty is not None:
            base.dirty.update(tracker.store)
        run.trackers[-1].raised = True
        run.trackers[-1].anything = run.trackers[-1].anything or tracker.anything
    return tracker, live


def _caught_names(node: ast.Try) -> frozenset[str]:
    names: set[str] = set()
    for handler in node.handlers:
        if handler.type is None:
            names.add("BaseException")
        else:
            names |= _names(handler.type)
    return frozenset(names)


def _only_read(body: list[ast.stmt]) -> ast.expr | None:
    """What a body of one statement reads, where nothing else of it may raise."""
    match body:
        case [ast.Assign(targets=[ast.Name()], value=value)] | [ast.Expr(value=value)] | [ast.Return(value=value)]:
            return value
    return None


def _only_item(body: list[ast.stmt]) -> ast.expr | None:
    """The one place in a body that asks for a key, where there is no other."""
    found: list[ast.expr] = []
    pending: list[ast.AST] = list(body)
    while pending and len(found) < 2:
        node = pending.pop()
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and not isinstance(node.slice, ast.Slice):
            found.append(node)
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            pending.extend(ast.iter_child_nodes(node))
    return found[0] if len(found) == 1 else None


def _names(node: ast.expr) -> set[str]:
    """The last parts of the class names in an ``except`` clause."""
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return {p.id if isinstance(p, ast.Name) else p.attr if isinstance(p, ast.Attribute) else "?" for p in parts}


def _handler(run: Run, handler: ast.ExceptHandler, plain: bool, errors: list[Shape]) -> bool:
    caught = _caught(run, handler, errors)
    if not plain:
        group = native_library.declared_class(run, "builtins", "ExceptionGroup")
        caught = caught if group is None else Instance(group, (caught,), run.place(handler))
    if handler.name is not None:
        assign.bind(run, handler.name, caught)
    run.handling.append(caught)
    try:
        live = statements.block(run, handler.body)
    finally:
        run.handling.pop()
    if live and handler.name is not None:
        assign.bind(run, handler.name, UNKNOWN)
    return live


def _caught(run: Run, handler: ast.ExceptHandler, errors: list[Shape]) -> Shape:
    if handler.type is None:
        errors.clear()
        return _UNKNOWN_ERROR
    try:
        shape = run.content(expressions.evaluate(run, handler.type))
    except Unreachable:
        return _UNKNOWN_ERROR
    parts = shape.items if type(shape) is Items and shape.cls is TUPLE and shape.items else (shape,)
    classes = [c for c in map(run.content, parts) if type(c) is Class]
    if len(classes) < len(parts):
        return _UNKNOWN_ERROR
    return raising.caught(run, classes, one_of(Instance(c, (), run.place(handler)) for c in classes), errors)


def guarded_block(run: Run, body: list[ast.stmt], swallowed: list[ast.expr]) -> bool:
    """A block whose exceptions of these classes are swallowed (``contextlib.suppress``)."""
    classes = ast.Tuple(elts=swallowed, ctx=ast.Load())
    handler = ast.ExceptHandler(type=classes, name=None, body=[ast.Pass()])
    node = ast.Try(body=body, handlers=[handler], orelse=[], finalbody=[])
    return try_(run, node)


from . import assign, expressions, narrow, native_library, raising, statements
