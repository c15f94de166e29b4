"""The rules and schedules of EventBridge in a CDK program, and which of them a function is a target of.

https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_events_targets-readme.html
https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_scheduler_targets-readme.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .expression import Call, Expression, Member, Name, camel, entries_of, last_name, variable_of, walk
from .nodes import Place

_RULES = frozenset({"Rule", "CfnRule"})
_SCHEDULES = frozenset({"Schedule", "CfnSchedule"})
_TARGET = "LambdaFunction"
_INVOKE = "LambdaInvoke"
"""A target of a schedule; of the same name a step of a state machine, which is given its function by name."""
_ARNS = frozenset({"functionArn", "attrArn"})
_RULE, _SCHEDULE = "EventBridgeRule", "Schedule"


class Rules:
    """What the calls of a program say of its rules: those that make one, and those that add a target to one."""

    def __init__(self, calls: Sequence[Call]) -> None:
        self._made: dict[str, list[tuple[int, str]]] = {}
        self._within: dict[Place, str] = {}
        self._targets: dict[str, str] = {}
        words = [(call, _kind(call)) for call in calls]
        for call, word in words:
            if word and call.variable:
                self._made.setdefault(call.variable, []).append((call.place.line, word))
        for call, word in words:
            name = camel(last_name(call.function))
            if name == "addTarget" and isinstance(call.function, Member):
                word = self._of(call.function.owner)
            elif name.startswith("on") and "target" in (*call.named, *entries_of(call)):
                word = _RULE  # repository.onCommit("Commit", { target })
            if word:
                self._holds(call, word)
        self._only = _SCHEDULE if self._made_all() == {_SCHEDULE} else _RULE

    def word(self, call: Call) -> str:
        """What a call that makes a target connects its function with; empty for any other call."""
        name = last_name(call.function)
        told = self._within.get(call.place) or (self._targets.get(call.variable) if call.variable else None)
        if name == _INVOKE:
            return told or (_SCHEDULE if _is_first(call) else _INVOKE)
        return (told or self._only) if name == _TARGET else ""

    def named_in(self, call: Call) -> Iterator[tuple[str, str]]:
        """The functions that a rule or schedule names by their ARN (``CfnRule.TargetProperty(arn=fn.function_arn)``)."""
        word = _kind(call)
        for part in walk(call) if word else ():
            if isinstance(part, Member) and camel(part.name) in _ARNS:
                yield variable_of(part.owner), word

    def _made_all(self) -> set[str]:
        return {word for made in self._made.values() for _, word in made} | set(self._within.values())

    def _holds(self, call: Call, word: str) -> None:
        """Take note of the targets that a call is given, written out or by a variable."""
        for argument in (*call.arguments, *call.named.values()):
            for part in walk(argument):
                if isinstance(part, Call):
                    self._within.setdefault(part.place, word)
                elif isinstance(part, Name | Member) and variable_of(part):
                    self._targets.setdefault(variable_of(part), word)

    def _of(self, rule: Expression) -> str:
        """The word of what a target is added to: the last rule of that variable before it."""
        if isinstance(rule, Call):
            return _kind(rule)
        before = [made for made in self._made.get(variable_of(rule), ()) if made[0] <= rule.place.line]
        return max(before)[1] if before else ""


def _kind(call: Call) -> str:
    """The word of a rule or schedule that a call makes; empty for any other call."""
    name = last_name(call.function)
    if name in _SCHEDULES:
        return _SCHEDULE
    if name not in _RULES:
        return ""
    keys = {camel(key) for key in (*call.named, *entries_of(call))}
    return _SCHEDULE if keys & {"schedule", "scheduleExpression"} and "eventPattern" not in keys else _RULE


def _is_first(call: Call) -> bool:
    """Whether a call is given its function first and not, like a construct, its scope."""
    return bool(call.arguments) and variable_of(call.arguments[0]) not in ("", "self", "this", "scope")
