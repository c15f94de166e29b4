"""Find the Lambda handlers of a module, each with the tier of certainty and the evidence for it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from .function_config import FunctionConfig
from .handler_assignments import Value, assigned_handler
from .handler_decorators import decoration, gives_tuple, makes_function
from .handler_references import Use, uses
from .handler_signs import signs
from .handler_use import usage
from .module_bindings import Binding, bindings, effective, imported
from .parameters import Likeness, Parameters, event_likeness, parameters
from .source import Change, Source

Function = ast.FunctionDef | ast.AsyncFunctionDef

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
    if source.cache.get(_Told, _Told({}, frozenset())) != told:
        change = source.cache.get(Change)
        source.cache.clear()
        source.cache[_Told] = told
        if change is not None:
            source.cache[Change] = change


def find_handlers(source: Source) -> tuple[Handler, ...]:
    """The handlers of a module in source order: from its code, and those that ``declare`` names; computed once for a source."""
    known = source.cache.get(find_handlers)
    if known is None:
        told = source.cache.get(_Told, _Told({}, frozenset()))
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
        declared = tuple(f"{config.template.name}: {config.logical_id}" for config in configs)
        kinds = tuple(dict.fromkeys(event.kind for config in configs for event in config.events))
        merged[name] = Handler(name, node, Tier.DECLARED, (*declared, *shown), kinds, configs)
    return sorted(merged.values(), key=lambda handler: handler.line)


def _find(source: Source) -> list[Handler]:
    found: list[Handler] = []
    wrapped: set[str] = set()
    place = _Place.of(source)
    for name, group in bindings(source).items():
        last = effective(group)
        functions = [b for b in group if isinstance(b.node, Function)]
        node = effective(functions).node if functions else None
        value = assigned_handler(source, last) if not isinstance(last.node, Function) else None
        if isinstance(node, Function):
            handler = _function(source, node, place, value)
        else:
            handler = _assigned(last, value, place)
            if handler is not None and value is not None and value.wraps and value.wraps != name:
                wrapped.add(value.wraps)
        if handler is not None:
            found.append(handler)
    return _without_used(source, found, wrapped)


def _without_used(source: Source, found: list[Handler], wrapped: set[str]) -> list[Handler]:
    """Drop what the module itself uses: dispatch targets, callbacks it hands over, functions another handler wraps."""
    doubtful = [h for h in found if _can_be_used(h)]
    if not doubtful:
        return found
    reexported = {h.name for h in doubtful if isinstance(h.node, ast.ImportFrom)}
    used = uses(source, {h.name for h in doubtful}, reexported)
    asked = {h.name for h in doubtful}
    if "globals()[" in source.text and any(h.name in signs().names for h in found):
        used = {**dict.fromkeys(asked, Use.HANDED_OVER), **used}
    kept = [h for h in found if h.name not in asked or (h.name not in used and h.name not in wrapped)]
    if len(kept) > len(used) and len(kept) >= _PEERS and all(h.name not in signs().names for h in found):
        left = {h.name for h in kept}
        return [h for h in found if h.name in left or (used.get(h.name) is Use.CALLED and h.name not in wrapped)]
    return kept


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


@dataclass(frozen=True, slots=True)
class _Place:
    """What kind of module it is: one of another cloud, a test, an interface with events of its own."""

    foreign: bool
    foreign_unless_named: bool
    interface: bool
    test: bool
    beside_tests: bool
    """Whether the file is one of tests by its name, its directory or its imports, with or without tests in it."""
    aws: bool

    @classmethod
    def of(cls, source: Source) -> _Place:
        known = signs()
        modules = imported(source)
        aws = bool(modules & known.aws_modules)
        told = bool(modules & known.foreign_modules_without_aws) or any(t in source.text for t in known.foreign_text)
        file = source.path.stem
        called = file.startswith("test_") or file.endswith(("_test", "_tests")) or bool(modules & known.test_modules)
        test = file == "conftest" or (called and any(name.startswith(("test", "Test")) for name in bindings(source)))
        return cls(
            bool(modules & known.foreign_modules),
            told and not aws,
            bool(modules & known.interface_modules) and not aws,
            test,
            called or source.path.parent.name in ("test", "tests"),
            aws,
        )


def _function(source: Source, node: Function, place: _Place, value: Value | None) -> Handler | None:
    """Judge a module-level function; ``value`` is what its name is bound to afterwards (``handler = wrap(handler)``)."""
    known = signs()
    name = node.name
    taken = parameters(node.args)
    exact = taken.event >= Likeness.NEAR and taken.context >= Likeness.NEAR
    if place.test or name.startswith("__") or (name in known.quiet_names and not exact):
        return None
    if name.startswith("test_") and (place.beside_tests or not exact):
        return None
    marks = decoration(source, node, taken)
    evidence = list(marks.evidence)
    annotation = _context_annotation(node)
    if annotation and (name in known.names or (taken.takes_two and _can_be_event(node, taken))):
        evidence.append(f"{taken.names[1] if len(taken.names) > 1 else 'context'}: {annotation}")
    if value is not None and value.sure:
        evidence.append(value.evidence)
    if not evidence and makes_function(node):
        return None
    if (evidence or name == "lambda_handler") and not marks.registered:
        tier = Tier.CERTAIN if evidence else Tier.LIKELY
        return Handler(name, node, tier, (*evidence, *_signature(name, taken)))
    if marks.registered or place.foreign or (place.foreign_unless_named and name not in known.names):
        return None
    signature = (*_signature(name, taken), *_used(node, taken))
    if not signature or not _fits(node, taken, place):
        return None
    return Handler(name, node, Tier.LIKELY, signature)


def _used(node: Function, taken: Parameters) -> tuple[str, ...]:
    """Evidence from the body, where the names of the parameters do not tell enough."""
    if taken.event >= Likeness.NEAR or taken.context < Likeness.NEAR:
        return ()
    use = usage(node, taken)
    return (f"{taken.names[0]} used as an event",) if use.lambda_event or use.lambda_context else ()


def _signature(name: str, taken: Parameters) -> tuple[str, ...]:
    evidence = []
    if taken.event >= Likeness.NEAR or taken.context >= Likeness.NEAR:
        evidence.append(f"parameters {taken.text()}")
    fits = taken.event >= Likeness.LOOSE and taken.context >= Likeness.UNUSED
    if name in signs().names or (_handlerish(name) and fits):
        evidence.append(f"name {name}")
    return tuple(evidence)


def _fits(node: Function, taken: Parameters, place: _Place) -> bool:
    """Whether name, parameters and what is done with them together are a handler's."""
    first = taken.names[0] if taken.names else ""
    if node.name in signs().names:
        if not taken.takes_two:
            return taken.event >= Likeness.NEAR and not (place.interface or isinstance(node, ast.AsyncFunctionDef))
        if taken.event < Likeness.NEAR and usage(node, taken).foreign:
            return False
        if taken.event == Likeness.NO and first in signs().context and event_likeness(taken.names[1]) == Likeness.NEAR:
            return place.aws or usage(node, taken).lambda_event
        return first not in signs().not_event or (
            taken.context >= Likeness.NEAR and first != "loop" and not place.interface
        )
    if place.interface or not taken.takes_two or taken.required > 2 or len(taken.names) < 2:
        return False
    if node.name.startswith("_") and not node.name.endswith("handler"):
        return False
    return _shaped_like_one(node, taken) and not gives_tuple(node) and not usage(node, taken).foreign


def _shaped_like_one(node: Function, taken: Parameters) -> bool:
    """Whether the parameters of a function without a usual name are a handler's."""
    if taken.event >= Likeness.NEAR:
        return taken.context >= Likeness.UNUSED
    if taken.context < Likeness.NEAR:
        return False
    if taken.event == Likeness.UNUSED or taken.names[0].lower() in signs().event_many:
        return True
    use = usage(node, taken)
    if taken.event == Likeness.LOOSE and (_handlerish(node.name) or use.lambda_context):
        return True
    return use.lambda_event and taken.names[0] not in signs().not_event


def _handlerish(name: str) -> bool:
    lower = name.lower()
    return lower.endswith("handler") or lower.startswith("handler") or "lambda" in lower


def _context_annotation(node: Function) -> str | None:
    """``LambdaContext`` where the second parameter is annotated as the context of Lambda or of a durable execution."""
    arguments = (*node.args.posonlyargs, *node.args.args)
    if len(arguments) < 2 or arguments[1].annotation is None:
        return None
    annotation = arguments[1].annotation
    for part in ast.walk(annotation):
        text = part.id if isinstance(part, ast.Name) else part.attr if isinstance(part, ast.Attribute) else ""
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            text = part.value.rpartition(".")[2].strip("'\"")
        if text in ("LambdaContext", "DurableContext"):
            return text
    return None


def _can_be_event(node: Function, taken: Parameters) -> bool:
    """Whether the first parameter is called like an event, or at least not annotated as a plain string, number or callable."""
    annotation = (*node.args.posonlyargs, *node.args.args)[0].annotation
    if taken.event > Likeness.NO or annotation is None:
        return taken.event > Likeness.NO or taken.names[0] not in signs().not_event
    names = {n.id for n in ast.walk(annotation) if isinstance(n, ast.Name)}
    return not names & {"str", "int", "float", "bool", "bytes", "Callable"}


def _assigned(binding: Binding, value: Value | None, place: _Place) -> Handler | None:
    if value is None or place.test or (place.foreign and not value.sure):
        return None
    return Handler(binding.name, binding.node, Tier.CERTAIN if value.sure else Tier.LIKELY, (value.evidence,))
