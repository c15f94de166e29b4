"""Fill ``server/bundled`` from the hashed locks: what the server, the execution environment and its debugger import.

    python server/tasks/bundle.py

The bundle is universal: only pure-Python wheels, chosen without regard to the machine, for every Python that is
supported (environment markers are ignored, so that a backport for 3.10 is always in). It is made again when a lock, or
this file, changes.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

SERVER = Path(__file__).resolve().parent.parent
BUNDLED = SERVER / "bundled"

PURE = ("--platform", "any", "--implementation", "py", "--abi", "none", "--python-version", "3.10")
"""pip's choice of a wheel that runs anywhere."""

ONLY_AS_PLATFORM_WHEEL = {
    "awslambdaric": ("--platform", "manylinux2014_x86_64", "--implementation", "cp", "--python-version", "3.12"),
}
"""Published for Linux only; its Python modules are taken (the same in every wheel), its native client is not."""

PURE_WITHOUT_NATIVE = {"awslambdaric", "debugpy"}
"""Packages whose compiled parts are optional (our own runtime client; attach by injection, which is not used)."""

COMPILED = {".so", ".pyd", ".dll", ".dylib", ".exe"}
LEFT_OUT = COMPILED | {".pdb", ".c", ".h", ".hpp", ".cpp", ".pyx", ".pxd", ".sh", ".bat", ".cmd"}


class BundleError(Exception):
    """The bundle could not be made; a sentence that names the package and the reason."""


@dataclass(frozen=True)
class Part:
    """One directory of the bundle and the lock it comes from."""

    directory: str
    lock: str


PARTS = (Part("libs", "server.txt"), Part("runtime", "runtime.txt"), Part("debug", "debug.txt"))


def bundle() -> None:
    """Bring ``server/bundled`` up to date; returns at once when it is. Raises ``BundleError``."""
    for part in PARTS:
        lock = SERVER / "requirements" / part.lock
        stamp = hashlib.sha256(lock.read_bytes() + Path(__file__).read_bytes()).hexdigest()
        target = BUNDLED / part.directory
        written = target / ".stamp"
        if written.is_file() and written.read_text() == stamp:
            continue
        BUNDLED.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BUNDLED, prefix=".new-") as new:
            fresh = Path(new) / part.directory
            fresh.mkdir()
            for name, requirement in _requirements(lock.read_text()):
                _unpack(_download(name, requirement, Path(new)), fresh, name)
            (fresh / ".stamp").write_text(stamp)
            if target.exists():
                target.replace(Path(new) / "old")
            fresh.replace(target)


def _requirements(lock: str) -> Iterator[tuple[str, str]]:
    """Every entry of a lock as (name, ``name==version`` with its hashes), without environment markers."""
    for entry in lock.replace("\\\n", " ").splitlines():
        words = entry.split("#")[0].split()
        if not words:
            continue
        hashes = [word for word in words if word.startswith("--hash=")]
        pinned = words[0].rstrip(";")
        if "==" not in pinned or not hashes:
            raise BundleError(f"{pinned} is not pinned with hashes; lock the requirements again.")
        yield pinned.split("==")[0].split("[")[0].lower(), " ".join([pinned, *hashes])


def _download(name: str, requirement: str, work: Path) -> Path:
    lock = work / "requirement.txt"
    lock.write_text(requirement)
    wheels = work / f"wheel-{name}"
    choice = ONLY_AS_PLATFORM_WHEEL.get(name, PURE)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--require-hashes", *choice, "--dest", str(wheels), "--requirement", str(lock)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = done.stderr.strip() or done.stdout.strip()
        raise BundleError(f"{name} could not be fetched with {sys.executable} -m pip:\n{reason}")
    (wheel,) = wheels.glob("*.whl")
    return wheel


def _unpack(wheel: Path, target: Path, name: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            path = PurePosixPath(member.filename)
            if member.is_dir() or path.name == ".gitignore":
                continue
            if path.suffix in COMPILED and name not in PURE_WITHOUT_NATIVE:
                raise BundleError(f"{wheel.name} holds the compiled file {path}; only pure Python is bundled.")
            if path.suffix not in LEFT_OUT:
                archive.extract(member, target)


def main() -> int:
    try:
        bundle()
    except BundleError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
