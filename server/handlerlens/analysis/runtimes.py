"""Lambda's Python runtimes: their ends, the modules that a handler file cannot be called, the variables that are always set."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """When AWS deprecates a runtime and when it stops creating and updating functions with it."""

    deprecated: date
    create_block: date
    update_block: date


@dataclass(frozen=True, slots=True)
class Runtimes:
    """``data/runtimes.json``.

    ``imported_modules`` are standard modules that the runtime has loaded before the handler's; ``reserved_variables`` cannot be
    configured, ``provided_variables`` are set too but may be.
    """

    newest: str
    lifecycles: Mapping[str, Lifecycle]
    builtin_modules: frozenset[str]
    imported_modules: frozenset[str]
    reserved_variables: frozenset[str]
    provided_variables: frozenset[str]


@cache
def runtimes() -> Runtimes:
    """The facts, read once."""
    data = json.loads((resources.files(__package__) / "data" / "runtimes.json").read_text("utf-8"))
    lifecycles = {
        name: Lifecycle(*(date.fromisoformat(dates[key]) for key in ("deprecated", "create_block", "update_block")))
        for name, dates in data["runtimes"].items()
    }
    return Runtimes(
        data["newest"],
        lifecycles,
        frozenset(data["builtin_modules"]),
        frozenset(data["imported_modules"]),
        frozenset(data["reserved_variables"]),
        frozenset(data["provided_variables"]),
    )


def version(runtime: str) -> tuple[int, int] | None:
    """``python3.12`` as ``(3, 12)``; None for what is no Python runtime."""
    major, dot, minor = runtime.removeprefix("python").partition(".")
    return (
        (int(major), int(minor))
        if runtime.startswith("python") and dot and major.isdigit() and minor.isdigit()
        else None
    )


def newer_than_this() -> str:
    """The newest Python of Lambda (``3.14``) where the one that reads the files here is older, else nothing."""
    newest = version(runtimes().newest)
    return ".".join(map(str, newest)) if newest is not None and sys.version_info < newest else ""
