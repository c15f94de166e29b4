"""Selection, severities, and the comments that silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.finding import Severity
from handlerlens.analysis.linter import Selection, lint
from handlerlens.analysis.source import parse

ASYNC = "async def handler(event, context):{comment}\n    return 1\n"


def codes(text: str, selection: Selection | None = None) -> list[str]:
    return [finding.code for finding in lint(parse(Path("app.py"), text), selection)]


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("", ["HL101"]),
        ("  # handlerlens: ignore[HL101]", []),
        ("  # handlerlens: ignore[HL102, HL101]", []),
        ("  #handlerlens:ignore", []),
        ("  # because: handlerlens: ignore[HL101]", ["HL101"]),
        ("  # noqa  # handlerlens: ignore[HL101]", []),
        ("  # handlerlens: ignore[HL102]", ["HL101"]),
    ],
)
def test_comment_on_the_line(comment: str, expected: list[str]) -> None:
    assert codes(ASYNC.format(comment=comment)) == expected


def test_comment_for_the_file() -> None:
    assert codes("# handlerlens: ignore-file[HL101]\n" + ASYNC.format(comment="")) == []
    assert codes('"""# handlerlens: ignore-file[HL101]"""\n' + ASYNC.format(comment="")) == ["HL101"]


@pytest.mark.parametrize(
    ("select", "ignore", "wanted"),
    [
        ((), (), True),
        (("HL1",), (), True),
        (("HL2",), (), False),
        ((), ("HL101",), False),
        ((), ("HL",), False),
        (("HL101",), ("HL1",), True),
        (("HL1",), ("HL101",), False),
        (("HL1",), ("HL1",), False),
    ],
)
def test_selection(select: tuple[str, ...], ignore: tuple[str, ...], wanted: bool) -> None:
    assert Selection(select, ignore).wants("HL101") is wanted


def test_severity_override() -> None:
    selection = Selection(severities={"HL101": Severity.INFORMATION})
    (finding,) = lint(parse(Path("app.py"), ASYNC.format(comment="")), selection)
    assert finding.severity is Severity.INFORMATION


def test_a_failing_rule_does_not_stop_the_others() -> None:
    from handlerlens.analysis.rules import BY_CODE, Rule

    def fail(_: object) -> object:
        raise ZeroDivisionError

    broken = Rule("HL999", "broken", Severity.ERROR, "", "", fail)  # type: ignore[arg-type]
    heard: list[str] = []
    found = lint(
        parse(Path("app.py"), ASYNC.format(comment="")),
        rules=(broken, BY_CODE["HL101"]),
        on_failure=lambda rule, _source, error: heard.append(f"{rule.code} {type(error).__name__}"),
    )
    assert [f.code for f in found] == ["HL101"]
    assert heard == ["HL999 ZeroDivisionError"]
