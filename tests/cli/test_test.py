"""``handlerlens test``: event files as tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run

APP = """\
import os

calls = []


def greet(event, context):
    print("greeting", event["name"])
    return {"message": f"Hello {event['name']}!", "stage": os.environ.get("STAGE")}


def fail(event, context):
    raise KeyError("id")


def count(event, context):
    calls.append(event)
    return len(calls)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/app.py").write_text(APP, "utf-8")
    (tmp_path / "events").mkdir()
    return tmp_path


def put(project: Path, file: str, handler: str, expected: Any, **event: Any) -> None:
    header = {"handler": handler, "expected": expected}
    (project / "events" / file).write_text(json.dumps({"$handlerlens": header, **event}), "utf-8")


def test_each_event_file_is_held_to_what_it_expects(handlerlens: Run, project: Path) -> None:
    put(project, "ada.json", "src/app.py::greet", {"message": "Hello Ada!", "stage": "dev"}, name="Ada")
    put(project, "bob.json", "src/app.greet", {"message": "Hello!", "stage": "dev"}, name="Bob")
    put(project, "fails.json", "src/app.py::fail", {"errorType": "KeyError"})
    (project / "events/plain.json").write_text('{"name": "not a test"}', "utf-8")
    (project / "events/other.json").write_text("{broken, and nobody's test", "utf-8")
    done = handlerlens("test", ".", "--env", "STAGE=dev")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("✓ events/ada.json → src/app.py::greet · ")
    assert lines[1].startswith("✗ events/bob.json → src/app.greet · ")
    assert lines[2] == '  message is "Hello Bob!"; expected "Hello!"'
    assert "  | greeting Bob" in lines
    assert lines[-2].startswith("✓ events/fails.json → src/app.py::fail")
    assert lines[-1] == "2 as expected, 1 not."


def test_json_and_what_cannot_be_run(handlerlens: Run, project: Path) -> None:
    put(project, "gone.json", "src/gone.py::greet", 1)
    put(project, "key.json", "src/app.py::greet", {"message": "Hello!"})
    (project / "events/bad.json").write_text('{"$handlerlens": {"expected": 1},', "utf-8")
    done = handlerlens("test", "events", "--format", "json")
    assert done.returncode == 1
    bad, gone, key = json.loads(done.stdout)["tests"]
    assert bad["problem"].startswith("bad.json is not JSON: line 1")
    assert gone["problem"] == "there is no 'src/gone.py::greet' for it."
    assert (key["passed"], key["problem"]) == (False, None)
    assert key["differences"] == ["KeyError: 'name'", 'message is missing; expected "Hello!"']


def test_one_environment_serves_a_handler(handlerlens: Run, project: Path) -> None:
    put(project, "1.json", "src/app.py::count", 1)
    put(project, "2.json", "src/app.py::count", 2)
    done = handlerlens("test", "events/1.json", "events/2.json", "events/1.json")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "2 as expected.")


def test_a_sidecar_speaks_for_an_event_that_is_no_object(handlerlens: Run, project: Path) -> None:
    (project / "events/list.json").write_text("[1]", "utf-8")
    (project / "events/list.handlerlens.json").write_text('{"handler": "src/app.py::count", "expected": 1}', "utf-8")
    done = handlerlens("test", ".")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 as expected.")


def test_nothing_to_test_and_nothing_there(handlerlens: Run, project: Path) -> None:
    done = handlerlens("test", ".")
    assert done.returncode == 2
    assert done.stderr.startswith("handlerlens: no event file below . says which handler it is for and what it expects")
    put(project, "ada.json", "src/app.py::greet", None, name="Ada")
    done = handlerlens("test", ".", "--env", "STAGE")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "handlerlens: --env 'STAGE' is not K=V.\n")
    done = handlerlens("test", "nowhere")
    assert (done.returncode, done.stderr) == (2, "handlerlens: there is no file or folder 'nowhere'.\n")
