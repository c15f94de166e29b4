"""The table of rules in README, made from the rules' own documentation: ``python server/tasks/readme.py`` writes it."""

from __future__ import annotations

import re
import sys

from loop import ROOT, SERVER

README = ROOT / "README.md"
_PLACE = re.compile(r"(<!-- rules: .*? -->\n).*?(<!-- end of rules -->)", re.DOTALL)


def table() -> str:
    """The rules as a Markdown table; needs ``server`` on the path."""
    from handlerlens.rulebook import EVERY_RULE

    rows = [f"| `{rule.code}` | {rule.name} | {rule.severity.value} | {rule.summary} |" for rule in EVERY_RULE]
    return "\n".join(["| code | name | severity | says |", "|---|---|---|---|", *rows, ""])


def with_table(text: str) -> str:
    """README's text with the current table."""
    return _PLACE.sub(lambda found: f"{found[1]}{table()}{found[2]}", text)


def main(arguments: list[str]) -> None:  # noqa: ARG001
    """Write the table into README."""
    sys.path.insert(0, str(SERVER))
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
