"""CDK programs in Python that keep the settings of their functions in objects of a class that lists fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from project.workspace import indexed, shown

CODE = {f"src/{name}/app.py": "def take(order, tools): ...\n" for name in ("a", "b")}
CLASS = """
@dataclass(frozen=True)
class Settings:
    name: str
    folder: str
    handler: str = "app.take"
    timeout: int = 5
"""
LISTED = 'FUNCTIONS = [Settings("A", "src/a"), Settings(name="B", folder="src/b", timeout=20)]\n'
STACK = """
import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_

class Shop(cdk.Stack):
    def __init__(self, scope, name):
        for each in FUNCTIONS:
            lambda_.Function(self, each.name, handler=each.handler, code=lambda_.Code.from_asset(each.folder),
                timeout=cdk.Duration.seconds(each.timeout))
"""
FORMS = {
    "a dataclass": {"stack.py": "from dataclasses import dataclass\n" + CLASS + LISTED + STACK},
    "a named tuple": {
        "stack.py": CLASS.replace("@dataclass(frozen=True)\n", "").replace("Settings:", "Settings(NamedTuple):")
        + LISTED
        + STACK
    },
    "of another file": {"settings.py": CLASS + LISTED, "stack.py": "from settings import FUNCTIONS\n" + STACK},
    "whose class is of another file": {
        "settings.py": CLASS,
        "stack.py": "from settings import Settings\n" + LISTED + STACK,
    },
    "a helper that is given one": {
        "stack.py": CLASS
        + LISTED
        + STACK.replace(
            "        for each in FUNCTIONS:\n",
            "        for one in FUNCTIONS:\n            self.make(one)\n    def make(self, each):\n",
        )
    },
}


@pytest.mark.parametrize("files", FORMS.values(), ids=FORMS)
def test_settings_in_objects(tmp_path: Path, files: dict[str, str]) -> None:
    index = indexed(tmp_path, {"cdk.json": "{}", **files, **CODE})
    assert shown(index) == {"src/a/app.py:take": "declared", "src/b/app.py:take": "declared"}
    found = {function.logical_id: function.timeout for listed in index.listed() for function in listed.functions}
    assert found == {"A": 5.0, "B": 20.0}


OTHERS = {
    "a class with a constructor of its own": CLASS + "    def __init__(self, *given): ...\n" + LISTED,
    "a field that is not given": CLASS.replace(' = "app.take"', "") + LISTED,
    "itself": CLASS.replace('"app.take"', "Settings.handler") + LISTED,
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_what_is_not_told(tmp_path: Path, text: str) -> None:
    index = indexed(tmp_path, {"cdk.json": "{}", "stack.py": text + STACK, **CODE})
    assert "declared" not in shown(index).values()
