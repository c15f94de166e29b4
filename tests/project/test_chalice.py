"""Chalice apps: which functions Lambda calls, and how their stage runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.handlers import Tier
from project.workspace import indexed

APP = """
from chalice import Chalice, Rate
app = Chalice(app_name="orders")

@app.route("/")
def index():
    return {}

@app.schedule(Rate(1, unit=Rate.HOURS))
def tick(event): ...

@app.on_sqs_message(queue="orders")
def queued(event):
    for record in event:
        print(record.body)

@app.lambda_function(name="plain")
def plain(event, context): ...

def helper(event, table): ...
"""
CONFIG = """{
  "version": "2.0",
  "app_name": "orders",
  "environment_variables": {"A": "1", "B": "2"},
  "stages": {
    "dev": {
      "lambda_timeout": 30,
      "environment_variables": {"B": "3"},
      "lambda_functions": {"tick": {"lambda_memory_size": 512, "environment_variables": {"C": "4"}}}
    }
  }
}
"""
FILES = {"app.py": APP, ".chalice/config.json": CONFIG, ".chalice/deployed/dev.json": "{}"}


def test_functions(tmp_path: Path) -> None:
    index = indexed(tmp_path, FILES)
    found = {item.name: item for item in index.listed()}
    assert {name: (item.tier, item.handler, item.sources) for name, item in found.items()} == {
        "app": (Tier.DECLARED, "app.app", ("rest_api",)),
        "tick": (Tier.DECLARED, "app.tick", ("schedule",)),
        "queued": (Tier.DECLARED, "app.queued", ("sqs",)),
        "plain": (Tier.DECLARED, "app.plain", ()),
    }
    (tick,), (plain,) = found["tick"].functions, found["plain"].functions
    assert (tick.timeout, tick.memory, dict(tick.environment)) == (30, 512, {"A": "1", "B": "3", "C": "4"})
    assert (plain.timeout, plain.memory, dict(plain.environment)) == (30, 128, {"A": "1", "B": "3"})
    assert plain.line == 6
    assert list(index.problems()) == []


def test_an_app_that_changes(tmp_path: Path) -> None:
    index = indexed(tmp_path, FILES)
    (tmp_path / "app.py").write_text(APP.replace("def tick", "def tock"))
    index.update(tmp_path / "app.py")
    assert {item.name for item in index.listed() if item.tier is Tier.DECLARED} == {"app", "tock", "queued", "plain"}


def test_without_configuration(tmp_path: Path) -> None:
    index = indexed(tmp_path, {"app.py": APP})
    assert {item.name: item.tier for item in index.listed()} == dict.fromkeys(
        ("app", "tick", "queued", "plain"), Tier.CERTAIN
    )


FUNCTION = 'from chalice import Chalice\napp = Chalice("x")\n@app.on_sqs_message(queue="q")\ndef orders(event): ...\n'
SERVES = {
    "functions alone": ("", {"orders"}),
    "a route beside": ('@app.route("/")\ndef index(): ...\n', {"orders", "app"}),
    "a socket beside": ("@app.on_ws_message()\ndef said(event): ...\n", {"orders", "app"}),
    "routes of a blueprint": ("from chalicelib.web import web\napp.register_blueprint(web)\n", {"orders", "app"}),
}


@pytest.mark.parametrize("configured", [True, False])
@pytest.mark.parametrize(("more", "names"), SERVES.values(), ids=SERVES)
def test_when_the_app_is_called(tmp_path: Path, more: str, names: set[str], configured: bool) -> None:
    """Lambda calls the app itself for its routes, and for nothing else."""
    files = {"app.py": FUNCTION + more, **({".chalice/config.json": '{"app_name": "x"}'} if configured else {})}
    assert {item.name for item in indexed(tmp_path, files).listed()} == names


def test_broken_app_or_configuration(tmp_path: Path) -> None:
    index = indexed(tmp_path, {**FILES, "app.py": "def ("})
    assert list(index.listed()) == []
    index = indexed(tmp_path / "other", {**FILES, ".chalice/config.json": '{"app_name": "x", "stages": '})
    assert {item.tier for item in index.listed()} == {Tier.CERTAIN}
    assert len(list(index.problems())) == 1


def test_zappa_says_nothing_wrong(tmp_path: Path) -> None:
    files = {
        "zappa_settings.json": '{"dev": {"app_function": "app.app", "events": [{"function": "jobs.tick"}]}}',
        "app.py": "from flask import Flask\napp = Flask(__name__)\n",
        "jobs.py": "def tick(event, context): ...\n",
    }
    index = indexed(tmp_path, files)
    assert {item.name: item.tier for item in index.listed()} == {"tick": Tier.LIKELY}
    assert list(index.problems()) == []
