"""What files of every tool say of SnapStart, log formats, retries, destinations and durable functions."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.function_config import Service
from project.workspace import functions

SAM = """
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      SnapStart: {ApplyOn: PublishedVersions}
      LoggingConfig: {LogFormat: JSON, ApplicationLogLevel: DEBUG}
      EventInvokeConfig:
        MaximumRetryAttempts: 1
        DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Dead.Arn}}
      DurableConfig: {ExecutionTimeout: 60}
"""
CLOUDFORMATION = """
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Handler: app.handler
      SnapStart: {ApplyOn: None}
      LoggingConfig: {LogFormat: Text}
  G:
    Type: AWS::Lambda::Function
    Properties: {Handler: app.other}
  Asynchronous:
    Type: AWS::Lambda::EventInvokeConfig
    Properties:
      FunctionName: !Ref F
      Qualifier: $LATEST
      MaximumRetryAttempts: 0
      DestinationConfig: {OnFailure: {Destination: arn:aws:sqs:us-east-1:1:dead}}
"""
SERVERLESS = """
service: s
provider: {name: aws, runtime: python3.13}
functions:
  F:
    handler: app.handler
    snapStart: true
    maximumRetryAttempts: 0
    destinations: {onFailure: other}
"""
TERRAFORM = """
resource "aws_lambda_function" "F" {
  handler  = "app.handler"
  filename = "app"
  snap_start {
    apply_on = "PublishedVersions"
  }
  logging_config {
    log_format            = "JSON"
    application_log_level = "WARN"
  }
}
"""
CDK = """
from aws_cdk import aws_lambda as lambda_, Stack
class S(Stack):
    def __init__(self, scope, id):
        super().__init__(scope, id)
        lambda_.Function(self, "F", handler="app.handler", code=lambda_.Code.from_asset("src"),
            runtime=lambda_.Runtime.PYTHON_3_13, snap_start=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS,
            logging_format=lambda_.LoggingFormat.JSON, application_log_level_v2=lambda_.ApplicationLogLevel.DEBUG,
            retry_attempts=1)
"""

FILES = {
    "sam": ("template.yaml", SAM, Service(True, "JSON", "DEBUG", 1, "!GetAtt Dead.Arn", True)),
    "cloudformation": (
        "template.yaml",
        CLOUDFORMATION,
        Service(False, "Text", None, 0, "arn:aws:sqs:us-east-1:1:dead"),
    ),
    "serverless": ("serverless.yml", SERVERLESS, Service(True, None, None, 0, "other")),
    "terraform": ("main.tf", TERRAFORM, Service(True, "JSON", "WARN")),
    "cdk": ("stack.py", CDK, Service(True, "JSON", "DEBUG", 1)),
}


@pytest.mark.parametrize("tool", FILES)
def test_service(tool: str) -> None:
    name, text, service = FILES[tool]
    assert functions(Path("/projects/shop") / name, text)["F"].service == service


def test_the_config_of_another_function_does_not_count() -> None:
    assert functions(Path("/projects/shop/template.yaml"), CLOUDFORMATION)["G"].service == Service()
