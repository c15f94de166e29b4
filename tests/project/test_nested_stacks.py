"""Nested stacks: functions that only the parameters of the template around them tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.function_config import Unresolved
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
        PARENT.replace("nested/child.yaml", "https://bucket.s3.amazonaws.com/child.yaml"),
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
