"""The workspaces of ``tests/workspaces``, one a tool, from their files to what is known of each function."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from handlerlens.analysis.function_config import FunctionConfig, Unresolved
from handlerlens.analysis.linter import lint
from handlerlens.analysis.source import parse
from handlerlens.project.diagnosis import template_findings
from handlerlens.project.index import Index
from handlerlens.project.listing import list_handlers

WORKSPACES = Path(__file__).resolve().parents[1] / "workspaces"

HANDLERS: dict[str, dict[str, tuple[str, list[str], list[str]]]] = {
    "sam": {
        "functions/nightly/dev_report.py:main": ("dev_report.main", ["schedule"], ["template.yaml:NightlyFunction"]),
        "functions/orders/app.py:lambda_handler": (
            "app.lambda_handler",
            ["http_api_v2"],
            ["template.yaml:OrdersFunction"],
        ),
        "functions/worker/jobs/worker.py:process": (
            "jobs/worker.process",
            ["sqs"],
            ["template.yaml:WorkerFunction"],
        ),
    },
    "serverless": {
        "src/tickets/api.py:create": ("src/tickets/api.create", ["http_api_v2"], ["serverless.yml:create"]),
        "src/tickets/api.py:list_all": ("src.tickets.api.list_all", ["rest_api"], ["serverless.yml:list"]),
        "src/tickets/closer.py:run": ("src/tickets/closer.run", ["sqs", "schedule"], ["serverless.yml:closer"]),
    },
    "cdk": {
        "lambda/basket/basket.py:handler": ("basket.handler", [], ["shop-stack.ts:basket/Function"]),
        "lambda/checkout/checkout.py:handler": ("checkout.handler", [], ["shop-stack.ts:checkout/Function"]),
        "lambda/invoices/invoices.py:main": ("invoices.main", [], ["shop.ts:Shop/Invoices"]),
        "lambda/packing/packing.py:pack": ("packing.pack", ["sqs"], ["shop-stack.ts:Packing"]),
        "pipeline/functions/notify/notify.py:send": ("notify.send", [], ["pipeline_stack.py:Notify"]),
    },
    "terraform": {
        "src/api/main.py:handle": ("main.handle", ["function_url"], ["main.tf:api"]),
        "src/cleaner/cleaner.py:sweep": ("cleaner.sweep", ["s3"], ["main.tf:cleaner"]),
        "src/jobs/annotate/job.py:annotate": ("job.annotate", [], ['main.tf:module.job["annotate"].job']),
        "src/jobs/resize/job.py:resize": ("job.resize", [], ['main.tf:module.job["resize"].job']),
    },
    "sst": {
        "functions/src/functions/api.py:get": ("functions.api.get", ["http_api_v2"], ["api.ts:GET /parcels/{id}"]),
        "functions/src/functions/labels.py:print_labels": ("functions.labels.print_labels", ["sqs"], ["api.ts:Labels"]),
        "functions/src/functions/sweep.py:run": ("functions.sweep.run", ["schedule"], ["sst.config.ts:Sweep"]),
    },
    "chalice": {
        "app.py:app": ("app.app", ["rest_api"], ["config.json:app"]),
        "app.py:collect": ("app.collect", ["schedule"], ["config.json:collect"]),
        "app.py:store": ("app.store", ["sqs"], ["config.json:store"]),
        "app.py:report": ("app.report", [], ["config.json:report"]),
    },
    "pulumi": {
        "functions/label/printer.py:print_label": ("printer.print_label", ["s3"], ["__main__.py:label"]),
        "functions/weigh/worker.py:work": ("worker.work", [], ["__main__.py:weigh"]),
    },
    "docker": {"lambda/hives.py:weigh": ("hives.weigh", [], ["Dockerfile:lambda"])},
    "zappa": {
        "jobs/overdue.py:remind": ("jobs.overdue.remind", ["schedule"], ["zappa_settings.json:remind"]),
        "library.py:cover_added": ("library.cover_added", ["s3"], ["zappa_settings.json:cover_added"]),
    },
    "serverless-typescript": {
        "src/closing.py:announce": ("src/closing.announce", ["schedule"], ["serverless.ts:closing"]),
        "src/tickets.py:sell": ("src/tickets.sell", ["http_api_v2"], ["serverless.ts:tickets"]),
    },
    "cdktf": {"functions/measure/gauge.py:measure": ("gauge.measure", ["eventbridge"], ["main.py:measure"])},
}


@pytest.mark.parametrize("tool", HANDLERS)
def test_handlers(tool: str) -> None:
    root = WORKSPACES / tool
    found = {
        f"{Path(item['file']).relative_to(root).as_posix()}:{item['function']}": (
            item["handler"],
            item["sources"],
            [f"{Path(f['template']).name}:{f['logical_id']}" for f in item["functions"]],
        )
        for item in list_handlers([root])
        if item["tier"] == "declared"
    }
    assert found == HANDLERS[tool]
    assert len(list_handlers([root])) == len(found), "and nothing else is a handler"


FUNCTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "OrdersFunction": (
        "sam",
        {
            "code_root": "functions/orders",
            "runtime": "python3.13",
            "architecture": "arm64",
            "timeout": 10.0,
            "memory": 256,
            "environment": {"STAGE": "dev", "TABLE": Unresolved("!Ref OrdersTable", "OrdersTable")},
            "layers": ("layers/shared",),
            "tool": "sam",
        },
    ),
    "WorkerFunction": (
        "sam",
        {
            "code_root": "functions/worker",
            "timeout": 60.0,
            "environment": {
                "STAGE": "dev",
                "TABLE": Unresolved("!Ref OrdersTable", "OrdersTable"),
                "QUEUE": Unresolved("!GetAtt OrdersQueue.QueueName", "OrdersQueue"),
            },
        },
    ),
    "create": (
        "serverless",
        {"code_root": ".", "timeout": 20.0, "memory": 1024, "environment": {"TABLE": "tickets-dev", "DEBUG": "1"}},
    ),
    "closer": (
        "serverless",
        {
            "memory": 512,
            "runtime": "python3.13",
            "environment": {"TABLE": "tickets-dev", "DEBUG": "1", "QUEUE": "tickets-dev"},
            "tool": "serverless",
        },
    ),
    "checkout/Function": (
        "cdk",
        {"code_root": "lambda/checkout", "timeout": 60.0, "runtime": "python3.13", "tool": "cdk"},
    ),
    "Packing": (
        "cdk",
        {"code_root": "lambda/packing", "environment": {"QUEUE_URL": Unresolved("queue.queueUrl"), "MODE": "fast"}},
    ),
    "Notify": ("cdk", {"code_root": "pipeline/functions/notify", "timeout": 30.0, "runtime": "python3.13"}),
    "api": (
        "terraform",
        {
            "code_root": "src/api",
            "timeout": 15.0,
            "environment": {"BUCKET": Unresolved("aws_s3_bucket.pictures.bucket"), "STAGE": "dev"},
        },
    ),
    "Labels": ("sst", {"code_root": "functions/src", "memory": 512, "runtime": "python3.13", "tool": "sst"}),
    "report": (
        "chalice",
        {"code_root": ".", "timeout": 120.0, "memory": 512, "environment": {"UNIT": "kWh"}, "tool": "chalice"},
    ),
    "lambda": (
        "docker",
        {
            "code_root": "lambda",
            "runtime": "python3.13",
            "environment": {"HIVE": "north", "UNIT": "kg"},
            "tool": "docker",
        },
    ),
    "remind": (
        "zappa",
        {"code_root": ".", "timeout": 60.0, "memory": 512, "environment": {"SHELF": "fiction"}, "tool": "zappa"},
    ),
    "closing": (
        "serverless-typescript",
        {
            "code_root": ".",
            "timeout": 6.0,
            "memory": 256,
            "runtime": "python3.13",
            "environment": {"ROOMS": "rooms-dev", "GUIDE": "museum-guide"},
            "tool": "serverless",
        },
    ),
    "label": (
        "pulumi",
        {
            "code_root": "functions/label",
            "runtime": "python3.13",
            "timeout": 45.0,
            "memory": 512,
            "environment": {"FORMAT": "A6", "QUEUE": Unresolved("parcels.url")},
            "tool": "pulumi",
        },
    ),
    "measure": (
        "cdktf",
        {"code_root": "functions/measure", "timeout": 20.0, "environment": {"UNIT": "mm"}, "tool": "cdktf"},
    ),
    'module.job["resize"].job': ("terraform", {"code_root": "src/jobs/resize", "memory": 512, "tool": "terraform"}),
}


@pytest.mark.parametrize(("name", "tool", "expected"), [(n, *f) for n, f in FUNCTIONS.items()], ids=FUNCTIONS)
def test_functions(name: str, tool: str, expected: dict[str, Any]) -> None:
    root = WORKSPACES / tool
    (config,) = (f for f in declared(root) if f.logical_id == name)
    shown = {key: relative(getattr(config, key), root) for key in expected}
    assert shown == expected


def declared(root: Path) -> list[FunctionConfig]:
    index = Index([root])
    for _ in index.scan():
        pass
    return [function for listed in index.listed() for function in listed.functions]


def relative(value: object, root: Path) -> object:
    if isinstance(value, Path):
        return value.relative_to(root).as_posix()
    return tuple(relative(item, root) for item in value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("tool", HANDLERS)
def test_nothing_is_found_wrong(tool: str) -> None:
    index = Index([WORKSPACES / tool])
    for _ in index.scan():
        pass
    sources = [parse(path, path.read_text("utf-8")) for path in sorted((WORKSPACES / tool).rglob("*.py"))]
    for source in sources:
        index.handlers(source)
        assert lint(source) == []
    for path in index.templates():
        assert template_findings(index, path, sources[0].view) == []
    assert list(index.problems()) == []
