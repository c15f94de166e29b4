"""Install the real editor that tests and ``npm start`` use: code-server's VS Code server, a Node 24 for it, and Chromium.

Everything comes from the npm registry into ``tests/extension/node_modules`` (ignored by git, about 550 MB, about a minute);
Chromium comes from the system, through apt where that is allowed. A stamp makes the second call free.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "tests" / "extension"
MODULES = HOME / "node_modules"
VSCODE = MODULES / "code-server" / "lib" / "vscode"
STAMP = MODULES / ".installed"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")

NOT_NEEDED = (
    "node_modules/@github",
    "node_modules/@microsoft/mxc-sdk",
    "extensions/copilot",
    "extensions/mermaid-markdown-features",
)
"""AI parts of the editor that neither tests nor ``npm start`` use: a third of its size."""


class EditorError(Exception):
    """The editor cannot be had: a sentence that says why and what to do."""


def install_editor() -> None:
    """Install the editor unless the stamp says that this very one is there."""
    wanted = _fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    npm = shutil.which("npm")
    if npm is None:
        raise EditorError("npm is not on PATH: install Node.js 20 or later, which brings it.")
    print("Installing the editor for tests (once, about a minute) …", flush=True)
    _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], HOME)
    node = node_home()
    environment = {
        **os.environ,
        "PATH": f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "npm_config_nodedir": str(node),
    }
    # Not `npm ci`: the package's own lock lacks a dependency and npm refuses it.
    _run(
        [npm, "install", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"],
        VSCODE,
        environment,
    )
    addons = [npm, "rebuild", "--ignore-scripts=false", "--loglevel=error", "@vscode/spdlog", "@vscode/native-watchdog"]
    if subprocess.run(
        addons, cwd=VSCODE, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ).returncode:
        print("No C compiler: the editor runs all the same, but writes no log files of its own.")
    for name in NOT_NEEDED:
        shutil.rmtree(VSCODE / name, ignore_errors=True)
    STAMP.write_text(wanted)


def install_browser() -> Path:
    """Find a Chromium, or install Debian's where we may."""
    if browser := find_browser():
        return browser
    if sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium …", flush=True)
        _run(["apt-get", "update", "-qq"], ROOT)
        _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], ROOT)
        if browser := find_browser():
            return browser
    raise EditorError(
        "The real-editor tests need Chromium or Chrome. Install one (Debian, Ubuntu: apt-get install chromium) "
        "or name it in the environment variable HANDLERLENS_BROWSER."
    )


def find_browser() -> Path | None:
    """The browser named by ``HANDLERLENS_BROWSER``, else the first known one on PATH."""
    for name in (os.environ.get("HANDLERLENS_BROWSER"), *BROWSERS):
        if name and (path := shutil.which(name)):
            return Path(path)
    return None


def node_home() -> Path:
    """Folder of the Node 24 that the editor's server runs on; it came as an npm package for this platform."""
    for home in MODULES.glob("node-linux-*"):
        return home
    raise EditorError(
        "The served editor runs on Linux (x64, arm64) only; elsewhere install VS Code, so that `code` is on PATH."
    )


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in (HOME / "package-lock.json", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _run(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        raise EditorError(f"`{' '.join(command)}` failed in {folder}:\n{done.stdout}")


if __name__ == "__main__":
    try:
        install_editor()
        print(f"Browser: {install_browser()}")
    except EditorError as error:
        sys.exit(str(error))
