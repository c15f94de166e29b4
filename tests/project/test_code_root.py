"""Which directory Lambda would unpack for a handler that no template names."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.source import parse
from handlerlens.project.code_root import code_root, list_directory

CASES = {
    "alone": ("app.py", "", [], ".", "app.lambda_handler"),
    "in a directory": ("src/app.py", "import boto3", [], "src", "app.lambda_handler"),
    "beside its helper": ("src/app.py", "import helper", ["src/helper.py"], "src", "app.lambda_handler"),
    "in a package": ("orders/app.py", "", ["orders/__init__.py"], ".", "orders.app.lambda_handler"),
    "in nested packages": (
        "src/orders/api/app.py",
        "",
        ["src/orders/__init__.py", "src/orders/api/__init__.py"],
        "src",
        "orders.api.app.lambda_handler",
    ),
    "in a package, but importing a sibling": (
        "hello_world/app.py",
        "import requests\nimport helper",
        ["hello_world/__init__.py", "hello_world/helper.py"],
        "hello_world",
        "app.lambda_handler",
    ),
    "importing from the top": (
        "functions/orders/app.py",
        "from shared.db import connect",
        ["shared/db.py"],
        ".",
        "functions.orders.app.lambda_handler",
    ),
    "importing from the middle": (
        "backend/src/orders/app.py",
        "from src.shared import db",
        ["backend/src/shared/__init__.py"],
        "backend",
        "src.orders.app.lambda_handler",
    ),
    "importing itself": (
        "src/orders/app.py",
        "import orders.db",
        ["src/orders/db.py"],
        "src",
        "orders.app.lambda_handler",
    ),
    "importing a namespace package": ("a/app.py", "from lib import x", ["lib/x.py"], ".", "a.app.lambda_handler"),
    "nearest of two": ("a/app.py", "import util", ["util.py", "a/util.py"], "a", "app.lambda_handler"),
    "most imports win": (
        "a/b/app.py",
        "import one\nimport two\nimport three",
        ["a/b/one.py", "a/two.py", "a/three.py"],
        "a",
        "b.app.lambda_handler",
    ),
    "relative": ("orders/app.py", "from .db import x", ["orders/db.py"], ".", "orders.app.lambda_handler"),
    "relative, twice": ("x/orders/api/app.py", "from ..db import x", [], "x", "orders.api.app.lambda_handler"),
    "relative under try": (
        "orders/app.py",
        "try:\n    from .db import x\nexcept ImportError:\n    pass",
        [],
        ".",
        "orders.app.lambda_handler",
    ),
    "standard library of the same name": ("a/app.py", "import json", ["json/x.py"], "a", "app.lambda_handler"),
    "below a directory that no import can spell": (
        "v1.2/app.py",
        "import shared",
        ["shared.py"],
        "v1.2",
        "app.lambda_handler",
    ),
    "with a hyphen": ("my-orders/app.py", "import shared", ["shared.py"], ".", "my-orders.app.lambda_handler"),
    "a package itself": ("orders/__init__.py", "", [], ".", "orders.lambda_handler"),
}


@pytest.mark.parametrize(("file", "code", "others", "root", "handler"), CASES.values(), ids=CASES)
def test_code_root(tmp_path: Path, file: str, code: str, others: list[str], root: str, handler: str) -> None:
    for name in (file, *others):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = code_root(parse(tmp_path / file, code), "lambda_handler", [tmp_path])
    assert (found.directory, found.handler) == (tmp_path / root, handler)


def test_without_workspace_folder_the_project_ends_at_its_marks(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "src").mkdir(parents=True)
    (project / "pyproject.toml").touch()
    (tmp_path / "shared.py").touch()
    source = parse(project / "src" / "app.py", "import shared")
    assert code_root(source, "handler").directory == project / "src"


def test_innermost_folder_of_a_multi_root_workspace(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "shared.py").touch()
    (tmp_path / "a" / "shared.py").touch()
    source = parse(tmp_path / "a" / "b" / "app.py", "import shared")
    assert code_root(source, "handler", [tmp_path, tmp_path / "a"]).directory == tmp_path / "a"


def test_a_directory_that_is_not_there_lists_nothing(tmp_path: Path) -> None:
    assert list_directory(tmp_path / "none") == frozenset()
