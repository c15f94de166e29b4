#!/usr/bin/env python3
"""``python server lsp | check | invoke | handlers | events``: the extension runs it with ``-I -S``, from a checkout or a VSIX."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

if sys.version_info < (3, 10):
    sys.exit(f"Handlerlens needs Python 3.10 or later; this is {sys.version.split()[0]} ({sys.executable}).")

# First our own package, then the bundled libraries: neither the user's site-packages nor PYTHONPATH can shadow them.
sys.path[:0] = [str(HERE), str(HERE / "bundled" / "libs")]

from handlerlens.cli import main  # noqa: E402

if __name__ == "__main__":  # a process that `check` starts on Windows imports this file
    sys.exit(main())
