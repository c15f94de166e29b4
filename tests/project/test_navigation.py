"""From templates to code: what stands at a place, where it leads, what could be written there."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.source import DiskView
from handlerlens.project.index import Index
from handlerlens.project.navigation import function_at, handler_choices, handler_place
from project.workspace import indexed

TEMPLATE = """
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: app.process
"""
FILES = {
    "src/app.py": "import os\n\nif True:\n    def process(event, context): ...\n",
    "src/pkg/more.py": "def handler(event, context): ...\n",
    "other/far.py": "def handler(event, context): ...\n",
}


def workspace(root: Path, name: str, template: str) -> Index:
    return indexed(root, {**FILES, name: template})


def test_the_function_at_its_handler(tmp_path: Path) -> None:
    index = workspace(tmp_path, "template.yaml", TEMPLATE)
    path = tmp_path / "template.yaml"
    assert function_at(index, path, 8, 14) is None
    for column in (15, 20, 26):
        found = function_at(index, path, 8, column)
        assert found is not None
        assert found.logical_id == "Orders"
    assert function_at(index, path, 7, 15) is None
    assert function_at(index, tmp_path / "none.yaml", 8, 15) is None


def test_where_the_handler_is(tmp_path: Path) -> None:
    index = workspace(tmp_path, "template.yaml", TEMPLATE)
    (function,) = index.templates()[tmp_path / "template.yaml"].functions
    place = handler_place(index, function, DiskView())
    assert place is not None
    assert (place.path, place.name, place.line, place.column) == (tmp_path / "src" / "app.py", "process", 4, 4)


@pytest.mark.parametrize(("handler", "line"), [("app.nope", 1), ("nope.process", None)])
def test_a_handler_that_is_not_there(tmp_path: Path, handler: str, line: int | None) -> None:
    index = workspace(tmp_path, "template.yaml", TEMPLATE.replace("app.process", handler))
    (function,) = index.templates()[tmp_path / "template.yaml"].functions
    place = handler_place(index, function, DiskView())
    assert (place.line if place else None) == line


CHOICES = {
    "plain": ("template.yaml", TEMPLATE, "Handler: app.process"),
    "begun": ("template.yaml", TEMPLATE.replace("app.process", "ap"), "Handler: ap"),
    "quoted": ("template.yaml", TEMPLATE.replace("app.process", "'ap'"), "Handler: 'ap"),
    "with a comment": ("template.yaml", TEMPLATE.replace("app.process", "ap # x"), "Handler: ap"),
}


@pytest.mark.parametrize(("name", "text", "before"), CHOICES.values(), ids=CHOICES)
def test_choices_below_the_code_root(tmp_path: Path, name: str, text: str, before: str) -> None:
    index = workspace(tmp_path, name, text)
    index.update(tmp_path / "src" / "app.py", "def process(event, context): ...\n")
    line = next(n for n, each in enumerate(text.split("\n"), 1) if before in each)
    column = text.split("\n")[line - 1].index(before) + len(before)
    found = handler_choices(index, tmp_path / name, text, line, column)
    assert [(c.text, c.detail) for c in found] == [("app.process", "app.py"), ("pkg/more.handler", "pkg/more.py")]
    place = found[0].place
    assert text.split("\n")[line - 1][place.column : place.end_column].rstrip() == before.partition(": ")[2].strip("'")


OTHER_TOOLS = {
    "json": (
        "template.json",
        '{"Resources": {"F": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "src",\n"Handler": "ap", "Timeout": 3}}}}',
        '"Handler": "ap',
        ["app.process", "pkg/more.handler"],
    ),
    "serverless": (
        "serverless.yml",
        "provider: {name: aws}\nfunctions:\n  f:\n    handler: sr\n",
        "handler: sr",
        ["other/far.handler", "src/app.process", "src/pkg/more.handler"],
    ),
    "terraform": (
        "main.tf",
        'resource "aws_lambda_function" "f" {\n  handler = "x"\n}\n',
        'handler = "x',
        ["far.handler", "app.process", "more.handler"],
    ),
    "cdk": (
        "stack.ts",
        "import 'aws-cdk-lib/aws-lambda';\nnew lambda.Function(this, 'F', {\n"
        "  code: lambda.Code.fromAsset('src'),\n  handler: 'ap',\n});\n",
        "handler: 'ap",
        ["app.process", "pkg/more.handler"],
    ),
}


@pytest.mark.parametrize(("name", "text", "before", "expected"), OTHER_TOOLS.values(), ids=OTHER_TOOLS)
def test_choices_of_other_tools(tmp_path: Path, name: str, text: str, before: str, expected: list[str]) -> None:
    index = workspace(tmp_path, name, text)
    line = next(n for n, each in enumerate(text.split("\n"), 1) if before in each)
    column = text.split("\n")[line - 1].index(before) + len(before)
    assert [c.text for c in handler_choices(index, tmp_path / name, text, line, column)] == expected


def test_no_choices_elsewhere(tmp_path: Path) -> None:
    index = workspace(tmp_path, "template.yaml", TEMPLATE)
    assert handler_choices(index, tmp_path / "template.yaml", TEMPLATE, 7, 17) == []
    assert handler_choices(index, tmp_path / "template.yaml", TEMPLATE, 8, 3) == []
    assert handler_choices(index, tmp_path / "template.yaml", TEMPLATE, 99, 0) == []
