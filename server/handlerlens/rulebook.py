"""Every rule: those that look at code and those that look at infrastructure files."""

from __future__ import annotations

from collections.abc import Iterable

from .analysis.rules import RULES, Rule

try:
    from .project.checks import TEMPLATE_RULES
except ModuleNotFoundError:  # a bare clone without the parsers, as pre-commit makes it
    TEMPLATE_RULES = ()

EVERY_RULE: tuple[Rule, ...] = tuple(sorted((*RULES, *TEMPLATE_RULES), key=lambda rule: rule.code))
BY_CODE: dict[str, Rule] = {rule.code: rule for rule in EVERY_RULE}


def unknown(codes: Iterable[str]) -> list[str]:
    """Those of some codes and prefixes of codes that name no rule; none where not every rule is at hand."""
    if not TEMPLATE_RULES:
        return []
    return [code for code in codes if not any(known.startswith(code) for known in BY_CODE)]
