"""The fix that declares a variable: after it the template says so, whatever form its variables have."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from handlerlens.analysis.environment_declarations import VALUE, declaration
from handlerlens.analysis.finding import Edit
from project.workspace import functions

FILES = {
    "SAM, first": (
        "template.yaml",
        """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
        """,
    ),
    "SAM, beside others": (
        "template.yaml",
        """
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties:
              Handler: app.handler
              Environment:
                Variables:
                  OTHER:
                    Fn::Sub: "${AWS::StackName}-x"
                  MORE: 1
        """,
    ),
    "CloudFormation, in one line": (
        "template.yaml",
        """
        Resources:
          F:
            Type: AWS::Lambda::Function
            Properties: {Handler: app.handler, Environment: {Variables: {OTHER: !Ref X}}}
        """,
    ),
    "JSON, first": (
        "template.json",
        """
        {"Resources": {"F": {"Type": "AWS::Lambda::Function", "Properties": {
          "Code": {},
          "Handler": "app.handler"
        }}}}
        """,
    ),
    "JSON, beside others": (
        "template.json",
        """
        {"Resources": {"F": {"Type": "AWS::Lambda::Function", "Properties": {
          "Handler": "app.handler",
          "Environment": {
            "Variables": {
              "OTHER": "x"
            }
          }
        }}}}
        """,
    ),
    "JSON, in one line": (
        "template.json",
        """
        {"Resources": {"F": {"Type": "AWS::Lambda::Function", "Properties": {
          "Handler": "app.handler", "Environment": {"Variables": {"OTHER": "x"}}}}}}
        """,
    ),
    "serverless, first": (
        "serverless.yml",
        """
        provider: aws
        functions:
          F:
            handler: app.handler
        """,
    ),
    "serverless, beside others": (
        "serverless.yml",
        """
        provider: aws
        functions:
          F:
            handler: app.handler
            environment:
              OTHER: ${self:custom.x}
        """,
    ),
    "Terraform, first": (
        "main.tf",
        """
        resource "aws_lambda_function" "F" {
          filename = "x.zip"
          handler  = "app.handler"
        }
        """,
    ),
    "Terraform, beside others": (
        "main.tf",
        """
        resource "aws_lambda_function" "F" {
          handler  = "app.handler"
          environment {
            variables = {
              OTHER = aws_dynamodb_table.x.name
            }
          }
        }
        """,
    ),
    "Terraform, in one line": (
        "main.tf",
        """
        resource "aws_lambda_function" "F" {
          handler  = "app.handler"
          environment {
            variables = { OTHER = "x" }
          }
        }
        """,
    ),
    "CDK in Python, first": (
        "stack.py",
        """
        from aws_cdk import aws_lambda
        fn = aws_lambda.Function(
            self, "F",
            handler="app.handler",
            code=aws_lambda.Code.from_asset("src"),
        )
        """,
    ),
    "CDK in Python, beside others": (
        "stack.py",
        """
        from aws_cdk import aws_lambda
        fn = aws_lambda.Function(self, "F", handler="app.handler", code=c, environment={"OTHER": "x"})
        """,
    ),
    "CDK in TypeScript, first": (
        "stack.ts",
        """
        import * as lambda from 'aws-cdk-lib/aws-lambda';
        const fn = new lambda.Function(this, 'F', {
          handler: 'app.handler',
          code: lambda.Code.fromAsset('src'),
        });
        """,
    ),
    "CDK in TypeScript, beside others": (
        "stack.ts",
        """
        import * as lambda from 'aws-cdk-lib/aws-lambda';
        const fn = new lambda.Function(this, 'F', {
          handler: 'app.handler',
          code: lambda.Code.fromAsset('src'),
          environment: {
            OTHER: table.tableName,
          },
        });
        """,
    ),
    "Serverless in TypeScript, first": (
        "serverless.ts",
        """
        export default {
          provider: { name: 'aws' },
          functions: {
            F: {
              handler: 'app.handler',
            },
          },
        };
        """,
    ),
    "Serverless in TypeScript, beside others": (
        "serverless.ts",
        """
        export default {
          provider: { name: 'aws' },
          functions: {
            F: { handler: 'app.handler', environment: { OTHER: process.env.OTHER } },
          },
        };
        """,
    ),
}


@pytest.mark.parametrize(("name", "text"), FILES.values(), ids=FILES)
def test_a_declared_variable_is_read_back(tmp_path: Path, name: str, text: str) -> None:
    path, text = tmp_path / name, dedent(text).lstrip()
    before = functions(path, text)["F"]
    edit = declaration(before, "TABLE", text.split("\n"))
    assert edit is not None
    assert edit.path == str(path)
    after = functions(path, applied(text, edit))["F"]
    assert after.environment == {**before.environment, "TABLE": VALUE}
    assert after.handler == before.handler


def applied(text: str, edit: Edit) -> str:
    lines = text.split("\n")
    line = lines[edit.span.line - 1]
    lines[edit.span.line - 1] = line[: edit.span.column] + edit.text + line[edit.span.end_column :]
    return "\n".join(lines)


def test_no_edit_where_the_variables_are_not_written_out(tmp_path: Path) -> None:
    text = "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.b\n      Environment: !Ref X\n"
    assert declaration(functions(tmp_path / "template.yaml", text)["F"], "TABLE", text.split("\n")) is None
