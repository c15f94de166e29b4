"""Values of CloudFormation templates: lists, conditions around whole properties, loops of variables, included files."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.function_config import Unresolved
from handlerlens.project.files import Kind
from handlerlens.project.index import Index
from handlerlens.project.reading import read
from project.workspace import functions, indexed, write

HEAD = """
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Parameters:
  Stage: {Type: String, Default: dev}
  Names: {Type: CommaDelimitedList, Default: "orders, returns"}
  Given: {Type: CommaDelimitedList}
  Text: {Type: String, Default: "a,b"}
Mappings: {Sizes: {dev: {Memory: 256}}}
Conditions: {IsProd: !Equals [!Ref Stage, prod], IsKnown: !Equals [!Ref Given, x]}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src
      Handler: app.handler
"""
VALUES = {
    "an item": ("!Select [1, [x, y]]", "y"),
    "an item by a text": ("!Select ['0', [x, y]]", "x"),
    "an item of a list parameter": ("!Select [1, !Ref Names]", "returns"),
    "a part": ("!Select [1, !Split ['/', a/b/c]]", "b"),
    "a part of a parameter": ("!Select [0, !Split [',', !Ref Text]]", "a"),
    "a part in a text": ("!Sub ['${A}-x', {A: !Select [0, !Split ['/', u/v]]}]", "u-x"),
    "a joined list parameter": ("!Join ['+', !Ref Names]", "orders+returns"),
    "joined parts": ("!Join ['-', !Split [',', 'a,b']]", "a-b"),
    "a length": ("!Length [a, b, c]", "3"),
    "a mapping": ("!FindInMap [Sizes, !Ref Stage, Memory]", "256"),
    "a mapping's default": ("!FindInMap [Sizes, none, Memory, {DefaultValue: '128'}]", "128"),
    "no such item": ("!Select [7, [x, y]]", None),
    "no number": ("!Select [x, [x, y]]", None),
    "a text is no list": ("!Select [0, !Ref Text]", None),
    "a list that is not given": ("!Join [',', !Ref Given]", None),
    "zones": ("!Select [0, !GetAZs '']", None),
    "an empty separator": ("!Select [0, !Split ['', a]]", None),
    "a secret": ("'{{resolve:secretsmanager:shop:SecretString:key}}'", None),
    "a secret in a text": ("!Sub 'x-{{resolve:ssm:/${Stage}/key}}'", None),
}


@pytest.mark.parametrize(("value", "expected"), VALUES.values(), ids=VALUES)
def test_values(value: str, expected: str | None) -> None:
    text = f"{HEAD}      Environment:\n        Variables:\n          V: {value}\n"
    found = functions(Path("template.yaml"), text)["F"].environment["V"]
    assert found == expected if expected is not None else isinstance(found, Unresolved)


CONDITIONS = {
    "a whole environment": ("Environment: !If [IsProd, {Variables: {V: p}}, {Variables: {V: d}}]", {"V": "d"}, False),
    "all variables": ("Environment: {Variables: !If [IsProd, {V: p}, {V: d}]}", {"V": "d"}, False),
    "no variables": ("Environment: !If [IsProd, {Variables: {V: p}}, !Ref AWS::NoValue]", {}, True),
    "one in another": (
        "Environment: {Variables: !If [IsProd, {V: p}, !If [IsProd, {V: q}, {V: d}]]}",
        {"V": "d"},
        False,
    ),
    "one that is not told": ("Environment: {Variables: !If [IsKnown, {V: p}, {V: d}]}", {}, True),
    "a loop": (
        "Environment: {Variables: {A: x, 'Fn::ForEach::V': [N, [B, C], {'${N}_TABLE': !Ref N}]}}",
        {"A": "x", "B_TABLE": "B", "C_TABLE": "C"},
        False,
    ),
    "a loop over what is not told": (
        "Environment: {Variables: {A: x, 'Fn::ForEach::V': [N, !Ref Given, {'${N}_TABLE': !Ref N}]}}",
        {"A": "x"},
        True,
    ),
}


@pytest.mark.parametrize(("line", "expected", "is_open"), CONDITIONS.values(), ids=CONDITIONS)
def test_environments(line: str, expected: dict[str, str], is_open: bool) -> None:
    found = functions(Path("template.yaml"), f"{HEAD}      {line}\n")["F"]
    assert (found.environment, found.environment_open) == (expected, is_open)


def test_other_properties_by_a_condition() -> None:
    lines = ["Timeout: !If [IsProd, 30, 5]", "TracingConfig: !If [IsProd, {Mode: Active}, {Mode: PassThrough}]"]
    found = functions(Path("template.yaml"), HEAD + "".join(f"      {line}\n" for line in lines))["F"]
    assert (found.timeout, found.tracing) == (5.0, "PassThrough")


FUNCTION = (
    "F:\n  Type: AWS::Serverless::Function\n  Properties: {Runtime: python3.13, CodeUri: src, Handler: app.take}\n"
)
INCLUDE = "{Name: AWS::Include, Parameters: {Location: WHERE}}"
INCLUDES = {
    "resources": (f"Resources:\n  Fn::Transform: {INCLUDE}\n", FUNCTION),
    "resources beside others": (
        f"Resources:\n  Queue: {{Type: AWS::SQS::Queue}}\n  Fn::Transform: {INCLUDE}\n",
        FUNCTION,
    ),
    "properties": (
        "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n"
        f"      Fn::Transform: {INCLUDE}\n      Handler: app.take\n",
        "Runtime: python3.13\nCodeUri: src\n",
    ),
    "the whole template": (
        f"Transform:\n  - AWS::Serverless-2016-10-31\n  - {INCLUDE}\n",
        "Resources:\n" + "".join(f"  {line}\n" for line in FUNCTION.splitlines()),
    ),
    "the only transform": (
        f"Transform: {INCLUDE}\n",
        "Resources:\n" + "".join(f"  {line}\n" for line in FUNCTION.splitlines()),
    ),
}
LOCATIONS = ["more.yaml", "./more.yaml", "s3://bucket/path/more.yaml", "!Sub 's3://${Bucket}/more.yaml'"]


@pytest.mark.parametrize("location", LOCATIONS)
@pytest.mark.parametrize(("template", "part"), INCLUDES.values(), ids=INCLUDES)
def test_included_parts(tmp_path: Path, template: str, part: str, location: str) -> None:
    text = template.replace("WHERE", location)
    index = indexed(tmp_path, {"template.yaml": text, "more.yaml": part, "src/app.py": "def take(order, c): ...\n"})
    (listed,) = index.listed()
    (function,) = (f for f in listed.functions if f.template == tmp_path / "template.yaml")
    assert (listed.name, function.logical_id, function.runtime) == ("take", "F", "python3.13")
    assert 0 < function.line <= len(text.splitlines())


def test_an_included_part_is_followed(tmp_path: Path) -> None:
    template, part = INCLUDES["resources"]
    files = {
        "template.yaml": template.replace("WHERE", "more.yaml"),
        "src/app.py": "def take(o, c): ...\ndef give(o, c): ...\n",
    }
    index = indexed(tmp_path, files)
    assert [listed.name for listed in index.listed() if listed.functions] == []
    for name in ("take", "give"):
        write(tmp_path, {"more.yaml": part.replace("take", name)})
        index.update(tmp_path / "more.yaml")
        assert [listed.name for listed in index.listed() if listed.functions] == [name]


@pytest.mark.parametrize(
    "part", ["Resources: [", "- 1", "", "Fn::Transform: " + INCLUDE.replace("WHERE", "template.yaml")]
)
@pytest.mark.parametrize("where", ["more.yaml", "template.yaml", "none.yaml", "[1]", "../../../../etc/passwd"])
def test_a_broken_part_is_left_out(tmp_path: Path, part: str, where: str) -> None:
    text = INCLUDES["resources"][0].replace("WHERE", where)
    write(tmp_path, {"template.yaml": text, "more.yaml": part})
    found = read(tmp_path / "template.yaml", Kind.YAML, text.encode())
    assert (found.functions, found.problems) == ((), ())
    for _ in Index([tmp_path]).scan():
        pass
