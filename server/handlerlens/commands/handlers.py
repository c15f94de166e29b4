"""``handlerlens handlers``: list the handlers of files and folders."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ..analysis.event_sources import event_sources
from ..analysis.handlers import Tier
from ..project.listing import list_handlers
from . import UsageError
from .files import shown


def run(options: argparse.Namespace) -> int:
    """Print the handlers in file order."""
    for name in options.paths:
        if not Path(name).exists():
            raise UsageError(f"there is no file or folder '{name}'.")
    found: list[dict[str, Any]] = list_handlers([Path(name).absolute() for name in options.paths])
    if options.format == "json":
        sys.stdout.write(json.dumps({"handlers": found}, indent=2) + "\n")
        return 0
    for item in found:
        sys.stdout.write("".join(f"{line}\n" for line in _lines(item)))
    sys.stdout.write(_summary(found) + "\n")
    return 0


def _lines(item: dict[str, Any]) -> Iterator[str]:
    """A handler with its place, and each function that it is deployed as with the place that says so; without one, how it is known."""
    head = f"{shown(Path(item['file']))}:{item['line']}: {item['handler']}"
    if not item["functions"]:
        yield f"{head}{_called_by(item['sources'])} ({item['tier']}: {', '.join(item['evidence'])})"
        return
    yield f"{head} ({item['tier']})"
    for function in item["functions"]:
        where = f"{shown(Path(function['template']))}:{function['line']}"
        yield f"  {where}: {function['logical_id']}{_called_by(function['sources'])}"


def _called_by(sources: Sequence[str]) -> str:
    known = event_sources()
    titles = dict.fromkeys(known[source].short if source in known else source for source in sources)
    return f" · {', '.join(titles)}" if titles else ""


def _summary(found: list[dict[str, Any]]) -> str:
    if not found:
        return "No handlers found."
    counts = Counter(item["tier"] for item in found)
    told = ", ".join(f"{counts[tier.value]} {tier.value}" for tier in Tier if counts[tier.value])
    return f"{len(found)} handler{'s' if len(found) > 1 else ''}: {told}."
