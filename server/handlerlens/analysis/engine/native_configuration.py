"""Configuration that a program has as text: what YAML and TOML make of it, dates among it."""

from __future__ import annotations

import ast
import datetime
import importlib
import sys

from ..shapes import JSON, LIST, UNKNOWN, Const, Dict, Entry, Instance, Items, Shape
from . import yaml_text
from .native_library import declared_class
from .natives import Call, function, method, place
from .run import Run

_TOML = importlib.import_module("tomllib") if sys.version_info >= (3, 11) else None
_MAX_TEXT = 20_000
_LOADERS = frozenset({"SafeLoader", "CSafeLoader", "FullLoader", "Loader", "UnsafeLoader"})


def _text(run: Run, call: Call) -> str | None:
    content = run.content(call.argument(0, "stream") or call.argument(0, "s") or UNKNOWN)
    value = content.value if type(content) is Const else None
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return value if isinstance(value, str) and len(value) < _MAX_TEXT else None


@function("yaml.safe_load", "yaml.load", "yaml.full_load")
@method("ruamel.yaml.YAML", "load")
def _yaml(run: Run, call: Call) -> Shape:
    """Anything, with dates and times; of a text that is known what it holds."""
    run.may_raise()
    text = _text(run, call)
    loader = call.node_of(1, "Loader")
    if text is None or (loader is not None and ast.unparse(loader).rpartition(".")[2] not in _LOADERS):
        return UNKNOWN
    try:
        return _shape(run, yaml_text.read(text), call)
    except (yaml_text.BeyondError, ValueError):
        return UNKNOWN


@function("tomllib.loads", "tomli.loads", "toml.loads")
def _toml(run: Run, call: Call) -> Shape:
    run.may_raise()
    text = _text(run, call)
    if text is None or _TOML is None or call.keywords or len(call.positional) > 1:
        return UNKNOWN
    try:
        return _shape(run, _TOML.loads(text), call)
    except (ValueError, RecursionError):
        return UNKNOWN


def _shape(run: Run, value: object, call: Call) -> Shape:
    if isinstance(value, dict):
        return run.new(Dict({key: Entry(_shape(run, item, call)) for key, item in value.items()}))
    if isinstance(value, list):
        return run.new(Items(LIST, tuple(_shape(run, item, call) for item in value)))
    if isinstance(value, (datetime.date, datetime.time)):
        cls = declared_class(run, "datetime", type(value).__name__)
        return UNKNOWN if cls is None else Instance(cls, (), place(run, call))
    return JSON if value is ... else Const(value)  # type: ignore[arg-type]
