"""Terraform: functions, the community module, local modules, archives, values and sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.function_config import FunctionConfig, Unresolved
from project.workspace import functions, write


def module(root: Path, text: str, files: dict[str, str] | None = None) -> dict[str, FunctionConfig]:
    """The functions of ``main.tf``."""
    write(root, {"main.tf": text, **(files or {})})
    return functions(root / "main.tf", text)


def function(lines: str) -> str:
    """A function resource ``f`` with these arguments."""
    return 'resource "aws_lambda_function" "f" {\n' + lines + "\n}\n"


VALUES = {
    "literal": ('"app.handler"', "", "app.handler"),
    "local": ("local.name", 'locals {\n name = "app.handler"\n}', "app.handler"),
    "local of a local": ("local.a", 'locals {\n a = local.b\n b = "app.handler"\n}', "app.handler"),
    "local mapping": ("local.m.f.name", 'locals {\n m = { f = { name = "app.handler" } }\n}', "app.handler"),
    "variable with a default": ("var.name", 'variable "name" {\n default = "app.handler"\n}', "app.handler"),
    "variable without": ("var.name", 'variable "name" {}', Unresolved("var.name")),
    "text with parts": ('"${var.m}.handler"', 'variable "m" {\n default = "app"\n}', "app.handler"),
    "format": ('format("%s.handler", var.m)', 'variable "m" {\n default = "app"\n}', "app.handler"),
    "join": ('join(".", ["app", "handler"])', "", "app.handler"),
    "replace": ('replace("app/handler", "/", ".")', "", "app.handler"),
    "try": ('try(var.none, "app.handler")', "", "app.handler"),
    "itself": ("local.a", "locals {\n a = local.a\n}", Unresolved("local.a")),
    "conditional": ('var.x ? "a.b" : "c.d"', "", Unresolved('var.x ? "a.b" : "c.d"')),
    "conditional that leaves it out": ('var.x ? "a.b" : null', "", "a.b"),
    "conditional that leaves it out first": ('var.x == "Image" ? null : "a.b"', "", "a.b"),
    "null": ("null", "", Unresolved("null")),
}


@pytest.mark.parametrize(("value", "more", "expected"), VALUES.values(), ids=VALUES)
def test_values(tmp_path: Path, value: str, more: str, expected: object) -> None:
    assert module(tmp_path, function(f"handler = {value}") + more)["f"].handler == expected


def test_values_of_other_files(tmp_path: Path) -> None:
    files = {"variables.tf": 'variable "name" {\n default = "app.handler"\n}', "broken.tf": "x = ["}
    assert module(tmp_path, function("handler = var.name"), files)["f"].handler == "app.handler"


def test_values_of_variable_files(tmp_path: Path) -> None:
    files = {
        "terraform.tfvars": 'name = "app.first"\nfolder = "src"',
        "b.auto.tfvars": 'name = "app.handler"',
        "prod.tfvars": 'name = "app.prod"',
        "x.auto.tfvars": "x = [",
    }
    assert module(tmp_path, function("handler = var.name") + 'variable "name" {}', files)["f"].handler == "app.handler"


ARCHIVES = {
    "folder": ('source_dir = "${path.module}/src"\n output_path = "x.zip"', "data.archive_file.z.output_path", "src"),
    "relative folder": ('source_dir = "src"\n output_path = "x.zip"', "data.archive_file.z.output_path", "src"),
    "by its path": ('source_dir = "./src"\n output_path = "x.zip"', '"x.zip"', "src"),
    "by its path in parts": (
        'source_dir = "./src"\n output_path = "${path.module}/x.zip"',
        '"${path.module}/x.zip"',
        "src",
    ),
    "one file": (
        'source_file = "${path.module}/src/app.py"\n output_path = "x.zip"',
        "data.archive_file.z.output_path",
        "src",
    ),
    "counted": ('count = 1\n source_dir = "src"\n output_path = "x.zip"', "data.archive_file.z[0].output_path", "src"),
    "another archive": ('source_dir = "src"\n output_path = "x.zip"', '"y.zip"', None),
}


@pytest.mark.parametrize(("archive", "file", "folder"), ARCHIVES.values(), ids=ARCHIVES)
def test_archives(tmp_path: Path, archive: str, file: str, folder: str | None) -> None:
    text = f'data "archive_file" "z" {{\n type = "zip"\n {archive}\n}}\n' + function(
        f'handler = "app.handler"\n filename = {file}'
    )
    assert module(tmp_path, text)["f"].code_root == (tmp_path / folder if folder else None)


def test_archive_of_a_bucket_object(tmp_path: Path) -> None:
    text = """
data "archive_file" "z" {
  source_dir  = "src"
  output_path = "x.zip"
}
resource "aws_s3_object" "o" {
  source = data.archive_file.z.output_path
}
""" + function("s3_key = aws_s3_object.o.key")
    assert module(tmp_path, text)["f"].code_root == tmp_path / "src"


def test_an_archive_of_a_text_under_another_name(tmp_path: Path) -> None:
    text = """
data "archive_file" "z" {
  type        = "zip"
  output_path = "x.zip"
  source {
    content  = file("${path.module}/src/orders.py")
    filename = "index.py"
  }
}
""" + function('handler = "index.run"\n filename = data.archive_file.z.output_path')
    found = module(tmp_path, text)["f"]
    assert (found.handler, found.code_root) == ("orders.run", tmp_path / "src")


TEXTS = {
    "the handler's module": ("index.run", "index.py", True, None),
    "in a folder": ("lib/index.run", "lib/index.py", True, None),
    "a stand-in": ("orders.run", "index.py", False, None),
    "a stand-in of another kind": ("orders.run", "placeholder.txt", False, None),
    "a file that is there": ("orders.run", "src/orders.py", False, "src"),
}


@pytest.mark.parametrize(("handler", "filename", "inline", "root"), TEXTS.values(), ids=TEXTS)
def test_an_archive_of_a_text_that_stands_in_the_file(
    tmp_path: Path, handler: str, filename: str, inline: bool, root: str | None
) -> None:
    write(tmp_path, {"src/orders.py": "def run(event, context): ..."})
    text = f"""
data "archive_file" "z" {{
  type        = "zip"
  output_path = "x.zip"
  source {{
    content  = "def run(event, context): return {{}}"
    filename = "{filename}"
  }}
}}
""" + function(f'handler = "{handler}"\n filename = data.archive_file.z.output_path')
    found = module(tmp_path, text)["f"]
    assert (found.handler, found.inline, found.code_root) == (handler, inline, tmp_path / root if root else None)


EACH = {
    "of the same mapping": ("local.all", "data.archive_file.z[each.key].output_path"),
    "of the archives": ("data.archive_file.z", "each.value.output_path"),
}


@pytest.mark.parametrize(("each", "file"), EACH.values(), ids=EACH)
def test_an_archive_for_each_function(tmp_path: Path, each: str, file: str) -> None:
    text = """
locals {
  all = { a = { path = "src/one/app.py" }, b = { path = "src/two/app.py" } }
}
data "archive_file" "z" {
  for_each    = local.all
  type        = "zip"
  source_file = "${path.module}/${each.value.path}"
  output_path = "${each.key}.zip"
}
""" + function(f'for_each = {each}\n handler = "app.${{each.key}}"\n filename = {file}')
    assert {name: (config.handler, config.code_root) for name, config in module(tmp_path, text).items()} == {
        'f["a"]': ("app.a", tmp_path / "src" / "one"),
        'f["b"]': ("app.b", tmp_path / "src" / "two"),
    }


@pytest.mark.parametrize(("file", "folder"), [("orders/app.py", "orders"), ("app.py", "."), ("other.py", None)])
def test_archive_made_by_hand(tmp_path: Path, file: str, folder: str | None) -> None:
    text = function('handler = "app.handler"\n filename = "orders.zip"')
    assert module(tmp_path, text, {file: ""})["f"].code_root == (tmp_path / folder if folder else None)


def test_settings(tmp_path: Path) -> None:
    text = """
resource "aws_lambda_function" "f" {
  handler       = "app.handler"
  runtime       = "python3.13"
  timeout       = 30
  memory_size   = 512
  architectures = ["arm64"]
  layers        = [aws_lambda_layer_version.x.arn]
  environment {
    variables = {
      MODE  = "fast"
      TABLE = aws_dynamodb_table.t.name
    }
  }
  tracing_config {
    mode = "Active"
  }
}
"""
    found = module(tmp_path, text)["f"]
    assert (found.runtime, found.timeout, found.memory, found.architecture, found.tracing) == (
        "python3.13",
        30,
        512,
        "arm64",
        "Active",
    )
    assert found.environment == {"MODE": "fast", "TABLE": Unresolved("aws_dynamodb_table.t.name")}
    assert not found.environment_open
    assert found.layers == (Unresolved("aws_lambda_layer_version.x.arn"),)
    assert (found.line, found.tool) == (2, "terraform")
    lines = text.splitlines()
    shown = {n: lines[s.line - 1][s.column : s.end_column] for n, s in found.positions.items() if s.line == s.end_line}
    assert {n: shown[n] for n in ("Handler", "Runtime", "Environment.TABLE")} == {
        "Handler": "app.handler", "Runtime": "python3.13", "Environment.TABLE": "TABLE",
    }  # fmt: skip


def test_merged_environment(tmp_path: Path) -> None:
    text = (
        function('environment {\n variables = merge(local.shared, { B = "2" })\n }')
        + 'locals {\n shared = { A = "1" }\n}'
    )
    found = module(tmp_path, text)["f"]
    assert (found.environment, found.environment_open) == ({"A": "1", "B": "2"}, True)


def test_for_each(tmp_path: Path) -> None:
    text = """
locals {
  functions = {
    a = { handler = "a.handler" }
    b = { handler = "b.handler" }
  }
}
resource "aws_lambda_function" "f" {
  for_each = local.functions
  handler  = each.value.handler
}
resource "aws_lambda_function" "g" {
  for_each = toset(["c", "d"])
  handler  = "${each.key}.handler"
}
"""
    found = {name: config.handler for name, config in module(tmp_path, text).items()}
    assert found == {'f["a"]': "a.handler", 'f["b"]': "b.handler", 'g["c"]': "c.handler", 'g["d"]': "d.handler"}


SOURCE_PATHS = {
    "folder": ('"${path.module}/src"', "src"),
    "file": ('"src/app.py"', "src"),
    "list": ('["src", "other"]', "src"),
    "list of mappings": ('[{ path = "src", pip_requirements = true }]', "src"),
    "mapping": ('{ path = "src" }', "src"),
    "unknown": ("var.where", None),
}


@pytest.mark.parametrize(("source", "folder"), SOURCE_PATHS.values(), ids=SOURCE_PATHS)
def test_community_module(tmp_path: Path, source: str, folder: str | None) -> None:
    text = f"""
module "orders" {{
  source                = "terraform-aws-modules/lambda/aws"
  version               = "~> 8.0"
  handler               = "app.handler"
  runtime               = "python3.13"
  source_path           = {source}
  timeout               = 9
  environment_variables = {{ A = "1" }}
  event_source_mapping  = {{ sqs = {{ event_source_arn = aws_sqs_queue.q.arn }} }}
  allowed_triggers      = {{ s3 = {{ principal = "s3.amazonaws.com" }} }}
}}
"""
    found = module(tmp_path, text)["orders"]
    assert (found.handler, found.code_root, found.timeout) == ("app.handler", tmp_path / folder if folder else None, 9)
    assert found.environment == {"A": "1"}
    assert [event.kind for event in found.events] == ["sqs", "s3"]


INNER = """
variable "handler" {}
variable "folder" {}
data "archive_file" "z" {
  source_dir  = var.folder
  output_path = "x.zip"
}
resource "aws_lambda_function" "this" {
  handler  = var.handler
  filename = data.archive_file.z.output_path
  runtime  = "python3.13"
}
"""


def test_modules_beside(tmp_path: Path) -> None:
    text = 'module "orders" {\n source = "./inner"\n handler = "app.handler"\n folder = "${path.module}/src"\n}\n'
    found = module(tmp_path, text, {"inner/main.tf": INNER})
    config = found["module.orders.this"]
    assert (config.handler, config.code_root, config.runtime, config.line) == (
        "app.handler",
        tmp_path / "src",
        "python3.13",
        1,
    )
    assert config.template == tmp_path / "main.tf"


def test_a_module_that_calls_itself(tmp_path: Path) -> None:
    text = 'module "a" {\n source = "./"\n}\n' + function('handler = "app.handler"')
    found = module(tmp_path, text)
    assert found["f"].handler == "app.handler"
    assert len(found) < 10


def test_modules_from_elsewhere(tmp_path: Path) -> None:
    text = 'module "x" {\n source = "git::https://example.org/x"\n lambda_handler = "app.handler"\n source_folder = "./src"\n}'
    found = module(tmp_path, text, {"src/app.py": ""})["module.x"]
    assert (found.handler, found.code_root) == ("app.handler", tmp_path / "src")


def test_brackets_on_lines_of_their_own(tmp_path: Path) -> None:
    """As Terraform took them before 0.12."""
    text = 'resource "aws_lambda_function" "f"\n{\n handler = "a.b"\n environment\n {\n  variables =\n  {\n   A = "1"\n  }\n }\n}\n'
    found = module(tmp_path, text)["f"]
    assert (found.handler, found.environment) == ("a.b", {"A": "1"})


def test_images(tmp_path: Path) -> None:
    text = function('package_type = "Image"\n image_config {\n command = ["app.handler"]\n }')
    assert module(tmp_path, text)["f"].handler == "app.handler"
