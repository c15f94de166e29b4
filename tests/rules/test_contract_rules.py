"""The contracts before anything runs: what ``judge`` says of a payload the rules say of the handler that returns it, and no more.

Every payload of every source is returned in several ways: as it stands, by name, by a helper, put together step by step.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from events.payloads import CASES
from handlerlens.analysis.contracts import contract
from handlerlens.analysis.event_sources import event_sources
from handlerlens.analysis.finding import Finding, Severity
from handlerlens.analysis.function_config import EventSource, FunctionConfig
from handlerlens.analysis.handlers import declare
from handlerlens.analysis.linter import lint
from handlerlens.analysis.source import parse

HERE = Path("/nowhere")


def literal(value: object) -> str:
    return f"def handler(event, context):\n    return {value!r}\n"


def named(value: object) -> str:
    return f"def handler(event, context):\n    print(event)\n    answer = {value!r}\n    return answer\n"


def helped(value: object) -> str:
    return f"def _answer():\n    return {value!r}\n\n\ndef handler(event, context):\n    return _answer()\n"


def assembled(value: object) -> str:
    if not isinstance(value, dict):
        return f"def handler(event, context):\n    answer = {value!r}\n    return answer\n"
    steps = "".join(f"    answer[{key!r}] = {inner!r}\n" for key, inner in value.items())
    return f"def handler(event, context):\n    answer = {{}}\n{steps}    return answer\n"


def guarded(value: object) -> str:
    return (
        "def handler(event, context):\n    try:\n        print(event)\n    except ValueError:\n"
        f"        raise\n    else:\n        return {value!r}\n"
    )


def findings(kind: str, code: str) -> list[Finding]:
    """What the HL3xx rules say of a handler that a template says serves a source."""
    source = parse(HERE / "app.py", code)
    config = FunctionConfig(HERE / "template.yaml", "Orders", 1, "app.handler", HERE, events=(EventSource(kind),))
    declare(source, {"handler": (config,)})
    return [finding for finding in lint(source) if finding.code.startswith("HL3") and finding.code != "HL317"]


def told(kind: str, code: str) -> list[str]:
    """Their messages."""
    return [finding.message for finding in findings(kind, code)]


@pytest.mark.parametrize("form", [literal, named, helped, assembled, guarded], ids=lambda form: form.__name__)
def test_a_handler_that_returns_it(form: object) -> None:
    wrong: list[str] = []
    for kind, value, expected in CASES:
        if event_sources()[kind].contract == "custom_resource":
            continue  # its answer is a call, HL314's matter
        if any("not empty" in part for part in expected):
            continue  # AWS's own sample begins with an empty id: a static rule leaves that to the run
        messages = told(kind, form(value))  # type: ignore[operator]
        right = len(messages) == len(expected) and all(
            part.lower() in message.lower() for message, part in zip(messages, expected, strict=True)
        )
        if not right:
            wrong.append(f"{kind} {value!r}: {messages} instead of {expected}")
    assert not wrong, "\n".join(wrong)


def test_every_contract_has_a_right_and_a_wrong_payload() -> None:
    known = {facts.contract: contract(facts.contract) for facts in event_sources().values()}
    judged = {key for key, one in known.items() if one is not None and one.schema and one.value == "answer"}
    for good in (True, False):
        assert not judged - {event_sources()[key].contract for key, _, expected in CASES if (not expected) is good}


CHAIN = """def handler(event, context):
    if event["triggerSource"] == "PreSignUp_SignUp":
        return event
    elif event["triggerSource"] == "PreSignUp_ExternalProvider":
        return event
"""
TRIED = f"""def handler(event, context):
    try:
{textwrap.indent(CHAIN.partition(chr(10))[2], "    ")}    except KeyError:
        raise
"""
MATCHED = """def handler(event, context):
    match event["triggerSource"]:
        case "PreSignUp_SignUp":
            return event
        case "PreSignUp_ExternalProvider":
            return event
"""


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        (CHAIN, Severity.WARNING),
        (TRIED, Severity.WARNING),
        (MATCHED, Severity.WARNING),
        (TRIED.replace("        raise", "        print(event)"), Severity.ERROR),
        (
            TRIED.replace("            return event\n        elif", "            print(event)\n        elif"),
            Severity.ERROR,
        ),
        (MATCHED.replace("            return event\n", "            print(event)\n", 1), Severity.ERROR),
        (CHAIN.replace("        return event\n    elif", "        print(event)\n    elif"), Severity.ERROR),
        (CHAIN + "    print(event)\n", Severity.ERROR),
        (CHAIN + "    return None\n", Severity.ERROR),
    ],
)
def test_an_end_that_perhaps_nothing_comes_to_is_a_warning(code: str, severity: Severity) -> None:
    assert [finding.severity for finding in findings("cognito_pre_sign_up", code)] == [severity]


@pytest.mark.parametrize(
    ("value", "severity"),
    [
        ("base64.b64encode(event['x'])", Severity.INFORMATION),
        ("'ok'.encode()", Severity.INFORMATION),
        ("open('logo.png', 'rb').read()", Severity.WARNING),
        ("zlib.compress(b'x')", Severity.ERROR),
    ],
)
def test_nested_bytes_weigh_what_they_are(value: str, severity: Severity) -> None:
    code = f"import base64, zlib\n\n\ndef handler(event, context):\n    return {{'data': {value}}}\n"
    assert [(f.code, f.severity) for f in lint(parse(HERE / "app.py", code))] == [("HL209", severity)]


@pytest.mark.parametrize(
    ("below", "severity"),
    [
        ("", None),
        ("if __name__ == '__main__':\n    print(lambda_handler({}))\n", None),
        ("def test():\n    lambda_handler({})\n", None),
        ("print(lambda_handler(sys.argv[1]))\n", Severity.WARNING),
        ("if len(sys.argv) > 1:\n    lambda_handler(sys.argv[1])\n", Severity.WARNING),
    ],
)
def test_a_script_that_calls_its_handler_itself_is_only_warned(below: str, severity: Severity | None) -> None:
    code = f"import sys\n\n\ndef lambda_handler(event):\n    return event\n\n\n{below}"
    (found,) = [finding for finding in lint(parse(HERE / "app.py", code)) if finding.code == "HL103"]
    assert found.severity in (severity, severity or Severity.ERROR)


@pytest.mark.parametrize(
    ("head", "severity"),
    [
        ("", Severity.ERROR),
        ("import boto3\n", Severity.ERROR),
        ("DATABASE = os.environ['YDB_DATABASE']\n", Severity.WARNING),
        ("# The function of Yandex Cloud.\n", Severity.WARNING),
        ("import boto3\n\n# Copies from Yandex Cloud.\n", Severity.ERROR),
    ],
)
def test_an_async_handler_may_be_another_platforms(head: str, severity: Severity) -> None:
    code = f"import json, os\n{head}\n\nasync def handler(event, context):\n    return json.loads(event['body'])\n"
    found = [finding for finding in lint(parse(HERE / "index.py", code)) if finding.code == "HL101"]
    assert [finding.severity or Severity.ERROR for finding in found] == [severity]
