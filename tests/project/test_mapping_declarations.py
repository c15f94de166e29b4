"""Asking for reported failures where the mapping stands: the edited template says so, and nothing else of it changes."""

from pathlib import Path

import pytest

from handlerlens.analysis.mapping_declarations import reporting_failures
from handlerlens.project.files import kind_of
from handlerlens.project.reading import read

SAM = """Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Events:
        Queue:
          Type: SQS
          # the orders
          Properties:
            Queue: arn:aws:sqs:eu-west-1:123456789012:orders
        Other:
          Type: Schedule
          Properties: {Schedule: rate(1 day)}
"""
CLOUDFORMATION = """Resources:
  F:
    Type: AWS::Lambda::Function
    Properties: {Handler: app.handler, Runtime: python3.13, Code: {ZipFile: x}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
        FunctionName: !Ref F
        EventSourceArn: arn:aws:sqs:eu-west-1:123456789012:orders
"""


@pytest.mark.parametrize("text", [SAM, CLOUDFORMATION])
def test_the_mapping_asks_for_them(text: str) -> None:
    path = Path("/nowhere/template.yaml")
    (function,) = read(path, kind_of(path), text.encode()).functions
    (line,) = [event.line for event in function.events if event.kind == "sqs"]
    lines = text.split("\n")
    edit = reporting_failures(path, line, lines)
    assert edit is not None
    assert edit.path == str(path)
    lines.insert(edit.span.line - 1, edit.text.rstrip("\n"))
    (changed,) = read(path, kind_of(path), "\n".join(lines).encode()).functions
    (event,) = [event for event in changed.events if event.kind == "sqs"]
    assert event.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert len(changed.events) == len(function.events)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("template.yaml", "Queue: {Type: SQS, Properties: {Queue: x}}\n"),
        ("template.yaml", "Queue:\n  Type: SQS\nOther:\n  Properties:\n    A: 1\n"),
        ("template.yaml", "Queue:\n  Type: SQS\n  Properties:\nOther: 1\n"),
        ("template.json", '{"Queue": {}}'),
    ],
)
def test_where_its_place_cannot_be_told(name: str, text: str) -> None:
    assert reporting_failures(Path("/nowhere") / name, 1, text.split("\n")) is None
