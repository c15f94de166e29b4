"""What the handlers of a module can return, and what they give to serializers on the way.

``returns(source, handler)`` answers for one handler with its ``ReturnSite``s: each ``return`` of the handler's own body (or its end)
with the frozen shape of the value (see ``shapes``). ``flows(source)`` gives all handlers at once, with the final result that a
decorator may have changed. Everything is computed once for a source and kept in its cache.

Where modules are found is a ``Project`` (see ``modules``): give one with ``use(source, project)`` before the first question; without
it the file's own directory and its parents are searched, and no installed packages.
"""

from __future__ import annotations

import ast
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from .engine import (
    boto,
    boto_resources,
    native_array_math,
    native_arrays,
    native_binary,
    native_builtins,
    native_collections,
    native_concurrent,
    native_configuration,
    native_dates,
    native_dispatch,
    native_dynamodb,
    native_files,
    native_frames,
    native_introspection,
    native_json,
    native_library,
    native_mappings,
    native_marshmallow,
    native_methods,
    native_misdeclared,
    native_numbers,
    native_operators,
    native_packages,
    native_powertools,
    native_pymongo,
    native_records,
    native_redis,
    native_sequences,
    native_series,
    native_sqlalchemy,
    native_sqlite,
    native_text,
    native_threads,
    pydantic_errors,
    statements,
)
from .engine.activation import Dump
from .engine.calls import dispatch
from .engine.mro import find_member, mro
from .engine.names import execute, lookup, member
from .engine.natives import Call
from .engine.redefine import redefine
from .engine.run import LEAST_STEPS, MAX_STEPS, SOURCE_STEPS, OutOfBudget, Run, Unreachable
from .engine.state import State
from .engine.summaries import forget
from .finding import Span
from .handlers import Function as HandlerFunction
from .handlers import Handler, declare, find_handlers
from .modules import Lent, Project, Scope
from .nodes import let_go
from .serialization import Rules
from .shapes import ASYNC_GENERATOR, COROUTINE, GENERATOR, JSON, UNKNOWN, Class, Dict, Function, Instance, Shape
from .source import Change, Source

log = logging.getLogger(__name__)


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
    entered: frozenset[ast.AST] = frozenset()
    """The functions whose bodies it rests on."""


@dataclass(frozen=True, slots=True)
class SourceFlow:
    """The handlers of a module and what the serializers need to know about classes."""

    handlers: tuple[HandlerFlow, ...]
    run: Run
    loaded: frozenset[ast.AST] = frozenset()
    """The functions that ran while the module was loaded."""

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
    around = project.around(str(source.path.parent))
    if known is not project or source.cache.get(Lent, ()) != around:
        if known is not None:
            renew(source)
        source.cache[Project] = project
        source.cache[Lent] = around


def renew(source: Source) -> None:
    """Forget what was derived from a source (as something around it changed), but not what it was told."""
    told: dict[object, object] = {key: source.cache[key] for key in (declare, Project, Lent) if key in source.cache}
    source.cache.clear()
    source.cache.update(told)


def release(source: Source) -> None:
    """Let go of all that was derived from a source, at once: what it rests on forms circles."""
    known = source.cache.get(flows)
    source.cache.clear()
    if isinstance(known, SourceFlow):
        known.run.end()
    let_go(source.tree)


def concerns(source: Source, path: Path) -> bool:
    """Whether a change of another module can change what is known of this one: something it reads mentions its name."""
    known = source.cache.get(flows)
    texts = [source.text]
    if isinstance(known, SourceFlow):
        read = [scope.source for scope in {*known.run.modules, *known.run.visited} if scope.source is not None]
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
        for _ in follow(source):
            pass
        known = source.cache[flows]
    return known  # type: ignore[return-value]


def follow(source: Source) -> Iterator[None]:
    """Work out ``flows`` one handler a step. Several may go on with it in turns: there is one work for a source."""
    under_way = source.cache.get(follow)
    if under_way is None and flows not in source.cache:
        under_way = source.cache[follow] = _follow(source)
    return under_way or iter(())  # type: ignore[return-value]


def _follow(source: Source) -> Iterator[None]:
    try:
        yield from _steps(source)
    finally:
        source.cache.pop(follow, None)


def _steps(source: Source) -> Iterator[None]:
    project = source.cache.get(Project)
    if not isinstance(project, Project):
        project = Project(view=source.view)
        source.cache[Project] = project
    handlers = find_handlers(source)
    earlier, bodies = _earlier(source, project)
    loaded = earlier.loaded if earlier is not None else frozenset()
    if earlier is not None:
        run = earlier.run
        forget(run, bodies)
        scope = run.main
        scope.turn_to(source)
        run.left = SOURCE_STEPS
    else:
        scope = project.scope_of(source)
        run = Run(project, scope)
        run.remembers = project.edited
        if handlers:
            try:
                execute(run, scope)
            except (OutOfBudget, Unreachable):
                pass
            except RecursionError:
                _too_deep(source, "the module's own statements")
            run.frame.scope = scope
            run.loaded = run.fresh()
            loaded = frozenset(run.entered)
    known = {flow.handler.name: flow for flow in earlier.handlers} if earlier is not None else {}
    found: list[HandlerFlow] = []
    for handler in handlers:
        before = known.get(handler.name)
        if before is not None and _holds(before, handler, bodies):
            found.append(replace(before, handler=handler, sites=tuple(_placed(source, handler, before.sites))))
            continue
        yield
        found.append(_handler(run, scope, source, handler))
    source.cache[flows] = SourceFlow(tuple(found), run, loaded)
    source.cache.pop(Change, None)


def _earlier(source: Source, project: Project) -> tuple[SourceFlow | None, frozenset[ast.AST]]:
    """What was known before a few functions and definitions became others, and the functions that this touches; None where it
    cannot be gone on with."""
    change = source.cache.get(Change)
    if not isinstance(change, Change) or change.bodies is None:
        return None, frozenset()
    known = change.before.cache.get(flows)
    if not isinstance(known, SourceFlow) or known.run.project is not project or not known.handlers:
        return None, frozenset()
    bodies: frozenset[ast.AST] = change.bodies
    if known.loaded & bodies:
        return None, frozenset()
    if change.replaced is not None:
        rested = redefine(known.run, source, change.replaced, known.loaded)
        if rested is None:
            return None, frozenset()
        bodies |= rested
    return known, bodies


def _holds(flow: HandlerFlow, handler: Handler, bodies: frozenset[ast.AST]) -> bool:
    return flow.handler.node is handler.node and not flow.entered & bodies


def _handler(run: Run, scope: Scope, source: Source, handler: Handler) -> HandlerFlow:
    granted = run.steps = max(min(MAX_STEPS, run.left), LEAST_STEPS)
    run.sites, run.dumps, run.entered = [], [], set()
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
    except OutOfBudget:
        complete = False
    except RecursionError:
        complete = False
        _too_deep(source, handler.name)
    run.left -= granted - max(run.steps, 0)
    decorated = not (type(function) is Function and function.node is run.watch)
    sites = tuple(_sites(run, source, handler))
    entered = frozenset([*run.entered, handler.node])
    return HandlerFlow(handler, sites, result, decorated, tuple(run.dumps), scope, complete, entered)


def _too_deep(source: Source, what: str) -> None:
    log.warning("%s: %s is nested too deeply to be followed to the end", source.path, what)


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
            yield ReturnSite(statement, _span(source, handler, statement, None), site.shape)
            continue
        node = statement.value if statement is not None else None
        yield ReturnSite(node, _span(source, handler, node, statement), site.shape, statement)


def _span(source: Source, handler: Handler, node: ast.expr | None, statement: ast.Return | None) -> Span:
    stands = node if node is not None else statement
    return source.span(stands) if stands is not None else handler_span(source, handler)


def _placed(source: Source, handler: Handler, sites: Iterable[ReturnSite]) -> Iterator[ReturnSite]:
    """The ways out where they stand now."""
    for site in sites:
        yield replace(site, span=_span(source, handler, site.node, site.statement))


def handler_span(source: Source, handler: Handler) -> Span:
    """Where a handler's name stands."""
    node = handler.node
    return source.name_span(node) if isinstance(node, HandlerFunction) else source.span(node)


AWAITABLE = (COROUTINE, GENERATOR, ASYNC_GENERATOR)
_LOADED = (
    *(
        native_array_math,
        native_arrays,
        native_binary,
        native_builtins,
        native_collections,
        native_concurrent,
        native_configuration,
        native_dates,
        native_dynamodb,
        native_files,
        native_frames,
        native_introspection,
        native_json,
        native_library,
        native_mappings,
        native_dispatch,
        native_marshmallow,
        native_methods,
        native_misdeclared,
        native_numbers,
        native_operators,
        native_packages,
        native_powertools,
        native_records,
    ),
    *(
        native_pymongo,
        native_redis,
        native_sequences,
        native_series,
        native_sqlalchemy,
        native_sqlite,
        native_text,
        native_threads,
        pydantic_errors,
        statements,
        boto,
        boto_resources,
    ),
)
