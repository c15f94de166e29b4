"""Terraform's own modules: what they are given, what they give back, what calls their functions."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from handlerlens.analysis.function_config import FunctionConfig
from handlerlens.analysis.handlers import Tier
from project.workspace import functions, indexed, write

FUNCTION = """
variable "name" {}
variable "handler" { default = "app.handler" }
variable "source_dir" {}
variable "timeout" { default = 10 }
variable "environment" { default = {} }
data "archive_file" "this" {
  type        = "zip"
  source_dir  = var.source_dir
  output_path = "${path.root}/build/${var.name}.zip"
}
resource "aws_lambda_function" "this" {
  filename = data.archive_file.this.output_path
  handler  = var.handler
  runtime  = "python3.13"
  timeout  = var.timeout
  dynamic "environment" {
    for_each = length(var.environment) > 0 ? [var.environment] : []
    content {
      variables = environment.value
    }
  }
}
resource "aws_lambda_alias" "live" {
  function_name = aws_lambda_function.this.function_name
}
resource "aws_lambda_permission" "called" {
  function_name = aws_lambda_function.this.function_name
  action        = "lambda:InvokeFunction"
  principal     = "s3.amazonaws.com"
}
output "arn" { value = aws_lambda_function.this.arn }
output "alias_arn" { value = aws_lambda_alias.live.invoke_arn }
"""
SOURCES = {
    "src/orders/app.py": "def handler(event, context): ...\n",
    "src/refunds/main.py": "def run(event, context): ...\n",
    "src/other/app.py": "def handler(event, context): ...\n",
    "modules/lambda/main.tf": FUNCTION,
}
ORDERS, REFUNDS = "src/orders/app.py", "src/refunds/main.py"

SHAPES = {
    "a handler and an archive that a module gives back": (
        """
        module "build" {
          source = "./modules/build"
          name   = "orders"
        }
        resource "aws_lambda_function" "f" {
          filename = module.build.zip
          handler  = module.build.handler
          runtime  = "python3.13"
        }
        """,
        """
        variable "name" {}
        locals { entry = "app" }
        data "archive_file" "this" {
          type        = "zip"
          source_dir  = "${path.root}/src/${var.name}"
          output_path = "x.zip"
        }
        output "zip" { value = data.archive_file.this.output_path }
        output "handler" { value = "${local.entry}.handler" }
        """,
        {"f": ORDERS},
    ),
    "a folder that a module gives back": (
        """
        module "code" { source = "./modules/build" }
        data "archive_file" "f" {
          type        = "zip"
          source_dir  = module.code.folders["orders"]
          output_path = "f.zip"
        }
        resource "aws_lambda_function" "f" {
          filename = data.archive_file.f.output_path
          handler  = "app.handler"
        }
        """,
        'output "folders" { value = { orders = "${path.module}/../../src/orders" } }',
        {"f": ORDERS},
    ),
    "an object of a bucket in a module": (
        """
        module "package" { source = "./modules/build" }
        resource "aws_lambda_function" "f" {
          s3_bucket = module.package.bucket
          s3_key    = module.package.key
          handler   = "app.handler"
        }
        """,
        """
        data "archive_file" "z" {
          type        = "zip"
          source_dir  = "${path.root}/src/orders"
          output_path = "z.zip"
        }
        resource "aws_s3_object" "o" {
          key    = "z.zip"
          source = data.archive_file.z.output_path
        }
        output "key" { value = aws_s3_object.o.key }
        output "bucket" { value = "b" }
        """,
        {"f": ORDERS},
    ),
    "what one module gives to another": (
        """
        module "settings" { source = "./modules/build" }
        module "fn" {
          source     = "./modules/lambda"
          for_each   = module.settings.functions
          name       = each.key
          handler    = each.value.handler
          source_dir = each.value.folder
        }
        """,
        """
        output "functions" {
          value = {
            orders  = { handler = "app.handler", folder = "${path.root}/src/orders" }
            refunds = { handler = "main.run", folder = "${path.root}/src/refunds" }
          }
        }
        """,
        {'module.fn["orders"].this': ORDERS, 'module.fn["refunds"].this': REFUNDS},
    ),
    "a turn of a loop": (
        """
        module "paths" {
          source   = "./modules/build"
          for_each = toset(["orders", "refunds"])
          name     = each.key
        }
        module "fn" {
          source     = "./modules/lambda"
          name       = "x"
          source_dir = module.paths["orders"].folder
        }
        """,
        'variable "name" {}\noutput "folder" { value = "${path.root}/src/${var.name}" }',
        {"module.fn.this": ORDERS},
    ),
    "a file of settings": (
        """
        locals { functions = yamldecode(file("${path.module}/modules/build/main.tf")) }
        module "fn" {
          source     = "./modules/lambda"
          for_each   = local.functions.all
          name       = each.key
          handler    = each.value.handler
          source_dir = "src/${each.key}"
        }
        """,
        "all:\n  orders:\n    handler: app.handler\n  refunds: {handler: main.run}\n",
        {'module.fn["orders"].this': ORDERS, 'module.fn["refunds"].this': REFUNDS},
    ),
    "a list of settings": (
        """
        resource "aws_lambda_function" "f" {
          for_each = { for f in jsondecode(file("modules/build/main.tf")).functions : f.name => f }
          filename = "src/${each.key}.zip"
          handler  = each.value.handler
        }
        """,
        '{"functions": [{"name": "orders", "handler": "app.handler"}, {"name": "refunds", "handler": "main.run"}]}',
        {'f["orders"]': ORDERS, 'f["refunds"]': REFUNDS},
    ),
    "conditionals": (
        """
        variable "debug" { default = false }
        module "fn" {
          source     = "./modules/lambda"
          for_each   = toset(["orders", "refunds"])
          name       = each.key
          handler    = var.debug ? "debug.run" : each.key == "orders" ? "app.handler" : "main.run"
          source_dir = (
            each.key != null
            ? "src/${each.key}"
            : "src"
          )
        }
        """,
        "",
        {'module.fn["orders"].this': ORDERS, 'module.fn["refunds"].this': REFUNDS},
    ),
}


@pytest.mark.parametrize(("text", "other", "expected"), SHAPES.values(), ids=SHAPES)
def test_shapes(tmp_path: Path, text: str, other: str, expected: dict[str, str]) -> None:
    index = indexed(tmp_path, {**SOURCES, "main.tf": dedent(text), "modules/build/main.tf": dedent(other)})
    found = {
        function.logical_id: listed.path.relative_to(tmp_path).as_posix()
        for listed in index.listed()
        if listed.tier is Tier.DECLARED
        for function in listed.functions
        if function.template.parent == tmp_path
    }
    assert found == expected


def test_a_changed_file_of_settings_counts(tmp_path: Path) -> None:
    text, settings, _ = SHAPES["a file of settings"]
    index = indexed(tmp_path, {**SOURCES, "main.tf": dedent(text), "modules/build/main.tf": dedent(settings)})
    path = tmp_path / "modules" / "build" / "main.tf"
    path.write_text("all: {refunds: {handler: main.run}}\n")
    index.update(path)
    declared = [listed for listed in index.listed() if listed.tier is Tier.DECLARED]
    assert [listed.path for listed in declared] == [tmp_path / REFUNDS]


def called(root: Path, more: str, files: dict[str, str] | None = None) -> dict[str, FunctionConfig]:
    """The functions of a module that calls two others."""
    text = """
    module "orders" {
      source      = "./modules/lambda"
      name        = "orders"
      source_dir  = "src/orders"
      environment = { TABLE = "orders" }
    }
    module "fn" {
      source     = "./modules/lambda"
      for_each   = { a = 5, b = 6 }
      name       = each.key
      timeout    = each.value
      source_dir = "src/other"
    }
    """
    write(root, {**SOURCES, "main.tf": dedent(text) + dedent(more), **(files or {})})
    return functions(root / "main.tf", dedent(text) + dedent(more))


API = """
variable "routes" {}
variable "queue" { default = "" }
resource "aws_apigatewayv2_integration" "this" {
  for_each               = var.routes
  integration_uri        = each.value
  payload_format_version = "2.0"
}
"""
CALLERS = {
    "nobody but a permission": ("", [["s3"], ["s3"], ["s3"]]),
    "a resource": (
        'resource "aws_lambda_event_source_mapping" "q" {\n event_source_arn = aws_sqs_queue.q.arn\n function_name = module.orders.arn\n}',
        [["sqs"], ["s3"], ["s3"]],
    ),
    "one turn": (
        'resource "aws_sns_topic_subscription" "t" {\n endpoint = module.fn["b"].arn\n}',
        [["s3"], ["s3"], ["sns"]],
    ),
    "every turn": (
        'resource "aws_sns_topic_subscription" "t" {\n for_each = module.fn\n endpoint = module.fn[each.key].arn\n}',
        [["s3"], ["sns"], ["sns"]],
    ),
    "an alias": (
        'resource "aws_apigatewayv2_integration" "i" {\n integration_uri = module.orders.alias_arn\n payload_format_version = "2.0"\n}',
        [["http_api_v2"], ["s3"], ["s3"]],
    ),
    "another output": (
        'resource "aws_sns_topic_subscription" "t" {\n endpoint = module.orders.nothing\n}',
        [["s3"], ["s3"], ["s3"]],
    ),
    "only an order": (
        'resource "aws_sns_topic_subscription" "t" {\n depends_on = [module.orders]\n}',
        [["s3"], ["s3"], ["s3"]],
    ),
    "another module": (
        'module "api" {\n source = "./modules/api"\n routes = { "GET /orders" = module.orders.arn }\n}',
        [["http_api_v2"], ["s3"], ["s3"]],
    ),
    "a module of the registry": (
        'module "api" {\n source = "terraform-aws-modules/apigateway-v2/aws"\n'
        ' routes = { "GET /" = { integration = { uri = module.orders.arn, payload_format_version = "2.0" } } }\n}',
        [["http_api_v2"], ["s3"], ["s3"]],
    ),
    "a module of schedules": (
        'module "clock" {\n source = "terraform-aws-modules/eventbridge/aws"\n'
        ' rules = { crons = { schedule_expression = "rate(1 hour)" } }\n'
        " targets = { crons = [{ arn = module.orders.arn }] }\n}",
        [["schedule"], ["s3"], ["s3"]],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("more", "kinds"), CALLERS.values(), ids=CALLERS)
def test_callers(tmp_path: Path, more: str, kinds: list[list[str]]) -> None:
    found = called(tmp_path, more, {"modules/api/main.tf": API})
    assert list(found) == ["module.orders.this", 'module.fn["a"].this', 'module.fn["b"].this']
    assert [[event.kind for event in function.events] for function in found.values()] == kinds


def test_what_a_call_sets(tmp_path: Path) -> None:
    orders, first, second = called(tmp_path, "").values()
    assert (orders.environment, orders.environment_open, orders.timeout) == ({"TABLE": "orders"}, True, 10)
    assert (first.environment, first.timeout, second.timeout) == ({}, 5, 6)


def test_a_queue_that_is_passed_in(tmp_path: Path) -> None:
    worker = """
    variable "queue" {}
    module "fn" {
      source     = "../lambda"
      name       = "x"
      source_dir = "src/orders"
    }
    resource "aws_lambda_event_source_mapping" "q" {
      event_source_arn        = var.queue
      function_name           = module.fn.arn
      function_response_types = ["ReportBatchItemFailures"]
    }
    """
    text = 'module "work" {\n source = "./modules/worker"\n queue = aws_sqs_queue.jobs.arn\n}'
    write(tmp_path, {**SOURCES, "modules/worker/main.tf": dedent(worker)})
    (function,) = functions(tmp_path / "main.tf", text).values()
    assert [event.kind for event in function.events] == ["sqs"]
    assert function.events[0].properties["function_response_types"] == ["ReportBatchItemFailures"]


ENDLESS = {
    "outputs in a circle": 'module "a" {\n source = "./."\n x = module.a.y\n}\noutput "y" { value = module.a.y }\n'
    'resource "aws_lambda_function" "f" {\n handler = module.a.y\n}',
    "a conditional of itself": 'locals { a = local.a == "x" ? local.a : local.b\n b = local.a != null ? local.b : local.a }\n'
    'resource "aws_lambda_function" "f" {\n handler = local.a\n}',
    "many conditionals": "locals {\n"
    + "".join(f' a{n} = var.x ? local.a{n + 1} : "${{local.a{n + 1}}}"\n' for n in range(60))
    + '}\nresource "aws_lambda_function" "f" {\n handler = local.a0\n}',
    "many signs": 'resource "aws_lambda_function" "f" {\n handler = ' + "!" * 50_000 + "x\n}",
}


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
def test_endless_ones_end(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"main.tf": text})
    assert "f" in functions(tmp_path / "main.tf", text)
