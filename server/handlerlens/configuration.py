"""The project's own choices: ``[tool.handlerlens]`` of the nearest ``pyproject.toml`` that has it.

[tool.handlerlens]
select = ["HL"]
ignore = ["HL108"]

[tool.handlerlens.per-file-ignores]
"samples/**" = ["HL2"]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from .analysis.linter import Selection

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_KNOWN = {"select", "ignore", "per-file-ignores"}


class ConfigurationError(Exception):
    """A ``pyproject.toml`` that cannot be obeyed; the message is a sentence that names it."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """``per_file`` pairs a glob, relative to ``root``, with codes to ignore there."""

    root: Path
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def selection(self, path: Path, chosen: Selection) -> Selection:
        """What is reported for a file: the user's own ``select`` before the project's, everybody's ``ignore``."""
        ignored = list(self.ignore)
        relative = path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()
        for pattern, codes in self.per_file:
            if _glob(pattern).fullmatch(relative):
                ignored += codes
        return replace(chosen, select=chosen.select or self.select, ignore=(*chosen.ignore, *ignored))


def configuration(path: Path) -> Configuration | None:
    """The configuration that holds for a file; None where no ``pyproject.toml`` above it has one.

    Raises ``ConfigurationError``. Files are read again when they change.
    """
    for folder in path.parents:
        file = folder / "pyproject.toml"
        try:
            stat = file.stat()
        except OSError:
            continue
        found = _read(file, stat.st_mtime_ns, stat.st_size)
        if found is not None:
            return found
    return None


@lru_cache(maxsize=256)
def _read(file: Path, modified: int, size: int) -> Configuration | None:  # noqa: ARG001
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{file} cannot be read: {error}.") from None
    table = document.get("tool", {}).get("handlerlens") if isinstance(document.get("tool"), Mapping) else None
    if table is None:
        return None
    if not isinstance(table, Mapping):
        raise ConfigurationError(f"{file}: [tool.handlerlens] must be a table.")
    unknown = sorted(set(table) - _KNOWN)
    if unknown:
        raise ConfigurationError(
            f"{file}: [tool.handlerlens] has no '{unknown[0]}'; it knows {', '.join(sorted(_KNOWN))}."
        )
    per_file = table.get("per-file-ignores", {})
    if not isinstance(per_file, Mapping):
        raise ConfigurationError(f"{file}: per-file-ignores must be a table of glob = [codes].")
    return Configuration(
        root=file.parent,
        select=_codes(file, "select", table.get("select", [])),
        ignore=_codes(file, "ignore", table.get("ignore", [])),
        per_file=tuple(
            (str(glob), _codes(file, f"per-file-ignores.{glob}", codes)) for glob, codes in per_file.items()
        ),
    )


def _codes(file: Path, key: str, raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(code, str) for code in raw):
        raise ConfigurationError(f"{file}: {key} must be a list of rule codes or prefixes of codes.")
    return tuple(raw)


@lru_cache(maxsize=256)
def _glob(pattern: str) -> re.Pattern[str]:
    """``*`` within a name, ``**`` over folders, ``?`` one character; a pattern without ``/`` matches in every folder."""
    expression = "" if "/" in pattern else "(?:.*/)?"
    for part in re.split(r"(\*\*/|\*\*|\*|\?)", pattern.strip("/")):
        expression += {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(part, re.escape(part))
    return re.compile(expression)
