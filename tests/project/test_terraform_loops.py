"""Terraform: ``for``, ``for_each`` and ``count`` over locals, variables and files; resources beside a function."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.function_config import Unresolved
from project.test_terraform import function, module
from project.workspace import indexed, write

LOCALS = """
locals {
  orders = {
    create = { file = "create", memory = 256 }
    delete = { file = "remove" }
  }
  names = ["a", "b"]
  list  = [{ name = "x", handler = "x.main" }, { name = "y", handler = "y.main" }]
}
variable "given" {
  type    = map(object({ handler = string }))
  default = { v = { handler = "v.run" } }
}
"""
BOTH = {'f["create"]': "create.handler", 'f["delete"]': "remove.handler"}
XY = {'f["x"]': "x.main", 'f["y"]': "y.main"}
AB = {'f["a"]': "a.handler", 'f["b"]': "b.handler"}

LOOPS = {
    "mapping": ("{ for k, v in local.orders : k => v.file }", '"${each.value}.handler"', BOTH),
    "mapping of mappings": ("{ for k, v in local.orders : k => { h = v.file } }", '"${each.value.h}.handler"', BOTH),
    "the value whole": ("{ for k, v in local.orders : k => v }", '"${each.value.file}.handler"', BOTH),
    "with a condition": (
        '{ for k, v in local.orders : k => v if v.file != "x" }',
        '"${each.value.file}.handler"',
        BOTH,
    ),
    "over lines": ("{\n for k, v in local.orders :\n k =>\n v.file\n }", '"${each.value}.handler"', BOTH),
    "from a list": ("{ for f in local.list : f.name => f }", "each.value.handler", XY),
    "from a list, with places": ("{ for i, f in local.list : f.name => f.handler }", "each.value", XY),
    "keys in brackets": ("{ for f in local.list : (f.name) => f.handler }", "each.value", XY),
    "set of a list": ("toset([for n in local.names : n])", '"${each.key}.handler"', AB),
    "set of texts made": ('toset([for n in local.names : "${n}"])', '"${each.value}.handler"', AB),
    "set of a local": ("toset(local.names)", '"${each.key}.handler"', AB),
    "variable": ("var.given", "each.value.handler", {'f["v"]': "v.run"}),
    "merged": (
        'merge(var.given, { w = { handler = "w.run" } })',
        "each.value.handler",
        {'f["v"]': "v.run", 'f["w"]': "w.run"},
    ),
    "looked up by the key": ('toset(["create", "delete"])', '"${local.orders[each.key].file}.handler"', BOTH),
    "lookup": ("local.orders", '"${lookup(each.value, "file", "x")}.handler"', BOTH),
    "lookup with a default": (
        "toset(local.names)",
        'lookup(local.orders, each.key, "d.handler")',
        {'f["a"]': "d.handler", 'f["b"]': "d.handler"},
    ),
    "try": ("local.orders", '"${try(each.value.module, each.value.file)}.handler"', BOTH),
    "folders of files": (
        'distinct([for f in fileset(path.module, "src/*/*.py") : split("/", f)[1]])',
        '"${element(split("-", "x-${each.value}"), 1)}.handler"',
        AB,
    ),
    "keys": ("toset(keys(local.orders))", '"${local.orders[each.key].file}.handler"', BOTH),
    "values": ('toset(values({ p = "a", q = "b" }))', '"${each.key}.handler"', AB),
    "files": (
        'toset([for f in fileset(path.module, "src/*/app.py") : dirname(f)])',
        '"${each.key}.app.handler"',
        {'f["src/a"]': "src/a.app.handler", 'f["src/b"]': "src/b.app.handler"},
    ),
    "file names": (
        'fileset("${path.module}/src", "*.py")',
        '"${trimsuffix(each.value, ".py")}.handler"',
        {'f["one.py"]': "one.handler"},
    ),
}


@pytest.mark.parametrize(("over", "handler", "expected"), LOOPS.values(), ids=LOOPS)
def test_for_each(tmp_path: Path, over: str, handler: str, expected: dict[str, str]) -> None:
    write(tmp_path, {"src/a/app.py": "", "src/b/app.py": "", "src/one.py": ""})
    found = module(tmp_path, LOCALS + function(f"for_each = {over}\n handler = {handler}"))
    assert {name: config.handler for name, config in found.items()} == expected


COUNTS = {
    "length": ("length(local.list)", "local.list[count.index].handler", {"f[0]": "x.main", "f[1]": "y.main"}),
    "number": ("2", '"app.h${count.index}"', {"f[0]": "app.h0", "f[1]": "app.h1"}),
    "one": ("1", '"app.handler"', {"f": "app.handler"}),
    "switch": ("var.on ? 1 : 0", '"app.handler"', {"f": "app.handler"}),
}


@pytest.mark.parametrize(("count", "handler", "expected"), COUNTS.values(), ids=COUNTS)
def test_count(tmp_path: Path, count: str, handler: str, expected: dict[str, str]) -> None:
    found = module(tmp_path, LOCALS + function(f"count = {count}\n handler = {handler}"))
    assert {name: config.handler for name, config in found.items()} == expected


def test_a_loop_in_a_local(tmp_path: Path) -> None:
    text = 'locals {\n all = { for k, v in local.orders : "fn-${k}" => "${v.file}.handler" }\n}\n'
    found = module(tmp_path, LOCALS + text + function("for_each = local.all\n handler = each.value"))
    assert {n: c.handler for n, c in found.items()} == {
        'f["fn-create"]': "create.handler",
        'f["fn-delete"]': "remove.handler",
    }


def test_variables_of_a_loop(tmp_path: Path) -> None:
    lines = 'handler = "a.b"\n environment {\n variables = { for k, v in local.orders : upper(k) => v.file }\n }'
    found = module(tmp_path, LOCALS + function(lines))["f"]
    assert dict(found.environment) == {"CREATE": "create", "DELETE": "remove"}


@pytest.mark.parametrize(
    "over",
    [
        "{ for k, v in local.loop : k => v }",
        "{ for k in }",
        "{ for }",
        "[for x in [for y in [for z in local.names : z] : y] : x]",
        "{ for k, v in 5 : k => v }",
        'fileset(path.module, "**/*.py")',
        'fileset(path.module, "../../*")',
    ],
)
def test_odd_loops_end(tmp_path: Path, over: str) -> None:
    text = LOCALS + "locals {\n loop = { for k, v in local.loop : k => v }\n}\n"
    found = module(tmp_path, text + function(f'for_each = {over}\n handler = "app.handler"'))
    assert {config.handler for config in found.values()} == {"app.handler"}


INVOKES = {
    "by its name": "aws_lambda_function.f.function_name",
    "by its arn": "aws_lambda_function.f.arn",
    "an instance": "aws_lambda_function.f[0].function_name",
}


@pytest.mark.parametrize("named", INVOKES.values(), ids=INVOKES)
def test_event_invoke_config(tmp_path: Path, named: str) -> None:
    text = (
        function('handler = "app.handler"')
        + f"""
resource "aws_lambda_function_event_invoke_config" "f" {{
  function_name          = {named}
  maximum_retry_attempts = 1
  destination_config {{
    on_failure {{
      destination = aws_sqs_queue.dead.arn
    }}
  }}
}}
resource "aws_lambda_function_event_invoke_config" "other" {{
  function_name          = aws_lambda_function.other.function_name
  maximum_retry_attempts = 0
}}
"""
    )
    service = module(tmp_path, text)["f"].service
    assert (service.retries, service.on_failure) == (1, "aws_sqs_queue.dead.arn")
    assert module(tmp_path, function('handler = "a.b"'))["f"].service.retries is None


CALLED = """
variable "functions" {}
variable "shared" { default = { A = "inner" } }
resource "aws_lambda_function" "f" {
  for_each = var.functions
  handler  = each.value.handler
  timeout  = each.value.timeout
  filename = "${path.module}/x.zip"
  environment {
    variables = var.shared
  }
}
"""


def test_mappings_that_one_module_passes_to_another(tmp_path: Path) -> None:
    text = """
locals {
  named = { for n in ["a", "b"] : n => { handler = "${n}.run", timeout = 7 } }
}
module "jobs" {
  source    = "./jobs"
  functions = merge(local.named, { c = { handler = "c.run", timeout = var.unknown } })
  shared    = { A = "outer", B = aws_sqs_queue.q.url }
}
"""
    found = module(tmp_path, text, {"jobs/main.tf": CALLED})
    assert {name: config.handler for name, config in found.items()} == {
        f'module.jobs.f["{name}"]': f"{name}.run" for name in "abc"
    }
    first, third = found['module.jobs.f["a"]'], found['module.jobs.f["c"]']
    assert (first.timeout, third.timeout) == (7, None)
    assert dict(first.environment) == {"A": "outer", "B": Unresolved("aws_sqs_queue.q.url")}


def test_what_a_call_does_not_tell_is_no_default(tmp_path: Path) -> None:
    inner = 'variable "name" { default = "inner.handler" }\n' + function("handler = var.name")
    found = module(tmp_path, 'module "m" {\n source = "./inner"\n name = var.unknown\n}\n', {"inner/main.tf": inner})
    assert found["module.m.f"].handler == Unresolved("var.name")


def test_a_called_module_counts_once(tmp_path: Path) -> None:
    inner = function('handler = "app.handler"\n filename = "app.zip"')
    files = {
        "main.tf": 'module "m" {\n source = "./inner"\n}\n',
        "inner/main.tf": inner,
        "inner/app.py": "def handler(event, context): ...\n",
    }
    (found,) = indexed(tmp_path, files).listed()
    assert [config.logical_id for config in found.functions] == ["module.m.f"]
