"""Follow the event through a handler and the functions of its module that it is handed to."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from . import event_calls, event_iteration, event_operations
from .event_branches import looked_up
from .event_data_classes import of_data_class
from .event_definitions import Definitions, definitions
from .event_hints import default_of
from .event_reads import Kind, Read, Use
from .handlers import Function, Handler
from .nodes import children, names_in
from .routes import Route, first_route
from .scopes import every_parameter
from .source import Source

Scope = dict[str, Read]
_MAX_DEPTH = 12
_WALK = "handlerlens_walk"
_SIMPLE = frozenset({ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Return, ast.Raise, ast.Assert, ast.Delete})
_PLAIN = frozenset({ast.Dict, ast.List, ast.Tuple, ast.Set, ast.JoinedStr, ast.Starred})
"""Expressions that are no part of the event themselves."""


def event_reads(source: Source, handler: Handler) -> Read:
    """The tree of what ``handler`` reads of its event; computed once for a source and handler."""
    return event_walk(source, handler).event


def event_walk(source: Source, handler: Handler) -> Walk:
    """The walk of a handler: what it reads, and which names stand for parts of the event; computed once."""
    key = (event_walk, handler.name)
    known = source.cache.get(key)
    if known is None:
        around = definitions(source)
        known = handler.node.__dict__.get(_WALK)
        route = first_route(source, handler)
        away = route.home if route is not None and route.home is not source else None
        if known is None or not known.holds(around) or known.away is not (away.tree if away is not None else None):
            known = handler.node.__dict__[_WALK] = Walk(around)
            # What was read before an expression nests deeper than the stack stays known.
            with suppress(RecursionError):
                known.handler(handler)
                known.route(route, away)
        source.cache[key] = known
    assert isinstance(known, Walk)
    return known


@dataclass(frozen=True, slots=True)
class Bound:
    """From the line of a node on, a name of a function stands for a part of the event."""

    function: ast.AST | None
    name: str
    node: Function | ast.expr | ast.pattern
    read: Read

    @property
    def line(self) -> int:
        """1-based."""
        return self.node.lineno


class Walk:
    """One pass over a handler; ``event`` is the tree of what it reads, ``bound`` the names in the order of the pass."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.bodies: dict[Function, list[ast.stmt]] = {}
        """The bodies that were walked through."""
        self.event = Read()
        self.away: ast.Module | None = None
        """The other module in which a route was followed."""
        self.bound: list[Bound] = []
        self.functions = definitions.functions.copy()
        self.methods = definitions.methods
        self.constants = definitions.constants
        self.attributes: dict[str, Read] = {}
        self.models = definitions.models
        self.entered: set[tuple[int, tuple[tuple[str, int], ...]]] = set()
        self.active: list[Function] = []
        self.counters: set[str] = set()
        """Names that count through a list."""
        self.keys_of: dict[str, Read] = {}
        """Names that run over the keys of an object."""

    def holds(self, definitions: Definitions) -> bool:
        """Whether a walk now would find the same: nothing that it saw has changed."""
        if definitions is not self.definitions and not definitions.alike(self.definitions):
            return False
        self.definitions = definitions
        return all(function.body is body for function, body in self.bodies.items())

    def handler(self, handler: Handler) -> None:
        event = self.event
        node: ast.AST | None = handler.node
        if isinstance(node, ast.Assign | ast.AnnAssign):
            node = self.behind(node.value)
        if isinstance(node, Function):
            parameters = [*node.args.posonlyargs, *node.args.args]
            if parameters:
                self.models.annotate(event, parameters[0].annotation)
                for decorator in node.decorator_list:
                    event_iteration.record_handlers(self, decorator, event)
                self.function(node, {parameters[0].arg: event})
        elif isinstance(node, ast.Lambda) and node.args.args:
            self.value(node.body, {node.args.args[0].arg: event})

    def route(self, route: Route | None, away: Source | None) -> None:
        """The route that a default event takes: what it reads of ``app.current_event``, and the model that its body must have.

        One of a router in another module (``away``) is followed there; the names that it binds are not this module's.
        """
        if route is None:
            return
        if away is not None:
            self.away = away.tree
            there = Walk(definitions(away))
            there.event = self.event
            there.route(route, None)
            return
        self.attributes[f"{route.application}.current_event"] = self.event
        for parameter in every_parameter(route.function.args) if route.path.startswith("/") else ():
            if isinstance(parameter.annotation, ast.Name) and parameter.annotation.id in self.models.classes:
                self.models.annotate(self.key(self.event, "body", required=False).json(), parameter.annotation)
        self.function(route.function, {})

    def behind(self, value: ast.expr | None) -> ast.AST | None:
        """The function that an assigned handler (``handler = wrap(inner)``) comes from."""
        if isinstance(value, ast.Lambda):
            return value
        if isinstance(value, ast.Name):
            return self.functions.get(value.id)
        if isinstance(value, ast.Call):
            inner = [self.behind(a) for a in [value.func, *value.args] if isinstance(a, ast.Name | ast.Call)]
            taking_two = [f for f in inner if isinstance(f, Function) and len(f.args.args) >= 2]
            return taking_two[-1] if taking_two else None
        return None

    def function(self, node: Function, scope: Scope) -> None:
        key = (id(node), tuple(sorted((name, id(read)) for name, read in scope.items())))
        if key in self.entered or node in self.active or len(self.active) >= _MAX_DEPTH:
            return
        self.entered.add(key)
        self.bodies[node] = node.body
        self.active.append(node)
        for name, read in scope.items():
            self.bound.append(Bound(node, name, node, read))
        self.block(node.body, dict(scope))
        self.active.pop()

    def block(self, body: Sequence[ast.stmt], scope: Scope) -> None:
        for statement in body:
            if statement.__class__ not in _SIMPLE or not self.passes(names_in(statement), scope):
                self.statement(statement, scope)

    def passes(self, names: frozenset[str], scope: Scope) -> bool:
        """Whether a simple statement with these names has nothing to do with the event."""
        return (
            names.isdisjoint(scope)
            and (not self.counters or names.isdisjoint(self.counters))
            and (not self.keys_of or names.isdisjoint(self.keys_of))
            and (not self.attributes or not any(name.rpartition(".")[2] in names for name in self.attributes))
        )

    def statement(self, node: ast.stmt, scope: Scope) -> None:
        match node:
            case ast.Assign(targets=targets, value=value):
                read = self.value(value, scope)
                for target in targets:
                    self.bind(target, value, read, scope)
            case ast.AnnAssign(target=target, value=value) if value is not None:
                read = self.value(value, scope)
                self.bind(target, value, read, scope)
            case ast.AugAssign(target=target, value=value):
                self.value(value, scope)
                read = self.value(target, scope)
                if read is not None and isinstance(node.op, event_operations.ARITHMETIC):
                    read.kinds.add(Kind.NUMBER)
                if isinstance(target, ast.Name):
                    scope.pop(target.id, None)
            case ast.If(test=test, body=body, orelse=orelse):
                self.test(test, scope)
                settled = event_operations.settled_text(test)
                read = scope.pop(settled, None)
                self.block(body, scope)
                if read is not None:
                    scope.setdefault(settled, read)
                self.block(orelse, scope)
            case ast.While(test=test, body=body, orelse=orelse):
                self.test(test, scope)
                self.block(body, scope)
                self.block(orelse, scope)
            case ast.Assert(test=test):
                self.test(test, scope)
            case ast.For(target=target, iter=iterated) | ast.AsyncFor(target=target, iter=iterated):
                event_iteration.loop(self, target, iterated, scope)
                self.block(node.body, scope)
                self.block(node.orelse, scope)
            case ast.Match(subject=subject, cases=cases):
                read = self.value(subject, scope)
                for case in cases:
                    if read is not None:
                        event_operations.match_case(self, case, read, scope, subject)
                    if case.guard is not None:
                        self.value(case.guard, scope)
                    self.block(case.body, scope)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.functions[node.name] = node
                own = {a.arg for a in every_parameter(node.args)}
                self.function(node, {name: read for name, read in scope.items() if name not in own})
            case ast.Delete(targets=targets):
                for target in targets:
                    if isinstance(target, ast.Subscript):
                        self.value(target.value, scope)
                    elif isinstance(target, ast.Name):
                        scope.pop(target.id, None)
            case ast.ClassDef():
                return
            case _:
                for part in children(node):
                    self.part(part, scope)

    def part(self, node: ast.AST, scope: Scope) -> None:
        if isinstance(node, ast.expr):
            self.value(node, scope)
        elif isinstance(node, ast.stmt):
            self.statement(node, scope)
        elif isinstance(node, ast.withitem):
            read = self.value(node.context_expr, scope)
            if node.optional_vars is not None:
                self.bind(node.optional_vars, node.context_expr, read, scope)
        else:
            for inner in children(node):
                self.part(inner, scope)

    def note(self, name: str, node: ast.expr | ast.pattern, read: Read) -> None:
        """Keep that a name of the function that is gone through stands for a part of the event from a node on."""
        self.bound.append(Bound(self.active[-1] if self.active else None, name, node, read))

    def called(self, function: ast.expr, given: Sequence[Read | None], scope: Scope) -> None:
        """Go through a function that is handed on and called with parts of the event."""
        if isinstance(function, ast.Lambda):
            own = [a.arg for a in every_parameter(function.args)]
            taken = {name: read for name, read in zip(own, given, strict=False) if read is not None}
            for name, read in taken.items():
                self.note(name, function, read)
            self.value(function.body, {name: read for name, read in scope.items() if name not in own} | taken)
        else:
            event_calls.enter(self, function, given, {})

    def bind(self, target: ast.expr, value: ast.expr | None, read: Read | None, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            self.counters.discard(target.id)
            self.keys_of.pop(target.id, None)
            if read is None:
                scope.pop(target.id, None)
            else:
                scope[target.id] = read
                self.note(target.id, target, read)
        elif isinstance(target, ast.Attribute):
            if read is not None and isinstance(target.value, ast.Name):
                self.attributes[f"{target.value.id}.{target.attr}"] = read
        elif isinstance(target, ast.Subscript):
            base = self.value(target.value, scope)
            key = self.constant(target.slice)
            if base is not None and isinstance(key, str) and key not in base.keys:
                base.child(key).assigned = True
        elif isinstance(target, ast.Tuple | ast.List):
            parts = value.elts if isinstance(value, ast.Tuple | ast.List) else []
            if len(parts) == len(target.elts):
                for inner, part in zip(target.elts, parts, strict=True):
                    self.bind(inner, part, self.value(part, scope), scope)
            else:
                for inner in target.elts:
                    self.bind(inner, None, read.element() if read is not None else None, scope)

    def test(self, node: ast.expr, scope: Scope) -> Read | None:
        """A value whose truth the code asks for."""
        read = self.value(node, scope)
        self.use("test", read, node, node)
        return read

    def use(self, kind: str, read: Read | None, site: ast.expr, node: ast.AST, name: str = "") -> None:
        """Note how a value is used."""
        if read is not None:
            read.uses.append(Use(kind, site, node, name))

    def value(self, node: ast.expr, scope: Scope) -> Read | None:
        """The part of the event that an expression denotes, if it does; notes every read inside it."""
        kind = node.__class__
        if kind is ast.Name:
            return scope.get(node.id)  # type: ignore[attr-defined]
        if kind is ast.Constant:
            return None
        if kind in _PLAIN:
            for part in children(node):
                self.part(part, scope)
            return None
        read = self.evaluate(node, scope)
        if read is not None:
            read.sites.append(node)
        return read

    def evaluate(self, node: ast.expr, scope: Scope) -> Read | None:
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=attr) if f"{owner}.{attr}" in self.attributes:
                return self.attributes[f"{owner}.{attr}"]
            case ast.Attribute(value=ast.Name() | ast.Attribute() | ast.Subscript() as owner, attr=attr):
                return of_data_class(self, self.value(owner, scope), attr, node)
            case ast.Subscript(value=owner, slice=index):
                base = self.value(owner, scope)
                if not isinstance(index, ast.Slice):
                    self.use("key" if isinstance(self.constant(index), str) else "index", base, owner, node)
                return self.subscript(owner, base, index, scope)
            case ast.Call():
                return event_calls.call(self, node, scope)
            case ast.NamedExpr(target=target, value=value):
                read = self.value(value, scope)
                self.bind(target, value, read, scope)
                return read
            case ast.BoolOp(values=values):
                reads = [self.test(v, scope) for v in values]
                found = next((r for r in reads if r is not None), None)
                if found is not None and isinstance(node.op, ast.Or):
                    default_of(found, values[-1])
                    return found
                return next((r for r in reversed(reads) if r is not None), None)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                self.test(test, scope)
                first, second = self.value(body, scope), self.value(orelse, scope)
                return first if first is not None else second
            case ast.Compare():
                event_operations.compare(self, node, scope)
            case ast.BinOp(left=left, op=op, right=right):
                event_operations.arithmetic(self, left, op, right, scope)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self.test(operand, scope)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
                read = self.value(operand, scope)
                if read is not None:
                    read.kinds.add(Kind.NUMBER)
            case ast.FormattedValue(value=value, format_spec=spec):
                read = self.value(value, scope)
                if read is not None and not read.keys:
                    text = ast.unparse(spec) if spec is not None else ""
                    read.kinds.add(Kind.NUMBER if text.rstrip("'\"}")[-1:] in tuple("dfeg%n") else Kind.STRING)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                return event_iteration.comprehension(self, node, scope)
            case ast.Await(value=value):
                return self.value(value, scope)
            case ast.Lambda(body=body):
                own = {a.arg for a in every_parameter(node.args)}
                self.value(body, {name: read for name, read in scope.items() if name not in own})
            case _:
                for part in children(node):
                    self.part(part, scope)
        return None

    def subscript(self, owner: ast.expr, base: Read | None, index: ast.expr, scope: Scope) -> Read | None:
        if isinstance(index, ast.Slice):
            for part in (index.lower, index.upper):
                if part is not None:
                    self.value(part, scope)
            return base
        at = self.constant(index)
        given = None if isinstance(index, ast.Constant) else self.value(index, scope)
        if base is None:
            looked_up(self, owner, given)
            return None
        if isinstance(at, str):
            return self.key(base, at, required=True)
        if isinstance(at, int) or isinstance(index, ast.UnaryOp):
            return base.element()
        return event_iteration.by_name(self, base, index, scope) if isinstance(index, ast.Name) else None

    def key(self, base: Read, key: str, *, required: bool) -> Read:
        read = base.child(key)
        read.required = read.required or required
        return read

    def constant(self, node: ast.expr) -> object:
        if isinstance(node, ast.Constant):
            return node.value
        return self.constants.get(node.id) if isinstance(node, ast.Name) else None
