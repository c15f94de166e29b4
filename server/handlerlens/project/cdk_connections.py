"""What calls a function in a CDK program: the constructs and methods that are given its variable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..analysis.function_config import EventSource
from .cdk_rules import Rules
from .declaration import event
from .expression import Call, Expression, Member, camel, entries_of, last_name, variable_of

ENVIRONMENT = "addEnvironment"


def connected(
    connections: Mapping[str, list[tuple[str, int]]], variable: str, *, members: bool = False
) -> tuple[list[EventSource], bool]:
    """What a program connects with a function by its variable, with ``members`` also by the variable's; whether it adds variables to it."""
    keys = [key for key in connections if key == variable or (members and key.startswith(f"{variable}."))]
    words = [told for key in keys for told in connections[key]] if variable else []
    found: dict[str, EventSource] = {}
    for word, line in words:
        if word != ENVIRONMENT:
            for source in event(word, {"Trigger": word} if word != "Cognito" else {}, line):
                found.setdefault(source.kind, source)
    return list(found.values()), any(word == ENVIRONMENT for word, _ in words)


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


def connections_of(calls: Sequence[Call]) -> dict[str, list[tuple[str, int]]]:
    """Variable of a function to the words (and lines) of what the program connects it with."""
    found: dict[str, list[tuple[str, int]]] = {}
    rules = Rules(calls)
    for call in calls:
        for variable, word in _connects(call, rules):
            if variable and variable not in ("self", "this", "scope"):
                found.setdefault(variable, []).append((word, call.place.line))
    return found


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
    yield from rules.named_in(call)
    word = rules.word(call) or _word(name, call)
    if word:
        given: list[Expression] = [*call.arguments, *call.named.values(), *entries_of(call).values()]
        yield from ((variable_of(argument), word) for argument in given)


def _word(name: str, call: Call) -> str:
    if name == "addTrigger" and call.arguments:
        return "".join(part.capitalize() for part in last_name(call.arguments[0]).split("_"))
    if name in _CONNECTED:
        return _CONNECTED[name]
    return name if name.endswith(_SOURCE_SUFFIXES) else ""
