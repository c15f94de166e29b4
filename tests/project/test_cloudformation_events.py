"""SAM and CloudFormation templates: what calls a function, by its own events and by other resources."""

from __future__ import annotations

import pytest

from handlerlens.analysis.function_config import Unresolved
from project.test_cloudformation import function

EVENTS = {
    "Api": ("Type: Api\nProperties: {Path: /x, Method: get}", ["rest_api"]),
    "HttpApi": ("Type: HttpApi", ["http_api_v2"]),
    "HttpApi 1.0": ("Type: HttpApi\nProperties: {PayloadFormatVersion: '1.0'}", ["http_api_v1"]),
    "SQS": ("Type: SQS\nProperties: {Queue: !GetAtt Q.Arn}", ["sqs"]),
    "Schedule": ("Type: Schedule\nProperties: {Schedule: rate(1 day)}", ["schedule"]),
    "ScheduleV2": ("Type: ScheduleV2", ["schedule"]),
    "S3": ("Type: S3", ["s3"]),
    "SNS": ("Type: SNS", ["sns"]),
    "DynamoDB": ("Type: DynamoDB", ["dynamodb"]),
    "Kinesis": ("Type: Kinesis", ["kinesis"]),
    "EventBridgeRule": ("Type: EventBridgeRule", ["eventbridge"]),
    "Cognito": ("Type: Cognito\nProperties: {Trigger: PreSignUp}", ["cognito_pre_sign_up"]),
    "Cognito twice": (
        "Type: Cognito\nProperties: {Trigger: [PreSignUp, PostConfirmation]}",
        ["cognito_pre_sign_up", "cognito_post_confirmation"],
    ),
    "IoTRule": ("Type: IoTRule", ["iot_rule"]),
    "MSK": ("Type: MSK", ["msk"]),
    "unknown": ("Type: Telepathy", ["Telepathy"]),
}


@pytest.mark.parametrize(("lines", "kinds"), EVENTS.values(), ids=EVENTS)
def test_events(lines: str, kinds: list[str]) -> None:
    indented = "\n".join(f"    {line}" for line in lines.splitlines())
    assert [e.kind for e in function(f"Handler: a.b\nEvents:\n  E:\n{indented}").events] == kinds


def test_event_properties_and_line() -> None:
    (found,) = function(
        "Handler: a.b\nEvents:\n  E:\n    Type: SQS\n    Properties: {Queue: !GetAtt Q.Arn, BatchSize: 5, FunctionResponseTypes: [X]}"
    ).events
    assert found.properties == {"Queue": Unresolved("!GetAtt Q.Arn"), "BatchSize": "5", "FunctionResponseTypes": ["X"]}
    assert found.line == 7


CALLERS = {
    "function URL": ("U: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref F}}", ["function_url"]),
    "queue": (
        "Q: {Type: AWS::SQS::Queue}\n"
        "M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref F, EventSourceArn: !GetAtt Q.Arn}}",
        ["sqs"],
    ),
    "stream by name": (
        "M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref F, EventSourceArn: 'arn:aws:kinesis:x'}}",
        ["kinesis"],
    ),
    "rule": (
        "R: {Type: AWS::Events::Rule, Properties: {EventPattern: {}, Targets: [{Arn: !GetAtt F.Arn}]}}",
        ["eventbridge"],
    ),
    "schedule": (
        "R: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: x, Targets: [{Arn: !GetAtt F.Arn}]}}",
        ["schedule"],
    ),
    "REST API": (
        "M: {Type: AWS::ApiGateway::Method, Properties: {Integration: "
        "{Type: AWS_PROXY, Uri: !Sub 'arn:aws:apigateway:x/functions/${F.Arn}/invocations'}}}",
        ["rest_api"],
    ),
    "HTTP API": (
        "I: {Type: AWS::ApiGatewayV2::Integration, Properties: {IntegrationUri: !GetAtt F.Arn}}",
        ["http_api_v2"],
    ),
    "HTTP API 1.0": (
        "I: {Type: AWS::ApiGatewayV2::Integration, Properties: {IntegrationUri: !GetAtt F.Arn, PayloadFormatVersion: '1.0'}}",
        ["http_api_v1"],
    ),
    "WebSocket": (
        "A: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: WEBSOCKET}}\n"
        "I: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref A, IntegrationUri: !GetAtt F.Arn}}",
        ["websocket"],
    ),
    "token authorizer": (
        "A: {Type: AWS::ApiGateway::Authorizer, Properties: {Type: TOKEN, AuthorizerUri: !Sub '${F.Arn}'}}",
        ["rest_authorizer_token"],
    ),
    "request authorizer of SAM": (
        "A: {Type: AWS::Serverless::Api, Properties: {Auth: {Authorizers: "
        "{X: {FunctionPayloadType: REQUEST, FunctionArn: !GetAtt F.Arn}}}}}",
        ["rest_authorizer_request"],
    ),
    "authorizer of an HTTP API": (
        "A: {Type: AWS::Serverless::HttpApi, Properties: {Auth: {Authorizers: {X: {FunctionArn: !GetAtt F.Arn}}}}}",
        ["http_api_authorizer"],
    ),
    "agent with functions": (
        "A: {Type: AWS::Bedrock::Agent, Properties: {ActionGroups: ["
        "{FunctionSchema: {Functions: []}, ActionGroupExecutor: {Lambda: !GetAtt F.Arn}}, "
        "{ApiSchema: {Payload: x}, ActionGroupExecutor: {Lambda: !GetAtt G.Arn}}]}}",
        ["bedrock_agent_function"],
    ),
    "agent with an API": (
        "A: {Type: AWS::Bedrock::Agent, Properties: {ActionGroups: ["
        "{ApiSchema: {Payload: x}, ActionGroupExecutor: {Lambda: !GetAtt F.Arn}}]}}",
        ["bedrock_agent_api"],
    ),
    "agent that parses model answers with it": (
        "A: {Type: AWS::Bedrock::Agent, Properties: {PromptOverrideConfiguration: {OverrideLambda: !GetAtt F.Arn}}}",
        [],
    ),
    "user pool": (
        "P: {Type: AWS::Cognito::UserPool, Properties: {LambdaConfig: {PreSignUp: !GetAtt F.Arn}}}",
        ["cognito_pre_sign_up"],
    ),
    "custom resource": ("C: {Type: Custom::Thing, Properties: {ServiceToken: !GetAtt F.Arn}}", ["custom_resource"]),
    "state machine": (
        "S: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionSubstitutions: {F: !GetAtt F.Arn}}}",
        ["step_functions"],
    ),
    "bucket": (
        "B: {Type: AWS::S3::Bucket, Properties: {NotificationConfiguration: {LambdaConfigurations: [{Function: !GetAtt F.Arn}]}}}",
        ["s3"],
    ),
    "topic": ("T: {Type: AWS::SNS::Subscription, Properties: {Protocol: lambda, Endpoint: !GetAtt F.Arn}}", ["sns"]),
    "log group": (
        "L: {Type: AWS::Logs::SubscriptionFilter, Properties: {DestinationArn: !GetAtt F.Arn}}",
        ["cloudwatch_logs"],
    ),
    "edge, at the response": (
        "D: {Type: AWS::CloudFront::Distribution, Properties: {DistributionConfig: {DefaultCacheBehavior: "
        "{LambdaFunctionAssociations: [{EventType: origin-response, LambdaFunctionARN: !Ref V}]}}}}\n"
        "V: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref F}}",
        ["cloudfront_response"],
    ),
    "through an alias": (
        "A: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref F}}\n"
        "C: {Type: AWS::CloudFormation::CustomResource, Properties: {ServiceToken: !Ref A}}",
        ["custom_resource"],
    ),
    "ECS service with a lifecycle hook": (
        "S: {Type: AWS::ECS::Service, Properties: {DeploymentConfiguration: {LifecycleHooks: [{HookTargetArn: !GetAtt F.Arn}]}}}",
        ["ecs_hook"],
    ),
    "ECS service that only knows it": (
        "S: {Type: AWS::ECS::Service, Properties: {Tags: [{Key: calls, Value: !Ref F}]}}",
        [],
    ),
    "permission": (
        "P: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref F, Principal: lex.amazonaws.com}}",
        ["lex_v2"],
    ),
    "permission beside what it is for": (
        "B: {Type: AWS::S3::Bucket, Properties: {N: {F: !GetAtt F.Arn}}}\n"
        "P: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref F, Principal: s3.amazonaws.com}}",
        ["s3"],
    ),
    "an alarm that only watches": (
        "W: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub '/aws/lambda/${F}'}}",
        [],
    ),
}


@pytest.mark.parametrize(("resources", "kinds"), CALLERS.values(), ids=CALLERS)
def test_what_calls_a_function(resources: str, kinds: list[str]) -> None:
    found = function("Handler: a.b", after=resources, kind="AWS::Lambda::Function")
    assert [event.kind for event in found.events] == kinds
