"""``check`` with what stands around a file: modules beside it, installed packages, many files over several processes."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import SERVER, Run

HELPED = "from shared.model import order\n\n\ndef lambda_handler(event, context):\n    return order(event)\n"
PACKAGED = "from shapes_of_things import when\n\n\ndef lambda_handler(event, context):\n    return {'at': when()}\n"
BAD = "def lambda_handler(event, context):\n    return {'at': {1, 2}}\n"


def environment(folder: Path) -> Path:
    """A virtual environment by its looks, with a package whose import would be seen."""
    packages = folder / "lib" / "python3.12" / "site-packages" / "shapes_of_things"
    packages.mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "bin" / "python").write_text("#!/bin/sh\ntouch ran\n")
    (folder / "bin" / "python").chmod(0o755)
    (folder / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.12.1\n")
    (packages / "__init__.py").write_text(
        "import datetime, pathlib\npathlib.Path('ran').touch()\n\n\ndef when() -> datetime.datetime: ...\n"
    )
    return folder / "bin" / "python"


TERRAFORM = """
data "archive_file" "orders" {
  type        = "zip"
  source_dir  = "${path.module}/../lambda/orders"
  output_path = "orders.zip"
}
resource "aws_lambda_function" "orders" {
  filename = data.archive_file.orders.output_path
  handler  = "app.handler"
  runtime  = "python3.13"
  environment {
    variables = { TABLE = "orders", AWS_REGION = "here" }
  }
}
resource "aws_apigatewayv2_integration" "orders" {
  integration_uri        = aws_lambda_function.orders.invoke_arn
  payload_format_version = "2.0"
}
"""


def codes(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [finding["code"] for finding in json.loads(done.stdout)["findings"]]


def test_a_helper_of_another_module(handlerlens: Run, tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "model.py").write_text("def order(event):\n    return {'ids': {1, 2}}\n")
    (tmp_path / "app.py").write_text(HELPED)
    assert codes(handlerlens("check", ".", "--format", "json")) == ["HL201"]


def test_a_file_alone_is_checked_as_in_its_project(handlerlens: Run, tmp_path: Path) -> None:
    for name, text in {
        "cdk.json": "{}",
        "terraform/main.tf": TERRAFORM,
        "lambda/orders/app.py": "import os\nimport parts\n\n\ndef handler(event, context):\n    parts.count(event, context)\n"
        "    return {'statusCode': 200, 'body': {'table': os.environ['TABEL']}}\n",
        "lambda/orders/parts.py": "def count(event, context):\n    return {1, 2}\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert codes(handlerlens("check", ".", "--format", "json")) == ["HL301", "HL502", "HL501"]
    assert codes(handlerlens("check", "lambda/orders/app.py", "--format", "json")) == ["HL301", "HL502"]
    assert codes(handlerlens("check", "lambda/orders/parts.py", "--format", "json")) == []
    done = handlerlens("check", "terraform/main.tf", "--format", "json")
    assert (codes(done), json.loads(done.stdout)["files"], done.stderr) == (["HL501"], 1, "")


@pytest.mark.parametrize("folder", [".", "parts"])
def test_a_part_of_another_module_s_handler_is_none(handlerlens: Run, tmp_path: Path, folder: str) -> None:
    (tmp_path / "parts").mkdir(exist_ok=True)
    module = "parts.orders" if folder == "parts" else "orders"
    part = "def count(event, context):\n    return {1, 2}\n"
    caller = f"from {module} import count\n\n\ndef lambda_handler(event, context):\n    return sorted(count(event, context))\n"
    (tmp_path / folder / "orders.py").write_text(part)
    assert codes(handlerlens("check", ".", "--format", "json")) == ["HL201"]
    (tmp_path / "app.py").write_text(caller)
    assert codes(handlerlens("check", ".", "--format", "json")) == []
    (tmp_path / folder / "orders.py").write_text(f"{part}def other(event, context):\n    return {{3}}\n")
    assert codes(handlerlens("check", ".", "--format", "json")) == ["HL201", "HL201"]


LAYERED = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: api/orders.handler
      Layers: [!Ref Common]
  Common:
    Type: AWS::Serverless::LayerVersion
    Properties: {ContentUri: FOLDER}
"""
ORDERS = (
    "from common.util import found\nfrom db.store import load\n\n\ndef handler(event, context):\n    return {FIELDS}\n"
)


@pytest.mark.parametrize("folder", ["layer", "layer/python"])
def test_modules_of_layers_and_of_the_code_root(handlerlens: Run, tmp_path: Path, folder: str) -> None:
    """The handler's folder, the function's code root, its layers: as Lambda would put them on the path."""
    files = {
        "template.yaml": LAYERED.replace("FOLDER", "layer"),
        "src/api/orders.py": ORDERS.replace("FIELDS", "'layer': found(), 'root': load()"),
        "src/db/store.py": "from common.util import found\n\n\ndef load():\n    return [found()]\n",
        f"{folder}/common/util.py": "from common.kinds import KINDS\n\n\ndef found():\n    return KINDS\n",
        f"{folder}/common/kinds.py": "KINDS = {'a', 'b'}\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    found = json.loads(handlerlens("check", ".", "--format", "json").stdout)["findings"]
    told = [f["message"].partition(",")[0] for f in found if f["code"] == "HL201"]
    assert told == ["'layer' in the result is a set", "'root[]' in the result is a set"]
    (tmp_path / "template.yaml").write_text(LAYERED.replace("FOLDER", "elsewhere"))
    assert "HL201" not in codes(handlerlens("check", ".", "--format", "json"))


def test_installed_packages_are_read_and_not_run(handlerlens: Run, tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "app.py").write_text(PACKAGED)
    assert codes(handlerlens("check", "code", "--format", "json")) == []
    python = environment(tmp_path / "elsewhere")
    assert codes(handlerlens("check", "code", "--python", str(python), "--format", "json")) == ["HL201"]
    environment(tmp_path / ".venv")
    assert codes(handlerlens("check", "code", "--format", "json")) == ["HL201"]
    assert not list(tmp_path.rglob("ran"))


def test_an_interpreter_that_is_not_there(handlerlens: Run, project_file: Path) -> None:
    done = handlerlens("check", str(project_file), "--python", "/nowhere/python")
    assert (done.returncode, done.stderr.strip()) == (
        2,
        "handlerlens: there is no Python interpreter '/nowhere/python'.",
    )


@pytest.fixture
def project_file(tmp_path: Path) -> Path:
    path = tmp_path / "app.py"
    path.write_text(BAD)
    return path


def many(folder: Path, count: int) -> None:
    for number in range(count):
        (folder / f"app{number:03}.py").write_text(BAD if number % 3 == 0 else BAD.replace("{1, 2}", "[1, 2]"))


@pytest.mark.parametrize("kind", ["fork", "spawn"])
def test_many_files_over_processes(tmp_path: Path, kind: str) -> None:
    """As on Linux and as elsewhere; told in the files' order, with the same findings as one process gives."""
    many(tmp_path, 150)
    script = f"""
import os, runpy, sys
os.sched_getaffinity = lambda _: range(3)
sys.platform = {"linux" if kind == "fork" else "darwin"!r}
sys.argv = ["handlerlens", "check", {str(tmp_path)!r}, "--format", "json"]
if __name__ == "__main__":
    runpy.run_path({str(SERVER)!r}, run_name="__main__")
"""
    if kind == "fork" and sys.platform != "linux":
        pytest.skip("this system does not fork")
    main = tmp_path / "start.txt"
    main.write_text(script)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(main)], capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.stderr == ""
    found = json.loads(done.stdout)
    assert [Path(f["file"]).name for f in found["findings"]] == [f"app{n:03}.py" for n in range(0, 150, 3)]
    assert found["files"] == 150


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal to send to another console's process")
def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    body = "".join(f"def f{n}(x):\n    return [x, f{max(n - 1, 0)}(x), f{max(n - 2, 0)}(x)]\n\n\n" for n in range(300))
    for number in range(400):
        (tmp_path / f"app{number}.py").write_text(
            body + "def lambda_handler(event, context):\n    return f299(event)\n"
        )
    running = subprocess.Popen(
        [sys.executable, "-I", "-S", str(SERVER), "check", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        while not _children(running.pid):
            with contextlib.suppress(subprocess.TimeoutExpired):
                pytest.fail(f"it ended with {running.wait(0.01)}")
        workers = _children(running.pid)
        os.killpg(running.pid, signal.SIGINT)
        _, errors = running.communicate(timeout=30)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
    assert running.returncode == 130
    assert b"Traceback" not in errors
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


def test_workers_end_with_the_first_process(tmp_path: Path) -> None:
    many(tmp_path, 400)
    running = subprocess.Popen(
        [sys.executable, "-I", "-S", str(SERVER), "check", str(tmp_path)], stdout=subprocess.DEVNULL
    )
    try:
        while not (workers := _children(running.pid)):
            with contextlib.suppress(subprocess.TimeoutExpired):
                pytest.fail(f"it ended with {running.wait(0.01)}")
    finally:
        running.kill()
        running.wait()
    for pid in workers:
        while Path(f"/proc/{pid}/exe").exists():
            pass


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    if not listed.exists():
        pytest.skip("needs Linux's list of child processes")
    return [int(child) for child in listed.read_text().split()]
