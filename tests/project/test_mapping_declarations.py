"""Asking for reported failures where the mapping stands: the edited template says so, and nothing else of it changes."""

from pathlib import Path

import pytest

from handlerlens.analysis.mapping_declarations import reporting_failures
from handlerlens.analysis.rules.batch_failures_config import _reports
from handlerlens.project.files import kind_of
from handlerlens.project.reading import read
from rules.test_rules import apply

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


SERVERLESS = """service: orders
provider: {name: aws, runtime: python3.13}
functions:
  work:
    handler: app.handler
    events:
      - sqs:
          arn: arn:aws:sqs:eu-west-1:123456789012:orders
          batchSize: 5
      - schedule: rate(1 day)
"""
SERVERLESS_SHORT = """service: orders
provider: {name: aws, runtime: python3.13}
functions:
  work:
    handler: app.handler
    events:
      - http: GET /
      - sqs: arn:aws:sqs:eu-west-1:123456789012:orders  # the orders
      - schedule: rate(1 day)
"""
SERVERLESS_STREAM = """service: orders
provider: {name: aws, runtime: python3.13}
functions:
  work:
    handler: app.handler
    events:
    - stream:
        type: kinesis
        arn:
          Fn::GetAtt: [Stream, Arn]
"""
TERRAFORM = """resource "aws_lambda_function" "work" {
  function_name = "work"
  handler       = "app.handler"
  runtime       = "python3.13"
  filename      = "app.zip"
}

resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:orders"
  function_name    = aws_lambda_function.work.arn
}
"""
TERRAFORM_MODULE = """module "work" {
  source               = "terraform-aws-modules/lambda/aws"
  function_name        = "work"
  handler              = "app.handler"
  runtime              = "python3.13"
  source_path          = "src"
  event_source_mapping = {
    sqs = {
      event_source_arn = aws_sqs_queue.orders.arn
    }
  }
}
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("template.yaml", SAM),
        ("template.yaml", CLOUDFORMATION),
        ("serverless.yml", SERVERLESS),
        ("serverless.yml", SERVERLESS_SHORT),
        ("serverless.yml", SERVERLESS_STREAM),
        ("main.tf", TERRAFORM),
        ("main.tf", TERRAFORM_MODULE),
    ],
)
def test_the_mapping_asks_for_them(name: str, text: str) -> None:
    path = Path("/nowhere") / name
    (function,) = read(path, kind_of(path), text.encode()).functions
    (mapping,) = [event for event in function.events if event.kind in ("sqs", "kinesis")]
    edit = reporting_failures(path, mapping.line, text.split("\n"))
    assert edit is not None
    assert edit.path == str(path)
    (changed,) = read(path, kind_of(path), apply(text, [edit]).encode()).functions
    (event,) = [event for event in changed.events if event.kind in ("sqs", "kinesis")]
    assert _reports(event.properties) is True
    assert event.properties.keys() >= {key for key in mapping.properties if key != "value"}
    assert len(changed.events) == len(function.events)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("template.yaml", "Queue: {Type: SQS, Properties: {Queue: x}}\n"),
        ("template.yaml", "Queue:\n  Type: SQS\nOther:\n  Properties:\n    A: 1\n"),
        ("template.yaml", "Queue:\n  Type: SQS\n  Properties:\nOther: 1\n"),
        ("template.json", '{"Queue": {}}'),
        ("serverless.yml", "- sqs: {arn: x}\n"),
        ("serverless.yml", "- sqs:\n- http: GET /\n"),
        ("main.tf", 'resource "aws_lambda_event_source_mapping" "x" {}\n'),
    ],
)
def test_where_its_place_cannot_be_told(name: str, text: str) -> None:
    assert reporting_failures(Path("/nowhere") / name, 1, text.split("\n")) is None


@pytest.mark.parametrize(
    ("types", "asked"),
    [
        ('function_response_types = ["ReportBatchItemFailures"]', True),
        ("function_response_types = var.types", None),
        ("function_response_types = []", False),
        ("batch_size = 10", False),
    ],
)
def test_terraform_says_whether_it_asks(types: str, asked: bool | None) -> None:
    path = Path("/nowhere/main.tf")
    module = TERRAFORM_MODULE.replace("}\n  }\n}", f"{types}\n}}\n  }}\n}}")
    for text in (TERRAFORM.replace("  function_name    = aws", f"  {types}\n  function_name    = aws"), module):
        (function,) = read(path, kind_of(path), text.encode()).functions
        (mapping,) = [event for event in function.events if event.kind == "sqs"]
        assert _reports(mapping.properties) is asked
