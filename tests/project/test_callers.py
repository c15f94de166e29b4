"""Who calls a function with its event: where another module's handler does, it is a part of that one."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.source import parse
from project.workspace import indexed, shown

TEMPLATE = """
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: .
      Handler: parts.build
      Events: {Q: {Type: SQS}}
"""
CALLER = "from parts import build\ndef handler(event, context):\n    return build(event, context)\n"


def test_what_other_modules_call_with_their_event(tmp_path: Path) -> None:
    part = "def build(event, context): ...\n"
    index = indexed(tmp_path, {"app.py": CALLER, "parts.py": part})
    assert shown(index) == {"app.py:handler": "likely"}
    source = parse(tmp_path / "parts.py", part)
    assert index.handlers(source) == ()
    index.update(tmp_path / "app.py", CALLER.replace("build(event, context)", "None"))
    assert "parts.py:build" in shown(index)
    index.update(tmp_path / "app.py", CALLER)
    assert "parts.py:build" not in shown(index)
    (tmp_path / "app.py").unlink()
    index.update(tmp_path / "app.py")
    assert shown(index) == {"parts.py:build": "likely"}


@pytest.mark.parametrize(
    ("caller", "part", "kept"),
    [
        (CALLER, "def build(event, context): ...\ndef other(event, context): ...\n", True),
        (CALLER, "@logger.inject_lambda_context\ndef build(event, context): ...\n", True),
        (
            "from parts import build\nimport pytest\ndef test_it(event, context):\n    build(event, context)\n",
            CALLER,
            True,
        ),
        ("from parts import build\ndef warm():\n    build({}, None)\n", "def build(event, context): ...\n", True),
        ("import parts\nclass A:\n    def f(self, event):\n        parts.build(event, 1)\n", None, False),
        ("from . import parts\nclass A:\n    def f(self, event):\n        parts.build(event, 1)\n", None, False),
        ("from parts import build\nROUTES = {'/': build}\ndef handler(event, context): ...\n", None, False),
        ("import parts\nROUTES: dict = {'/': {'GET': parts.build}}\ndef handler(event, context): ...\n", None, False),
        ("import parts\nROUTES = [('GET', '/', parts.build)]\ndef handler(event, context): ...\n", None, False),
        ("import parts\ndef handler(event, context):\n    routes = {'/': parts.build}\n", None, False),
        ("from parts import build\n@middleware([build])\ndef handler(event, context): ...\n", None, False),
        ("from parts import build\n@middleware(before=build)\ndef handler(event, context): ...\n", None, False),
        ("from parts import build\nprocess = build\n", None, True),
        (
            "from parts import build\ndef change(event, context):\n    item = build(event, context)\n    save(item['body'])\n",
            None,
            True,
        ),
        (
            "from parts import build\ndef change(event, context):\n    item = build(event, context)\n    save(item, event['body'])\n",
            None,
            False,
        ),
        (
            "import flask, parts\nROUTES = {'/': parts.build}\ndef serve(event):\n    parts.build(event, None)",
            None,
            True,
        ),
        ("import flask, parts\nROUTES = {'/': parts.build}\ndef handler(event, context): ...\n", None, False),
        (
            "import parts\ndef work(event, context):\n    print(event)\n    return parts.build(event, context)\n",
            None,
            False,
        ),
    ],
)
def test_who_counts_as_a_caller(tmp_path: Path, caller: str, part: str | None, kept: bool) -> None:
    part = part if part not in (None, CALLER) else "def build(event, context): ...\n"
    assert ("parts.py:build" in shown(indexed(tmp_path, {"app.py": caller, "parts.py": part}))) is kept


def test_a_handler_of_its_file_s_name_may_be_asked(tmp_path: Path) -> None:
    caller = "import build\ndef change(event, context):\n    item = build.build(event, context)\n    save(item)\n"
    files = {"app.py": caller, "build.py": "def build(event, context): ...\n"}
    assert list(shown(indexed(tmp_path, files))) == ["app.py:change", "build.py:build"]


def test_a_template_wins_over_a_caller(tmp_path: Path) -> None:
    files = {"app.py": CALLER, "parts.py": "def build(event, context): ...\n", "t.yaml": TEMPLATE}
    index = indexed(tmp_path, files)
    assert shown(index)["parts.py:build"] == "declared"
