"""Nested stacks: functions that only the parameters of the template around them tell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handlerlens.analysis.function_config import Unresolved
from handlerlens.analysis.source import parse
from handlerlens.execution.plan import declared_function
from handlerlens.project.files import Kind
from handlerlens.project.index import Index
from handlerlens.project.reading import Reading, read
from project.workspace import write

CHILD = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Name: {Type: String}
  Folder: {Type: String, Default: ../src}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: !Ref Name, CodeUri: !Ref Folder}
"""
PARENT = """
Resources:
  Orders:
    Type: AWS::Serverless::Application
    Properties:
      Location: nested/child.yaml
      Parameters:
        Name: app.handler
"""


def reading(root: Path, parent: str, child: str = CHILD) -> Reading:
    """What the outer template says."""
    write(root, {"nested/child.yaml": child, "src/app.py": "def handler(event, context): ...\n"})
    return read(root / "t.yaml", Kind.YAML, parent.encode())


PARENTS = {
    "SAM application": PARENT,
    "stack": PARENT.replace("AWS::Serverless::Application", "AWS::CloudFormation::Stack").replace(
        "Location", "TemplateURL"
    ),
    "with a dot": PARENT.replace("nested/", "./nested/"),
    "its own parameter": "Parameters:\n  N: {Type: String, Default: app.handler}\n"
    + PARENT.replace("app.handler", "!Ref N"),
    "a text with variables": "Parameters:\n  N: {Type: String, Default: app}\n"
    + PARENT.replace("app.handler", "!Sub '${N}.handler'"),
}


@pytest.mark.parametrize("parent", PARENTS.values(), ids=PARENTS)
def test_parameters_are_handed_down(tmp_path: Path, parent: str) -> None:
    found = reading(tmp_path, parent)
    (config,) = found.functions
    assert (config.logical_id, config.handler, config.code_root) == ("Orders.Fn", "app.handler", tmp_path / "src")
    assert config.template == tmp_path / "t.yaml"
    assert tmp_path / "nested" / "child.yaml" in found.includes


def test_positions_lead_to_the_parameter(tmp_path: Path) -> None:
    (config,) = reading(tmp_path, PARENT).functions
    assert PARENT.splitlines()[config.positions["Handler"].line - 1].strip() == "Name: app.handler"
    assert PARENT.splitlines()[config.line - 1].strip() == "Orders:"


@pytest.mark.parametrize(
    "parent",
    [
        PARENT.replace("app.handler", "!ImportValue x"),
        PARENT.replace("Name:", "Folder:").replace("app.handler", "../src"),
        PARENT.replace("nested/child.yaml", "https://bucket.s3.amazonaws.com/other.yaml"),
        PARENT.replace("nested/child.yaml", "missing.yaml"),
        PARENT.replace("nested/child.yaml", "t.yaml"),
        PARENT.replace("nested/child.yaml", "!Ref Where"),
        PARENT[: PARENT.index("      Parameters")],
    ],
)
def test_what_adds_nothing(tmp_path: Path, parent: str) -> None:
    assert reading(tmp_path, parent).functions == ()


@pytest.mark.parametrize("child", ["Resources: [", "Resources: {A: {Type: 1}}", "- 1", ""])
def test_a_broken_child_is_its_own_problem(tmp_path: Path, child: str) -> None:
    found = reading(tmp_path, PARENT, child)
    assert (found.functions, found.problems, found.broken) == ((), (), False)
    assert tmp_path / "nested" / "child.yaml" in found.includes


def test_the_handler_is_declared_and_follows_the_child(tmp_path: Path) -> None:
    reading(tmp_path, PARENT)
    (tmp_path / "t.yaml").write_text(PARENT)
    index = Index([tmp_path])
    for _ in index.scan():
        pass
    assert [(h.name, h.tier.value) for h in index.listed()] == [("handler", "declared")]
    alone = index.templates()[tmp_path / "nested" / "child.yaml"].functions
    assert [config.handler for config in alone] == [Unresolved("!Ref Name")]
    (tmp_path / "nested" / "child.yaml").write_text(CHILD.replace("!Ref Name", "app.other"))
    index.update(tmp_path / "nested" / "child.yaml")
    assert [(h.name, h.tier.value) for h in index.listed()] == [("handler", "likely")]
    (tmp_path / "nested" / "child.yaml").write_text(CHILD)
    index.update(tmp_path / "nested" / "child.yaml")
    assert [(h.name, h.tier.value) for h in index.listed()] == [("handler", "declared")]


VALUES = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Table: {Type: String, Default: local}
  Seconds: {Type: Number, Default: 3}
  Version: {Type: String, Default: "3.11"}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: !Sub python${Version}
      Timeout: !Ref Seconds
      MemorySize: 512
      Handler: app.handler
      CodeUri: ../src
      Environment: {Variables: {TABLE: !Ref Table, NAME: !Sub "${Table}-x"}}
"""
GIVES = """
Resources:
  Names: {Type: AWS::DynamoDB::Table}
  Orders:
    Type: AWS::Serverless::Application
    Properties: {Location: nested/child.yaml, Parameters: {Table: orders, Seconds: 20, Version: "3.13"}}
"""


def workspace(root: Path, files: dict[str, str]) -> Index:
    write(root, {"nested/child.yaml": VALUES, "src/app.py": "def handler(event, context): ...\n", **files})
    index = Index([root])
    for _ in index.scan():
        pass
    return index


def told(index: Index) -> dict[str, tuple[object, ...]]:
    (listed,) = index.listed()
    return {
        f.logical_id: (f.environment["TABLE"], f.environment["NAME"], f.timeout, f.runtime) for f in listed.functions
    }


GIVEN = ("orders", "orders-x", 20.0, "python3.13")
ALONE = ("local", "local-x", 3.0, "python3.11")
ABOUT = {
    "literals": (GIVES, GIVEN),
    "by a URL of a bucket": (
        GIVES.replace("nested/child.yaml", "!Sub 'https://${Bucket}.s3.amazonaws.com/nested/child.yaml'"),
        ALONE,
    ),
    "only at deployment": (
        GIVES.replace("Table: orders", "Table: !Ref Names"),
        (Unresolved("!Ref Table", "Names"), Unresolved("!Sub ${Table}-x", "Names-x"), 20.0, "python3.13"),
    ),
    "nothing": (GIVES[: GIVES.index(", Parameters")] + "}\n", ALONE),
    "alike by two": (GIVES + GIVES.partition("Orders:")[2].join(("  Returns:", "")), GIVEN),
}


@pytest.mark.parametrize(("parent", "expected"), ABOUT.values(), ids=ABOUT)
@pytest.mark.parametrize("name", ["a.yaml", "z.yaml"])
def test_values_reach_the_nested_function(tmp_path: Path, name: str, parent: str, expected: tuple[object, ...]) -> None:
    assert told(workspace(tmp_path, {name: parent})) == {"Fn": expected}


def test_a_url_s_file_beside_the_template(tmp_path: Path) -> None:
    parent = GIVES.replace("nested/child.yaml", "!Sub 'https://${Bucket}.s3.amazonaws.com/nested/child.yaml'")
    assert told(workspace(tmp_path, {"nested/a.yaml": parent})) == {"Fn": GIVEN}


def test_a_nested_stack_of_a_synthesized_assembly(tmp_path: Path) -> None:
    stack = {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {
            "TemplateURL": {"Fn::Sub": "https://s3/1.json"},
            "Parameters": {"Table": "orders", "Seconds": "20"},
        },
        "Metadata": {"aws:asset:path": "Child.nested.template.json", "aws:asset:property": "TemplateURL"},
    }
    child = {
        "Parameters": {"Table": {"Type": "String"}},
        "Resources": {
            "Fn": {
                "Type": "AWS::Lambda::Function",
                "Properties": {
                    "Runtime": "python3.13",
                    "Handler": "app.handler",
                    "Environment": {"Variables": {"TABLE": {"Ref": "Table"}}},
                },
                "Metadata": {"aws:asset:path": "../src"},
            }
        },
    }
    files = {"A.template.json": {"Resources": {"Child": stack}}, "Child.nested.template.json": child}
    index = workspace(tmp_path, {f"cdk.out/{name}": json.dumps(each) for name, each in files.items()})
    (fn,) = [f for listed in index.listed() for f in listed.functions if f.template.suffix == ".json"]
    assert fn.environment == {"TABLE": "orders"}


def test_stacks_that_differ(tmp_path: Path) -> None:
    other = GIVES.partition("Orders:")[2].replace("orders", "returns")
    assert told(workspace(tmp_path, {"a.yaml": f"{GIVES}  Returns:{other}"})) == {
        "Orders.Fn": GIVEN,
        "Returns.Fn": ("returns", "returns-x", 20.0, "python3.13"),
    }


def test_a_run_of_the_nested_function_is_one_of_its_stacks(tmp_path: Path) -> None:
    other = GIVES.partition("Orders:")[2].replace("orders", "returns")
    index = workspace(tmp_path, {"a.yaml": f"{GIVES}  Returns:{other}"})
    path = tmp_path / "src" / "app.py"
    (handler,) = index.handlers(parse(path, path.read_text("utf-8")))
    for named, meant in {"Fn": "Orders.Fn", "Returns.Fn": "Returns.Fn", None: "Orders.Fn", "n": None}.items():
        function = declared_function(handler, named)
        assert (function and function.logical_id) == meant


def test_values_follow_the_template_that_gives_them(tmp_path: Path) -> None:
    index = workspace(tmp_path, {"a.yaml": GIVES})
    index.update(tmp_path / "a.yaml", GIVES.replace("orders", "carts"))
    assert told(index)["Fn"][0] == "carts"
    index.update(tmp_path / "nested" / "child.yaml", VALUES.replace("app.handler", '"app.handler"'))
    assert told(index)["Fn"][0] == "carts"
    (tmp_path / "a.yaml").unlink()
    index.update(tmp_path / "a.yaml")
    assert told(index) == {"Fn": ALONE}


def test_values_go_through_templates_in_between_and_round(tmp_path: Path) -> None:
    middle = """
Parameters: {Table: {Type: String}, N: {Type: String, Default: a}}
Resources:
  Inner:
    Type: AWS::Serverless::Application
    Properties: {Location: child.yaml, Parameters: {Table: !Sub "${Table}s", Seconds: 20, Version: "3.13"}}
  Round:
    Type: AWS::Serverless::Application
    Properties: {Location: ../a.yaml, Parameters: {N: !Sub "${N}x"}}
"""
    outer = """
Parameters: {N: {Type: String, Default: a}}
Resources:
  Middle:
    Type: AWS::Serverless::Application
    Properties: {Location: nested/middle.yaml, Parameters: {Table: order, N: !Sub "${N}x"}}
"""
    assert told(workspace(tmp_path, {"a.yaml": outer, "nested/middle.yaml": middle})) == {"Fn": GIVEN}
