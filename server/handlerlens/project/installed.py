"""Where an interpreter's installed packages are, told from its place and ``pyvenv.cfg``: it is never run, nothing is imported."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_VERSION = re.compile(r"python(3\.\d+)")
_MAX_PTH = 64_000
_FOLDERS = (".venv", "venv", "env")


def site_packages(python: Path) -> tuple[Path, ...]:
    """The folders that the interpreter at ``python`` imports installed packages from, as far as they exist; () where none is found.

    A virtual environment's own first, then its base's where it includes them, then what ``.pth`` files name (editable installs).
    """
    folders: list[Path] = []
    prefix = _prefix(python)
    settings = _settings(prefix / "pyvenv.cfg") if prefix is not None else None
    if prefix is not None and settings is not None:
        folders += _below(prefix, settings.get("version", settings.get("version_info", "")))
        if settings.get("include-system-site-packages", "").lower() == "true" and settings.get("home"):
            folders += _of_base(Path(settings["home"]) / python.name)
    else:
        folders += _of_base(python)
    return tuple(dict.fromkeys([*folders, *(path for folder in folders for path in _named(folder))]))


class VirtualEnvironments:
    """The interpreter a folder's code most likely runs under: that of ``VIRTUAL_ENV``, else of its ``.venv``, ``venv`` or ``env``.

    Folders above are looked at too, up to the repository's top. Each folder is looked at once.
    """

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        active = environ.get("VIRTUAL_ENV")
        self._active = _interpreter(Path(active)) if active else None
        self._known: dict[Path, Path | None] = {}

    def of(self, folder: Path) -> Path | None:
        """The interpreter's path, None where nothing tells it."""
        if self._active is not None:
            return self._active
        if folder not in self._known:
            self._known[folder] = self._look(folder)
        return self._known[folder]

    def _look(self, folder: Path) -> Path | None:
        for name in _FOLDERS:
            found = _interpreter(folder / name)
            if found is not None:
                return found
        if folder == folder.parent or any((folder / mark).exists() for mark in (".git", ".hg")):
            return None
        return self.of(folder.parent)


def _interpreter(environment: Path) -> Path | None:
    """The Python of a virtual environment."""
    if not (environment / "pyvenv.cfg").is_file():
        return None
    for name in ("bin/python", "bin/python3", "Scripts/python.exe"):
        if (environment / name).exists():
            return environment / name
    return None


def _prefix(python: Path) -> Path | None:
    """The virtual environment that an interpreter's path lies in; the path is not resolved, as its Python is a link outwards."""
    for folder in python.parents[:2]:
        if (folder / "pyvenv.cfg").is_file():
            return folder
    return None


def _settings(file: Path) -> dict[str, str]:
    try:
        lines = file.read_text("utf-8", "replace").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines if "=" in line)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _of_base(python: Path) -> list[Path]:
    """The packages of an interpreter that is no virtual environment's: its own and, on Debian, the system's."""
    try:
        real = python.resolve()
    except (OSError, RuntimeError):
        real = python
    version = _VERSION.search(real.name)
    found: list[Path] = []
    for prefix in real.parents[:2]:  # Windows and Conda for Windows have python.exe at the top
        found += _below(prefix, version[1] if version else "")
        if found:
            break
    if found and real.parent == Path("/usr/bin"):
        found += _below(Path("/usr/local"), version[1] if version else "")
    return found


def _below(prefix: Path, version: str) -> list[Path]:
    """``site-packages`` and ``dist-packages`` below a prefix; of the version's library where that is known, else of the newest."""
    wanted = re.match(r"3\.\d+", version)
    names = [f"python{wanted[0]}"] if wanted else []
    libraries: list[Path] = []
    for library in ("lib", "lib64"):
        with contextlib.suppress(OSError):
            there = [entry.name for entry in os.scandir(prefix / library) if _VERSION.fullmatch(entry.name)]
            there.sort(key=lambda name: int(name.partition(".")[2]), reverse=True)
            libraries += [prefix / library / name for name in (names if names and names[0] in there else there[:1])]
    libraries += [prefix / "Lib", prefix / "lib" / "python3"]
    folders = [library / name for library in libraries for name in ("site-packages", "dist-packages")]
    return list(dict.fromkeys(folder.resolve() for folder in folders if folder.is_dir()))


def _named(folder: Path) -> Iterator[Path]:
    """The folders that the ``.pth`` files of a folder name; their ``import`` lines would be code and are not obeyed."""
    with contextlib.suppress(OSError):
        for file in sorted(folder.glob("*.pth")):
            if file.stat().st_size > _MAX_PTH:
                continue
            for line in file.read_text("utf-8", "replace").splitlines():
                text = line.strip()
                if text and not text.startswith(("#", "import ", "import\t")):
                    path = folder / text
                    if path.is_dir():
                        yield path
