"""What the engine follows, form by form: each word of its specification with at least one example, as a hover shows the result."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from analysis.verdicts import Files

from handlerlens.analysis import flow
from handlerlens.analysis.handlers import find_handlers
from handlerlens.analysis.modules import Project, SearchPath
from handlerlens.analysis.shape_text import describe
from handlerlens.analysis.source import parse

ROWS = [json.loads(line) for line in Path(__file__).with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()]


def shapes(files: dict[str, str]) -> list[str]:
    """What ``handler`` in ``app.py`` returns at each of its ways out."""
    root = Path("/project")
    view = Files({root / name: text for name, text in files.items()})
    source = parse(root / "app.py", files["app.py"], view)
    flow.use(source, Project(SearchPath((root,)), view))
    (handler,) = [h for h in find_handlers(source) if h.name == "handler"]
    found = next(f for f in flow.flows(source).handlers if f.handler.name == "handler")
    if found.decorated and found.result is not None:
        return [describe(found.result)]
    return [describe(site.shape) for site in flow.returns(source, handler)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["form"])
def test_form(row: dict[str, object]) -> None:
    text = str(row["app"])
    files = dict(row.get("files", {}))  # type: ignore[call-overload]
    if "def handler" not in text:
        head, _, body = text.rpartition("\n--\n")
        text = f"{head}\ndef handler(event, context):\n" + "".join(f"    {line}\n" for line in body.split("\n"))
    assert shapes({**files, "app.py": text}) == row["returns"]
