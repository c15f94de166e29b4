"""For us who develop the server: let VS Code's debugger in (the compound "Extension + Server" in ``.vscode/launch.json``)."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from pathlib import Path

VARIABLE = "HANDLERLENS_DEBUGPY"
"""The loopback port on which VS Code waits for the server; the extension hands its own environment on."""

DEBUG_LIBRARIES = Path(__file__).resolve().parents[2] / "bundled" / "debug"

log = logging.getLogger(__name__)


def connect_debugger() -> None:
    """Connect to a debugger that waits; without one nothing is imported, and one that cannot be reached is only logged."""
    port = os.environ.pop(VARIABLE, "")
    if not port.isdigit():
        return
    sys.path.append(str(DEBUG_LIBRARIES))
    try:
        importlib.import_module("debugpy").connect(("127.0.0.1", int(port)))
    except Exception as error:
        log.warning("no debugger waits on port %s: %s", port, error)
