"""``handlerlens handlers``: list the handlers of files and folders."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

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
        where = f"{shown(Path(item['file']))}:{item['line']}"
        reason = ", ".join(item["evidence"])
        sys.stdout.write(f"{where}: {item['handler']} ({item['tier']}: {reason})\n")
    if not found:
        sys.stdout.write("No handlers found.\n")
    return 0
