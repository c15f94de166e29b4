"""What the handlers of a module can return, and what they give to serializers on the way.

``returns(source, handler)`` answers for one handler with its ``ReturnSite``s: each ``return`` of the handler's own body (or its end)
with the frozen shape of the value (see ``shapes``). ``flows(source)`` gives all handlers at once, with the final result that a
decorator may have changed. Everything is computed once for a source and kept in its cache.

Where modules are found is a ``Project`` (see ``modules``): give one with ``use(source, project)`` before the first question; without
it the file's own directory and its parents are searched, and no installed packages.
"""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .engine import (
    boto,
    boto_resources,
    native_arrays,
    native_binary,
    native_builtins,
    native_collections,
    native_json,
    native_library,
    native_methods,
    native_packages,
    native_records,
    native_sequences,
    native_sqlite,
    native_text,
    statements,
)
from .engine.calls import dispatch
from .engine.mro import find_member, mro
from .engine.names import execute, lookup, member
from .engine.natives import Call
from .engine.run import LEAST_STEPS, MAX_STEPS, Dump, OutOfBudget, Run, Unreachable
from .engine.state import State
from .finding import Span
from .handlers import Function as HandlerFunction
from .handlers import Handler, declare, find_handlers
from .modules import Project, Scope
from .serialization import Rules
from .shapes import ASYNC_GENERATOR, COROUTINE, GENERATOR, JSON, UNKNOWN, Class, Dict, Function, Instance, Shape
from .source import Source


@dataclass(frozen=True, slots=True)
class ReturnSite:
    """A way out of a handler. ``node`` is the returned expression, None for a bare ``return`` or the end of the body."""

    node: ast.expr | None
    span: Span
    shape: Shape
    statement: ast.Return | None = None


@dataclass(frozen=True, slots=True)
class HandlerFlow:
    """One handler: its ways out, what its caller finally gets (None: not known to return), what it serializes on the way.

    ``decorated`` says that the caller gets something else than the body returns; ``complete`` is False when the budget ran out.
    """

    handler: Handler
    sites: tuple[ReturnSite, ...]
    result: Shape | None
    decorated: bool
    dumps: tuple[Dump, ...]
    scope: Scope
    complete: bool


@dataclass(frozen=True, slots=True)
class SourceFlow:
    """The handlers of a module and what the serializers need to know about classes."""

    handlers: tuple[HandlerFlow, ...]
    run: Run

    def rules(self, serializer: str) -> Rules:
        """The verdicts of a serializer (``runtime``, ``json``, ``simplejson``, ``orjson``)."""
        run = self.run
        return Rules(serializer, lambda cls: mro(run, cls), lambda cls, name: _declares(run, cls, name))


def _declares(run: Run, cls: Class, name: str) -> bool:
    from .engine.members import in_namespace

    return find_member(run, cls, name) is not None or in_namespace(run, cls, name) is not None


def use(source: Source, project: Project) -> None:
    """Answer further questions about a source with this project around it; what was derived with another one goes."""
    known = source.cache.get(Project)
    if known is not project:
        if known is not None:
            renew(source)
        source.cache[Project] = project


def renew(source: Source) -> None:
    """Forget what was derived from a source (as something around it changed), but not what it was told."""
    told: dict[object, object] = {key: source.cache[key] for key in (declare, Project) if key in source.cache}
    source.cache.clear()
    source.cache.update(told)


def concerns(source: Source, path: Path) -> bool:
    """Whether a change of another module can change what is known of this one: something it reads mentions its name."""
    known = source.cache.get(flows)
    texts = [source.text]
    if isinstance(known, SourceFlow):
        read = [scope.source for scope in known.run.modules if scope.source is not None]
        if any(module.path == path for module in read):
            return True
        texts += [module.text for module in read]
    name = path.parent.name if path.stem == "__init__" else path.stem
    return any(name in text for text in texts)


def returns(source: Source, handler: Handler) -> tuple[ReturnSite, ...]:
    """The ways out of one handler; empty where nothing is known of it."""
    for found in flows(source).handlers:
        if found.handler.node is handler.node and found.handler.name == handler.name:
            return found.sites
    return ()


def flows(source: Source) -> SourceFlow:
    """All handlers of a module, computed once."""
    known = source.cache.get(flows)
    if known is None:
        known = source.cache[flows] = _flows(source)
    return known  # type: ignore[return-value]


def _flows(source: Source) -> SourceFlow:
    project = source.cache.get(Project)
    if not isinstance(project, Project):
        project = Project(view=source.view)
        source.cache[Project] = project
    scope = project.scope_of(source)
    run = Run(project, scope)
    handlers = find_handlers(source)
    if not handlers:
        return SourceFlow((), run)
    with contextlib.suppress(OutOfBudget, Unreachable, RecursionError):
        execute(run, scope)
    run.frame.scope = scope
    return SourceFlow(tuple(_handler(run, scope, source, handler) for handler in handlers), run)


def _handler(run: Run, scope: Scope, source: Source, handler: Handler) -> HandlerFlow:
    granted = run.steps = max(min(MAX_STEPS, run.left), LEAST_STEPS)
    run.sites, run.dumps = [], []
    run.stack.clear()
    run.trackers.clear()
    run.catching.clear()
    run.state = State(run.root)
    function = _value(run, scope, handler)
    target = function
    run.watch = target.node if type(target) is Function else None
    if isinstance(handler.node, HandlerFunction):
        run.watch = handler.node
    result: Shape | None = None
    complete = True
    try:
        arguments = [_event(run, handler), _context(run)]
        result = run.freeze(dispatch(run, function, Call(arguments)))
    except Unreachable:
        result = None
    except (OutOfBudget, RecursionError):
        complete = False
    run.left -= granted - max(run.steps, 0)
    decorated = not (type(function) is Function and function.node is run.watch)
    sites = tuple(_sites(run, source, handler))
    return HandlerFlow(handler, sites, result, decorated, tuple(run.dumps), scope, complete)


def _value(run: Run, scope: Scope, handler: Handler) -> Shape:
    frame = run.frame
    run.frame = type(frame)(run.modules.get(scope, 0), scope, run.root)
    try:
        value: Shape = UNKNOWN
        for index, part in enumerate(handler.name.split(".")):
            value = lookup(run, part) if index == 0 else UNKNOWN
        return value
    except (OutOfBudget, Unreachable, RecursionError):
        return UNKNOWN
    finally:
        run.frame = frame


def _event(run: Run, handler: Handler) -> Shape:
    node = handler.node
    if isinstance(node, HandlerFunction) and node.decorator_list:
        parameters = [*node.args.posonlyargs, *node.args.args]
        if parameters and parameters[0].annotation is not None:
            text = ast.unparse(parameters[0].annotation).lower()
            if not text.startswith(("dict", "typing.dict", "any", "mapping", "t.dict", "object")):
                return UNKNOWN
    return run.new(Dict({}, JSON, JSON))


def _context(run: Run) -> Shape:
    cls = member(run, "awslambdaric.lambda_context", "LambdaContext")
    return Instance(cls) if type(cls) is Class else UNKNOWN


def _sites(run: Run, source: Source, handler: Handler) -> Iterator[ReturnSite]:
    for site in run.sites:
        statement = site.node
        if isinstance(statement, ast.expr):
            yield ReturnSite(statement, source.span(statement), site.shape)
            continue
        node = statement.value if statement is not None else None
        if node is not None:
            span = source.span(node)
        elif statement is not None:
            span = source.span(statement)
        else:
            span = handler_span(source, handler)
        yield ReturnSite(node, span, site.shape, statement)


def handler_span(source: Source, handler: Handler) -> Span:
    """Where a handler's name stands."""
    node = handler.node
    return source.name_span(node) if isinstance(node, HandlerFunction) else source.span(node)


AWAITABLE = (COROUTINE, GENERATOR, ASYNC_GENERATOR)
_LOADED = (
    *(
        native_arrays,
        native_binary,
        native_builtins,
        native_collections,
        native_json,
        native_library,
        native_methods,
        native_packages,
        native_records,
    ),
    *(native_sequences, native_sqlite, native_text, statements, boto, boto_resources, native_arrays),
)
