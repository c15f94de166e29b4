"""Zappa's settings: the functions that it calls for events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from handlerlens.analysis.source import DiskView
from handlerlens.project.diagnosis import template_findings
from project.workspace import indexed, write

APP = """
from flask import Flask
app = Flask(__name__)

def resize(event, context): ...
def every_night(e, c=None): ...
def alone(): ...
def one(event): ...
def many(*args): ...
def too_many(event, context, table): ...
"""


def settings(events: str, more: str = "") -> str:
    return (
        f'{{"dev": {{"app_function": "app.app", "s3_bucket": "b", "runtime": "python3.12", {more}"events": {events}}}}}'
    )


def source(arn: str) -> str:
    return settings(f'[{{"function": "app.resize", "event_source": {{"arn": "{arn}", "batch_size": 1}}}}]')


NAMED = {
    "a bucket": (source("arn:aws:s3:::pictures"), {"resize": ["s3"]}),
    "a queue": (source("arn:aws:sqs:eu-west-1:1:q"), {"resize": ["sqs"]}),
    "a topic": (source("arn:aws:sns:eu-west-1:1:t"), {"resize": ["sns"]}),
    "a table": (source("arn:aws:dynamodb:eu-west-1:1:table/t/stream/1"), {"resize": ["dynamodb"]}),
    "a stream": (source("arn:aws:kinesis:eu-west-1:1:stream/s"), {"resize": ["kinesis"]}),
    "something else": (source("arn:aws:other:eu-west-1:1:s"), {"resize": []}),
    "a schedule": (
        settings('[{"function": "app.every_night", "expression": "rate(1 day)"}]'),
        {"every_night": ["schedule"]},
    ),
    "schedules": (settings('[{"function": "app.many", "expressions": ["rate(1 day)"]}]'), {"many": ["schedule"]}),
    "two sources of one": (
        settings(
            '[{"function": "app.resize", "expression": "rate(1 day)"},'
            ' {"function": "app.resize", "event_source": {"arn": "arn:aws:s3:::b"}}]'
        ),
        {"resize": ["schedule", "s3"]},
    ),
    "what takes less, which only Zappa can call": (
        settings('[{"function": "app.alone", "expression": "x"}, {"function": "app.one", "expression": "x"}]'),
        {},
    ),
    "an authorizer": (
        settings("[]", '"authorizer": {"function": "app.resize"}, '),
        {"resize": ["rest_authorizer_token"]},
    ),
    "a user pool": (
        settings("[]", '"cognito": {"triggers": [{"source": "PreSignUp_SignUp", "function": "app.resize"}]}, '),
        {"resize": ["cognito_pre_sign_up"]},
    ),
    "a handler of its own": (settings("[]", '"lambda_handler": "app.resize", '), {"resize": []}),
    "comments, a comma too many, Python's words": (
        settings(
            '[ // each night\n{"function": "app.every_night", # "x"\n "expression": "cron(0 1 * * ? *)", "enabled": True,},]'
        ),
        {"every_night": ["schedule"]},
    ),
    "nothing": (settings("[]"), {}),
    "an app without a list": (settings('{"function": "app.resize"}'), {"resize": []}),
    "what is no function": (settings('[{"function": ["app.resize"]}, "app.one", {}, null]'), {}),
}


@pytest.mark.parametrize(("text", "expected"), NAMED.values(), ids=NAMED)
def test_functions(tmp_path: Path, text: str, expected: dict[str, list[str]]) -> None:
    index = indexed(tmp_path, {"app.py": APP, "zappa_settings.json": text})
    declared = [listed for listed in index.listed() if listed.tier.value == "declared"]
    assert {listed.name: list(listed.sources) for listed in declared} == expected
    assert list(index.problems()) == []


YAML = """
base:
  s3_bucket: b
  runtime: python3.12
  timeout_seconds: 60
  environment_variables: {A: base, URL: "https://example.org"}
production:
  extends: base
  events:
    - {function: jobs.nightly.run, expression: rate(1 day)}
dev:
  extends: production
  memory_size: 1024
  environment_variables: {A: dev}
"""


def test_the_stage_s_settings(tmp_path: Path) -> None:
    index = indexed(tmp_path, {"jobs/nightly.py": "def run(event, context): ...\n", "zappa_settings.yml": YAML})
    (listed,) = index.listed()
    (function,) = listed.functions
    shown: dict[str, Any] = {
        key: getattr(function, key) for key in ("handler", "runtime", "timeout", "memory", "environment")
    }
    assert shown == {
        "handler": "jobs.nightly.run",
        "runtime": "python3.12",
        "timeout": 60.0,
        "memory": 1024,
        "environment": {"A": "dev"},
    }
    assert (function.code_root, function.wrapper) == (tmp_path, "handler.lambda_handler")
    assert YAML.splitlines()[function.line - 1].strip().startswith("- {function: jobs")


def test_a_function_that_is_not_there(tmp_path: Path) -> None:
    text = settings('[{"function": "app.resized", "expression": "rate(1 day)"}]')
    index = indexed(tmp_path, {"app.py": APP, "zappa_settings.json": text})
    (finding,) = template_findings(index, tmp_path / "zappa_settings.json", DiskView())
    assert (finding.code, finding.message) == (
        "HL104",
        "handler.lambda_handler looks for 'resized' in module 'app', which has nothing of that name.",
    )
    assert next(fix.title for fix in finding.fixes) == "Change to app.resize"


def test_settings_follow_the_code(tmp_path: Path) -> None:
    text = settings('[{"function": "app.one", "expression": "rate(1 day)"}]')
    index = indexed(tmp_path, {"app.py": APP, "zappa_settings.json": text})
    assert "one" not in [listed.name for listed in index.listed() if listed.functions]
    write(tmp_path, {"app.py": APP.replace("one(event)", "one(event, context)")})
    index.update(tmp_path / "app.py")
    assert "one" in [listed.name for listed in index.listed() if listed.functions]


@pytest.mark.parametrize(
    "text",
    ['{"dev": {"s3_bucket": "b", "lambda_handler": ', '["s3_bucket", "lambda_handler"]', '{"s3_bucket": "lambda_handler"}',
     '{"dev": {"s3_bucket": 1, "extends": "dev", "lambda_handler": {"a": 1}, "events": {"function": 1}}}',
     '{"a": {"extends": "b", "s3_bucket": ""}, "b": {"extends": "a", "lambda_handler": "..", "events": []}}'],
)  # fmt: skip
def test_broken_settings_end_in_a_sentence(tmp_path: Path, text: str) -> None:
    index = indexed(tmp_path, {"app.py": APP, "zappa_settings.json": text})
    assert all(problem.message.endswith(".") for problem in index.problems())
    assert "declared" not in {listed.tier.value for listed in index.listed()}
