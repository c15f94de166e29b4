"""Functions whose handler is a vendor's wrapper: the user's own is theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.source import DiskView
from handlerlens.project.diagnosis import template_findings
from handlerlens.project.navigation import function_at, handler_choices
from project.workspace import indexed, shown

TEMPLATE = """
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: {handler}
      Environment: {{Variables: {{{variable}: {own}}}}}
"""
WRAPPERS = {
    "Datadog": ("datadog_lambda.handler.handler", "DD_LAMBDA_HANDLER"),
    "New Relic": ("newrelic_lambda_wrapper.handler", "NEW_RELIC_LAMBDA_HANDLER"),
    "Sentry": ("sentry_sdk.integrations.init_serverless_sdk.sentry_lambda_handler", "SENTRY_INITIAL_HANDLER"),
    "Lumigo, from its layer": ("/opt/python/lumigo_tracer/auto_instrument_handler._handler", "LUMIGO_ORIGINAL_HANDLER"),
    "Epsagon": ("epsagon.wrapper", "EPSAGON_HANDLER"),
    "Thundra": ("thundra.handler.wrapper", "THUNDRA_AGENT_LAMBDA_HANDLER"),
    "Instana": ("instana.lambda_handler", "LAMBDA_HANDLER"),
    "IOpipe": ("iopipe.handler.wrapper", "IOPIPE_HANDLER"),
}
CODE = {"src/app.py": "def run(event, context): ...\n", "src/other.py": "def handler(event, context): ...\n"}


@pytest.mark.parametrize(("handler", "variable"), WRAPPERS.values(), ids=WRAPPERS)
def test_the_own_handler_is_declared(tmp_path: Path, handler: str, variable: str) -> None:
    template = TEMPLATE.format(handler=handler, variable=variable, own="app.run")
    index = indexed(tmp_path, {**CODE, "template.yaml": template})
    assert shown(index) == {"src/app.py:run": "declared", "src/other.py:handler": "likely"}
    (listed,) = index.listed(tmp_path / "src" / "app.py")
    assert (listed.handler, listed.functions[0].wrapper) == ("app.run", handler)
    assert not template_findings(index, tmp_path / "template.yaml", DiskView())


NOT_TOLD = {
    "another variable": ("datadog_lambda.handler.handler", "DD_SITE", "app.run", []),
    "only at deployment": ("datadog_lambda.handler.handler", "DD_LAMBDA_HANDLER", "!Ref Handler", []),
    "no wrapper": ("acme_wrapper.handler", "DD_LAMBDA_HANDLER", "app.run", ["HL105"]),
}


@pytest.mark.parametrize(("handler", "variable", "own", "codes"), NOT_TOLD.values(), ids=NOT_TOLD)
def test_one_that_is_not_told(tmp_path: Path, handler: str, variable: str, own: str, codes: list[str]) -> None:
    template = TEMPLATE.format(handler=handler, variable=variable, own=own)
    index = indexed(tmp_path, {**CODE, "template.yaml": template})
    assert "declared" not in shown(index).values()
    assert [f.code for f in template_findings(index, tmp_path / "template.yaml", DiskView())] == codes


def test_a_package_of_the_project_s_own(tmp_path: Path) -> None:
    template = TEMPLATE.format(handler="epsagon.app.run", variable="EPSAGON_HANDLER", own="other.handler")
    index = indexed(tmp_path, {**CODE, "src/epsagon/app.py": CODE["src/app.py"], "template.yaml": template})
    assert shown(index)["src/epsagon/app.py:run"] == "declared"
    assert shown(index)["src/other.py:handler"] == "likely"


SAM = """
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: datadog_lambda.handler.handler
      Layers: [{layer}]
      Environment:
        Variables:
          DD_LAMBDA_HANDLER: "{own}"
"""
TOOLS = {
    "SAM": ("template.yaml", SAM.replace("{layer}", "")),
    "SAM with the vendor's layer": (
        "template.yaml",
        SAM.replace("{layer}", "!Sub arn:aws:lambda:us-east-1:464622532012:layer:Datadog-Python313:100"),
    ),
    "Serverless": (
        "serverless.yml",
        "service: shop\nprovider: {name: aws, runtime: python3.13}\nfunctions:\n  orders:\n    module: src\n"
        "    handler: datadog_lambda.handler.handler\n    environment:\n      DD_LAMBDA_HANDLER: {own}\n",
    ),
    "Terraform": (
        "main.tf",
        'data "archive_file" "code" {\n type = "zip"\n source_dir = "src"\n output_path = "code.zip"\n}\n'
        'resource "aws_lambda_function" "f" {\n handler = "datadog_lambda.handler.handler"\n runtime = "python3.13"\n'
        ' filename = data.archive_file.code.output_path\n environment {\n  variables = {\n   DD_LAMBDA_HANDLER = "{own}"\n  }\n }\n}\n',
    ),
    "CDK": (
        "stack.ts",
        "import * as lambda from 'aws-cdk-lib/aws-lambda';\nnew lambda.Function(this, 'F', {\n"
        "  runtime: lambda.Runtime.PYTHON_3_13, code: lambda.Code.fromAsset('src'),\n"
        "  handler: 'datadog_lambda.handler.handler', environment: { DD_LAMBDA_HANDLER: '{own}' } });\n",
    ),
}
OWN = {
    "app.run": None,
    "app.ran": (
        "HL104",
        "datadog_lambda.handler.handler looks for 'ran' in module 'app', which has nothing of that name.",
    ),
    "ap.run": ("HL105", "datadog_lambda.handler.handler looks for module 'ap': there is none under src/."),
}


@pytest.mark.parametrize(("own", "found"), OWN.items(), ids=OWN)
@pytest.mark.parametrize(("file", "template"), TOOLS.values(), ids=TOOLS)
def test_an_own_handler_that_is_not_there(
    tmp_path: Path, file: str, template: str, own: str, found: tuple[str, str] | None
) -> None:
    text = template.replace("{own}", own)
    index = indexed(tmp_path, {**CODE, file: text})
    findings = template_findings(index, tmp_path / file, DiskView())
    assert [(f.code, f.message) for f in findings] == ([found] if found else [])
    for finding in findings:
        lines, span = text.splitlines(), finding.span
        assert lines[span.line - 1][span.column : span.end_column] == own
        assert [fix.title for fix in finding.fixes] == ["Change to app.run"]


def test_another_layer_may_bring_the_module(tmp_path: Path) -> None:
    layer = "arn:aws:lambda:us-east-1:464622532012:layer:Datadog-Python313:100, !Ref Shared"
    text = SAM.replace("{layer}", layer).replace("{own}", "ap.run")
    index = indexed(tmp_path, {**CODE, "template.yaml": text})
    assert not template_findings(index, tmp_path / "template.yaml", DiskView())


def test_the_way_from_both_strings_to_the_own_handler(tmp_path: Path) -> None:
    text = SAM.replace("{layer}", "").replace("{own}", "app.run")
    index = indexed(tmp_path, {**CODE, "template.yaml": text})
    for word in ("datadog_lambda.handler", "app.run"):
        line = next(number for number, each in enumerate(text.splitlines(), 1) if word in each)
        column = text.splitlines()[line - 1].index(word)
        function = function_at(index, tmp_path / "template.yaml", line, column)
        assert function is not None
        assert function.handler == "app.run"
    choices = handler_choices(index, tmp_path / "template.yaml", text, line, column + 3)
    assert [choice.text for choice in choices] == ["app.run", "other.handler"]
