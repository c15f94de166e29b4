"""Run the rules over a module."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field

from .finding import Finding, Severity
from .flow import follow
from .rules import RULES, Rule
from .source import Source
from .suppress import suppressor


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rules report, and how loudly. Entries of ``select`` and ``ignore`` are codes or prefixes of codes (``HL2``)."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)

    def wants(self, code: str) -> bool:
        """The longest matching entry decides; with ``select`` given, what it does not name is off."""
        if not self.select and not self.ignore:
            return True
        chosen = max((len(entry) for entry in self.select if code.startswith(entry)), default=-1)
        refused = max((len(entry) for entry in self.ignore if code.startswith(entry)), default=-1)
        if self.select and chosen < 0:
            return False
        return chosen > refused or refused < 0


Failure = Callable[[Rule, Source, Exception], None]


def lint(
    source: Source,
    selection: Selection | None = None,
    *,
    rules: Iterable[Rule] = RULES,
    on_failure: Failure | None = None,
) -> list[Finding]:
    """The findings of a module in source order, each with its severity; comments that silence are obeyed.

    A rule that fails is our own error: ``on_failure`` hears of it and the other rules go on; without one it is raised.
    """
    steps = lint_steps(source, selection, rules=rules, on_failure=on_failure)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def lint_steps(
    source: Source,
    selection: Selection | None = None,
    *,
    rules: Iterable[Rule] = RULES,
    on_failure: Failure | None = None,
) -> Generator[None, None, list[Finding]]:
    """``lint``, a handler or a rule a step: in between there is time for something else."""
    selection = selection or Selection()
    silenced = suppressor(source)
    found: list[Finding] = []
    with contextlib.suppress(Exception):  # the rules that need it fail for themselves, and say so
        yield from follow(source)
    for rule in rules:
        if not selection.wants(rule.code) or (rule.mentions and not any(word in source.text for word in rule.mentions)):
            continue
        yield
        try:
            reported = list(rule.check(source))
        except Exception as error:
            if on_failure is None:
                raise
            on_failure(rule, source, error)
            continue
        for finding in reported:
            severity = selection.severities.get(rule.code) or finding.severity or rule.severity
            if not silenced(finding):
                found.append(dataclasses.replace(finding, severity=severity))
    return sorted(found, key=lambda f: (f.span.line, f.span.column, f.code))
