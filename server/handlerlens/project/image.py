"""The handler that a container image's Dockerfile names in its ``CMD``."""

from __future__ import annotations

import json
import re
from pathlib import Path

_COMMAND = re.compile(r"^\s*CMD\s+(\[.*?\]|.+?)\s*$", re.MULTILINE | re.IGNORECASE)


def image_command(context: Path, dockerfile: str) -> str | None:
    """The first word of the last ``CMD`` of a Dockerfile, ``app.lambda_handler``; None where there is none or it cannot be read."""
    try:
        text = (context / dockerfile).read_bytes()[:100_000].decode("utf-8", "replace")
    except (OSError, ValueError):
        return None
    found = _COMMAND.findall(text.replace("\\\n", " "))
    if not found:
        return None
    command: str = found[-1]
    try:
        words = json.loads(command) if command.startswith("[") else command.split()
    except ValueError:
        return None
    return words[0] if words and isinstance(words[0], str) else None
