"""Infrastructure files that mean harm, or nonsense, in every format: read or refused in a sentence, in time."""

from __future__ import annotations

import json
import os
import random
import string
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlerlens.analysis.source import DiskView
from handlerlens.project.diagnosis import template_findings
from handlerlens.project.index import Index
from project.workspace import indexed, reading, write

LEVELS = list(string.ascii_lowercase)


def doubled(line: str) -> str:
    """A line for each letter that names the next letter twice: 2 to the 25th, written out."""
    return "\n".join(line.format(a=a, b=b) for a, b in zip(LEVELS, [*LEVELS[1:], "z"], strict=True))


FUNCTION = "  F:\n    Type: AWS::Serverless::Function\n    Properties: {Handler: app.handler, CodeUri: ., Runtime: python3.13}\n"
FILES: dict[str, dict[str, str]] = {
    "SAM: mappings of mappings": {
        "template.yaml": "Resources:\n"
        + FUNCTION.replace("app.handler", "!FindInMap [A, !FindInMap [A, b, c], c]")
        + "Mappings: {A: {b: {c: !FindInMap [A, b, c]}}}"
    },
    "SAM: parameters of themselves": {
        "template.yaml": "Parameters: {A: {Default: '${A}${A}'}}\nResources:\n"
        + FUNCTION.replace("app.handler", "!Sub '${A}'")
    },
    "SAM: conditions in a circle": {
        "template.yaml": "Conditions: {A: !And [!Condition B, !Condition B], B: !And [!Condition A, !Condition A]}\nResources:\n"
        + FUNCTION.replace("app.handler", "!If [A, b.c, d.e]")
    },
    "serverless: itself included": {
        "serverless.yml": "provider: aws\nfunctions: ${file(serverless.yml):functions}\n# handler"
    },
    "serverless: in a circle": {
        "serverless.yml": "provider: aws\ncustom: {a: '${self:custom.b}', b: '${self:custom.a}'}\n"
        "functions: {f: {handler: '${self:custom.a}'}}"
    },
    "serverless: doubled": {
        "serverless.yml": "provider: aws\ncustom:\n"
        + doubled("  {a}: ${{self:custom.{b}}}${{self:custom.{b}}}")
        + "\nfunctions: {f: {handler: '${self:custom.a}'}}"
    },
    "serverless: nested variables": {
        "serverless.yml": "provider: aws\nfunctions: {f: {handler: '" + "${self:" * 200 + "}" * 200 + "'}}"
    },
    "Terraform: locals in a circle": {
        "main.tf": 'locals {\n a = local.b\n b = local.a\n}\nresource "aws_lambda_function" "f" {\n handler = local.a\n}'
    },
    "Terraform: locals doubled": {
        "main.tf": "locals {\n"
        + doubled(' {a} = "${{local.{b}}}${{local.{b}}}"')
        + '\n}\nresource "aws_lambda_function" "f" {\n handler = local.a\n}'
    },
    "Terraform: merged in a circle": {
        "main.tf": "locals {\n a = merge(local.b, local.b)\n b = merge(local.a, local.a)\n}\n"
        'resource "aws_lambda_function" "f" {\n for_each = local.a\n handler = each.value\n}'
    },
    "Terraform: a module of itself": {
        "main.tf": 'module "m" {\n source = "./"\n}\nmodule "n" {\n source = "./"\n}\n'
        'resource "aws_lambda_function" "f" {\n handler = "a.b"\n}'
    },
    "Terraform: for each of each other": {
        "main.tf": 'resource "aws_lambda_function" "a" {\n for_each = aws_lambda_function.b\n handler = each.key\n}\n'
        'resource "aws_lambda_function" "b" {\n for_each = aws_lambda_function.a\n handler = each.key\n}'
    },
    "CDK in Python: names doubled": {
        "stack.py": "import aws_cdk\n" + doubled("{a} = {b} + {b}") + "\nFunction(self, 'F', handler=a, code=a)"
    },
    "CDK in Python: a function of itself": {
        "stack.py": "import aws_cdk\ndef f(x): return f(x) + f(x)\nFunction(self, 'F', handler=f(1), code=f(2))"
    },
    "CDK in Python: functions doubled": {
        "stack.py": "import aws_cdk\n"
        + doubled("def {a}(x): return {b}(x) + {b}(x)")
        + "\nFunction(self, 'F', handler=a(1), code=a(1))"
    },
    "CDK in Python: loops in loops": {
        "stack.py": "import aws_cdk\n"
        + "".join(f"{' ' * n}for {a} in [1, 2, 3, 4, 5, 6, 7, 8, 9]:\n" for n, a in enumerate(LEVELS[:18]))
        + " " * 18
        + "Function(self, 'F', handler=a, code=Code.from_asset('x'))"
    },
    "CDK in Python: calls in calls": {
        "stack.py": "import aws_cdk\n"
        + "\n".join(f"def {a}(x):\n    y = {b}(x)\n    return {b}(y)" for a, b in pairwise(LEVELS))
        + "\ndef z(x):\n    Function(self, 'F', handler=x, code=Code.from_asset('x'))\na(1); a(2)"
    },
    "CDK in TypeScript: names doubled": {
        "stack.ts": "import 'aws-cdk-lib';\n"
        + doubled("const {a} = `${{{b}}}${{{b}}}`;")
        + "\nnew Function(this, 'F', { handler: a, code: a });"
    },
    "CDK in TypeScript: objects doubled": {
        "stack.ts": "import 'aws-cdk-lib';\n"
        + doubled("const {a} = {{ x: {b}, y: {b}, ...{b}, ...{b} }};")
        + "\nnew Function(this, 'F', { handler: 'a.b', code: c, ...a, environment: a });"
    },
    "CDK over files: doubled": {
        "stack.ts": "import 'aws-cdk-lib';\nimport { a } from './more';\nnew Function(this, 'F', { handler: a, code: a, environment: a });",
        "more.ts": doubled("export const {a} = {{ x: {b}, y: {b}, ...{b} }};"),
    },
    "CDK over files: constructs of each other": {
        name: f"import 'aws-cdk-lib';\nimport {{ C{other} }} from './{other}';\n"
        f"export class C{name[0]} {{ constructor(handler: string) {{ new C{other}(handler + 'x'); new C{other}(handler + 'y'); }} }}\n"
        for name, other in (("a.ts", "b"), ("b.ts", "c"), ("c.ts", "a"))
    },
    "CDK: choices of choices": {
        "app.ts": "import * as lambda from 'aws-cdk-lib/aws-lambda';\n"
        + doubled("const {a} = {b} ?? ({b} === 'x' ? {b} : `${{{b}}}`);")
        + "\nnew lambda.Function(this, 'F', { handler: a, runtime: a, environment: a, code: lambda.Code.fromAsset(a) });",
        "stack.py": "from aws_cdk import aws_lambda\n"
        + doubled("{a} = {b} or ({b} if {b} == 'x' else f'{{{b}}}')")
        + "\naws_lambda.Function(s, 'F', handler=a, runtime=a, environment=a, code=aws_lambda.Code.from_asset(a))\n",
    },
    "JSON: deep": {"template.json": '{"Resources": ' * 5_000 + '"AWS::Lambda::Function"' + "}" * 5_000},
    "JSON: a circle of references": {
        "template.json": json.dumps(
            {
                "Mappings": {"A": {"b": {"c": {"Fn::FindInMap": ["A", "b", "c"]}}}},
                "Resources": {
                    "F": {
                        "Type": "AWS::Lambda::Function",
                        "Properties": {"Handler": {"Fn::FindInMap": ["A", "b", "c"]}, "Code": {}},
                    }
                },
            }
        )
    },
    "a layout that is none": {
        "template.yaml": "Globals: [1]\nParameters: x\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: [a]\n"
        "  G: AWS::Serverless::Function\n  H:\n    Type: AWS::Serverless::Function\n    Properties:\n"
        "      Handler: {a: b}\n      Events: x\n      Environment: [1]\n      Layers: {a: b}\n      Architectures: 1\n"
    },
    "a service that is none": {
        "serverless.yml": "provider: {name: aws, environment: [1]}\n"
        "functions:\n  - 1\n  - {f: 1, g: {handler: [a], events: {a: b}, layers: 1}}\n"
    },
    "Terraform that is none": {
        "main.tf": 'resource "aws_lambda_function" {\n handler = {\n}\n'
        "resource aws_lambda_function f {\n environment = 1\n handler = [1]\n}\nmodule {}"
    },
}


def look(index: Index) -> None:
    """Everything that is asked of an index."""
    list(index.listed())
    for problem in index.problems():
        assert str(problem).endswith(".")
        assert "error of ours" not in problem.message
    for path in list(index.templates()):
        template_findings(index, path, DiskView())


@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_a_hostile_workspace(tmp_path: Path, files: dict[str, str]) -> None:
    look(indexed(tmp_path, {"app.py": "def handler(event, context): ...\n", **files}))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    service = "service: x\nprovider: {name: aws, runtime: python3.13}\nfunctions:\n  - ${file(pipe.yml)}\n"
    stack = "import * as lambda from 'aws-cdk-lib/aws-lambda';\nimport { code } from './pipe';\n"
    write(tmp_path, {"serverless.yml": service, "main.tf": 'resource "aws_lambda_function" "f" {}', "s.ts": stack})
    for name in ("pipe.yml", "terraform.tfvars", "other.tf", "app.py", "pipe.ts", "tsconfig.json"):
        os.mkfifo(tmp_path / name)
    assert list(indexed(tmp_path, {}).listed()) == []


def test_nested_stacks_without_end(tmp_path: Path) -> None:
    stacks = "".join(
        f"  S{n}:\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: t.yaml, Parameters: {{A: a.b{n}}}}}\n"
        for n in range(400)
    )
    function = "  F{n}:\n    Type: AWS::Serverless::Function\n    Properties: {{Handler: !Ref A}}\n"
    child = "Parameters: {A: {Type: String}}\nResources:\n" + "".join(function.format(n=n) for n in range(20))
    write(tmp_path, {"t.yaml": child})
    assert len(reading(tmp_path / "template.yaml", f"Resources:\n{stacks}").functions) < 1_000


def test_two_roots_with_the_same_names(tmp_path: Path) -> None:
    template = "Resources:\n" + FUNCTION
    for name in ("one", "two"):
        write(tmp_path / name, {"app.py": "def handler(event, context): ...\n", "template.yaml": template})
    index = Index([tmp_path / "one", tmp_path / "two"])
    for _ in index.scan():
        pass
    found = {listed.path: [function.template for function in listed.functions] for listed in index.listed()}
    assert found == {tmp_path / name / "app.py": [tmp_path / name / "template.yaml"] for name in ("one", "two")}


SEEDS = [next(iter(files.items())) for files in FILES.values() if len(next(iter(files.values()))) < 2_000]
PIECES = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ":",
    "${",
    "!Sub ",
    "'",
    '"',
    "\n",
    "  ",
    "\t",
    "\0",
    "<<: ",
    "*a",
    "&a ",
    "=",
    "=>",
    "...",
    "😀",
    "#",
    "/*",
]


def damaged(seed: int) -> Iterator[tuple[str, str]]:
    """A few files with pieces put in, taken out and repeated."""
    chosen = random.Random(seed)
    for name, text in chosen.sample(SEEDS, 4):
        for _ in range(chosen.randint(1, 8)):
            at, length = chosen.randrange(len(text) + 1), chosen.randint(0, 12)
            text = text[:at] + chosen.choice([*PIECES, text[at : at + 40]]) + text[at + length :]
        yield name, text


@given(st.integers(min_value=0))
@settings(max_examples=60)
def test_damaged_files_are_read_or_refused(seed: int) -> None:
    for name, text in damaged(seed):
        found = reading(Path("nowhere") / name, text)
        assert all("error of ours" not in problem.message for problem in found.problems), text
