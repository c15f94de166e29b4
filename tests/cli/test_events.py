"""``handlerlens events`` and sample events by name."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Run


def test_list(handlerlens: Run) -> None:
    listed = json.loads(handlerlens("events", "list", "--format", "json").stdout)["events"]
    assert {"name", "title", "source", "model", "docs"} <= set(listed[0])
    names = [entry["name"] for entry in listed]
    assert len(names) == len(set(names)) >= 100
    lines = handlerlens("events", "list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == names


def test_show_with_changes(handlerlens: Run) -> None:
    shown = json.loads(handlerlens("events", "show", "s3", "--set", "Records[0].s3.bucket.name=photos").stdout)
    assert shown["Records"][0]["s3"]["bucket"]["name"] == "photos"


def test_bad_names_get_a_sentence(handlerlens: Run) -> None:
    for arguments in (["show", "no-such-event"], ["show", "s3", "--set", "Records[9].x=1"]):
        done = handlerlens("events", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("handlerlens: ")
        assert "Traceback" not in done.stderr


def test_invoke_with_a_sample(handlerlens: Run, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "def handler(event, context):\n    return event['Records'][0]['eventSource']\n", encoding="utf-8"
    )
    assert handlerlens("invoke", "app.py::handler", "--event", "sqs").stdout == '"aws:sqs"\n'


def test_a_refused_response_is_told(handlerlens: Run, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "def handler(event, context):\n    return {'statusCode': 200, 'body': {'a': 1}}\n", encoding="utf-8"
    )
    done = handlerlens("invoke", "app.py::handler", "--event", "rest_api", "--format", "json")
    assert done.returncode == 0
    (sentence,) = json.loads(done.stdout)["contract"]
    assert "502" in sentence
    assert "body" in sentence
    assert (
        json.loads(handlerlens("invoke", "app.py::handler", "--event", "s3", "--format", "json").stdout)["contract"]
        == []
    )
