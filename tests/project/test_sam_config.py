"""Parameters that SAM's configuration file gives a template."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from handlerlens.analysis.function_config import FunctionConfig
from handlerlens.project.files import Kind
from handlerlens.project.index import Index
from handlerlens.project.reading import read
from project.workspace import indexed, write

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev}
  Table: {Type: String}
  Secret: {Type: 'AWS::SSM::Parameter::Value<String>'}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src
      Environment: {Variables: {STAGE: !Ref Stage, TABLE: !Sub "${Table}-x", SECRET: !Ref Secret}}
"""
LOCAL = "[default.local_invoke.parameters]\n"


def values(function: FunctionConfig) -> dict[str, str | None]:
    """Its environment; None is a value that is not told."""
    return {key: value if isinstance(value, str) else None for key, value in function.environment.items()}


def orders(root: Path, files: dict[str, str], template: str = "template.yaml") -> FunctionConfig:
    write(root, files)
    (function,) = read(root / template, Kind.YAML, TEMPLATE.encode()).functions
    return function


TOLD = {
    "a text": LOCAL + 'parameter_overrides = "Stage=test Table=orders"',
    "a text with quotes": LOCAL + r'parameter_overrides = "Stage=\"test\" Table=\"orders\""',
    "in SAM's long form": LOCAL
    + 'parameter_overrides = "ParameterKey=Stage,ParameterValue=test ParameterKey=Table,ParameterValue=orders"',
    "a list": LOCAL + 'parameter_overrides = ["Stage=test", "Table=orders"]',
    "a table": LOCAL + 'parameter_overrides = {Stage = "test", Table = "orders"}',
    "over lines": LOCAL + 'parameter_overrides = """\nStage=test\nTable=orders\n"""',
    "for every command": '[default.global.parameters]\nparameter_overrides = "Stage=test Table=orders"',
    "the command's own counts": LOCAL
    + 'parameter_overrides = "Stage=test"\n[default.global.parameters]\nparameter_overrides = "Stage=all Table=orders"',
    "of this template": LOCAL + 'template_file = "template.yaml"\nparameter_overrides = "Stage=test Table=orders"',
}


@pytest.mark.parametrize("text", TOLD.values(), ids=TOLD)
def test_told(tmp_path: Path, text: str) -> None:
    found = orders(tmp_path, {"samconfig.toml": "version = 0.1\n" + text})
    assert values(found) == {"STAGE": "test", "TABLE": "orders-x", "SECRET": None}


UNTOLD = {
    "nothing": "",
    "a deployment's": '[default.deploy.parameters]\nparameter_overrides = "Stage=prod"',
    "another environment's": '[prod.local_invoke.parameters]\nparameter_overrides = "Stage=prod"',
    "another template's": LOCAL + 'template_file = "other.yaml"\nparameter_overrides = "Stage=prod"',
    "a file": LOCAL + 'parameter_overrides = "file://Stage=prod"',
    "of SSM": LOCAL + 'parameter_overrides = "Secret=/name/of/it"',
    "no TOML": LOCAL + "parameter_overrides = (",
    "other shapes": "default = [1]",
    "a number": LOCAL + "parameter_overrides = 1",
}


@pytest.mark.parametrize("text", UNTOLD.values(), ids=UNTOLD)
def test_untold(tmp_path: Path, text: str) -> None:
    found = orders(tmp_path, {"samconfig.toml": text})
    assert values(found) == {"STAGE": "dev", "TABLE": None, "SECRET": None}


def test_a_template_of_another_name(tmp_path: Path) -> None:
    text = LOCAL + 'parameter_overrides = "Stage=test"'
    assert orders(tmp_path, {"samconfig.toml": text}, "other.yaml").environment["STAGE"] == "dev"
    named = LOCAL + 'template_file = "other.yaml"\nparameter_overrides = "Stage=test"'
    assert orders(tmp_path, {"samconfig.toml": named}, "other.yaml").environment["STAGE"] == "test"


def test_in_yaml(tmp_path: Path) -> None:
    text = "default:\n  local_invoke:\n    parameters:\n      parameter_overrides:\n        - Stage=test\n"
    assert orders(tmp_path, {"samconfig.yaml": text}).environment["STAGE"] == "test"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "samconfig.toml")
    assert orders(tmp_path, {}).environment["STAGE"] == "dev"


def stage(index: Index) -> object:
    (listed,) = index.listed()
    return listed.functions[0].environment["STAGE"]


def test_a_new_file_counts(tmp_path: Path) -> None:
    index = indexed(tmp_path, {"src/app.py": "def handler(event, context): ...\n", "template.yaml": TEMPLATE})
    assert stage(index) == "dev"
    path = tmp_path / "samconfig.toml"
    path.write_text(LOCAL + 'parameter_overrides = "Stage=test"')
    index.update(path)
    assert stage(index) == "test"
    path.unlink()
    index.update(path)
    assert stage(index) == "dev"
