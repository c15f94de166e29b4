"""How long the first index of a large workspace takes, beside a bare ``ast.parse`` of the same Python files in the same run.

A generated tree: 10,000 Python files and 500 infrastructure files (SAM, serverless, Terraform, CDK in Python and TypeScript).
Targets: first index at most three times the bare parse; the longest step at most 50 ms; a changed file a few milliseconds; memory of the
process at most 150 MB.
"""

from __future__ import annotations

import ast
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from handlerlens.project.index import Index

PYTHON_FILES, TEMPLATES = 10_000, 500
BODY = '''
def {name}(value, table=None):
    """Do a thing with a value."""
    items = [x for x in value if x and x.get("id") is not None]
    if not items:
        return {{"count": 0, "items": []}}
    for item in items:
        item["seen"] = True
        if table is not None:
            table.put_item(Item=item)
    return {{"count": len(items), "items": sorted(items, key=lambda x: x["id"]), "of": f"{{len(value)}} in {name}"}}
'''
HANDLER = "\ndef handler(event, context):\n    return {'statusCode': 200, 'body': str(len(event))}\n"

SAM = """  F{n}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: m{n}.handler
      Environment:
        Variables:
          TABLE: !Ref Table
          NAME: !Sub "${{AWS::StackName}}-orders"
      Events:
        Queue:
          Type: SQS
          Properties: {{Queue: !GetAtt Queue.Arn, BatchSize: 10}}
"""
SERVERLESS = """\
  f{n}:
    handler: src/m{n}.handler
    events:
      - http: GET /x{n}
    environment:
      TABLE: ${{self:custom.table}}
"""
TERRAFORM = """
data "archive_file" "f{n}" {{
  type        = "zip"
  source_dir  = "${{path.module}}/src"
  output_path = "f{n}.zip"
}}
resource "aws_lambda_function" "f{n}" {{
  filename = data.archive_file.f{n}.output_path
  handler  = "m{n}.handler"
  runtime  = "python3.13"
  environment {{
    variables = {{ TABLE = aws_dynamodb_table.t.name }}
  }}
}}
"""
CDK_PYTHON = """        _lambda.Function(
            self, "F{n}", runtime=_lambda.Runtime.PYTHON_3_13, handler="m{n}.handler",
            code=_lambda.Code.from_asset(os.path.join(os.path.dirname(__file__), "src")),
        )
"""
CDK_TYPESCRIPT = """    new lambda.Function(this, 'F{n}', {{
      runtime: lambda.Runtime.PYTHON_3_13, handler: 'm{n}.handler', code: lambda.Code.fromAsset(path.join(__dirname, 'src')),
    }});
"""
HEADS = {
    "template.yaml": (
        "Transform: AWS::Serverless-2016-10-31\nGlobals: {Function: {Runtime: python3.13}}\nResources:\n",
        SAM,
        "",
    ),
    "serverless.yml": (
        "service: x\nprovider: {name: aws, runtime: python3.13}\ncustom: {table: t}\nfunctions:\n",
        SERVERLESS,
        "",
    ),
    "main.tf": ("", TERRAFORM, ""),
    "stack.py": (
        "import os\nfrom aws_cdk import Stack, aws_lambda as _lambda\nclass S(Stack):\n    def __init__(self):\n",
        CDK_PYTHON,
        "",
    ),
    "stack.ts": (
        "import * as lambda from 'aws-cdk-lib/aws-lambda';\nexport class S {\n  constructor() {\n",
        CDK_TYPESCRIPT,
        "  }\n}\n",
    ),
}


def generate(root: Path) -> None:
    """Write the tree; a fifth of the Python files hold a handler that a template names."""
    chosen = random.Random(1)
    names = list(HEADS)
    per = PYTHON_FILES // TEMPLATES
    for service in range(TEMPLATES):
        folder = root / f"group{service % 20}" / f"service{service}"
        (folder / "src").mkdir(parents=True)
        for n in range(per):
            functions = "".join(BODY.format(name=f"helper_{n}_{i}") for i in range(chosen.randint(1, 12)))
            (folder / "src" / f"m{n}.py").write_text(
                "import json\nimport boto3\n" + functions + (HANDLER if n % 5 == 0 else "")
            )
        name = names[chosen.choices(range(5), weights=(60, 15, 15, 5, 5))[0]]
        head, each, tail = HEADS[name]
        (folder / name).write_text(head + "".join(each.format(n=n) for n in range(0, per, 5)) + tail)


def milliseconds(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def memory() -> float:
    """The peak resident memory of this process in MB."""
    try:
        import resource
    except ImportError:
        return 0.0
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1024 * 1024 if sys.platform == "darwin" else 1024)


def measure(root: Path) -> dict[str, float]:
    index = Index([root])
    steps = []
    began = last = time.perf_counter()
    for _ in index.scan():
        now = time.perf_counter()
        steps.append((now - last) * 1000)
        last = now
    first = milliseconds(began)
    began = time.perf_counter()
    handlers = list(index.listed())
    listed = milliseconds(began)
    assert len(handlers) == PYTHON_FILES // 5, len(handlers)
    assert all(handler.functions for handler in handlers)
    used = memory()
    files = sorted(root.rglob("*.py"))
    began = time.perf_counter()
    for path in files:
        ast.parse(path.read_bytes())
    bare = milliseconds(began)
    return {
        "bare ast.parse": bare,
        "first index": first,
        "index / bare": first / bare,
        "longest step": max(steps),
        "listing": listed,
        "changed source": statistics.median(change(index, path, "\n# x\n") for path in chosen_files(root, "m5.py")),
        "changed template": statistics.median(
            change(index, path, "\n# x\n") for path in chosen_files(root, "template.yaml")
        ),
        "memory, MB": used,
    }


def chosen_files(root: Path, name: str) -> list[Path]:
    return sorted(root.rglob(name))[:20]


def change(index: Index, path: Path, more: str) -> float:
    """How long one change takes until the handlers of the file are known again."""
    text = path.read_text() + more
    began = time.perf_counter()
    index.update(path, text)
    list(index.listed(path))
    return milliseconds(began)


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        generate(root)
        row = measure(root)
    targets = {
        "index / bare": "≤ 3",
        "longest step": "≤ 50",
        "changed source": "≤ 5",
        "changed template": "≤ 50",
        "memory, MB": "≤ 150",
    }
    for name, value in row.items():
        print(f"{name:20}{value:12.2f}   {targets.get(name, '')}")
    results = Path(__file__).parent / "results"
    results.mkdir(exist_ok=True)
    (results / "index.json").write_text(json.dumps(row, indent=2) + "\n")


if __name__ == "__main__":
    main()
