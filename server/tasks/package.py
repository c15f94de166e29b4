"""``npm run package``: ``handlerlens.vsix``, one for every platform; its contents are checked as it is made."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import protocol_ts
import setup
from loop import ROOT, run, tool

VSIX = ROOT / "handlerlens.vsix"

NEEDED = (
    "extension/package.json",
    "extension/readme.md",
    "extension/changelog.md",
    "extension/LICENSE.txt",
    "extension/extension/dist/extension.js",
    "extension/server/__main__.py",
    "extension/server/handlerlens/protocol.py",
    "extension/server/runtime/bootstrap.py",
    "extension/server/bundled/libs/pygls/__init__.py",
    "extension/server/bundled/runtime/awslambdaric/bootstrap.py",
    "extension/server/bundled/debug/debugpy/__init__.py",
)
ALLOWED = (
    "[Content_Types].xml",
    "extension.vsixmanifest",
    "extension/package.json",
    "extension/readme.md",
    "extension/changelog.md",
    "extension/LICENSE.txt",
    "extension/extension/",
    "extension/server/__main__.py",
    "extension/server/handlerlens/",
    "extension/server/runtime/",
    "extension/server/bundled/",
)
COMPILED = (".so", ".pyd", ".dll", ".dylib", ".exe", ".pyc", ".o", ".a")
PLATFORM_WHEELS = ("awslambdaric", "debugpy")
"""Published as wheels of a platform; of these the Python modules alone are taken (``bundle.py``)."""


class PackageError(Exception):
    """The VSIX is not as it must be; a sentence a problem."""


def main(arguments: list[str]) -> None:  # noqa: ARG001
    """Build the extension and pack it."""
    setup.main([])
    protocol_ts.main([])
    run([tool("npm"), "run", "--silent", "build"])
    vsce = ROOT / "node_modules" / "@vscode" / "vsce" / "vsce"
    options = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links"]
    options += ["--allow-package-secrets", "aws"]  # the made-up credentials that a local environment gets
    done = subprocess.run(
        [tool("node"), str(vsce), "package", *options, "--out", str(VSIX)], capture_output=True, text=True
    )
    if done.returncode:
        raise PackageError(done.stdout + done.stderr)
    if problems := list(check_vsix(VSIX)):
        raise PackageError("\n".join(problems))
    print(f"{VSIX.name}: {VSIX.stat().st_size / 1e6:.1f} MB")


def check_vsix(path: Path) -> Iterator[str]:
    """What is wrong with a VSIX: files that are missing, not wanted or compiled, wheels that are not pure Python."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        yield from check_names(names)
        for name in names:
            if name.endswith(".dist-info/WHEEL"):
                package = Path(name).parent.name
                pure = "Root-Is-Purelib: true" in archive.read(name).decode("utf-8")
                if not pure and not package.startswith(PLATFORM_WHEELS):
                    yield f"{package} is not a pure-Python wheel."


def check_names(names: Iterable[str]) -> Iterator[str]:
    """What is wrong with a VSIX's list of files."""
    names = set(names)
    for name in NEEDED:
        if name not in names:
            yield f"{name} is missing."
    for name in sorted(names):
        if not name.startswith(ALLOWED):
            yield f"{name} must not be shipped."
        if name.endswith(COMPILED):
            yield f"{name} is compiled; a universal VSIX has pure Python only."
    packages = {name.split("/")[4] for name in names if name.count("/") > 4 and "/bundled/" in name}
    if not any(package.endswith(".dist-info") for package in packages):
        yield "The bundled packages have lost their .dist-info, and with it their licences."
