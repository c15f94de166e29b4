"""SST apps: Python functions of version 3 components and of the constructs before."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.handlers import Tier
from project.workspace import functions, indexed, write

V2 = 'import { Api, Cron, Function, Queue, StackContext } from "sst/constructs";\nexport function S({ stack }: StackContext) {\n'
FILES = {
    "sst.config.ts": "",
    "functions/src/functions/api.py": "",
    "functions/pyproject.toml": "",
    "jobs/lambda.py": "",
}

FORMS = {
    "function": (
        'new sst.aws.Function("F", { handler: "jobs/lambda.handler", runtime: "python3.11" })',
        ("F", "jobs.lambda.handler", "", []),
    ),
    "function with a URL": (
        'new sst.aws.Function("F", { handler: "jobs/lambda.handler", runtime: "python3.12", url: true })',
        ("F", "jobs.lambda.handler", "", ["function_url"]),
    ),
    "workspace of uv": (
        'new sst.aws.Function("F", { handler: "functions/src/functions/api.handler", runtime: "python3.11" })',
        ("F", "functions.api.handler", "functions/src", []),
    ),
    "bundled folder": (
        'new sst.aws.Function("F", { handler: "lambda.handler", bundle: "jobs", runtime: "python3.11" })',
        ("F", "lambda.handler", "jobs", []),
    ),
    "not there": (
        'new sst.aws.Function("F", { handler: "none/x.handler", runtime: "python3.11" })',
        ("F", "none/x.handler", "", []),
    ),
    "queue": (
        'const q = new sst.aws.Queue("Q");\nq.subscribe({ handler: "jobs/lambda.handler", runtime: "python3.11" })',
        ("Q", "jobs.lambda.handler", "", ["sqs"]),
    ),
    "queue, short": (
        'const q = new sst.aws.Queue("Q");\nq.subscribe("jobs/lambda.handler")',
        ("Q", "jobs.lambda.handler", "", ["sqs"]),
    ),
    "route": (
        'const a = new sst.aws.ApiGatewayV2("A");\na.route("GET /x", { handler: "jobs/lambda.handler", runtime: "python3.11" })',
        ("GET /x", "jobs.lambda.handler", "", ["http_api_v2"]),
    ),
    "cron": (
        'new sst.aws.Cron("C", { schedule: "rate(1 minute)", function: { handler: "jobs/lambda.handler", runtime: "python3.11" } })',
        ("C", "jobs.lambda.handler", "", ["schedule"]),
    ),
    "cron, short": (
        'new sst.aws.Cron("C", { schedule: "rate(1 minute)", job: "jobs/lambda.handler" })',
        ("C", "jobs.lambda.handler", "", ["schedule"]),
    ),
    "v2 function": (
        V2 + 'new Function(stack, "F", { handler: "jobs/lambda.handler", runtime: "python3.11" })\n}',
        ("F", "jobs.lambda.handler", "", []),
    ),
    "v2 api": (
        V2 + 'const api = new Api(stack, "A", { routes: { "GET /": "jobs/lambda.handler" } })\n}',
        ("A", "jobs.lambda.handler", "", ["http_api_v2"]),
    ),
    "v2 api, long": (
        V2
        + 'new Api(stack, "A", { routes: { "GET /": { function: { handler: "jobs/lambda.handler", runtime: "python3.9" } } } })\n}',
        ("A", "jobs.lambda.handler", "", ["http_api_v2"]),
    ),
    "v2 default": (
        V2
        + 'new Api(stack, "A", { defaults: { function: { runtime: "python3.9", srcPath: "jobs" } },\n '
        + 'routes: { "GET /": "lambda.handler" } })\n}',
        ("A", "lambda.handler", "jobs", ["http_api_v2"]),
    ),
    "v2 queue": (
        V2 + 'new Queue(stack, "Q", { consumer: "jobs/lambda.handler" })\n}',
        ("Q", "jobs.lambda.handler", "", ["sqs"]),
    ),
    "v1": (
        'import { Function } from "@serverless-stack/resources";\n'
        + 'new Function(this, "F", { srcPath: "jobs", handler: "lambda.handler", runtime: "python3.8" })',
        ("F", "lambda.handler", "jobs", []),
    ),
}


@pytest.mark.parametrize(("text", "expected"), FORMS.values(), ids=FORMS)
def test_forms(tmp_path: Path, text: str, expected: tuple[str, str, str, list[str]]) -> None:
    write(tmp_path, FILES)
    (found,) = functions(tmp_path / "infra" / "app.ts", text).values()
    assert found.code_root is not None
    root = found.code_root.relative_to(tmp_path).as_posix().removeprefix(".")
    assert (found.logical_id, found.handler, root, [e.kind for e in found.events]) == expected
    assert found.tool == "sst"


def test_what_a_function_is_given(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    text = """
new sst.aws.Function("F", {
  handler: "jobs/lambda.handler",
  runtime: "python3.12",
  timeout: "3 minutes",
  memory: "2 GB",
  environment: { TABLE: "orders", BUCKET: bucket.name },
})
new sst.aws.Function("G", { handler: "functions/src/functions/api.handler", runtime: "python3.12" })
"""
    found = functions(tmp_path / "infra.ts", text)
    first, second = found["F"], found["G"]
    assert (first.runtime, first.timeout, first.memory) == ("python3.12", 180, 2048)
    assert first.environment["TABLE"] == "orders"
    assert "BUCKET" in first.environment
    assert (first.positions["Handler"].line, first.positions["Runtime"].line, first.line) == (3, 4, 2)
    assert (second.timeout, second.memory) == (20, 1024)


OTHERS = {
    "another language": 'new sst.aws.Function("F", { handler: "src/lambda.handler", runtime: "nodejs20.x" })',
    "no runtime, no file": 'new sst.aws.Function("F", { handler: "src/lambda.handler" })',
    "no handler": 'new sst.aws.Bucket("B", { cors: false })',
    "something else": 'new sst.aws.Nextjs("W", { path: "jobs/lambda.handler" })',
    "go": 'new sst.aws.Function("F", { runtime: "go", handler: "./src" })',
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_nothing_of_ours(tmp_path: Path, text: str) -> None:
    write(tmp_path, FILES)
    assert functions(tmp_path / "sst.config.ts", text) == {}


def test_declared(tmp_path: Path) -> None:
    code = "def handler(event, context): ...\n"
    text = 'new sst.aws.Function("F", { handler: "functions/src/functions/api.handler", runtime: "python3.12" })'
    index = indexed(tmp_path, {**FILES, "functions/src/functions/api.py": code, "sst.config.ts": text})
    (found,) = index.listed()
    assert (found.tier, found.handler, found.code_root) == (
        Tier.DECLARED,
        "functions.api.handler",
        tmp_path / "functions" / "src",
    )
