"""``handlerlens events``: the sample events."""

from __future__ import annotations

import argparse
import json
import sys

from ..events.commands import list_events, show_event
from . import UsageError


def run_list(options: argparse.Namespace) -> int:
    """Print every sample event's name and title."""
    listed = list_events()
    if options.format == "json":
        sys.stdout.write(json.dumps({"events": listed}, indent=2) + "\n")
        return 0
    width = max(len(str(entry["name"])) for entry in listed)
    for entry in listed:
        sys.stdout.write(f"{entry['name']!s:<{width}}  {entry['model']!s:<7}  {entry['title']}\n")
    return 0


def run_show(options: argparse.Namespace) -> int:
    """Print one sample event."""
    try:
        sys.stdout.write(show_event(options.name, options.set) + "\n")
    except ValueError as error:
        raise UsageError(str(error)) from error
    return 0
