"""Fixes of findings whose cause stands in another module."""

from __future__ import annotations

from pathlib import Path

from handlerlens.analysis.linter import lint
from handlerlens.analysis.source import parse
from rules.test_rules import Files, apply

ROOT = Path(__file__).parent / "nowhere"
HELPER = """\
import json


def reply(status, payload):
    return {"statusCode": status, "body": json.dumps(payload, indent=2)}
"""
APP = """\
from datetime import date
from decimal import Decimal

from helper import reply


def load():
    return {"total": Decimal("1.5"), "day": date(2026, 1, 1)}


def lambda_handler(event, context):
    return reply(200, load())
"""


def test_the_serializer_of_another_module_gets_its_default_last() -> None:
    files = {ROOT / "helper.py": HELPER}
    (finding,) = lint(parse(ROOT / "app.py", APP, Files(files)))
    assert finding.code == "HL204"
    assert finding.message.endswith("\"Object of type Decimal is not JSON serializable\". The same goes for 'day'.")
    fix = finding.fixes[-1]
    assert fix.title == "Serialize what JSON lacks as text: default=str in helper.py"
    assert [edit.path for edit in fix.edits] == [str(ROOT / "helper.py")]
    fixed = apply(HELPER, list(fix.edits))
    assert "json.dumps(payload, indent=2, default=str)" in fixed
    files[ROOT / "helper.py"] = fixed
    assert lint(parse(ROOT / "app.py", APP, Files(files))) == []
