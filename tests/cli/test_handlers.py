"""``handlerlens handlers``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run

TEMPLATE = """
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.take
      CodeUri: src
      Events: {Q: {Type: SQS}, N: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}
"""
OTHER = "Resources: {Again: {Type: AWS::Serverless::Function, Properties: {Handler: app.take, CodeUri: ../../orders/src}}}\n"
STREAM = "from aws_lambda_powertools.utilities.data_classes import S3Event, event_source\n\n\n"
FILES = {
    "orders/template.yaml": TEMPLATE,
    "orders/src/app.py": "def take(event, context): ...\n",
    "stacks/again/template.yaml": OTHER,
    "tools/photos.py": STREAM + "@event_source(data_class=S3Event)\ndef handler(event, context): ...\n",
    "tools/plain.py": "def lambda_handler(event, context): ...\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("project")
def test_text_names_functions_templates_and_sources(handlerlens: Run) -> None:
    done = handlerlens("handlers", ".")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "orders/src/app.py:1: app.take (declared)",
        "  orders/template.yaml:3: Orders · SQS, Schedule",
        "  stacks/again/template.yaml:1: Again",
        "tools/photos.py:5: photos.handler (certain: @event_source, parameters (event, context), name handler)",
        "tools/plain.py:1: plain.lambda_handler (likely: parameters (event, context), name lambda_handler)",
        "3 handlers: 1 declared, 1 certain, 1 likely.",
    ]


@pytest.mark.usefixtures("project")
def test_one_file_of_a_project(handlerlens: Run) -> None:
    done = handlerlens("handlers", "tools/plain.py")
    assert done.stdout.splitlines()[-1] == "1 handler: 1 likely."


def test_nothing(handlerlens: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert handlerlens("handlers", "empty").stdout == "No handlers found.\n"


def test_json(handlerlens: Run, project: Path) -> None:
    done = handlerlens("handlers", ".", "--format", "json")
    first = json.loads(done.stdout)["handlers"][0]
    assert {**first, "evidence": [], "functions": []} == {
        "file": str(project / "orders" / "src" / "app.py"),
        "line": 1,
        "function": "take",
        "handler": "app.take",
        "tier": "declared",
        "evidence": [],
        "sources": ["sqs", "schedule"],
        "functions": [],
    }
    assert first["functions"][0] == {
        "template": str(project / "orders" / "template.yaml"),
        "logical_id": "Orders",
        "line": 3,
        "sources": ["sqs", "schedule"],
    }


def test_a_path_that_is_not_there(handlerlens: Run) -> None:
    done = handlerlens("handlers", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "handlerlens: there is no file or folder 'nowhere'.\n"
