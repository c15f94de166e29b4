"""README tells of every rule, and of nothing that is not there."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TASKS = str(ROOT / "server" / "tasks")
sys.path.insert(0, TASKS)

from readme import README, with_table  # noqa: E402

sys.path.remove(TASKS)  # it has a module of the name of a folder here


def test_the_table_of_rules_is_current() -> None:
    text = README.read_text(encoding="utf-8")
    assert text == with_table(text), "run: python server/tasks/readme.py"


def test_pictures_and_files_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (ROOT / target).is_file(), target
