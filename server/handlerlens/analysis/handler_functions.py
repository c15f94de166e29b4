"""Whether a module-level function is a handler: by its decorators, its name and parameters, what it does with them and where it stands."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from .handler_answers import answers_request
from .handler_assignments import Value
from .handler_decorators import decoration, gives_tuple, makes_function
from .handler_signs import signs
from .handler_use import usage
from .module_bindings import bindings, imported
from .parameters import Likeness, Parameters, event_likeness, parameters
from .source import Source

Function = ast.FunctionDef | ast.AsyncFunctionDef

_JUDGED = "handlerlens_judged"
_MOST_SUPPLIED = 5
"""Parameters; event, context and what a decorator gives."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Why a function is a handler; ``sure`` where something unmistakable says so."""

    evidence: tuple[str, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What kind of module it is: one of another cloud, a test, an interface with events of its own."""

    foreign: bool
    foreign_unless_named: bool
    interface: bool
    without_events: bool
    """Whether the interface is at most one whose own functions take no event and context: a chat's, a command line's, gRPC's."""
    test: bool
    framework: bool
    """Whether the file imports what tests are written with."""
    beside_tests: bool
    """Whether the file is one of tests by its name, its directory or its imports, with or without tests in it."""
    aws: bool
    of_handlers: bool
    """Whether the file or its folder is called after handlers or Lambda."""

    @classmethod
    def of(cls, source: Source) -> Place:
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
            bool(modules & (known.interface_modules | known.modules_without_events)) and not aws,
            not modules & known.interface_modules,
            test,
            file == "conftest" or bool(modules & known.test_modules),
            called or source.path.parent.name in ("test", "tests"),
            aws,
            any(word in part.lower() for part in (file, source.path.parent.name) for word in ("handler", "lambda")),
        )


def judged(source: Source, node: Function, place: Place, value: Value | None) -> Judgement | None:
    """Judge a module-level function; ``value`` is what its name is bound to afterwards; None for no handler.

    Kept with the node where nothing but its place can change it: not what its decorators do, nor what helps it to answer.
    """
    first = parameters(node.args).names[:1]
    if node.decorator_list or (first and first[0].lower() in signs().event_whole):
        return _judged(source, node, place, value)
    kept: tuple[object, Judgement | None] | None = node.__dict__.get(_JUDGED)
    if kept is None or kept[0] != (place, value):
        kept = node.__dict__[_JUDGED] = ((place, value), _judged(source, node, place, value))
    return kept[1]


def _judged(source: Source, node: Function, place: Place, value: Value | None) -> Judgement | None:
    known = signs()
    name = node.name
    taken = parameters(node.args)
    exact = taken.event >= Likeness.NEAR and taken.context >= Likeness.NEAR
    tested = place.test and (place.framework or not exact or name not in known.names)
    if tested or name.startswith("__") or name in known.quiet_always or (name in known.quiet_names and not exact):
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
        return Judgement((*evidence, *_signature(name, taken)), sure=bool(evidence))
    named = name in known.names and taken.event >= Likeness.NEAR
    if marks.registered or place.foreign or (place.foreign_unless_named and not named) or _described_as_foreign(node):
        return None
    if marks.hints:
        return Judgement((*marks.hints, *_signature(name, taken)), sure=False)
    signature = (*_signature(name, taken), *_used(node, taken))
    if not signature and place.of_handlers and taken.event == Likeness.UNUSED == taken.context:
        signature = (f"parameters {taken.text()}",)
    if not signature or not _fits(source, node, taken, place):
        return None
    return Judgement(signature, sure=False)


def _described_as_foreign(node: Function) -> bool:
    """Whether its docstring says that another cloud calls it, whatever else its module uses."""
    text = ast.get_docstring(node, clean=False)
    return text is not None and any(told in text for told in signs().foreign_described)


def judged_beside(node: Function, place: Place) -> Judgement | None:
    """Judge a function among several handlers of a module: ``(body, context)`` is one there."""
    taken = parameters(node.args)
    known = signs()
    if taken.event != Likeness.LOOSE or taken.context < Likeness.NEAR or taken.required > 2 or not taken.takes_two:
        return None
    quiet = node.name.startswith("_") or node.name in known.quiet_always or node.name in known.quiet_names
    if quiet or place.test or place.interface or place.foreign or place.foreign_unless_named or node.decorator_list:
        return None
    if gives_tuple(node) or makes_function(node) or usage(node, taken).foreign:
        return None
    return Judgement((f"parameters {taken.text()}",), sure=False)


def _used(node: Function, taken: Parameters) -> tuple[str, ...]:
    """Evidence from the body, where the names of the parameters do not tell enough."""
    if taken.event >= Likeness.NEAR or taken.context < Likeness.UNUSED:
        return ()
    use = usage(node, taken)
    return (f"{taken.names[0]} used as an event",) if use.lambda_event or use.lambda_context else ()


def _signature(name: str, taken: Parameters) -> tuple[str, ...]:
    evidence = []
    if taken.event >= Likeness.NEAR or taken.context >= Likeness.NEAR or _changed_round(taken):
        evidence.append(f"parameters {taken.text()}")
    fits = taken.event >= Likeness.LOOSE and taken.context >= Likeness.UNUSED
    if name in signs().names or (_handlerish(name) and fits):
        evidence.append(f"name {name}")
    return tuple(evidence)


def _fits(source: Source, node: Function, taken: Parameters, place: Place) -> bool:
    """Whether name, parameters and what is done with them together are a handler's."""
    if node.name in signs().names:
        return _fits_its_name(node, taken, place)
    exact = taken.event >= Likeness.NEAR and taken.context >= Likeness.NEAR
    supplied = exact and bool(node.decorator_list) and taken.required <= _MOST_SUPPLIED
    against = (
        place.interface and not (exact and place.without_events),
        len(taken.names) < 2,
        not supplied and not (taken.takes_two and taken.required <= 2),
        node.name.startswith("_") and not node.name.endswith("handler"),
    )
    if _changed_round(taken):
        use = usage(node, taken)
        return not any(against) and not use.foreign and (use.lambda_event or answers_request(source, node))
    need = _NEEDED.get((taken.event, taken.context))
    if any(against) or not _shows(source, need, node, taken, place):
        return False
    return need is _Need.PLACE or not ((gives_tuple(node) and not exact) or usage(node, taken).foreign)


def _fits_its_name(node: Function, taken: Parameters, place: Place) -> bool:
    """Whether a function with the usual name is not that of an interface, a signal or another cloud."""
    first = taken.names[0] if taken.names else ""
    if not taken.takes_two:
        return taken.event >= Likeness.NEAR and not (place.interface or isinstance(node, ast.AsyncFunctionDef))
    if taken.event < Likeness.NEAR and usage(node, taken).foreign:
        return False
    if taken.event == Likeness.NO and first in signs().context and event_likeness(taken.names[1]) == Likeness.NEAR:
        return place.aws or usage(node, taken).lambda_event
    return first not in signs().not_event or (
        taken.context >= Likeness.NEAR and first != "loop" and not place.interface
    )


class _Need(Enum):
    """What a function must show besides its parameters."""

    NOTHING = "nothing"
    PLACE = "a module of handlers"
    EVENT = "use of a key that only Lambda's events have"
    WORD = "a handler's word in its name, use of an event or a context, or a proxy's answer to a whole request"


_NEEDED: Mapping[tuple[Likeness, Likeness], _Need] = {
    (Likeness.NEAR, Likeness.NEAR): _Need.NOTHING,
    (Likeness.NEAR, Likeness.LOOSE): _Need.NOTHING,
    (Likeness.NEAR, Likeness.UNUSED): _Need.NOTHING,
    (Likeness.UNUSED, Likeness.NEAR): _Need.NOTHING,
    (Likeness.UNUSED, Likeness.UNUSED): _Need.PLACE,
    (Likeness.LOOSE, Likeness.NEAR): _Need.WORD,
    (Likeness.LOOSE, Likeness.UNUSED): _Need.EVENT,
    (Likeness.NO, Likeness.NEAR): _Need.EVENT,
}
"""By how much the parameters of a function without a usual name look like an event and a context."""


def _shows(source: Source, need: _Need | None, node: Function, taken: Parameters, place: Place) -> bool:
    if need is None or need is _Need.NOTHING:
        return need is not None
    if need is _Need.PLACE:
        return place.of_handlers
    first, use = taken.names[0].lower(), usage(node, taken)
    event = first in signs().event_many or (use.lambda_event and first not in signs().not_event)
    word = _handlerish(node.name) or (node.name.startswith("handle") and taken.names[1].startswith("_"))
    word = word or "lambda" in taken.names[1].lower()
    if event or need is not _Need.WORD:
        return event
    return word or use.lambda_context or (first in signs().event_whole and answers_request(source, node))


def _changed_round(taken: Parameters) -> bool:
    """``(context, event)``: the names are of no matter to Lambda."""
    first, second = taken.names[:2] if len(taken.names) > 1 else ("", "")
    return first in signs().context and event_likeness(second) == Likeness.NEAR


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
