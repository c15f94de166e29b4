"""Functions of a Terraform module made from lists and mappings that its own functions make, and archives of several sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.function_config import Unresolved
from project.test_terraform import module

FILES = {f"src/{name}/app.py": "def handler(event, context): ...\n" for name in ("a", "b")}
FUNCTIONS = """
data "archive_file" "code" {
  for_each = OVER
  type = "zip"
  source_dir = "${path.module}/src/${each.key}"
  output_path = "${each.key}.zip"
}
resource "aws_lambda_function" "f" {
  for_each = OVER
  handler = HANDLER
  runtime = "python3.13"
  filename = data.archive_file.code[each.key].output_path
}
"""
BOTH = {"a": "app.handler", "b": "app.handler"}
OVER = {
    "tomap": ('tomap({ a = "x", b = "y" })', '"app.handler"', "", BOTH),
    "zipmap": ('zipmap(["a", "b"], ["app.x", "app.y"])', "each.value", "", {"a": "app.x", "b": "app.y"}),
    "concat": ('toset(concat(["a"], local.more))', '"app.handler"', 'more = ["b"]', BOTH),
    "flatten": ('toset(flatten([["a"], [["b"]]]))', '"app.handler"', "", BOTH),
    "flatten of loops": (
        "{ for f in flatten([for k, v in local.all : [for n in v : { n = n, m = k }]]) : f.n => f }",
        '"${each.value.m}.handler"',
        'all = { app = ["a", "b"] }',
        BOTH,
    ),
    "setproduct": (
        '{ for pair in setproduct(["a", "b"], ["app"]) : pair[0] => pair[1] }',
        '"${each.value}.handler"',
        "",
        BOTH,
    ),
    "defaults merged by a loop": (
        "{ for k, v in local.all : k => merge(local.usual, v) }",
        "each.value.handler",
        'usual = { handler = "app.handler" }\n all = { a = {}, b = { handler = "app.other" } }',
        {"a": "app.handler", "b": "app.other"},
    ),
    "defaults merged in place": (
        "local.all",
        "merge(local.usual, each.value).handler",
        'usual = { handler = "app.handler" }\n all = { a = {}, b = { timeout = 3 } }',
        BOTH,
    ),
    "a condition": (
        '{ for k, v in local.all : k => v if v.language == "python" }',
        '"app.handler"',
        'all = { a = { language = "python" }, b = { language = "node" } }',
        {"a": "app.handler"},
    ),
    "a switch": (
        "{ for k, v in local.all : k => v if v.on }",
        '"app.handler"',
        "all = { a = { on = false }, b = { on = true } }",
        {"b": "app.handler"},
    ),
    "a condition that only a plan tells": (
        "{ for k, v in local.all : k => v if contains(var.wanted, k) }",
        '"app.handler"',
        "all = { a = {}, b = {} }",
        BOTH,
    ),
    "a list looked up": (
        'toset(lookup(local.all, "python", []))',
        '"app.handler"',
        'all = { python = ["a", "b"] }',
        BOTH,
    ),
    "the first that there is": ("try(var.none, { a = 1, b = 2 })", '"app.handler"', "", BOTH),
    "files at any depth": (
        'toset([for f in fileset("${path.module}/src", "**/app.py") : dirname(f)])',
        '"app.handler"',
        "",
        BOTH,
    ),
}


@pytest.mark.parametrize(("over", "handler", "more", "expected"), OVER.values(), ids=OVER)
def test_functions_of_a_loop(tmp_path: Path, over: str, handler: str, more: str, expected: dict[str, str]) -> None:
    text = f"locals {{\n {more}\n}}\n" + FUNCTIONS.replace("OVER", over).replace("HANDLER", handler)
    found = module(tmp_path, text, FILES)
    assert {name: (f.handler, f.code_root) for name, f in found.items()} == {
        f'f["{key}"]': (handler, tmp_path / "src" / key) for key, handler in expected.items()
    }


SINGLE = """
data "archive_file" "code" {
  type = "zip"
  source_dir = FOLDER
  output_path = "code.zip"
}
resource "aws_lambda_function" "f" {
  handler = HANDLER
  runtime = "python3.13"
  filename = data.archive_file.code.output_path
}
"""
VALUES = {
    "formatlist": (
        "local.folders[0]",
        '"app.handler"',
        'locals {\n folders = formatlist("%s/src/%s", path.module, ["a"])\n}',
    ),
    "trim": ('trim("/src/a/", "/")', '"app.handler"', ""),
    "an attribute's default": (
        "var.f.folder",
        "var.f.handler",
        'variable "f" {\n type = object({ handler = optional(string, "app.handler"), folder = string })\n'
        ' default = { folder = "src/a" }\n}',
    ),
    "of a list of objects": (
        "var.f[0].folder",
        "var.f[0].handler",
        'variable "f" {\n type = list(object({ handler = optional(string, "app.handler"), folder = optional(string, "x") }))\n'
        ' default = [{ folder = "src/a" }]\n}',
    ),
    "of a mapping of objects": (
        'var.f["x"].code.folder',
        'var.f["x"].handler',
        'variable "f" {\n type = map(object({ handler = optional(string, "app.handler"), code = optional(object({\n'
        ' folder = optional(string, "src/a") }), {}) }))\n default = { x = {} }\n}',
    ),
}


@pytest.mark.parametrize(("folder", "handler", "more"), VALUES.values(), ids=VALUES)
def test_values(tmp_path: Path, folder: str, handler: str, more: str) -> None:
    text = more + SINGLE.replace("FOLDER", folder).replace("HANDLER", handler)
    found = module(tmp_path, text, FILES)["f"]
    assert (found.handler, found.code_root) == ("app.handler", tmp_path / "src" / "a")


def test_a_regular_expression_is_no_text(tmp_path: Path) -> None:
    handler = '"${replace("app1", "/[0-9]/", "")}.handler"'
    found = module(tmp_path, SINGLE.replace("FOLDER", '"src/a"').replace("HANDLER", handler), FILES)["f"]
    assert isinstance(found.handler, Unresolved)


def test_a_called_module_s_defaults(tmp_path: Path) -> None:
    inner = 'variable "f" {\n type = object({ handler = optional(string, "app.handler"), folder = string })\n}\n'
    inner += SINGLE.replace("FOLDER", "var.f.folder").replace("HANDLER", "var.f.handler")
    text = 'module "m" {\n source = "./m"\n f = { folder = "${path.root}/src/b" }\n}\n'
    (found,) = module(tmp_path, text, {**FILES, "m/main.tf": inner}).values()
    assert (found.logical_id, found.handler, found.code_root) == ("module.m.f", "app.handler", tmp_path / "src" / "b")


FILES_OF_DATA = {
    "a workspace's file": (
        'yamldecode(file("${path.module}/conf/${terraform.workspace}.yaml")).all',
        {"conf/default.yaml": "all: {a: {module: app}, b: {module: app}}\n"},
    ),
    "a template's": (
        'yamldecode(templatefile("${path.module}/functions.yaml.tpl", { m = "app" }))',
        {"functions.yaml.tpl": "a: {module: '${m}'}\nb: {module: '${m}'}\n"},
    ),
    "many files together": (
        'merge([for f in fileset(path.module, "conf/*.yaml") : yamldecode(file("${path.module}/${f}"))]...)',
        {"conf/a.yaml": "a: {module: app}\n", "conf/b.yaml": "b: {module: app}\n"},
    ),
}


@pytest.mark.parametrize(("value", "files"), FILES_OF_DATA.values(), ids=FILES_OF_DATA)
def test_functions_of_data_files(tmp_path: Path, value: str, files: dict[str, str]) -> None:
    text = f"locals {{\n all = {value}\n}}\n" + FUNCTIONS.replace("OVER", "local.all")
    found = module(tmp_path, text.replace("HANDLER", '"${each.value.module}.handler"'), {**FILES, **files})
    assert {name: (f.handler, f.code_root) for name, f in found.items()} == {
        f'f["{key}"]': ("app.handler", tmp_path / "src" / key) for key in BOTH
    }


SOURCES = {
    "the handler's module of several": (
        'source {\n content = file("src/a/app.py")\n filename = "app.py"\n }\n'
        ' source {\n content = file("src/b/app.py")\n filename = "other.py"\n }',
        "other.handler",
        ("app.handler", "b"),
    ),
    "a dynamic block of the files of a folder": (
        'dynamic "source" {\n for_each = fileset("${path.module}/src/b", "*.py")\n'
        ' content {\n content = file("${path.module}/src/b/${source.value}")\n filename = source.value\n }\n }',
        "app.handler",
        ("app.handler", "b"),
    ),
}


@pytest.mark.parametrize(("sources", "handler", "expected"), SOURCES.values(), ids=SOURCES)
def test_archives_of_several_sources(tmp_path: Path, sources: str, handler: str, expected: tuple[str, str]) -> None:
    text = SINGLE.replace("source_dir = FOLDER", sources).replace("HANDLER", f'"{handler}"')
    found = module(tmp_path, text, FILES)["f"]
    assert (found.handler, found.code_root) == (expected[0], tmp_path / "src" / expected[1])


def test_collections_that_double_or_circle_end(tmp_path: Path) -> None:
    levels = "\n".join(f"a{n} = concat({', '.join([f'local.a{n + 1}'] * 10)})" for n in range(20))
    text = f'locals {{\n{levels}\n a20 = ["a"]\n c = concat(local.d, ["a"])\n d = flatten([local.c])\n}}\n'
    for over in ("toset(local.a0)", "toset(local.c)", "zipmap(local.c, local.d)", "setproduct(local.a0, local.a0)"):
        assert module(tmp_path, text + FUNCTIONS.replace("OVER", over).replace("HANDLER", '"app.handler"'), FILES)
