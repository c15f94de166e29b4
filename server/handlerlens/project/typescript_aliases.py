"""Where an import that names no file is: a path alias of ``tsconfig.json``, or a package of the same workspace.

https://www.typescriptlang.org/tsconfig/#paths, https://docs.npmjs.com/cli/using-npm/workspaces, https://pnpm.io/pnpm-workspace_yaml
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from .declaration import local_directory
from .expression import Array, Expression, Object, Text
from .files import content
from .nodes import ReadError
from .typescript import expression_at
from .typescript_tokens import tokenize

_INSTALLED = ("aws-cdk-lib", "@aws-cdk/", "@aws-sdk/", "constructs", "node:")
"""What nobody's own folder is called; the rest is looked for."""
_LEVELS = 12
_MOST_BYTES = 200_000
_MOST_PACKAGES = 200
_CONFIGS = ("tsconfig.json", "jsconfig.json")
_LISTED = re.compile(r"^\s*-\s*['\"]?([\w@./*-]+)['\"]?\s*$", re.MULTILINE)
_ENTRY = re.compile(r"(?:\.d)?\.[mc]?[tj]s$")


def places(path: Path, name: str) -> list[Path]:
    """The files (without suffix) or folders that an import of ``name`` in ``path`` may mean, best first; none for installed packages."""
    if name.startswith(_INSTALLED):
        return []
    return [*_aliased(path, name), *_of_workspace(path, name)]


def _aliased(path: Path, name: str) -> Iterator[Path]:
    for directory in path.parents[:_LEVELS]:
        config = next((directory / each for each in _CONFIGS if (directory / each).is_file()), None)
        if config is not None:
            for pattern, targets in _known_paths(config, config.stat().st_mtime_ns):
                begin, star, end = pattern.partition("*")
                if name == pattern or (star and name.startswith(begin) and name.endswith(end)):
                    middle = name[len(begin) : len(name) - len(end)] if star else ""
                    yield from (target.parent / target.name.replace("*", middle) for target in targets if star == "*")
                    yield from (target for target in targets if not star)
            return


@lru_cache(maxsize=16)
def _known_paths(config: Path, _changed: int) -> list[tuple[str, list[Path]]]:
    return _paths(config, 0)


def _paths(config: Path, depth: int) -> list[tuple[str, list[Path]]]:
    """``compilerOptions.paths`` of a configuration or of the one it extends, most specific first; ``baseUrl`` is one for all."""
    top = _settings(config)
    options = top.get("compilerOptions")
    entries: Mapping[str, Expression] = options.entries if isinstance(options, Object) else {}
    base = local_directory(config.parent, _text(entries.get("baseUrl")) or ".") or config.parent
    found: list[tuple[str, list[Path]]] = []
    paths = entries.get("paths")
    for pattern, targets in paths.entries.items() if isinstance(paths, Object) else ():
        texts = [_text(item) for item in targets.items] if isinstance(targets, Array) else []
        resolved = [local_directory(base, text) for text in texts if text]
        found.append((pattern, [target for target in resolved if target is not None]))
    if "baseUrl" in entries:
        found.append(("*", [base / "*"]))
    extended = _text(top.get("extends"))
    if not found and extended and extended.startswith(".") and depth < 3:
        other = local_directory(config.parent, extended)
        if other is not None:
            return _paths(other if other.suffix == ".json" else other.with_name(other.name + ".json"), depth + 1)
    return sorted(found, key=lambda item: len(item[0].partition("*")[0]), reverse=True)


def _settings(config: Path) -> Mapping[str, Expression]:
    """A ``tsconfig.json``, comments and trailing commas and all."""
    text = _read(config)
    try:
        found = expression_at(text, tokenize(text), 0)
    except ReadError:
        return {}
    return found.entries if isinstance(found, Object) else {}


def _of_workspace(path: Path, name: str) -> Iterator[Path]:
    """The folder of a workspace's package, or what is named below it."""
    for directory in path.parents[:_LEVELS]:
        patterns = _members(directory)
        if not patterns:
            continue
        packages = _packages(directory, patterns)
        parts = name.split("/")
        for length in (2, 1) if name.startswith("@") else (1,):
            package = packages.get("/".join(parts[:length]))
            if package is not None:
                rest = parts[length:]
                yield from (package.joinpath(*rest), package.joinpath("src", *rest)) if rest else _entries(package)
        return


def _members(directory: Path) -> tuple[str, ...]:
    """The patterns of a workspace's packages, where a folder is one."""
    listed = _package(directory).get("workspaces")
    listed = listed.get("packages") if isinstance(listed, dict) else listed
    if isinstance(listed, list):
        return tuple(item for item in listed if isinstance(item, str))
    return tuple(_LISTED.findall(_read(directory / "pnpm-workspace.yaml")))


@lru_cache(maxsize=8)
def _packages(directory: Path, patterns: tuple[str, ...]) -> dict[str, Path]:
    """Name to folder of the packages of a workspace."""
    found: dict[str, Path] = {}
    for pattern in patterns:
        if pattern.startswith(("!", "/")) or ".." in pattern or "**" in pattern:
            continue
        try:
            folders = sorted(directory.glob(pattern))[:_MOST_PACKAGES]
        except (ValueError, NotImplementedError, OSError):
            continue
        for folder in folders:
            name = _package(folder).get("name")
            if isinstance(name, str):
                found.setdefault(name, folder)
    return found


def _entries(package: Path) -> Iterator[Path]:
    """What an import of a package itself may mean: the sources of its entry points, its folder, its ``src`` or ``lib``."""
    told = _package(package)
    for key in ("source", "types", "typings", "main", "module"):
        entry = told.get(key)
        place = local_directory(package, _ENTRY.sub("", entry)) if isinstance(entry, str) else None
        if place is not None:
            yield place
            yield package.joinpath("src", place.name)
    yield from (package, package / "src", package / "lib")


def _package(directory: Path) -> dict[str, object]:
    text = _read(directory / "package.json")
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _read(path: Path) -> str:
    try:
        return content(path)[:_MOST_BYTES].decode("utf-8-sig", "replace")
    except OSError:
        return ""


def _text(node: Expression | None) -> str | None:
    return node.text if isinstance(node, Text) else None
