"""Templates with ``AWS::LanguageExtensions``: ``Fn::ForEach`` around functions."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.handlers import Tier
from project.test_cloudformation import BASE, TEMPLATE
from project.workspace import functions, indexed

FUNCTION = """
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.13
          CodeUri: src/
          Handler: {handler}
          Environment: {{Variables: {{TABLE: !Sub "${{Name}}-table"}}}}
"""


def template(collection: str, handler: str, name: str = "${Name}Function", more: str = "") -> str:
    """A template with one loop over functions."""
    loop = f"  Fn::ForEach::Functions:\n    - Name\n    - {collection}\n    - {name}:" + FUNCTION.format(
        handler=handler
    )
    return f"Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\n{more}\nResources:\n{loop}"


PARAMETER = "Parameters:\n  Names: {Type: CommaDelimitedList, Default: 'orders, refunds'}"
BOTH = {"ordersFunction": "app.orders", "refundsFunction": "app.refunds"}

LOOPS = {
    "a list": (template("[orders, refunds]", "!Sub app.${Name}"), BOTH),
    "a parameter": (template("!Ref Names", "!Sub app.${Name}", more=PARAMETER), BOTH),
    "the name by reference": (
        template("[app.orders]", "!Ref Name", "'&{Name}Function'"),
        {"appordersFunction": "app.orders"},
    ),
    "joined": (template("[orders, refunds]", "!Join ['.', [app, !Ref Name]]"), BOTH),
    "letters only": (template("[or-ders]", "app.handler", "F&{Name}"), {"Forders": "app.handler"}),
    "not told": (template("!Ref Unknown", "app.handler"), {"${Name}Function": "app.handler"}),
    "nothing": (template("[]", "app.handler"), {"${Name}Function": "app.handler"}),
}


@pytest.mark.parametrize(("text", "expected"), LOOPS.values(), ids=LOOPS)
def test_loops(text: str, expected: dict[str, str]) -> None:
    found = functions(TEMPLATE, text)
    assert {name: config.handler for name, config in found.items()} == expected
    assert {config.code_root for config in found.values()} == {BASE / "src"}


def test_what_a_turn_is_given() -> None:
    found = functions(TEMPLATE, template("[orders, refunds]", "!Sub app.${Name}"))
    assert [config.environment["TABLE"] for config in found.values()] == ["orders-table", "refunds-table"]
    assert {config.positions["Handler"].line for config in found.values()} == {12}


def test_loops_in_loops() -> None:
    text = """
Resources:
  Fn::ForEach::Stages:
    - Stage
    - [dev, prod]
    - Fn::ForEach::Names:
        - Name
        - [a, b]
        - ${Stage}${Name}:
            Type: AWS::Lambda::Function
            Properties: {Handler: !Sub "${Stage}_${Name}.handler", Runtime: python3.13}
"""
    found = functions(TEMPLATE, text)
    assert [config.handler for config in found.values()] == [f"{s}_{n}.handler" for s in ("dev", "prod") for n in "ab"]


@pytest.mark.parametrize("body", ["[]", "[Name]", "[Name, [a]]", "[Name, [a], text]", "{}", "text", "[{}, [a], {}]"])
def test_broken_loops_are_passed_over(body: str) -> None:
    text = f"Resources:\n  Fn::ForEach::X: {body}\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {{Handler: a.b}}\n"
    assert list(functions(TEMPLATE, text)) == ["F"]


def test_declared(tmp_path: Path) -> None:
    code = "def orders(event, context): ...\ndef refunds(a, b): ...\n"
    files = {"src/app.py": code, "template.yaml": template("[orders, refunds]", "!Sub app.${Name}")}
    assert {item.name: item.tier for item in indexed(tmp_path, files).listed()} == dict.fromkeys(
        ("orders", "refunds"), Tier.DECLARED
    )


def test_nested_stacks_count_by_themselves(tmp_path: Path) -> None:
    parent = """
Resources:
  Nested:
    Type: AWS::Serverless::Application
    Properties: {Location: nested/stack.yaml}
  Plain:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: ./nested/plain.json}
"""
    nested = (
        "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {CodeUri: src/, Handler: app.run}\n"
    )
    plain = (
        '{"Resources": {"G": {"Type": "AWS::Lambda::Function", "Properties": {"Code": "src", "Handler": "app.go"}}}}'
    )
    files = {
        "template.yaml": parent,
        "nested/stack.yaml": nested,
        "nested/plain.json": plain,
        "nested/src/app.py": "def run(a, b): ...\ndef go(a, b): ...\n",
    }
    found = indexed(tmp_path, files).listed()
    assert {item.name: [f.logical_id for f in item.functions] for item in found} == {"run": ["F"], "go": ["G"]}
