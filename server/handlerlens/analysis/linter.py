"""Run the rules over a module."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from .finding import Finding, Severity
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
    selection = selection or Selection()
    silenced = suppressor(source)
    found: list[Finding] = []
    for rule in rules:
        if not selection.wants(rule.code) or not (not rule.mentions or any(w in source.text for w in rule.mentions)):
            continue
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
