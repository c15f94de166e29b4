"""What calls a function in a CDK program: the constructs and methods that are given its variable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ..analysis.function_config import EventSource
from .cdk_rules import Rules
from .declaration import event
from .expression import Call, Expression, Member, Text, camel, entries_of, last_name, variable_of, walk

ENVIRONMENT = "addEnvironment"
_PERMITTING = frozenset({"addPermission", "grantInvoke"})
_DEEPEST = 3
"""Through how many functions a function may be passed on."""
_MOST_PASSED = 2_000
"""Connections that passing on adds."""


@dataclass(frozen=True)
class Calls:
    """The calls of a program in order, which classes and functions each stands in, and the parameters of functions by their names."""

    all: Sequence[Call] = ()
    inside: Callable[[Call], frozenset[str]] = lambda call: frozenset()  # noqa: ARG005
    parameters: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Connection:
    """A call that connects what a variable stands for; ``inside`` names the classes and functions that it stands in."""

    variable: str
    word: str
    line: int
    inside: frozenset[str]
    permits: bool = False
    """Whether it only allows a service to call."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a variable is bound to: the line where it is made, and what that stands in."""

    variable: str
    line: int
    inside: frozenset[str]


class Connected:
    """What a program connects with each thing that it makes. Of several of one variable a connection means the last one before it
    that is visible there; ``members`` of a variable count as it."""

    def __init__(self, found: Iterable[Connection], made: Iterable[Made], *, members: bool = False) -> None:
        by_variable: dict[str, list[Made]] = {}
        for each in made:
            by_variable.setdefault(each.variable, []).append(each)
        self._found: dict[tuple[str, int], list[Connection]] = {}
        for connection in found:
            names = [connection.variable]
            while members and "." in names[-1]:
                names.append(names[-1].rpartition(".")[0])
            for name in names:
                meant = _meant(name, connection, by_variable.get(name, []))
                if meant is not None:
                    self._found.setdefault((name, meant.line), []).append(connection)
                    break

    def sources(self, variable: str, line: int) -> list[EventSource]:
        """What invokes what is made in a line for a variable, one of a kind. Permissions count only where nothing else does."""
        found: dict[str, EventSource] = {}
        connections = self._found.get((variable, line), [])
        others = [each for each in connections if not each.permits and each.word != ENVIRONMENT]
        for each in others or connections:
            if each.word != ENVIRONMENT:
                for source in event(each.word, {"Trigger": each.word} if each.word != "Cognito" else {}, each.line):
                    found.setdefault(source.kind, source)
        return list(found.values())

    def adds_variables(self, variable: str, line: int) -> bool:
        """Whether environment variables are added later to what is made in a line for a variable."""
        return any(each.word == ENVIRONMENT for each in self._found.get((variable, line), ()))


def _meant(name: str, connection: Connection, made: list[Made]) -> Made | None:
    if "." in name:  # an attribute is visible in the whole class
        visible = [each for each in made if not each.inside or each.inside & connection.inside]
    else:
        visible = [each for each in made if each.inside <= connection.inside]
    before = [each for each in visible if each.line <= connection.line]
    if before:
        return max(before, key=lambda each: each.line)
    return min(visible, key=lambda each: each.line, default=None)


_CONNECTED = {
    "LambdaDestination": "S3",
    "Provider": "Provider",
    "addLambdaDataSource": "LambdaDataSource",
    "LambdaTarget": "LambdaTarget",
    "addFunctionUrl": "FunctionUrl",
    "addSubscription": "",
    "CustomResource": "CustomResource",
    "LambdaInvokeAction": "LambdaInvokeAction",
    "LambdaAction": "CloudWatchAlarm",
    "LambdaFunctionAction": "iot",
    "DeploymentLifecycleLambdaTarget": "EcsLifecycleHook",
}
"""Constructs and methods that take a function, to the word of its event; others by their own name, where the catalogue has it."""

_SOURCE_SUFFIXES = (
    "EventSource",
    "EventSourceV2",
    "Integration",
    "RestApi",
    "Authorizer",
    "Subscription",
    "Enrichment",
    "ManagedRule",
    "CustomRule",
)


def connections_of(calls: Calls) -> list[Connection]:
    """What the program connects with which variables."""
    found: list[Connection] = []
    rules = Rules(calls.all)
    for call in calls.all:
        permits = camel(last_name(call.function)) in _PERMITTING
        for variable, word in _connects(call, rules):
            if variable and variable not in ("self", "this", "scope"):
                found.append(Connection(variable, word, call.place.line, calls.inside(call), permits))
    return passed_on(found, calls)


def passed_on(found: Sequence[Connection], calls: Calls) -> list[Connection]:
    """Connections, and for those of a function's parameter also those of what the function is given."""
    by_name: dict[str, list[Call]] = {}
    for call in calls.all:
        by_name.setdefault(last_name(call.function), []).append(call)
    result, new = dict.fromkeys(found), list(found)
    for _ in range(_DEEPEST):
        handed = (each for connection in new for each in _given(connection, calls, by_name))
        new = [each for each in dict.fromkeys(islice(handed, _MOST_PASSED)) if each not in result]
        result.update(dict.fromkeys(new))
    return list(result)


def _given(connection: Connection, calls: Calls, by_name: Mapping[str, list[Call]]) -> Iterator[Connection]:
    for function in sorted(connection.inside):
        parameters = calls.parameters.get(function, ())
        if connection.variable in parameters:
            at = parameters.index(connection.variable)
            for call in by_name.get(function, []):
                argument = call.named.get(connection.variable, call.arguments[at] if at < len(call.arguments) else None)
                variable = variable_of(argument) if argument is not None else ""
                if variable:
                    yield Connection(variable, connection.word, call.place.line, calls.inside(call), connection.permits)


def _connects(call: Call, rules: Rules) -> Iterator[tuple[str, str]]:
    """Each variable that a call connects with something, and the word for it."""
    name = camel(last_name(call.function))
    owner = variable_of(call.function.owner) if isinstance(call.function, Member) else ""
    if name == "addEventSource" and owner:
        yield from ((owner, last_name(each.function)) for each in call.arguments if isinstance(each, Call))
        return
    if name in (ENVIRONMENT, "addFunctionUrl") and owner:
        yield owner, _CONNECTED.get(name, name)
        return
    if name in _PERMITTING and owner:
        yield from ((owner, principal) for principal in _principals(call))
        return
    yield from rules.named_in(call)
    word = rules.word(call) or _word(name, call)
    if word:
        given: list[Expression] = [*call.arguments, *call.named.values(), *entries_of(call).values()]
        yield from ((variable_of(argument), word) for argument in given)


def _principals(call: Call) -> Iterator[str]:
    """The services that a permission is given to (``iam.ServicePrincipal("lexv2.amazonaws.com")``)."""
    for part in walk(call):
        if isinstance(part, Call) and last_name(part.function) == "ServicePrincipal" and part.arguments:
            service = part.arguments[0]
            if isinstance(service, Text) and "." in service.text:
                yield service.text


def _word(name: str, call: Call) -> str:
    if name == "addTrigger" and call.arguments:
        return "".join(part.capitalize() for part in last_name(call.arguments[0]).split("_"))
    if name in _CONNECTED:
        return _CONNECTED[name]
    return name if name.endswith(_SOURCE_SUFFIXES) else ""
