"""Terragrunt: one call of a module, with inputs for its variables."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.function_config import FunctionConfig, Unresolved
from handlerlens.project.files import Kind
from handlerlens.project.reading import read
from project.workspace import functions, indexed, shown, write

FILES = {
    ".git/HEAD": "",
    "src/glacier/app.py": "def melt(ice, tools): ...\n",
    "live/env.hcl": 'locals {\n stage = "dev"\n  folder = "src"\n  source = "${local.folder}/glacier"\n}\n',
    "live/root.hcl": 'locals {\n project = "ice"\n}\ninputs = {\n timeout = 20\n memory_size = 256\n}\n',
    "modules/lambda/main.tf": (
        'variable "handler" {}\nvariable "folder" {}\nvariable "timeout" {\n default = 3\n}\n'
        'data "archive_file" "z" {\n type = "zip"\n source_dir = var.folder\n output_path = "z.zip"\n}\n'
        'resource "aws_lambda_function" "this" {\n handler = var.handler\n runtime = "python3.13"\n timeout = var.timeout\n'
        " filename = data.archive_file.z.output_path\n}\n"
    ),
}
COMMUNITY = "tfr:///terraform-aws-modules/lambda/aws//?version=4.18.0"


def one(root: Path, text: str) -> FunctionConfig:
    """The function of ``live/melting/terragrunt.hcl``."""
    write(root, {**FILES, "live/melting/terragrunt.hcl": text})
    (found,) = functions(root / "live" / "melting" / "terragrunt.hcl", text).values()
    return found


PATHS = {
    "from the repository": "${get_repo_root()}/src/glacier",
    "from the file": "${get_terragrunt_dir()}/../../src/glacier",
    "beside a file above": '${dirname(find_in_parent_folders("env.hcl"))}/../src/glacier',
    "of another file": "${get_repo_root()}/${local.env.locals.source}",
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_the_community_module(tmp_path: Path, path: str) -> None:
    text = f"""locals {{
  env = read_terragrunt_config(find_in_parent_folders("env.hcl"))
}}
terraform {{
  source = "{COMMUNITY}"
}}
inputs = {{
  function_name = "${{local.env.locals.stage}}-melting"
  handler       = "app.melt"
  runtime       = "python3.13"
  source_path   = "{path}"
  environment_variables = {{
    STAGE = local.env.locals.stage
    TABLE = dependency.table.outputs.name
  }}
}}
"""
    found = one(tmp_path, text)
    assert (found.logical_id, found.handler, found.runtime) == ("melting", "app.melt", "python3.13")
    assert found.code_root is not None
    assert found.code_root.resolve() == (tmp_path / "src" / "glacier").resolve()
    assert found.environment == {"STAGE": "dev", "TABLE": Unresolved("dependency.table.outputs.name")}
    span = found.positions["Handler"]
    assert text.splitlines()[span.line - 1][span.column : span.end_column] == "app.melt"


SOURCES = ["../../modules/lambda", "../../modules//lambda", "${get_repo_root()}/modules//lambda?ref=main"]


@pytest.mark.parametrize("source", SOURCES)
def test_a_module_of_the_project(tmp_path: Path, source: str) -> None:
    text = f"""terraform {{
  source = "{source}"
}}
include "root" {{
  path   = find_in_parent_folders("root.hcl")
  expose = true
}}
inputs = {{
  handler = "app.melt"
  folder  = "${{get_repo_root()}}/src/glacier"
}}
"""
    found = one(tmp_path, text)
    assert (found.handler, found.code_root, found.timeout) == ("app.melt", tmp_path / "src" / "glacier", 20.0)
    assert found.logical_id == "module.melting.this"


def test_what_an_include_exposes(tmp_path: Path) -> None:
    text = f"""terraform {{ source = "{COMMUNITY}" }}
include "root" {{
  path   = find_in_parent_folders("root.hcl")
}}
inputs = merge({{ runtime = "python3.12" }}, {{
  handler = "app.melt"
  environment_variables = {{ PROJECT = include.root.locals.project }}
}})
"""
    found = one(tmp_path, text.replace("{ source", "{\n  source").replace('" }\ninclude', '"\n}\ninclude'))
    assert (found.environment, found.memory, found.runtime) == ({"PROJECT": "ice"}, 256, "python3.12")


def test_the_handler_is_declared(tmp_path: Path) -> None:
    text = (
        f'terraform {{\n source = "{COMMUNITY}"\n}}\n'
        'inputs = {\n handler = "app.melt"\n source_path = "${get_repo_root()}/src/glacier"\n}\n'
    )
    index = indexed(tmp_path, {**FILES, "live/melting/terragrunt.hcl": text})
    assert shown(index) == {"src/glacier/app.py:melt": "declared"}
    index.update(tmp_path / "live" / "melting" / "terragrunt.hcl", text.replace("app.melt", "app.freeze"))
    assert shown(index) == {}


NOTHING = {
    "no inputs": f'terraform {{\n source = "{COMMUNITY}"\n}}\n',
    "no source": 'inputs = {\n handler = "app.melt"\n}\n',
    "another module": 'terraform {\n source = "tfr:///terraform-aws-modules/vpc/aws"\n}\ninputs = {\n name = "x"\n}\n',
    "a module that is not there": 'terraform {\n source = "../none"\n}\ninputs = {\n handler = "app.melt"\n}\n',
    "itself": (
        'terraform {\n source = "."\n}\ninclude {\n path = "terragrunt.hcl"\n}\n'
        'locals {\n a = read_terragrunt_config("terragrunt.hcl")\n}\ninputs = {\n a = local.a.locals.a\n}\n'
    ),
    "a circle": 'terraform {\n source = "../x"\n}\nlocals {\n a = local.b\n b = local.a\n}\ninputs = {\n handler = local.a\n}\n',
    "no paths": 'terraform {\n source = find_in_parent_folders("\\u0000")\n}\ninputs = {\n a = find_in_parent_folders(1, [])\n}\n',
    "deep": 'terraform {\n source = "x"\n}\ninputs = ' + "{ a = [" * 40 + "1" + "] }" * 40 + "\n",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_what_declares_nothing(tmp_path: Path, text: str) -> None:
    write(tmp_path, {**FILES, "live/melting/terragrunt.hcl": text})
    found = read(tmp_path / "live" / "melting" / "terragrunt.hcl", Kind.TERRAFORM, text.encode())
    assert [config.handler for config in found.functions] == []
    assert not any("ours" in problem.message for problem in found.problems)
