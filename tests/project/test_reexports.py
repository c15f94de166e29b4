"""A handler that its module only imports: its definition carries the function too."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.source import DiskView
from handlerlens.project.navigation import handler_place
from project.workspace import indexed, shown, write

TEMPLATE = """
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: pkg.handler
      Events: {Q: {Type: SQS}}
"""
MAIN = "import os\n\ndef handler(event, context): ...\n"
WORK = "def work(event, context): ...\n"

FORMS = {
    "relative": ({"pkg/__init__.py": "from .main import handler\n", "pkg/main.py": MAIN}, "pkg/main.py:handler"),
    "absolute": ({"pkg/__init__.py": "from pkg.main import handler\n", "pkg/main.py": MAIN}, "pkg/main.py:handler"),
    "beside": ({"pkg.py": "from orders import work as handler\n", "orders.py": WORK}, "orders.py:work"),
    "over several lines": (
        {"pkg.py": "from orders import (\n    other,\n    work as handler,\n)\n", "orders.py": WORK},
        "orders.py:work",
    ),
    "a module's": (
        {"pkg.py": "from api import orders\nhandler = orders.work\n", "api/orders.py": WORK},
        "api/orders.py:work",
    ),
    "a dotted module's": (
        {"pkg.py": "import api.orders\nhandler = api.orders.work\n", "api/orders.py": WORK},
        "api/orders.py:work",
    ),
    "another name": ({"pkg.py": "from orders import work\nhandler = work\n", "orders.py": WORK}, "orders.py:work"),
    "all": (
        {"pkg/__init__.py": "from .empty import *\nfrom .main import *\n", "pkg/empty.py": "", "pkg/main.py": MAIN},
        "pkg/main.py:handler",
    ),
    "under try": (
        {
            "pkg.py": "try:\n    from built import handler\nexcept ImportError:\n    from main import handler\n",
            "main.py": MAIN,
        },
        "main.py:handler",
    ),
    "an adapter": (
        {"pkg.py": "from web import handler\n", "web.py": "from mangum import Mangum\nhandler = Mangum(app)\n"},
        "web.py:handler",
    ),
}


@pytest.mark.parametrize(("files", "place"), FORMS.values(), ids=FORMS)
def test_the_definition_is_declared(tmp_path: Path, files: dict[str, str], place: str) -> None:
    index = indexed(tmp_path, {**{f"src/{name}": text for name, text in files.items()}, "template.yaml": TEMPLATE})
    declared = {name for name, tier in shown(index).items() if tier == "declared"}
    named = next(name for name in files if name.startswith("pkg"))
    assert declared == {f"src/{place}", *([f"src/{named}:handler"] if "*" not in files[named] else [])}
    found = next(
        item for item in index.listed() if f"src/{place}".startswith(item.path.relative_to(tmp_path).as_posix())
    )
    assert found.evidence[0] == "template.yaml: Orders, imported as pkg.handler"
    assert (found.handler, found.code_root, found.sources) == ("pkg.handler", tmp_path / "src", ("sqs",))
    (function,) = index.templates()[tmp_path / "template.yaml"].functions
    way = handler_place(index, function, DiskView())
    assert way is not None
    assert f"{way.path.relative_to(tmp_path / 'src').as_posix()}:{way.name}" == place


NOT_FOLLOWED = {
    "defined here": {"pkg/__init__.py": f"from . import main\n{MAIN}", "pkg/main.py": MAIN},
    "made here of another": {"pkg/__init__.py": "from . import main\nhandler = wrap(main.handler)\n", "pkg/main.py": MAIN},
    "a module of that name": {"pkg/__init__.py": "from . import handler\n", "pkg/handler.py": "def run(): ...\n"},
    "a star without it": {"pkg/__init__.py": "from .main import *\n", "pkg/main.py": "print(handler)\n"},
    "from a package": {"pkg/__init__.py": "from powertools import handler\n", "pkg/main.py": MAIN},
}  # fmt: skip


@pytest.mark.parametrize("files", NOT_FOLLOWED.values(), ids=NOT_FOLLOWED)
def test_nothing_else_is(tmp_path: Path, files: dict[str, str]) -> None:
    index = indexed(tmp_path, {**{f"src/{name}": text for name, text in files.items()}, "template.yaml": TEMPLATE})
    main = {name: tier for name, tier in shown(index).items() if "main" in name}
    assert "declared" not in main.values()


def test_a_circle_ends(tmp_path: Path) -> None:
    files = {"src/pkg/__init__.py": "from .main import handler\n", "src/pkg/main.py": "from . import handler\n"}
    index = indexed(tmp_path, {**files, "template.yaml": TEMPLATE})
    assert "src/pkg/__init__.py:handler" in shown(index)


def test_every_module_on_the_way(tmp_path: Path) -> None:
    files = {
        "src/pkg/__init__.py": "from .api import handler\n",
        "src/pkg/api/__init__.py": "from .v1 import main as handler\n",
        "src/pkg/api/v1.py": "def main(event, context): ...\n",
    }
    index = indexed(tmp_path, {**files, "template.yaml": TEMPLATE})
    assert shown(index) == {
        "src/pkg/__init__.py:handler": "declared",
        "src/pkg/api/__init__.py:handler": "declared",
        "src/pkg/api/v1.py:main": "declared",
    }


def test_a_function_that_names_it_itself_comes_first(tmp_path: Path) -> None:
    other = TEMPLATE.replace("Orders", "Zebra").replace("pkg.handler", "pkg.main.handler")
    files = {"src/pkg/__init__.py": "from .main import handler\n", "src/pkg/main.py": MAIN}
    index = indexed(tmp_path, {**files, "a.yaml": TEMPLATE, "b.yaml": other})
    (found,) = [item for item in index.listed() if item.path.name == "main.py"]
    assert [function.logical_id for function in found.functions] == ["Zebra", "Orders"]


def test_kept_up_to_date(tmp_path: Path) -> None:
    package, main, other = (tmp_path / "src" / "pkg" / name for name in ("__init__.py", "main.py", "other.py"))
    index = indexed(tmp_path, {"src/pkg/__init__.py": "", "src/pkg/main.py": MAIN, "template.yaml": TEMPLATE})
    assert shown(index) == {"src/pkg/main.py:handler": "likely"}
    assert index.update(package, "from .main import handler\n") == {main}
    assert shown(index)["src/pkg/main.py:handler"] == "declared"
    assert not index.update(package, "from .main import handler\n\nX = 1\n")
    index.update(package, "from .main import (handler\n")
    assert shown(index)["src/pkg/main.py:handler"] == "declared", "a text that does not parse tells nothing new"
    assert index.update(package, "from .other import handler\n") == {main}
    assert shown(index)["src/pkg/main.py:handler"] == "likely"
    write(tmp_path, {"src/pkg/other.py": MAIN})
    assert other in index.update(other)
    assert shown(index)["src/pkg/other.py:handler"] == "declared"
    other.unlink()
    index.update(other)
    assert "src/pkg/other.py:handler" not in shown(index)
