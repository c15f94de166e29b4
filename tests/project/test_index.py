"""The index: code merged with templates, file by file."""

from __future__ import annotations

import ast
import gc
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from handlerlens.analysis.handlers import Tier
from handlerlens.analysis.source import parse
from handlerlens.project.index import Index, Listed
from handlerlens.project.listing import list_handlers
from project.workspace import indexed, shown, write

CODE = "def process(records, meta): ...\ndef handler(event, context): ...\n"
TEMPLATE = """
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: app.process
      Events: {Q: {Type: SQS}}
"""


def one(index: Index, name: str) -> Listed:
    return next(item for item in index.listed() if item.name == name)


def test_declared_beside_likely(tmp_path: Path) -> None:
    index = indexed(tmp_path, {"src/app.py": CODE, "template.yaml": TEMPLATE})
    assert shown(index) == {"src/app.py:process": "declared", "src/app.py:handler": "likely"}
    found = one(index, "process")
    assert (found.handler, found.code_root, found.line, found.sources) == ("app.process", tmp_path / "src", 1, ("sqs",))
    assert found.evidence == ("template.yaml: Orders",)
    assert [(f.logical_id, f.line) for f in found.functions] == [("Orders", 3)]


def test_an_open_source(tmp_path: Path) -> None:
    index = indexed(tmp_path, {"src/app.py": CODE, "template.yaml": TEMPLATE})
    source = parse(tmp_path / "src" / "app.py", CODE)
    assert [(h.name, h.tier) for h in index.handlers(source)] == [("process", Tier.DECLARED), ("handler", Tier.LIKELY)]


def test_a_new_variable_file_counts(tmp_path: Path) -> None:
    text = 'variable "name" {}\nresource "aws_lambda_function" "f" {\n handler = var.name\n filename = "src.zip"\n}\n'
    index = indexed(tmp_path, {"src/app.py": CODE, "main.tf": text})
    assert shown(index) == {"src/app.py:handler": "likely"}
    (tmp_path / "terraform.tfvars").write_text('name = "app.process"\n')
    index.update(tmp_path / "terraform.tfvars")
    assert shown(index) == {"src/app.py:process": "declared", "src/app.py:handler": "likely"}


def test_several_functions_of_one_handler(tmp_path: Path) -> None:
    second = TEMPLATE.replace("Orders", "Refunds").replace("SQS", "SNS")
    index = indexed(tmp_path, {"src/app.py": CODE, "a.yaml": TEMPLATE, "b.yaml": second})
    found = one(index, "process")
    assert [f.logical_id for f in found.functions] == ["Orders", "Refunds"]
    assert found.sources == ("sqs", "sns")


BOUND = {
    "function": "def process(event, context): ...",
    "async function": "async def process(event, context): ...",
    "class": "class process: ...",
    "assignment": "process = object()",
    "import": "from other import process",
    "import as": "import other as process",
    "under try": "try:\n    from other import process\nexcept ImportError:\n    process = None",
    "under if": "import os\nif os.name:\n    def process(event, context): ...",
    "method does not count": None,
}


@pytest.mark.parametrize(
    "code", [code for code in BOUND.values() if code], ids=[name for name, code in BOUND.items() if code]
)
def test_whatever_is_bound_is_declared(tmp_path: Path, code: str) -> None:
    index = indexed(tmp_path, {"src/app.py": code, "template.yaml": TEMPLATE})
    assert shown(index) == {"src/app.py:process": "declared"}


def test_a_name_that_is_not_there_is_not_declared(tmp_path: Path) -> None:
    index = indexed(tmp_path, {"src/app.py": "def other(): ...", "template.yaml": TEMPLATE})
    assert shown(index) == {}


def test_packages_and_folders(tmp_path: Path) -> None:
    files = {
        "src/orders/api.py": CODE,
        "src/pkg/__init__.py": "def run(event, context): ...",
        "a.yaml": TEMPLATE.replace("app.process", "orders/api.process"),
        "b.yaml": TEMPLATE.replace("app.process", "pkg.run"),
    }
    index = indexed(tmp_path, files)
    assert shown(index)["src/orders/api.py:process"] == "declared"
    assert shown(index)["src/pkg/__init__.py:run"] == "declared"


ELSEWHERE = {
    "a bucket": ("CodeUri: s3://bucket/x.zip", {"functions/orders/app.py": CODE}, "functions/orders"),
    "built": ("CodeUri: .aws-sam/build/Orders", {"functions/orders/app.py": CODE}, "functions/orders"),
    "an intrinsic": ("CodeUri: !Ref Code", {"functions/orders/app.py": CODE}, "functions/orders"),
    "two of them": ("CodeUri: !Ref Code", {"a/app.py": CODE, "b/app.py": CODE}, None),
    "two, one with the name": ("CodeUri: !Ref Code", {"a/app.py": CODE, "b/app.py": "def other(): ..."}, "a"),
    "two, one called like the function": ("CodeUri: !Ref Code", {"orders/app.py": CODE, "b/app.py": CODE}, "orders"),
    "a folder that is there": ("CodeUri: src/", {"src/x.py": "", "other/app.py": CODE}, None),
}


@pytest.mark.parametrize(("code", "files", "folder"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_code_that_the_template_does_not_tell(
    tmp_path: Path, code: str, files: dict[str, str], folder: str | None
) -> None:
    index = indexed(tmp_path, {**files, "template.yaml": TEMPLATE.replace("CodeUri: src/", code)})
    declared = [item for item in index.listed() if item.tier is Tier.DECLARED]
    assert [item.code_root for item in declared] == ([tmp_path / folder] if folder else [])


def test_nearest_to_the_template(tmp_path: Path) -> None:
    template = TEMPLATE.replace("CodeUri: src/", "CodeUri: !Ref X")
    index = indexed(tmp_path, {"a/template.yaml": template, "a/src/app.py": CODE, "b/app.py": CODE})
    assert [item.path for item in index.listed() if item.tier is Tier.DECLARED] == [tmp_path / "a" / "src" / "app.py"]


def test_synthesized_templates_lead_to_the_sources(tmp_path: Path) -> None:
    template = """{"Resources": {"F": {"Type": "AWS::Lambda::Function",
      "Properties": {"Handler": "app.process", "Runtime": "python3.13", "Code": {"S3Bucket": "b", "S3Key": "k"}},
      "Metadata": {"aws:asset:path": "asset.1"}}}}"""
    files = {
        "cdk.out/Stack.template.json": template,
        "cdk.out/asset.1/app.py": CODE,
        "lambda/orders/app.py": CODE,
        "lambda/other/app.py": "def process(a, b): return 1",
    }
    index = indexed(tmp_path, files)
    found = one(index, "process")
    assert (found.path, found.tier, found.code_root) == (
        tmp_path / "lambda/orders/app.py",
        Tier.DECLARED,
        tmp_path / "lambda/orders",
    )
    assert not any("cdk.out" in name for name in shown(index))


def test_a_template_changes(tmp_path: Path) -> None:
    index = indexed(tmp_path, {"src/app.py": CODE, "template.yaml": TEMPLATE})
    path = tmp_path / "template.yaml"
    index.update(path, TEMPLATE.replace("app.process", "app.handler"))
    assert shown(index) == {"src/app.py:handler": "declared"}
    index.update(path, TEMPLATE.replace("app.process", "app.[").replace("Runtime", "\tRuntime"))
    assert shown(index) == {"src/app.py:handler": "declared"}, "the last good reading serves"
    assert [str(p) for p in index.problems()] != []
    index.update(path)
    assert shown(index) == {"src/app.py:process": "declared", "src/app.py:handler": "likely"}
    assert list(index.problems()) == []
    path.unlink()
    index.update(path)
    assert shown(index) == {"src/app.py:handler": "likely"}


def test_code_changes(tmp_path: Path) -> None:
    index = indexed(tmp_path, {"src/app.py": CODE})
    path = tmp_path / "src" / "app.py"
    index.update(path, CODE + "def more(event, context): ...\n")
    assert list(shown(index)) == ["src/app.py:handler", "src/app.py:more"]
    index.update(path, CODE + "def more(event, context) ...\n")
    assert list(shown(index)) == ["src/app.py:handler", "src/app.py:more"], "while it does not parse"
    index.update(path)
    assert list(shown(index)) == ["src/app.py:handler"]


def test_files_come_and_go(tmp_path: Path) -> None:
    index = indexed(tmp_path, {"template.yaml": TEMPLATE})
    path = tmp_path / "src" / "app.py"
    write(tmp_path, {"src/app.py": CODE})
    index.update(path)
    assert shown(index) == {"src/app.py:process": "declared", "src/app.py:handler": "likely"}
    path.unlink()
    index.update(path)
    assert shown(index) == {}


def test_an_included_file_changes(tmp_path: Path) -> None:
    files = {
        "serverless.yml": "provider: {name: aws}\nfunctions: ${file(f.yml)}",
        "f.yml": "f: {handler: app.process}",
        "app.py": CODE,
    }
    index = indexed(tmp_path, files)
    assert shown(index)["app.py:process"] == "declared"
    write(tmp_path, {"f.yml": "f: {handler: app.handler}"})
    index.update(tmp_path / "f.yml")
    assert shown(index) == {"app.py:handler": "declared"}


def test_a_file_that_does_not_parse(tmp_path: Path) -> None:
    index = indexed(tmp_path, {"src/app.py": CODE + "x = (\n", "template.yaml": TEMPLATE})
    assert shown(index) == {"src/app.py:process": "declared", "src/app.py:handler": "likely"}


def test_progress_and_cancel(tmp_path: Path) -> None:
    write(tmp_path, {f"m{i}.py": CODE for i in range(5)})
    steps = list(Index([tmp_path]).scan())
    assert [(s.done, s.total) for s in steps[-5:]] == [(i, 5) for i in range(1, 6)]
    index = Index([tmp_path])
    for step in index.scan():
        if step.done == 2:
            break
    assert len(list(index.listed(tmp_path / "m0.py"))) == 1
    assert len(list(index.listed())) == 5, "what was not scanned is read when it is asked for"


def test_several_roots(tmp_path: Path) -> None:
    write(tmp_path, {"a/app.py": CODE, "b/app.py": CODE, "b/template.yaml": TEMPLATE.replace("src/", ".")})
    index = Index([tmp_path / "a", tmp_path / "b", tmp_path])
    list(index.scan())
    assert [(i.path.parent.name, i.name, i.tier.value) for i in index.listed()] == [
        ("a", "handler", "likely"), ("b", "process", "declared"), ("b", "handler", "likely"),
    ]  # fmt: skip


def test_listing_of_one_file_knows_its_template(tmp_path: Path) -> None:
    write(tmp_path, {"src/app.py": CODE, "src/other.py": CODE, "template.yaml": TEMPLATE})
    found = list_handlers([tmp_path / "src" / "app.py"])
    assert [(item["function"], item["tier"]) for item in found] == [("process", "declared"), ("handler", "likely")]
    assert found[0] == {
        "file": str(tmp_path / "src" / "app.py"),
        "line": 1,
        "function": "process",
        "handler": "app.process",
        "tier": "declared",
        "evidence": ["template.yaml: Orders"],
        "sources": ["sqs"],
        "functions": [
            {"template": str(tmp_path / "template.yaml"), "logical_id": "Orders", "line": 3, "sources": ["sqs"]}
        ],
    }


def test_other_languages_are_not_ours(tmp_path: Path) -> None:
    index = indexed(tmp_path, {"src/app.py": CODE, "template.yaml": TEMPLATE.replace("python3.13", "nodejs22.x")})
    assert shown(index) == {"src/app.py:handler": "likely"}


def test_large_files_are_work_for_another_thread(tmp_path: Path) -> None:
    filler = "".join(f"# {n}\n" for n in range(3000))
    write(tmp_path, {"src/app.py": CODE + filler, "template.yaml": TEMPLATE + filler, "small.py": CODE})
    index = Index([tmp_path])
    works = []
    for step in index.scan():
        if step.work is not None:
            works.append((step.path.name, step.done))
            with ThreadPoolExecutor(1) as pool:
                pool.submit(step.work.run).result()
    assert works == [("template.yaml", 0), ("app.py", 2)]
    assert shown(index)["src/app.py:process"] == "declared"


def test_an_edit_during_a_reading_wins(tmp_path: Path) -> None:
    filler = "".join(f"# {n}\n" for n in range(3000))
    write(tmp_path, {"src/app.py": CODE, "template.yaml": TEMPLATE + filler})
    index = Index([tmp_path])
    for step in index.scan():
        if step.work is not None:
            index.update(step.path, TEMPLATE.replace("process", "handler"))
    assert shown(index) == {"src/app.py:handler": "declared"}


BIG = {"padding": "x" * 2_100_000}
FUNCTION = {"F": {"Type": "AWS::Lambda::Function", "Properties": {"Handler": "app.process"}}}


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("template.json", json.dumps({"Resources": FUNCTION, **BIG}), True),
        (
            "template.json",
            "\ufeff" + json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": FUNCTION, **BIG}),
            True,
        ),
        ("template.yaml", "# ours\n---\nTransform: x\n" + json.dumps({"Resources": FUNCTION, **BIG}), True),
        ("schema.json", json.dumps({"definitions": {"Resources": FUNCTION}, **BIG}), False),
        ("recorded.json", json.dumps([{"Resources": FUNCTION, **BIG}]), False),
        ("events.yaml", "- type: AWS::Lambda::Function\n  text: " + BIG["padding"], False),
    ],
)
def test_large_files_are_told_of_only_where_they_are_templates(
    tmp_path: Path, name: str, text: str, told: bool
) -> None:
    index = indexed(tmp_path, {name: text})
    assert [problem.message for problem in index.problems()] == ["cannot be read: it is larger than 2 MB."] * told


def test_a_changed_program_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "from aws_cdk import aws_lambda as l\nl.Function(s, 'F', handler='app.handler', code=l.Code.from_asset('.'))\n"
    )
    index = indexed(tmp_path, {"stack.py": text, "app.py": CODE})
    assert shown(index) == {"app.py:handler": "declared"}
    parsed: list[object] = []
    parse_text = ast.parse
    monkeypatch.setattr(
        ast, "parse", lambda text, *args, **named: parsed.append(text) or parse_text(text, *args, **named)
    )
    for name, changed in (("stack.py", text.replace("app.handler", "app.process")), ("app.py", CODE + "x = 1\n")):
        parsed.clear()
        (tmp_path / name).write_text(changed)
        index.update(tmp_path / name)
        assert shown(index)["app.py:process"] == "declared"
        assert parsed.count(changed) == 1


def test_a_file_looked_at_leaves_nothing_to_the_collector(tmp_path: Path) -> None:
    """Thousands of trees in cycles make the collector's pauses longer than the server may take at once."""
    files = {"app.py": "import json\nTABLE = json.dumps({})\n" + CODE}
    gc.collect()
    gc.disable()
    try:
        assert [item.name for item in indexed(tmp_path, files).listed()]
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        assert not [item for item in gc.garbage if isinstance(item, ast.AST)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
