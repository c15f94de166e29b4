"""``handlerlens check`` and its reports."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from .conftest import SERVER, Run

BAD = "async def handler(event, context):\n    return 1\n"
GOOD = "def handler(event, context):\n    return 1\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "bad.py").write_text(BAD, encoding="utf-8")
    (tmp_path / "good.py").write_text(GOOD, encoding="utf-8")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "bad.py").write_text(BAD, encoding="utf-8")
    return tmp_path


def test_json(handlerlens: Run, project: Path) -> None:
    done = handlerlens("check", ".", "--format", "json")
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert report["files"] == 2
    (finding,) = report["findings"]
    assert finding["file"] == str(project / "bad.py")
    assert {k: finding[k] for k in ("line", "column", "end_line", "end_column", "code", "name", "severity")} == {
        "line": 1,
        "column": 11,
        "end_line": 1,
        "end_column": 18,
        "code": "HL101",
        "name": "async-handler",
        "severity": "error",
    }
    assert finding["fixes"] == ["Call it from a plain handler with asyncio.run"]


def test_text_points_at_the_place(handlerlens: Run, project: Path) -> None:
    done = handlerlens("check", "bad.py")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith("bad.py:1:11: error HL101 [async-handler] ")
    assert lines[1:3] == ["    async def handler(event, context):", "              ^^^^^^^"]


def test_nothing_found(handlerlens: Run, project: Path) -> None:
    done = handlerlens("check", "good.py")
    assert (done.returncode, done.stdout.startswith("Nothing found in 1 file")) == (0, True)


def test_select_and_ignore(handlerlens: Run, project: Path) -> None:
    assert handlerlens("check", ".", "--ignore", "HL1").returncode == 0
    assert handlerlens("check", ".", "--select", "HL2").returncode == 0
    assert handlerlens("check", ".", "--select", "HL1", "--ignore", "HL102,HL103").returncode == 1


def test_sarif_and_github(handlerlens: Run, project: Path) -> None:
    log = json.loads(handlerlens("check", ".", "--format", "sarif").stdout)
    (result,) = log["runs"][0]["results"]
    assert result["ruleId"] == "HL101"
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "bad.py"
    line = handlerlens("check", ".", "--format", "github").stdout
    assert line.startswith("::error file=bad.py,line=1,col=11,endLine=1,endColumn=18,title=HL101 async-handler::")


MANY = """import json
import uuid
import boto3
table = boto3.resource("dynamodb").Table("t")
def ids():
    return uuid.uuid4()
def handler(event, context):
    print("\U0001f600", json.dumps(table.scan()["Items"]))
    made = ids()
    return {"id": made, "ratio": float("nan"), "data": b"abc"}
"""


def test_sarif_is_valid(handlerlens: Run, project: Path) -> None:
    schema = json.loads((Path(__file__).parent / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    (project / "größe 1.py").write_text(MANY, encoding="utf-8")
    (project / "broken.py").write_text("def (", encoding="utf-8")
    outside = project / "sub"
    outside.mkdir()
    for arguments, count in ((["."], 5), ([str(project / "größe 1.py")], 4), (["good.py"], 0)):
        log = json.loads(handlerlens("check", *arguments, "--format", "sarif").stdout)
        assert [error.message for error in validator.iter_errors(log)] == []
        assert len(log["runs"][0]["results"]) == count
    log = json.loads(handlerlens("check", "größe 1.py", "--format", "sarif").stdout)
    results = {r["ruleId"]: r for r in log["runs"][0]["results"]}
    assert {code: r["level"] for code, r in results.items()} == {
        "HL201": "error", "HL204": "warning", "HL207": "warning", "HL209": "note",
    }  # fmt: skip
    (made,) = results["HL201"]["relatedLocations"]
    assert made["message"]["text"] == "The UUID is made here"
    assert made["physicalLocation"]["region"]["startLine"] == 6
    assert made["physicalLocation"]["artifactLocation"]["uri"] == "gr%C3%B6%C3%9Fe%201.py"


def test_text_points_at_the_expression(handlerlens: Run, project: Path) -> None:
    (project / "many.py").write_text(MANY, encoding="utf-8")
    lines = handlerlens("check", "many.py", "--select", "HL201,HL204").stdout.splitlines()
    dumped, returned = lines.index("    " + MANY.splitlines()[7]), lines.index("    " + MANY.splitlines()[9])
    assert lines[dumped - 1].startswith("many.py:8:27: warning HL204 [json-dumps-not-serializable] ")
    assert lines[dumped + 1] == " " * 30 + "^" * len('table.scan()["Items"]')
    assert lines[returned - 1].startswith(
        "many.py:10:19: error HL201 [return-not-serializable] 'id' in the result is a UUID"
    )
    assert lines[returned + 1] == " " * 22 + "^" * len("made")
    report = json.loads(handlerlens("check", "many.py", "--select", "HL201", "--format", "json").stdout)
    assert [(r["line"], r["column"], r["message"]) for r in report["findings"][0]["related"]] == [
        (6, 12, "The UUID is made here")
    ]


def test_bad_input_gets_a_sentence(handlerlens: Run, project: Path) -> None:
    done = handlerlens("check", "nowhere.py")
    assert (done.returncode, done.stderr) == (2, "handlerlens: there is no file or folder 'nowhere.py'.\n")
    (project / "broken.py").write_text("def (", encoding="utf-8")
    (project / "binary.py").write_bytes(b"\xff\xfe\x00")
    done = handlerlens("check", "broken.py", "binary.py", "good.py")
    assert done.returncode == 0
    assert "broken.py:1:" in done.stderr
    assert "binary.py" in done.stderr
    assert done.stdout.startswith("Nothing found in 1 file, 2 not checked (")
    if sys.version_info < (3, 14):
        ours = f"{sys.version_info.major}.{sys.version_info.minor}"
        assert (
            done.stderr.count(f"the Python that runs handlerlens, {ours}; what has newer syntax needs a newer one") == 1
        )
    report = json.loads(handlerlens("check", ".", "--format", "json").stdout)
    assert (report["files"], len(report["findings"])) == (4, 1)
    assert [(Path(one["file"]).name, one["line"]) for one in report["skipped"]] == [
        ("binary.py", None),
        ("broken.py", 1),
    ]
    assert report["skipped"][0]["message"] == "cannot be read as Python source"
    log = json.loads(handlerlens("check", ".", "--format", "sarif").stdout)
    told = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in told] == [
        "binary.py",
        "broken.py",
    ]
    assert (
        "::warning file=broken.py,line=1,title=Not checked::" in handlerlens("check", ".", "--format", "github").stdout
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_waited_for(handlerlens: Run, project: Path) -> None:
    os.mkfifo(project / "pipe.py")
    (project / "reads.py").write_text(
        "import pipe\ndef handler(event, context):\n    return {'a': {pipe.x}}\n", encoding="utf-8"
    )
    done = handlerlens("check", "pipe.py", "reads.py")
    assert done.returncode == 1
    assert "pipe.py" in done.stderr


def test_usage(handlerlens: Run) -> None:
    assert handlerlens().returncode == 2
    assert handlerlens("check").returncode == 2
    assert handlerlens("--version").stdout.startswith("handlerlens ")


def test_the_pre_commit_hook_needs_nothing_installed(project: Path, tmp_path: Path) -> None:
    """As pre-commit runs it: the entry of a bare clone, without what ``npm run setup`` brings."""
    clone = tmp_path / "clone"
    leave = shutil.ignore_patterns("bundled", "__pycache__", "tasks", "requirements")
    shutil.copytree(SERVER, clone / "server", ignore=leave)
    entry = yaml_value((SERVER.parent / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"), "entry")
    script, *arguments = entry.split()
    done = subprocess.run(
        [sys.executable, "-S", str(clone / script), *arguments, "bad.py", "good.py"],
        cwd=project,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": ""},
    )
    assert done.returncode == 1, done.stderr
    assert "HL101" in done.stdout
    assert done.stderr == "handlerlens: templates are not read, as ruamel is not installed here.\n"


def yaml_value(text: str, key: str) -> str:
    return next(line.partition(":")[2].strip() for line in text.splitlines() if line.strip().startswith(f"{key}:"))


def test_templates_are_checked_with_the_code(handlerlens: Run, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(GOOD, encoding="utf-8")
    (tmp_path / "template.yaml").write_text(
        "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Handler: app.handle\n"
        "      Runtime: python3.13\n      Code: .\n",
        encoding="utf-8",
    )
    report = json.loads(handlerlens("check", ".", "--format", "json").stdout)
    (finding,) = report["findings"]
    assert (finding["code"], finding["name"], finding["line"]) == ("HL104", "handler-not-found", 5)
    assert report["files"] == 2


def test_an_empty_tuple_of_classes(handlerlens: Run, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "def handler(event, context):\n    return {1} if isinstance(event, ()) else 2\n", encoding="utf-8"
    )
    done = handlerlens("check", "app.py")
    assert (done.returncode, done.stderr) == (0, "")
