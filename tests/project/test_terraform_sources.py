"""What calls the functions of a Terraform module."""

from __future__ import annotations

from pathlib import Path

import pytest

from project.test_terraform import function, module

SOURCES = {
    "queue": (
        '"aws_lambda_event_source_mapping" "m" {\n event_source_arn = aws_sqs_queue.q.arn',
        "function_name",
        ["sqs"],
    ),
    "stream": (
        '"aws_lambda_event_source_mapping" "m" {\n event_source_arn = aws_dynamodb_table.t.stream_arn',
        "function_name",
        ["dynamodb"],
    ),
    "function URL": ('"aws_lambda_function_url" "u" {', "function_name", ["function_url"]),
    "HTTP API": (
        '"aws_apigatewayv2_integration" "i" {\n payload_format_version = "2.0"',
        "integration_uri",
        ["http_api_v2"],
    ),
    "HTTP API by default": ('"aws_apigatewayv2_integration" "i" {', "integration_uri", ["http_api_v1"]),
    "REST API": ('"aws_api_gateway_integration" "i" {\n type = "AWS_PROXY"', "uri", ["rest_api"]),
    "rule": ('"aws_cloudwatch_event_target" "t" {\n rule = aws_cloudwatch_event_rule.r.name', "arn", ["eventbridge"]),
    "schedule": ('"aws_cloudwatch_event_target" "t" {\n rule = aws_cloudwatch_event_rule.s.name', "arn", ["schedule"]),
    "schedule by a local": ('"aws_cloudwatch_event_target" "t" {\n rule = local.rule', "arn", ["schedule"]),
    "schedule by its name": ('"aws_cloudwatch_event_target" "t" {\n rule = "nightly"', "arn", ["schedule"]),
    "schedule, perhaps": (
        '"aws_cloudwatch_event_target" "t" {\n rule = join("", aws_cloudwatch_event_rule.s.*.name)',
        "arn",
        ["schedule"],
    ),
    "topic": ('"aws_sns_topic_subscription" "s" {', "endpoint", ["sns"]),
    "permission": ('"aws_lambda_permission" "p" {\n principal = "lex.amazonaws.com"', "function_name", ["lex_v2"]),
    "authorizer": (
        '"aws_api_gateway_authorizer" "a" {\n type = "REQUEST"',
        "authorizer_uri",
        ["rest_authorizer_request"],
    ),
    "alarm dimension": ('"aws_cloudwatch_dashboard" "d" {', "x", []),
}


@pytest.mark.parametrize(("head", "argument", "kinds"), SOURCES.values(), ids=SOURCES)
def test_sources(tmp_path: Path, head: str, argument: str, kinds: list[str]) -> None:
    rules = 'resource "aws_cloudwatch_event_rule" "s" {\n name = "nightly"\n schedule_expression = "x"\n}\n'
    rules += "locals {\n rule = aws_cloudwatch_event_rule.s.name\n}\n"
    rules += 'resource "aws_cloudwatch_event_rule" "r" {}\n'
    text = function('handler = "a.b"') + rules + f"resource {head}\n {argument} = aws_lambda_function.f.arn\n}}\n"
    assert [event.kind for event in module(tmp_path, text)["f"].events] == kinds


def test_notifications_schedules_and_user_pools(tmp_path: Path) -> None:
    text = (
        function('handler = "a.b"')
        + """
resource "aws_s3_bucket_notification" "n" {
  lambda_function {
    lambda_function_arn = aws_lambda_function.f.arn
  }
}
resource "aws_scheduler_schedule" "s" {
  target {
    arn = aws_lambda_function.f.arn
  }
}
resource "aws_cognito_user_pool" "p" {
  lambda_config {
    pre_sign_up = aws_lambda_function.f.arn
  }
}
"""
    )
    assert [event.kind for event in module(tmp_path, text)["f"].events] == ["s3", "schedule", "cognito_pre_sign_up"]


@pytest.mark.parametrize(
    ("schema", "kinds"),
    [
        ("function_schema {}", ["bedrock_agent_function"]),
        ("api_schema {}", ["bedrock_agent_api"]),
        ("", ["BedrockAgent"]),
    ],
)
def test_an_action_group_and_its_schema(tmp_path: Path, schema: str, kinds: list[str]) -> None:
    text = (
        function('handler = "a.b"')
        + f"""
resource "aws_bedrockagent_agent_action_group" "g" {{
  action_group_executor {{
    lambda = aws_lambda_function.f.arn
  }}
  {schema}
}}
"""
    )
    assert [event.kind for event in module(tmp_path, text)["f"].events] == kinds


def test_lifecycle_hook_of_a_service(tmp_path: Path) -> None:
    text = (
        function('handler = "a.b"')
        + """
resource "aws_ecs_service" "s" {
  deployment_configuration {
    lifecycle_hook {
      hook_target_arn = aws_lambda_function.f.arn
    }
  }
}
"""
    )
    assert [event.kind for event in module(tmp_path, text)["f"].events] == ["ecs_hook"]
