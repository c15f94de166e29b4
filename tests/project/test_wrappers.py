"""Functions whose handler is a vendor's wrapper: the user's own is theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.source import DiskView
from handlerlens.project.diagnosis import template_findings
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
