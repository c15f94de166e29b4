"""Functions whose handler is a monitoring vendor's wrapper, which finds the user's own in a variable (``DD_LAMBDA_HANDLER``)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from ..analysis.function_config import FunctionConfig


@cache
def _variables() -> Mapping[str, Sequence[str]]:
    data = (resources.files(__package__) / "data" / "wrappers.json").read_text("utf-8")
    variables: Mapping[str, Sequence[str]] = json.loads(data)["variables"]
    return variables


def unwrapped(config: FunctionConfig) -> FunctionConfig:
    """A function with the user's own handler in place of a wrapper's, as far as its variables tell; any other as it is."""
    handler = config.handler if isinstance(config.handler, str) else ""
    package = next((part for part in handler.replace("/", ".").split(".") if part in _variables()), None)
    if package is None or (config.code_root is not None and (config.code_root / package).exists()):
        return config
    own = next((v for name in _variables()[package] if isinstance(v := config.environment.get(name), str)), handler)
    return replace(config, handler=own, wrapper=handler)
