"""What the templates around a single file say of it: as the workspace would, within bounds."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from handlerlens.project import neighbourhood
from handlerlens.project.index import Index
from handlerlens.project.listing import list_handlers, open_index, problems
from handlerlens.project.neighbourhood import project_above
from project.workspace import write

CODE = "def handler(event, context): ...\n"
SAM = """
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, CodeUri: %s, Handler: app.handler}
"""
TERRAFORM = """
data "archive_file" "orders" {
  type        = "zip"
  source_dir  = "${path.module}/%s"
  output_path = "orders.zip"
}
resource "aws_lambda_function" "orders" {
  filename = data.archive_file.orders.output_path
  handler  = "app.handler"
  runtime  = "python3.13"
}
"""
CDK = """
from aws_cdk import Stack, aws_lambda as lambda_
class Orders(Stack):
    def __init__(self, scope, id):
        lambda_.Function(self, "Orders", runtime=lambda_.Runtime.PYTHON_3_13, handler="app.handler",
                         code=lambda_.Code.from_asset("lambda/orders"))
"""
AT = "lambda/orders/app.py"
PLACES = {
    "beside it": {"lambda/orders/template.yaml": SAM % "."},
    "above": {"template.yaml": SAM % "lambda/orders/"},
    "in a repository": {".git/HEAD": "", "deploy/aws/main.tf": TERRAFORM % "../../lambda/orders"},
    "beside, marked by its name": {"terraform/main.tf": TERRAFORM % "../lambda/orders"},
    "beside a marked file": {"package.json": "{}", "stacks/main.tf": TERRAFORM % "../lambda/orders"},
    "a program": {"cdk.json": '{"app": "python3 app.py"}', "stacks/orders.py": CDK},
    "far away": {"pyproject.toml": "", "a/b/c/d/main.tf": TERRAFORM % "../../../../lambda/orders"},
}


@pytest.mark.parametrize("files", PLACES.values(), ids=PLACES)
def test_templates_of_its_project(tmp_path: Path, files: dict[str, str]) -> None:
    write(tmp_path, {**files, AT: CODE, "lambda/other/app.py": CODE})
    (found,) = list_handlers([tmp_path / AT])
    assert (found["file"], found["tier"]) == (str(tmp_path / AT), "declared")
    (all_found,) = [item for item in list_handlers([tmp_path]) if item["file"] == str(tmp_path / AT)]
    assert all_found == found


NOT_ITS_OWN = {
    "no project": {"stacks/main.tf": TERRAFORM % "../lambda/orders"},
    "above the repository": {"terraform/main.tf": TERRAFORM % "../lambda/orders", "lambda/.git/HEAD": ""},
    "of another folder": {".git/HEAD": "", "terraform/main.tf": TERRAFORM % "../lambda/other"},
}


@pytest.mark.parametrize("files", NOT_ITS_OWN.values(), ids=NOT_ITS_OWN)
def test_no_templates_of_others(tmp_path: Path, files: dict[str, str]) -> None:
    write(tmp_path, {**files, AT: CODE, "lambda/other/app.py": CODE})
    assert [item["tier"] for item in list_handlers([tmp_path / AT])] == ["likely"]


def test_code_that_a_template_does_not_tell_is_as_unclear_as_in_the_workspace(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".git/HEAD": "",
            "template.yaml": (SAM % "!Ref Code").replace("Orders", "Both"),
            AT: CODE,
            "lambda/other/app.py": CODE,
        },
    )
    assert [item["tier"] for item in list_handlers([tmp_path])] == ["likely", "likely"]
    assert [item["tier"] for item in list_handlers([tmp_path / AT])] == ["likely"]


def test_never_the_home_or_a_place_for_everybody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        tmp_path,
        {"home/.git/HEAD": "", "home/package.json": "", "home/work/shop/src/app.py": CODE, "home/work/setup.py": ""},
    )
    home = tmp_path / "home"
    monkeypatch.setattr(Path, "home", lambda: home)
    assert project_above(home / "work" / "shop" / "src" / "app.py") == [
        home / "work" / "shop" / "src", home / "work" / "shop", home / "work",
    ]  # fmt: skip
    assert project_above(home / "app.py") == []
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(home / "work"))
    assert project_above(home / "work" / "shop" / "src" / "app.py") == []


def test_only_so_many_folders_and_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {".git/HEAD": "", AT: CODE, "lambda/other/app.py": CODE})
    write(tmp_path, {f"z/{n}/main.tf": TERRAFORM % "../../lambda/other" for n in range(9)})
    write(tmp_path, {"zz/main.tf": TERRAFORM % "../lambda/orders"})
    assert len(open_index([tmp_path / AT]).templates()) == 10
    monkeypatch.setattr(neighbourhood, "_MOST_BYTES", 3 * len(TERRAFORM))
    assert len(open_index([tmp_path / AT]).templates()) == 3
    monkeypatch.undo()
    monkeypatch.setattr(neighbourhood, "_MOST_FOLDERS", 8)
    assert len(open_index([tmp_path / AT]).templates()) == 3, (
        "lambda and the two in it, the top, z and three in it are listed"
    )


def test_a_folder_within_a_repository(tmp_path: Path) -> None:
    write(tmp_path, {"template.yaml": SAM % "lambda/orders/", AT: CODE})
    assert [item["tier"] for item in list_handlers([tmp_path / "lambda"])] == ["likely"]
    (tmp_path / ".git").mkdir()
    assert [item["tier"] for item in list_handlers([tmp_path / "lambda"])] == ["declared"]
    write(tmp_path, {"lambda/pyproject.toml": ""})
    assert [item["tier"] for item in list_handlers([tmp_path / "lambda"])] == ["likely"], "a project of its own"


def test_what_is_wrong_elsewhere_is_not_told(tmp_path: Path) -> None:
    files = {
        ".git/HEAD": "",
        AT: CODE,
        "a/template.yaml": "Resources: {F: {Type: AWS::Serverless::Function",
        "lambda/x.tf": "module {",
    }
    write(tmp_path, files)
    index: Index = open_index([tmp_path / AT])
    assert [problem.path.name for problem in problems(index, [tmp_path / AT])] == ["x.tf"]
    assert len(list(index.problems())) == 2


def test_who_hands_its_event_to_a_file_alone(tmp_path: Path) -> None:
    files = {
        "setup.py": "",
        "parts/orders.py": "def count(event, context): ...\n",
        "main.py": "from parts import orders\ndef lambda_handler(event, context):\n    return orders.count(event, context)\n",
    }
    write(tmp_path, files)
    path = tmp_path / "parts" / "orders.py"
    assert open_index([path], templates_only=True).delegated(path) == {"count"}
