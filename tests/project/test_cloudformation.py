"""SAM and CloudFormation templates: every way to name a function's code, settings and sources."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handlerlens.analysis.function_config import FunctionConfig, Unresolved
from project.workspace import functions

BASE = Path("/projects/shop")
TEMPLATE = BASE / "template.yaml"


def function(
    properties: str, before: str = "", after: str = "", kind: str = "AWS::Serverless::Function"
) -> FunctionConfig:
    """The function ``F`` of a template with these properties (YAML lines)."""
    lines = [*before.splitlines(), "Resources:", "  F:", f"    Type: {kind}", "    Properties:"]
    lines += [f"      {line}" for line in properties.splitlines()]
    lines += [f"  {line}" for line in after.splitlines()]
    return functions(TEMPLATE, "\n".join(lines))["F"]


HANDLERS = {
    "plain": ("Handler: app.handler", "", "app.handler"),
    "quoted": ("Handler: 'app.handler'", "", "app.handler"),
    "folded": ("Handler: >-\n  app.handler", "", "app.handler"),
    "sub without variables": ("Handler: !Sub app.handler", "", "app.handler"),
    "sub with a parameter": (
        "Handler: !Sub '${Name}.handler'",
        "Parameters: {Name: {Type: String, Default: app}}",
        "app.handler",
    ),
    "sub with own values": ("Handler: !Sub ['${M}.handler', {M: app}]", "", "app.handler"),
    "long sub": ("Handler:\n  Fn::Sub: app.handler", "", "app.handler"),
    "escaped sub": ("Handler: !Sub 'app.${!x}'", "", "app.${x}"),
    "reference": ("Handler: !Ref Name", "Parameters: {Name: {Type: String, Default: app.handler}}", "app.handler"),
    "reference without default": ("Handler: !Ref Name", "Parameters: {Name: {Type: String}}", Unresolved("!Ref Name")),
    "parameter store": (
        "Handler: !Ref Name",
        "Parameters: {Name: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /x}}",
        Unresolved("!Ref Name"),
    ),
    "join": ("Handler: !Join [., [app, handler]]", "", "app.handler"),
    "map": ("Handler: !FindInMap [M, a, b]", "Mappings: {M: {a: {b: app.handler}}}", "app.handler"),
    "condition that holds": (
        "Handler: !If [C, a.handler, b.handler]",
        "Parameters: {S: {Type: String, Default: x}}\nConditions: {C: !Equals [!Ref S, x]}",
        "a.handler",
    ),
    "condition that does not": (
        "Handler: !If [C, a.handler, b.handler]",
        "Parameters: {S: {Type: String, Default: x}}\nConditions: {C: !Not [!Equals [!Ref S, x]]}",
        "b.handler",
    ),
    "condition nobody knows": (
        "Handler: !If [C, a.handler, b.handler]",
        "Conditions: {C: !Equals [!Ref 'AWS::Region', x]}",
        Unresolved("!If [C, a.handler, b.handler]"),
    ),
    "condition that does not matter": (
        "Handler: !If [C, a.handler, a.handler]",
        "Conditions: {C: !Equals [!Ref 'AWS::Region', x]}",
        "a.handler",
    ),
    "conditions that refer to each other": (
        "Handler: !If [C, a.handler, b.handler]",
        "Conditions: {C: {Condition: D}, D: {Condition: C}}",
        Unresolved("!If [C, a.handler, b.handler]"),
    ),
    "import": ("Handler: !ImportValue x", "", Unresolved("!ImportValue x")),
    "unknown tag": ("Handler: !Custom x", "", Unresolved("!Custom x")),
    "globals": ("Timeout: 3", "Globals: {Function: {Handler: app.handler}}", "app.handler"),
    "own before globals": ("Handler: own.handler", "Globals: {Function: {Handler: app.handler}}", "own.handler"),
    "no value": ("Handler: !Ref AWS::NoValue", "", None),
    "none": ("Timeout: 3", "", None),
}


@pytest.mark.parametrize(("properties", "before", "expected"), HANDLERS.values(), ids=HANDLERS)
def test_handler(properties: str, before: str, expected: object) -> None:
    assert function(properties, before).handler == expected


CODE = {
    "folder": ("CodeUri: src/", BASE / "src"),
    "folder with a dot": ("CodeUri: ./src/orders", BASE / "src" / "orders"),
    "folder above": ("CodeUri: ../shared", BASE.parent / "shared"),
    "none": ("Timeout: 3", BASE),
    "here": ("CodeUri: .", BASE),
    "bucket": ("CodeUri: s3://bucket/key.zip", None),
    "bucket and key": ("CodeUri: {Bucket: b, Key: k}", None),
    "archive": ("CodeUri: build/app.zip", None),
    "unknown": ("CodeUri: !Ref Code", None),
}


@pytest.mark.parametrize(("properties", "expected"), CODE.values(), ids=CODE)
def test_code_root(properties: str, expected: Path | None) -> None:
    found = function(f"Handler: app.handler\n{properties}")
    assert found.code_root == expected
    assert not found.inline


def test_code_root_from_globals() -> None:
    assert function("Handler: a.b", "Globals: {Function: {CodeUri: src/}}").code_root == BASE / "src"


@pytest.mark.parametrize(
    ("properties", "root", "inline"),
    [
        ("Code: lambda/", BASE / "lambda", False),
        ("Code: {S3Bucket: b, S3Key: k}", None, False),
        ("Code: {ZipFile: 'def handler(event, context): ...'}", None, True),
        ("Timeout: 3", None, False),
    ],
)
def test_plain_cloudformation(properties: str, root: Path | None, inline: bool) -> None:
    found = function(f"Handler: index.handler\n{properties}", kind="AWS::Lambda::Function")
    assert (found.code_root, found.inline, found.tool) == (root, inline, "cloudformation")


def test_inline_code_of_sam() -> None:
    assert function("Handler: index.handler\nInlineCode: |\n  def handler(event, context): ...").inline


def test_container_image(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text('FROM x\nCOPY app.py ${LAMBDA_TASK_ROOT}\nCMD [ "app.lambda_handler" ]\n')
    text = """
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image}
    Metadata: {DockerContext: ., Dockerfile: Dockerfile}
  G:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image, ImageConfig: {Command: [other.handler]}}
    Metadata: {DockerContext: .}
"""
    found = functions(tmp_path / "template.yaml", text)
    assert (found["F"].handler, found["F"].code_root) == ("app.lambda_handler", tmp_path)
    assert found["G"].handler == "other.handler"


def test_settings() -> None:
    found = function(
        """
Runtime: python3.13
Handler: app.handler
Timeout: 30
MemorySize: 512
Architectures: [arm64]
Tracing: Active
Environment:
  Variables:
    MODE: fast
    COUNT: 3
    TABLE: !Ref Table
    GONE: !Ref AWS::NoValue
Layers:
  - !Ref Shared
  - arn:aws:lambda:eu-central-1:123456789012:layer:x:1
""",
        "Globals: {Function: {Timeout: 5, Environment: {Variables: {MODE: slow, LEVEL: INFO}}}}",
        "Shared: {Type: 'AWS::Serverless::LayerVersion', Properties: {ContentUri: layers/shared}}",
    )
    assert (found.runtime, found.timeout, found.memory, found.architecture, found.tracing) == (
        "python3.13",
        30,
        512,
        "arm64",
        "Active",
    )
    assert found.environment == {
        "MODE": "fast",
        "LEVEL": "INFO",
        "COUNT": "3",
        "TABLE": Unresolved("!Ref Table", "Table"),
    }
    assert not found.environment_open
    assert found.layers == (
        BASE / "layers" / "shared",
        Unresolved("arn:aws:lambda:eu-central-1:123456789012:layer:x:1"),
    )


@pytest.mark.parametrize(
    "value", ["Variables: !If [C, {A: b}, !Ref AWS::NoValue]", "Fn::Transform: {Name: AWS::Include}"]
)
def test_environment_that_is_not_all_told(value: str) -> None:
    assert function(f"Handler: a.b\nEnvironment:\n  {value}").environment_open


def test_positions() -> None:
    text = """Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: "app.handler"
      Runtime: python3.13
      Environment:
        Variables:
          TABLE: orders
"""
    found = functions(TEMPLATE, text)["Orders"]
    lines = text.splitlines()

    def shown(name: str) -> str:
        span = found.positions[name]
        return lines[span.line - 1][span.column : span.end_column]

    assert [shown(n) for n in ("", "Handler", "Runtime", "Environment.TABLE")] == [
        "Orders",
        "app.handler",
        "python3.13",
        "TABLE",
    ]
    assert found.line == 2


def test_positions_count_characters() -> None:
    line = "Resources: {'😀': {}, F: {Type: AWS::Serverless::Function, Properties: {Handler: 'ü.h'}}}"
    span = functions(TEMPLATE, f"Description: 😀\r\n{line}\r\n")["F"].positions["Handler"]
    assert (span.line, span.column, span.end_column) == (2, line.index("ü"), line.index("ü") + 3)


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


def test_json_says_the_same() -> None:
    data = {
        "Resources": {
            "F": {
                "Type": "AWS::Serverless::Function",
                "Properties": {
                    "Handler": {"Fn::Sub": "app.handler"},
                    "Runtime": "python3.13",
                    "CodeUri": "src",
                    "Timeout": 9,
                    "Events": {"E": {"Type": "SQS", "Properties": {"Queue": {"Fn::GetAtt": ["Q", "Arn"]}}}},
                },
            }
        }
    }
    for name, text in (
        ("template.json", json.dumps(data, indent=2)),
        ("template.yaml", json.dumps(data)),
        ("x.template", json.dumps(data)),
    ):
        found = functions(BASE / name, text)["F"]
        assert (found.handler, found.code_root, found.timeout) == ("app.handler", BASE / "src", 9)
        assert found.events[0].properties == {"Queue": Unresolved("!GetAtt Q.Arn")}


def test_anchors_and_merge_keys() -> None:
    text = """
Shared: &shared
  Runtime: python3.13
  Timeout: 7
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      <<: *shared
      Handler: app.handler
      Timeout: 9
"""
    found = functions(TEMPLATE, text)["F"]
    assert (found.runtime, found.timeout, found.handler) == ("python3.13", 9, "app.handler")


def test_loops() -> None:
    text = """
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Functions:
    - Name
    - [A, B]
    - ${Name}Function:
        Type: AWS::Serverless::Function
        Properties: {Handler: app.handler}
"""
    assert list(functions(TEMPLATE, text)) == ["${Name}Function"]


def test_all_functions_in_file_order() -> None:
    text = "Resources:\n" + "".join(
        f"  F{i}: {{Type: AWS::Serverless::Function, Properties: {{Handler: a.h{i}}}}}\n" for i in (3, 1, 2)
    )
    assert list(functions(TEMPLATE, text)) == ["F3", "F1", "F2"]
