"""What the rules of the HL4xx family ask about the event's values: which there are in a source, and how the code uses them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .event_keys import read_paths
from .event_reads import Read, Use
from .event_sources import EventSourceFacts, event_sources
from .event_walk import event_reads
from .finding import Edit, Fix, Severity
from .handlers import Function, Handler, find_handlers
from .passing_decorators import passes_through
from .rewrite import insert_import
from .served import Served, served
from .source import Source

OBJECT_METHODS = frozenset({"get", "items", "keys", "values", "pop", "popitem", "setdefault", "update"})
"""The methods of dicts that texts do not have."""

_GUARDS = frozenset({"test", "in", "compare"})


_OTHER_ERRORS = (
    "JSONDecodeError",
    "ValueError",
    "UnicodeDecodeError",
    "UnicodeError",
    "ClientError",
    "BotoCoreError",
    "IndexError",
)
"""Errors that null and a missing key never raise."""


@dataclass(frozen=True, slots=True)
class EventUse:
    """A handler with the sources it may serve and the paths that it reads (``Records.[].body``)."""

    handler: Handler
    serving: tuple[Served, ...]
    sources: tuple[EventSourceFacts, ...]
    reads: dict[str, Read]

    @property
    def certain(self) -> bool:
        """Whether the source is known by template, annotation or decorator."""
        return all(one.certain for one in self.serving)

    def severity(self, severity: Severity) -> Severity:
        """What a rule of that severity may say: at most a warning where the source is only likely."""
        return severity if self.certain or severity is not Severity.ERROR else Severity.WARNING

    def at(self, pattern: str) -> Read | None:
        """What is read at a pattern of the table (``Records[].body``)."""
        return self.reads.get(pattern.replace("[]", ".[]").lstrip("."))


def event_uses(source: Source) -> tuple[EventUse, ...]:
    """The handlers of a module that get their event as the source sends it; computed once."""
    known = source.cache.get(event_uses)
    if known is None:
        known = source.cache[event_uses] = tuple(_event_uses(source))
    return known  # type: ignore[return-value]


def _event_uses(source: Source) -> Iterator[EventUse]:
    for handler in find_handlers(source):
        if not isinstance(handler.node, Function) or not _plain_event(source, handler.node):
            continue
        serving = served(source, handler)
        ids = [key for one in serving for key in one.ids]
        if ids:
            reads = dict(read_paths(event_reads(source, handler)))
            yield EventUse(handler, serving, tuple(event_sources()[key] for key in ids), reads)


def _plain_event(source: Source, node: Function) -> bool:
    """Whether the handler sees the event itself: no decorator that is not known may have changed it, no class wraps it."""
    for decorator in node.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
        if name == "event_parser" or not passes_through(source, decorator):
            return False
    return True


def unguarded(source: Source, read: Read, uses: Sequence[Use], *, null: bool = False) -> list[Use]:
    """The uses of a value that nothing guards: no test of it anywhere, no ``try`` around them.

    With ``null`` the value is there but null: then ``"key" in event`` guards nothing, and ``"x" in event["key"]`` is itself a use.
    """
    if any(use.kind in _GUARDS and not (null and asks_for_key(use)) for use in read.uses):
        return []
    tried = _tried(source)
    return [use for use in uses if use.node not in tried]


def asks_for_key(use: Use) -> bool:
    """Whether a use only asks whether a key is there."""
    return (
        use.kind in ("in", "test")
        and isinstance(use.node, ast.Compare)
        and isinstance(use.node.ops[0], ast.In | ast.NotIn)
    )


def _tried(source: Source) -> set[ast.AST]:
    """Everything inside a ``try`` that may catch what null or a missing key raises, and inside the functions of the module that are
    called there; computed once."""
    known = source.cache.get(_tried)
    if known is None:
        found = {
            inner
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Try) and any(_may_catch(handler.type) for handler in node.handlers)
            for statement in node.body
            for inner in ast.walk(statement)
        }
        called = {node.func.id for node in found if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
        for function in source.tree.body:
            if isinstance(function, Function) and function.name in called:
                found.update(ast.walk(function))
        known = source.cache[_tried] = found
    return known  # type: ignore[return-value]


def _may_catch(caught: ast.expr | None) -> bool:
    """Whether an ``except`` may catch a ``TypeError``, ``AttributeError`` or ``KeyError``: all do but those for other errors alone."""
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return not all(isinstance(k, ast.Name | ast.Attribute) and ast.unparse(k).endswith(_OTHER_ERRORS) for k in kinds)


def wrap(source: Source, node: ast.expr, before: str, after: str, title: str, module: str = "") -> Fix:
    """A fix that puts text around an expression, and imports what it needs."""
    span = source.span(node)
    edits = [Edit(span, f"{before}{source.segment(span)}{after}")]
    added = insert_import(source, module) if module else None
    return Fix(title, tuple([*edits, added] if added is not None else edits))
