"""``npm test``: everything. Python, TypeScript, LSP level and the real editor.

``npm test -- --no-editor`` leaves the real editor out; other arguments go to pytest.
"""

from __future__ import annotations

import subprocess

import editor
import native_client
import package
import setup
from loop import PYTHON, ROOT, TESTS, tool


def main(arguments: list[str]) -> int:
    """Run every test, the later ones also where earlier ones failed; non-zero where anything failed."""
    setup.main([])
    native_client.fetch()
    quick = "--no-editor" in arguments
    if not quick:
        package.main([])
        editor.install_editor()
        editor.install_browser()
    rest = [a for a in arguments if a != "--no-editor"]
    failed = subprocess.run(
        [str(PYTHON), "-m", "pytest", "-c", str(TESTS / "pytest.ini"), *(rest or [str(TESTS)])], cwd=ROOT
    ).returncode
    if not quick:
        failed = subprocess.run([tool("node"), "tests/extension/run.mjs"], cwd=ROOT).returncode or failed
    return failed
