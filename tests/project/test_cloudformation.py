"""SAM and CloudFormation templates: every way to name a function's code and settings."""

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


def test_all_functions_in_file_order() -> None:
    text = "Resources:\n" + "".join(
        f"  F{i}: {{Type: AWS::Serverless::Function, Properties: {{Handler: a.h{i}}}}}\n" for i in (3, 1, 2)
    )
    assert list(functions(TEMPLATE, text)) == ["F3", "F1", "F2"]
