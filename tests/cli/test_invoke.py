"""``handlerlens invoke``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from .conftest import Run

APP = """\
import os, sys
from datetime import date


def handler(event, context):
    print("out")
    return {"event": event, "env": os.environ.get("STAGE"), "left": context.get_remaining_time_in_millis() > 0}


def day(event, context):
    return {"at": date(2026, 1, 1)}


def leave(event, context):
    sys.exit(3)
"""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    path = tmp_path / "app.py"
    path.write_text(APP, encoding="utf-8")
    return path


def test_json(handlerlens: Run, app: Path) -> None:
    done = handlerlens(
        "invoke", "app.py::handler", "--event", "-", "--env", "STAGE=dev", "--python", sys.executable, "--format", "json",
        stdin='{"a": [1, null]}',
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["payload"] == '{"event": {"a": [1, null]}, "env": "dev", "left": true}'
    assert (result["status_code"], result["function_error"], result["error"]) == (200, None, None)
    assert result["logs"].startswith("START RequestId: " + result["request_id"])
    assert result["billed_duration_ms"] >= 1
    assert result["max_memory_mb"] > 1


@pytest.mark.parametrize("event", ['{"a": "' + "x" * 5000 + '"}', "[1]", '"text"', "null", "true", "-45"])
def test_an_event_as_an_argument(handlerlens: Run, app: Path, event: str) -> None:
    result = json.loads(handlerlens("invoke", "app.py::handler", "--event", event, "--format", "json").stdout)
    assert json.loads(result["payload"])["event"] == json.loads(event)


def test_a_file_with_one_handler_or_a_handler_string_is_enough(handlerlens: Run, app: Path) -> None:
    (app.parent / "one.py").write_text("def handler(event, context):\n    return event\n", encoding="utf-8")
    assert handlerlens("invoke", "one.py", "--event", "7").stdout == "7\n"
    assert handlerlens("invoke", "one.handler", "--event", "7").stdout == "7\n"
    several = handlerlens("invoke", "app.py")
    assert several.returncode == 2
    assert "'app.py' has 3 handlers; name one: app.py::handler, app.py::day, app.py::leave." in several.stderr
    (app.parent / "none.py").write_text("x = 1\n", encoding="utf-8")
    assert "name the function, e.g. none.py::lambda_handler" in handlerlens("invoke", "none.py").stderr


def test_function_error(handlerlens: Run, app: Path) -> None:
    done = handlerlens("invoke", "app.py::day", "--format", "json")
    assert done.returncode == 1
    result = json.loads(done.stdout)
    assert result["function_error"] == "Unhandled"
    assert result["error"]["errorType"] == "Runtime.MarshalError"
    assert json.loads(result["payload"]) == result["error"]


def test_event_discards_the_value(handlerlens: Run, app: Path) -> None:
    result = json.loads(handlerlens("invoke", "app.py::day", "--type", "Event", "--format", "json").stdout)
    assert (result["status_code"], result["payload"]) == (202, "")


def test_dry_run_runs_nothing(handlerlens: Run, app: Path) -> None:
    result = json.loads(handlerlens("invoke", "app.py::handler", "--type", "DryRun", "--format", "json").stdout)
    assert (result["status_code"], result["payload"], result["logs"]) == (204, "", "")


def test_exit_is_an_exit_error(handlerlens: Run, app: Path) -> None:
    result = json.loads(handlerlens("invoke", "app.py::leave", "--format", "json").stdout)
    assert result["error"]["errorType"] == "Runtime.ExitError"
    assert result["error"]["errorMessage"].endswith("Error: Runtime exited with error: exit status 3")


def test_text_keeps_payload_and_log_apart(handlerlens: Run, app: Path) -> None:
    done = handlerlens("invoke", "app.py::handler", "--event", "-", stdin="null")
    assert done.stdout == '{"event": null, "env": null, "left": true}\n'
    assert "START RequestId" in done.stderr
    assert "out\n" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["app.py::"], "FILE::FUNCTION"),
        (["app"], "no readable Python file 'app'"),
        (["nowhere.py::handler"], "nowhere.py"),
        (["app.py::handler", "--event", "nothing.json"], "nothing.json"),
        (["app.py::handler", "--env", "=x"], "'=x'"),
        (["app.py::handler", "--env-file", "no.env"], "no.env"),
        (["app.py::handler", "--python", "/no/such/python"], "/no/such/python"),
    ],
)
def test_bad_input_gets_a_sentence(handlerlens: Run, app: Path, arguments: list[str], sentence: str) -> None:
    done = handlerlens("invoke", *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_event_names_its_line(handlerlens: Run, app: Path) -> None:
    done = handlerlens("invoke", "app.py::handler", "--event", "-", stdin='{\n"a": }')
    assert done.returncode == 2
    assert "line 2" in done.stderr


def test_environment_file(handlerlens: Run, app: Path, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('# stage\nexport STAGE="prod"\n\nOTHER=1\n', encoding="utf-8")
    done = handlerlens("invoke", "app.py::handler", "--event", "-", "--env-file", ".env", stdin="1")
    assert '"env": "prod"' in done.stdout


def test_a_name_that_is_not_there_is_lambdas_error(handlerlens: Run, app: Path) -> None:
    result = json.loads(handlerlens("invoke", "app.py::nope", "--format", "json").stdout)
    assert result["error"]["errorType"] == "Runtime.HandlerNotFound"
    assert result["error"]["errorMessage"] == "Handler 'nope' missing on module 'app'"


def test_a_variable_that_only_a_deployment_knows_is_stood_in_for_and_named(
    handlerlens: Run, app: Path, tmp_path: Path
) -> None:
    (tmp_path / "template.yaml").write_text(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  Stages: {Type: 'AWS::SNS::Topic'}\n  F:\n"
        "    Type: AWS::Serverless::Function\n    Properties:\n      Handler: app.handler\n      CodeUri: .\n"
        "      Environment: {Variables: {STAGE: !Ref Stages}}\n",
        encoding="utf-8",
    )
    result = json.loads(handlerlens("invoke", "app.py::handler", "--format", "json").stdout)
    arn = "arn:aws:sns:us-east-1:123456789012:Stages"
    assert json.loads(result["payload"])["env"] == arn
    assert any(f"STAGE={arn}" in note for note in result["notes"])
    result = json.loads(handlerlens("invoke", "app.py::handler", "--env", "STAGE=real", "--format", "json").stdout)
    assert json.loads(result["payload"])["env"] == "real"
    assert result["notes"] == []


def test_a_vendor_s_wrapper_is_left_out(handlerlens: Run, app: Path, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n"
        "      Handler: datadog_lambda.handler.handler\n      CodeUri: .\n"
        "      Environment: {Variables: {STAGE: prod, DD_LAMBDA_HANDLER: app.handler}}\n",
        encoding="utf-8",
    )
    result = json.loads(handlerlens("invoke", "app.py", "--function", "F", "--format", "json").stdout)
    assert json.loads(result["payload"])["env"] == "prod"
    assert result["notes"] == ["datadog_lambda.handler.handler is left out: the run calls app.handler itself."]


SERVICE = """\
import logging, os
from snapshot_restore_py import register_after_restore
ran = []
register_after_restore(ran.append, "restored")


def handler(event, context):
    logging.getLogger().debug("told")
    return [ran, os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"], context.tenant_id, context.client_context.custom["k"]]


def fails(event, context):
    raise OSError("no")
"""
SERVICE_TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {CodeUri: ., Runtime: python3.13, LoggingConfig: {LogFormat: JSON, ApplicationLogLevel: DEBUG}}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Handler: app.handler, SnapStart: {ApplyOn: PublishedVersions}}
  G:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.fails
      EventInvokeConfig: {MaximumRetryAttempts: 1, DestinationConfig: {OnFailure: {Destination: 'arn:aws:sqs:us-east-1:1:dead'}}}
"""


def test_what_a_template_says_of_the_service(handlerlens: Run, app: Path, tmp_path: Path) -> None:
    app.write_text(SERVICE, encoding="utf-8")
    (tmp_path / "template.yaml").write_text(SERVICE_TEMPLATE, encoding="utf-8")
    who = ("--client-context", '{"custom": {"k": "v"}}', "--tenant-id", "blue")
    result = json.loads(handlerlens("invoke", "app.py::handler", *who, "--format", "json").stdout)
    assert json.loads(result["payload"]) == [["restored"], "snap-start", "blue", "v"]
    records = [json.loads(line) for line in result["logs"].splitlines()]
    assert [r.get("type") or r["message"] for r in records] == [
        "platform.restoreReport",
        "platform.start",
        "told",
        "platform.report",
    ]
    failed = json.loads(handlerlens("invoke", "app.py::fails", "--type", "Event", "--format", "json").stdout)
    assert (failed["status_code"], failed["payload"], failed["error"]["errorType"]) == (202, "", "OSError")
    assert failed["destination_record"]["requestContext"]["approximateInvokeCount"] == 2
    assert any("goes to arn:aws:sqs:us-east-1:1:dead" in note for note in failed["notes"])
    once = ("--type", "Event", "--retries", "0", "--format", "json")
    failed = json.loads(handlerlens("invoke", "app.py::fails", *once).stdout)
    assert failed["destination_record"]["requestContext"]["approximateInvokeCount"] == 1


@pytest.mark.parametrize("how", ["--env", "--env-file"])
def test_reserved_names_are_refused_in_lambdas_words(handlerlens: Run, app: Path, tmp_path: Path, how: str) -> None:
    (tmp_path / "my.env").write_text("AWS_REGION=eu-west-1\n")
    done = handlerlens("invoke", "app.py::handler", how, "AWS_REGION=x" if how == "--env" else "my.env")
    assert done.returncode == 2
    assert "Reserved keys used in this request: AWS_REGION" in done.stderr
