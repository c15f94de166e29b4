"""What a variable that only a deployment knows holds in a local run."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.function_config import Unresolved
from project.workspace import functions

RESOURCES = """
  Table: {Type: 'AWS::DynamoDB::Table'}
  Named: {Type: 'AWS::DynamoDB::Table', Properties: {TableName: !Sub '${AWS::StackName}-orders'}}
  Queue: {Type: 'AWS::SQS::Queue'}
  Topic: {Type: 'AWS::SNS::Topic', Properties: {TopicName: news}}
  Photos: {Type: 'AWS::S3::Bucket'}
  Loop: {Type: 'AWS::DynamoDB::Table', Properties: {TableName: !Ref Loop}}
  Other: {Type: 'AWS::Backup::BackupPlan'}
"""
PARAMETERS = "Parameters: {Stage: {Type: String, Default: dev}, Secret: {Type: String}}"

STAND_INS = {
    "table": ("!Ref Table", "Table"),
    "declared name": ("!Ref Named", "local-orders"),
    "arn": ("!GetAtt Named.Arn", "arn:aws:dynamodb:us-east-1:123456789012:table/local-orders"),
    "arn in a list": ("{'Fn::GetAtt': [Table, Arn]}", "arn:aws:dynamodb:us-east-1:123456789012:table/Table"),
    "queue": ("!Ref Queue", "https://sqs.us-east-1.amazonaws.com/123456789012/Queue"),
    "queue's name": ("!GetAtt Queue.QueueName", "Queue"),
    "topic": ("!Ref Topic", "arn:aws:sns:us-east-1:123456789012:news"),
    "bucket": ("!Ref Photos", "photos"),
    "unknown attribute": ("!GetAtt Other.BackupPlanId", "Other.BackupPlanId"),
    "parameter without default": ("!Ref Secret", "Secret"),
    "sub": ("!Sub '${Stage}-${Table}-${AWS::Region}'", "dev-Table-us-east-1"),
    "sub with an attribute": ("!Sub 'x/${Topic.TopicName}'", "x/news"),
    "sub with own values": (
        "!Sub ['${A}/${!B}', {A: !Ref Queue}]",
        "https://sqs.us-east-1.amazonaws.com/123456789012/Queue/${B}",
    ),
    "join": ("!Join ['-', [!Ref Stage, !Ref Table]]", "dev-Table"),
    "import": ("!ImportValue shared-table", "shared-table"),
    "anything else": ("!Select [0, !GetAZs '']", "!Select [0, !GetAZs ]"),
    "itself": ("!Ref Loop", "!Ref Loop"),
}


@pytest.mark.parametrize(("value", "stand_in"), STAND_INS.values(), ids=STAND_INS)
def test_cloudformation(value: str, stand_in: str) -> None:
    text = (
        f"{PARAMETERS}\nResources:{RESOURCES}  F:\n    Type: AWS::Serverless::Function\n"
        f"    Properties:\n      Handler: a.b\n      Environment:\n        Variables:\n          X: {value}\n"
    )
    found = functions(Path("/shop/template.yaml"), text)["F"].environment["X"]
    assert isinstance(found, Unresolved)
    assert found.stand_in == stand_in


def test_serverless() -> None:
    text = (
        "service: shop\nprovider: {name: aws}\nfunctions:\n  f:\n    handler: a.b\n    environment:\n"
        "      QUEUE: !Ref Queue\n      SECRET: ${ssm:/shop/secret}\n"
        "resources:\n  Resources:\n    Queue: {Type: 'AWS::SQS::Queue', Properties: {QueueName: orders}}\n"
    )
    found = functions(Path("/shop/serverless.yml"), text)["f"].environment
    assert found == {
        "QUEUE": Unresolved("!Ref Queue", "https://sqs.us-east-1.amazonaws.com/123456789012/orders"),
        "SECRET": Unresolved("${ssm:/shop/secret}"),
    }
