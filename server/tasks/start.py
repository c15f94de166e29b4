"""``npm start``: VS Code with the extension and the example workspace.

The desktop ``code`` runs the extension from this checkout. Where it is not installed, the workbench is served on a loopback
address that is printed, with the packaged extension; the browser is the user's. Ctrl-C ends it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess

import editor
import package
import setup
from loop import ROOT, tool

EXAMPLE = ROOT / "tests" / "workspaces" / "example"


def main(arguments: list[str]) -> int:
    """Start; ``--served`` serves the workbench also where ``code`` is installed."""
    code = None if "--served" in arguments else shutil.which("code")
    if code is not None:
        setup.main([])
        opened = [code, f"--extensionDevelopmentPath={ROOT}", str(EXAMPLE), str(EXAMPLE / "greeting.py")]
        print("Opening VS Code with the extension and the example workspace.")
        return subprocess.run(opened).returncode
    print("The command `code` is not on PATH: serving the editor to your browser instead.", flush=True)
    package.main([])
    editor.install_editor()
    served = [tool("node"), str(ROOT / "tests" / "extension" / "serve.mjs"), str(package.VSIX), str(EXAMPLE)]
    return _until_interrupted(served, secrets.token_urlsafe(16))


def _until_interrupted(command: list[str], token: str) -> int:
    """Run it until it ends; Ctrl-C reaches it as well, and it stops what it has started."""
    process = subprocess.Popen(command, env={**os.environ, "HANDLERLENS_TOKEN": token})
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
