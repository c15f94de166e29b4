"""Find the Lambda handlers of a module, each with the tier of certainty and the evidence for it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from .function_config import FunctionConfig
from .handler_assignments import Value, assigned_handler
from .handler_functions import Judgement, Place, judged, judged_beside
from .handler_references import Use, calls_on, only_calls, uses
from .handler_signs import signs
from .module_bindings import Binding, bindings, effective
from .nodes import mentioned
from .parameters import parameters
from .source import Change, Source

Function = ast.FunctionDef | ast.AsyncFunctionDef

_BESIDE = 2
"""So many handlers make a module one of several handlers."""
_PEERS = 3
"""So many handlers that nothing uses make a module one of many handlers, which may call each other; fewer are a dispatcher."""


class Tier(Enum):
    """How it is known: named by a template, by unmistakable code, or by its signature and place."""

    DECLARED = "declared"
    CERTAIN = "certain"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class Handler:
    """A handler. ``node`` is the function, or the statement that binds the name (assignment, import)."""

    name: str
    node: Function | ast.stmt
    tier: Tier
    evidence: tuple[str, ...]
    sources: tuple[str, ...] = ()
    functions: tuple[FunctionConfig, ...] = ()

    @property
    def line(self) -> int:
        """The 1-based line of ``def`` (not of its decorators)."""
        return self.node.lineno


@dataclass(frozen=True, slots=True)
class _Told:
    """What the rest of the project says of a module's names."""

    functions: Mapping[str, tuple[FunctionConfig, ...]]
    delegates: frozenset[str]


def declare(
    source: Source, functions: Mapping[str, tuple[FunctionConfig, ...]], delegates: frozenset[str] = frozenset()
) -> None:
    """Tell a source which of its names templates declare as handlers, and which other modules of the project hand their own event to.

    Drops what was derived from it when that changed.
    """
    told = _Told(functions, delegates)
    if source.cache.get(declare, _Told({}, frozenset())) != told:
        change = source.cache.get(Change)
        source.cache.clear()
        source.cache[declare] = told
        if change is not None:
            source.cache[Change] = change


def find_handlers(source: Source) -> tuple[Handler, ...]:
    """The handlers of a module in source order: from its code, and those that ``declare`` names; computed once for a source."""
    known = source.cache.get(find_handlers)
    if known is None:
        told = source.cache.get(declare, _Told({}, frozenset()))
        assert isinstance(told, _Told)
        found = _declared(source, _without_delegates(_find(source), told.delegates), told.functions)
        known = source.cache[find_handlers] = tuple(found)
    return known  # type: ignore[return-value]


def _declared(
    source: Source, found: list[Handler], functions: Mapping[str, tuple[FunctionConfig, ...]]
) -> list[Handler]:
    """Merge what templates declare into what the code shows; a name that the module does not bind is no handler."""
    if not functions:
        return found
    merged = {handler.name: handler for handler in found}
    for name, configs in functions.items():
        group = bindings(source).get(name)
        if group is None:
            continue
        definitions = [b for b in group if isinstance(b.node, Function)]
        node = effective(definitions or group).node
        shown = merged[name].evidence if name in merged else ()
        declared = tuple(_told_by(config) for config in configs)
        kinds = tuple(dict.fromkeys(event.kind for config in configs for event in config.events))
        merged[name] = Handler(name, node, Tier.DECLARED, (*declared, *shown), kinds, configs)
    return sorted(merged.values(), key=lambda handler: handler.line)


def _told_by(config: FunctionConfig) -> str:
    imported = f", imported as {config.handler}" if config.imported else ""
    return f"{_file(config.template)}: {config.logical_id}{imported}"


def _file(template: Path) -> str:
    """A template's name, with that of a hidden folder that says what it is (``.chalice/config.json``)."""
    folder = template.parent.name
    return f"{folder}/{template.name}" if folder.startswith(".") else template.name


def _find(source: Source) -> list[Handler]:
    found: list[Handler] = []
    wrapped: set[str] = set()
    others: list[tuple[str, Function]] = []
    place = Place.of(source)
    for name, group in bindings(source).items():
        last = effective(group)
        functions = [b for b in group if isinstance(b.node, Function)]
        node = effective(functions).node if functions else None
        value = assigned_handler(source, last) if not isinstance(last.node, Function) else None
        if isinstance(node, Function):
            judgement = judged(source, node, place, value)
            handler = _judged_handler(name, node, judgement) if judgement is not None else None
        else:
            handler = _assigned(last, value, place)
            if handler is not None and value is not None and value.wraps and value.wraps != name:
                wrapped.add(value.wraps)
        if handler is not None:
            found.append(handler)
        elif isinstance(node, Function):
            others.append((name, node))
    if sum(isinstance(h.node, Function) for h in found) >= _BESIDE:
        for name, node in others:
            judgement = judged_beside(node, place)
            if judgement is not None:
                found.append(_judged_handler(name, node, judgement))
    return _without_used(source, sorted(found, key=lambda handler: handler.line), wrapped)


def _without_used(source: Source, found: list[Handler], wrapped: set[str]) -> list[Handler]:
    """Drop what the module itself uses: dispatch targets, callbacks it hands over, functions another handler wraps."""
    found = _without_inner(found, wrapped)
    pair = {h.name for h in found} & signs().names_of_a_provider
    doubtful = [h for h in found if _can_be_used(h) and not (h.name in pair and len(pair) > 1)]
    if not doubtful:
        return found
    reexported = {h.name for h in doubtful if isinstance(h.node, ast.ImportFrom)}
    used = uses(source, {h.name for h in doubtful}, reexported)
    asked = {h.name for h in doubtful}
    if any(text in source.text for text in signs().looked_up_text) and any(h.name in signs().names for h in found):
        used = {**dict.fromkeys(asked, Use.HANDED_OVER), **used}
    kept = [h for h in found if h.name not in asked or (h.name not in used and h.name not in wrapped)]
    if len(kept) > len(used) and len(kept) >= _PEERS and all(h.name not in signs().names for h in found):
        left = {h.name for h in kept}
        return [h for h in found if h.name in left or (used.get(h.name) is Use.CALLED and h.name not in wrapped)]
    return kept


def _without_inner(found: list[Handler], wrapped: set[str]) -> list[Handler]:
    """Of two functions one of which calls or wraps the other, mostly the outer one is the handler.

    One with a usual name is another's where that one has a usual name too (``lambda_handler = wrap(handler)``), calls it with more than
    an event and a context (``lambda_handler(event, context, table=ORDERS)``), or is named for it (``lambda_handler_with_secrets``).
    What an adapter makes belongs to whoever calls it with an event of its own (``web = Mangum(app)``), unless it alone is named usually;
    then who does nothing but call it is none (``def handler_func(event, context): return handler(event, context)``).
    """
    usual, named = signs().names, {h.name: h for h in found}
    for outer in found:
        for word in mentioned(outer.node) if isinstance(outer.node, Function) else sorted(wrapped):
            inner = named.get(word, outer)
            if inner is outer:
                continue
            both = outer.name in usual and inner.name in usual
            if not isinstance(outer.node, Function):
                inside = both
            elif not isinstance(inner.node, Function):
                if inner.name in usual and outer.name not in usual and only_calls(outer.node, inner.name):
                    return _without_inner([h for h in found if h is not outer], wrapped)
                inside = (both or inner.name not in usual) and calls_on(outer.node, inner.name)
            else:
                told = both or outer.name.startswith(f"{inner.name}_")
                inside = inner.name in usual and calls_on(outer.node, inner.name, with_more=not told)
            if inside:
                return _without_inner([h for h in found if h is not inner], wrapped)
    return found


def _without_delegates(found: list[Handler], delegates: frozenset[str]) -> list[Handler]:
    """Drop what only looks like a handler where other modules call all of it with their own event.

    Where some of it nobody calls, the module is one of handlers, one of which another module calls too.
    """
    doubtful = {h.name for h in found if h.tier is Tier.LIKELY and _can_be_used(h)}
    return [h for h in found if h.name not in doubtful] if doubtful and doubtful <= delegates else found


def _can_be_used(handler: Handler) -> bool:
    """Whether being used by its own module speaks against a handler.

    Not where a handler's decorator or adapter made it, nor where a function that fits has the usual name.
    """
    if any(evidence.startswith("@") or evidence.endswith("(…)") for evidence in handler.evidence):
        return handler.tier is not Tier.CERTAIN
    return (
        not isinstance(handler.node, Function)
        or handler.name not in signs().names
        or not parameters(handler.node.args).takes_two
    )


def _judged_handler(name: str, node: Function, judgement: Judgement) -> Handler:
    return Handler(name, node, Tier.CERTAIN if judgement.sure else Tier.LIKELY, judgement.evidence)


def _assigned(binding: Binding, value: Value | None, place: Place) -> Handler | None:
    if value is None or place.test or (place.foreign and not value.sure):
        return None
    return Handler(binding.name, binding.node, Tier.CERTAIN if value.sure else Tier.LIKELY, (value.evidence,))
