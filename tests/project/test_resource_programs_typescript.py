"""Programs in TypeScript for Pulumi and CDKTF: the functions that they declare."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.function_config import FunctionConfig, Unresolved
from project.workspace import functions, indexed, shown, write

PULUMI = """import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as path from "path";
"""
CDKTF = """import * as path from "path";
import { AssetType, TerraformAsset, TerraformStack } from "cdktf";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
"""
FILES = {
    "Pulumi.yaml": "name: tides\nruntime: nodejs\n",
    "cdktf.json": "{}",
    "lambdas/tides/app.py": "def measure(reading, tools): ...\n",
    "infra/code/app.py": "",
}


def declared(root: Path, text: str, file: str = "infra/index.ts") -> dict[str, FunctionConfig]:
    """The functions that a program declares."""
    write(root, FILES)
    return functions(root / file, text)


CODE = {
    "a folder": ('new pulumi.asset.FileArchive("lambdas/tides")', "lambdas/tides"),
    "a folder, with a dot": ('new pulumi.asset.FileArchive("./lambdas/tides/")', "lambdas/tides"),
    "a folder beside the program": ('new pulumi.asset.FileArchive("./code")', "infra/code"),
    "a folder in an archive": (
        'new pulumi.asset.AssetArchive({ ".": new pulumi.asset.FileArchive("lambdas/tides") })',
        "lambdas/tides",
    ),
    "one file": (
        'new pulumi.asset.AssetArchive({ "app.py": new pulumi.asset.FileAsset("lambdas/tides/app.py") })',
        "lambdas/tides",
    ),
    "bound before": ("archive", "lambdas/tides"),
    "a path made of parts": (
        'new pulumi.asset.FileArchive(path.join(__dirname, "..", "lambdas", "tides"))',
        "lambdas/tides",
    ),
    "an archive made elsewhere": ('new pulumi.asset.FileArchive("./tides.zip")', None),
    "nobody knows": ("given", None),
}
RUNTIMES = {
    '"python3.12"': "python3.12",
    "aws.lambda.Runtime.Python3d12": "python3.12",
    "aws.lambda.Python3d8Runtime": "python3.8",
    "lambda.Runtime.NodeJS20dX": "nodejs20dx",
}


@pytest.mark.parametrize(("code", "folder"), CODE.values(), ids=CODE)
def test_code_of_pulumi(tmp_path: Path, code: str, folder: str | None) -> None:
    text = f"""{PULUMI}
const archive = new pulumi.asset.FileArchive("lambdas/tides");
const fn = new aws.lambda.Function("tides", {{
  handler: "app.measure", runtime: aws.lambda.Runtime.Python3d13, role: role.arn, code: {code},
}});
"""
    found = declared(tmp_path, text)["tides"]
    assert found.code_root == (tmp_path / folder if folder else None)
    assert (found.handler, found.runtime, found.tool) == ("app.measure", "python3.13", "pulumi")


@pytest.mark.parametrize(("runtime", "told"), RUNTIMES.items(), ids=RUNTIMES)
def test_runtimes(tmp_path: Path, runtime: str, told: str) -> None:
    text = f'{PULUMI}new aws.lambda.Function("tides", {{ handler: "app.measure", runtime: {runtime}, code: given }});\n'
    assert declared(tmp_path, text)["tides"].runtime == told


def test_properties_and_callers(tmp_path: Path) -> None:
    text = f"""{PULUMI}
const readings = new aws.sqs.Queue("readings");
export const fn = new aws.lambda.Function(`tides-${{stack}}`, {{
  handler: "app.measure", runtime: "python3.13", timeout: 10, memorySize: 256, architectures: ["arm64"],
  code: new pulumi.asset.FileArchive("lambdas/tides"),
  environment: {{ variables: {{ UNIT: "m", QUEUE: readings.url }} }},
}});
new aws.lambda.EventSourceMapping("m", {{ eventSourceArn: readings.arn, functionName: fn.arn }});
new aws.lambda.Permission("p", {{ action: "lambda:InvokeFunction", function: fn.name, principal: "events.amazonaws.com" }});
"""
    found = declared(tmp_path, text)["fn"]
    assert (found.timeout, found.memory, found.architecture) == (10.0, 256, "arm64")
    assert found.environment == {"UNIT": "m", "QUEUE": Unresolved("readings.url")}
    assert [event.kind for event in found.events] == ["sqs", "eventbridge"]


def test_a_component_of_another_file(tmp_path: Path) -> None:
    component = f"""{PULUMI}
export class Worker {{
  constructor(name: string, folder: string, handler: string) {{
    new aws.lambda.Function(name, {{
      handler, runtime: "python3.13", code: new pulumi.asset.FileArchive(`lambdas/${{folder}}`),
    }});
  }}
}}
"""
    main = 'import "@pulumi/aws";\nimport { Worker } from "./worker";\nnew Worker("tides", "tides", "app.measure");\n'
    index = indexed(tmp_path, {**FILES, "infra/worker.ts": component, "infra/index.ts": main})
    assert shown(index) == {"lambdas/tides/app.py:measure": "declared"}
    (function,) = next(index.listed()).functions
    assert (function.template.name, function.logical_id) == ("index.ts", "tides")


FILENAMES = {
    "an asset": ("asset.path", "lambdas/tides"),
    "an asset made in place": (
        'new TerraformAsset(this, "a", { path: path.resolve(__dirname, "../lambdas/tides"), type: AssetType.ARCHIVE }).path',
        "lambdas/tides",
    ),
    "an archive": ('"tides.zip"', None),
}


@pytest.mark.parametrize(("filename", "folder"), FILENAMES.values(), ids=FILENAMES)
def test_cdktf(tmp_path: Path, filename: str, folder: str | None) -> None:
    text = f"""{CDKTF}
class Tides extends TerraformStack {{
  constructor(scope: Construct, id: string) {{
    super(scope, id);
    const asset = new TerraformAsset(this, "asset", {{ path: "lambdas/tides", type: AssetType.ARCHIVE }});
    new LambdaFunction(this, "measure", {{
      functionName: "tides", handler: "app.measure", runtime: "python3.13", filename: {filename},
      environment: {{ variables: {{ UNIT: "m" }} }},
    }});
  }}
}}
"""
    found = declared(tmp_path, text, "infra/main.ts")["measure"]
    assert found.code_root == (tmp_path / folder if folder else None)
    assert (found.handler, found.environment, found.tool) == ("app.measure", {"UNIT": "m"}, "cdktf")
