"""Functions whose handler is a monitoring vendor's wrapper, which finds the user's own in a variable (``DD_LAMBDA_HANDLER``)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path

from ..analysis.function_config import FunctionConfig, Unresolved


def from_vendor(layer: Path | Unresolved, config: FunctionConfig) -> bool:
    """Whether a layer is one that brings a function's wrapper, by its name: no module of the user's comes with it."""
    package = _package(config.wrapper or "")
    vendor = package.partition("_")[0] if package is not None else None
    return vendor is not None and isinstance(layer, Unresolved) and vendor in layer.expression.lower()


@cache
def _variables() -> Mapping[str, Sequence[str]]:
    data = (resources.files(__package__) / "data" / "wrappers.json").read_text("utf-8")
    variables: Mapping[str, Sequence[str]] = json.loads(data)["variables"]
    return variables


def unwrapped(config: FunctionConfig) -> FunctionConfig:
    """A function with the user's own handler in place of a wrapper's, as far as its variables tell; any other as it is."""
    handler = config.handler if isinstance(config.handler, str) else ""
    package = _package(handler)
    if package is None or (config.code_root is not None and (config.code_root / package).exists()):
        return config
    variable = next((v for v in _variables()[package] if isinstance(config.environment.get(v), str)), None)
    own = config.environment[variable] if variable is not None else handler
    return replace(config, handler=own, wrapper=handler, told_at=f"EnvironmentValue.{variable}")


def _package(handler: str) -> str | None:
    """The vendor's package that a handler string names."""
    return next((part for part in handler.replace("/", ".").split(".") if part in _variables()), None)
