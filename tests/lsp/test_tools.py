"""The workspaces of ``tests/workspaces`` in an editor: lenses on both sides, and a run with the function's settings."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from .conftest import Editor

WORKSPACES = Path(__file__).resolve().parents[1] / "workspaces"

TOOLS = {
    "sam": (
        "template.yaml",
        ["Go to app.lambda_handler", "Go to jobs/worker.process", "Go to dev_report.main"],
        "functions/orders/app.py",
        "▶ Invoke OrdersFunction · HTTP API",
        {"requestContext": {"http": {"method": "GET"}}},
        {"stage": "dev"},
    ),
    "serverless": (
        "serverless.yml",
        ["Go to src/tickets/api.create", "Go to src.tickets.api.list_all", "Go to src/tickets/closer.run"],
        "src/tickets/closer.py",
        "▶ Invoke closer · SQS · Schedule",
        {"Records": []},
        {"queue": "tickets-dev"},
    ),
    "cdk": (
        "lib/shop-stack.ts",
        ["Go to packing.pack", "Go to basket.handler", "Go to checkout.handler"],
        "lambda/packing/packing.py",
        "▶ Invoke Packing · SQS",
        {},
        {"mode": "fast"},
    ),
    "terraform": (
        "main.tf",
        ["Go to main.handle", "Go to job.resize", "Go to job.annotate", "Go to cleaner.sweep"],
        "src/api/main.py",
        "▶ Invoke api · Function URL",
        {},
        {"stage": "dev"},
    ),
    "serverless-typescript": (
        "serverless.ts",
        ["Go to src/tickets.sell", "Go to src/closing.announce"],
        "src/closing.py",
        "▶ Invoke closing · Schedule",
        {},
        {"said": "museum-guide"},
    ),
    "zappa": (
        "zappa_settings.json",
        ["Go to jobs.overdue.remind", "Go to library.cover_added"],
        "jobs/overdue.py",
        "▶ Invoke remind · Schedule",
        {},
        {"reminded": "fiction: all"},
    ),
    "docker": (
        "lambda/Dockerfile",
        ["Go to hives.weigh"],
        "lambda/hives.py",
        "▶ Invoke lambda",
        {"weight": 12.34},
        {"hive": "north", "weight": "12.3 kg"},
    ),
}


@pytest.mark.parametrize("tool", TOOLS)
async def test_tool(editor: Editor, tool: str) -> None:
    template, ways, code, title, event, expected = TOOLS[tool]
    root = WORKSPACES / tool
    shutil.copytree(root, editor.folder, dirs_exist_ok=True)
    for path in sorted(root.rglob("*")):  # a session of its own has no workspace folder: what is open counts
        name = path.relative_to(root).as_posix()
        if path.is_file() and (
            path.suffix in (".py", ".ts", ".tf", ".yml", ".yaml", ".json") or path.name == "Dockerfile"
        ):
            editor.open(name, path.read_text("utf-8"))
    shown = [lens.command for lens in await editor.lenses(editor.uri(template)) if lens.command]
    assert [command.title for command in shown if command.title.startswith("Go to ")] == ways
    (first, *_) = [lens.command for lens in await editor.lenses(editor.uri(code)) if lens.command]
    assert first.title == title
    assert first.arguments
    name = dict(first.arguments[0])["function"]
    result = await editor.invoke(editor.uri(code), name, event=json.dumps(event))
    payload = json.loads(result["payload"])
    answer = json.loads(payload["body"]) if "body" in payload else payload
    assert {key: answer.get(key) for key in expected} == expected, result["payload"]
