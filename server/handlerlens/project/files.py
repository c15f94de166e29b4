"""The files of a project: a walk that leaves generated trees out, and what a file's name says about it."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from enum import Enum
from pathlib import Path

_GENERATED = frozenset(
    {
        ".aws-sam", ".build", ".bundle", ".cache", ".chalice", ".direnv", ".eggs", ".git", ".gradle", ".hg", ".hypothesis", ".idea",
        ".ipynb_checkpoints", ".mypy_cache", ".nox", ".npm", ".pants.d", ".pnpm-store", ".pytest_cache", ".pytype", ".ruff_cache",
        ".serverless", ".sst", ".svn", ".terraform", ".terragrunt-cache", ".tox", ".venv", ".virtualenv", ".vscode-test", ".yarn",
        "__pycache__", "__pypackages__", "bower_components", "cdk.out", "cdktf.out", "node_modules", "site-packages",
    }
)  # fmt: skip
"""Directory names that hold no sources of the user's. ``cdk.out`` is read for its templates alone."""

_OUTPUT = frozenset({"build", "dist", "out", "target", "package"})
"""Directory names that are output only beside a build file of their tool (a Lambda's own directory may be called so too)."""

_BUILD_FILES = frozenset(
    {"package.json", "pyproject.toml", "setup.py", "setup.cfg", "pom.xml", "Cargo.toml", "build.gradle"}
)

_MOST_RECORDED = 20_000
"""Lines of a record of installed files."""
_SYNTHESIZED = "cdk.out"
_CHALICE = ".chalice"
"""Of it only ``config.json`` is the user's."""


class Kind(Enum):
    """What a file is read as; the template kinds are only candidates until their bytes are seen."""

    PYTHON = "python"
    YAML = "yaml"
    JSON = "json"
    TERRAFORM = "terraform"
    TYPESCRIPT = "typescript"
    """Or JavaScript."""
    DOCKERFILE = "dockerfile"


_SUFFIXES = {
    ".py": Kind.PYTHON,
    ".yaml": Kind.YAML,
    ".yml": Kind.YAML,
    ".template": Kind.YAML,
    ".json": Kind.JSON,
    ".tf": Kind.TERRAFORM,
    ".tfvars": Kind.TERRAFORM,
    ".ts": Kind.TYPESCRIPT,
    ".mts": Kind.TYPESCRIPT,
    ".cts": Kind.TYPESCRIPT,
    ".js": Kind.TYPESCRIPT,
    ".mjs": Kind.TYPESCRIPT,
    ".cjs": Kind.TYPESCRIPT,
}

_NO_PROGRAM = re.compile(r"\.(?:d\.[mc]?ts|(?:test|spec|min|bundle)\.[mc]?[jt]s)$")
_COMPILED = {".js": ".ts", ".mjs": ".mts", ".cjs": ".cts"}


def kind_of(path: Path) -> Kind | None:
    """What a file's name says it is, or None where it is nothing of ours."""
    kind = _SUFFIXES.get(path.suffix)
    if kind is None and (path.name.startswith("Dockerfile") or path.suffix in (".Dockerfile", ".dockerfile")):
        return Kind.DOCKERFILE
    if path.name == "terragrunt.hcl":
        return Kind.TERRAFORM
    if kind is Kind.TYPESCRIPT and _NO_PROGRAM.search(path.name):
        return None
    return kind


def content(path: Path) -> bytes:
    """The bytes of a regular file; raises ``OSError`` for one that cannot be read, also for a pipe, which would keep us waiting."""
    if not path.is_file():
        raise FileNotFoundError(path)
    return path.read_bytes()


def is_compiled(path: Path, siblings: Collection[str]) -> bool:
    """Whether a JavaScript file is what was made of the TypeScript file beside it, or of one whose declarations are beside it."""
    suffix = _COMPILED.get(path.suffix)
    return suffix is not None and any(f"{path.stem}{d}{suffix}" in siblings for d in ("", ".d"))


def is_generated(directory: Path, siblings: frozenset[str]) -> bool:
    """Whether a directory, known with the names beside it, holds what tools made or installed."""
    name = directory.name
    if name in _GENERATED or name.endswith((".egg-info", ".dist-info")):
        return True
    if name in _OUTPUT and siblings & _BUILD_FILES:
        return True
    return (directory / "pyvenv.cfg").exists() or (
        name in ("venv", "env", "virtualenv") and (directory / "bin").exists()
    )


def walk(roots: Sequence[Path], seen: set[Path] | None = None, most: int | None = None) -> Iterator[tuple[Path, Kind]]:
    """The files of ours below ``roots``, each once, in a stable order; what cannot be listed is skipped.

    Links to directories are not followed (they could lead back up). ``seen`` are directories that were walked before, to which these
    are added, ``most`` how many it may come to hold.
    """
    seen = seen if seen is not None else set()
    stack = sorted(roots, reverse=True)
    while stack and (most is None or len(seen) < most):
        directory = stack.pop()
        if directory in seen:
            continue
        seen.add(directory)
        try:
            with os.scandir(directory) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError:
            continue
        names = frozenset(entry.name for entry in entries)
        installed = _installed(directory, names)
        below: list[Path] = []
        for entry in entries:
            path = Path(entry.path)
            if entry.name in installed:
                continue
            if entry.is_dir(follow_symlinks=False):
                if entry.name == _SYNTHESIZED:
                    yield from ((found, Kind.JSON) for found in _synthesized(path))
                elif entry.name == _CHALICE and (path / "config.json").is_file():
                    yield path / "config.json", Kind.JSON
                elif not is_generated(path, names):
                    below.append(path)
            elif (kind := kind_of(path)) is not None and not is_compiled(path, names) and entry.is_file():
                yield path, kind
        stack.extend(reversed(below))


def _installed(directory: Path, names: frozenset[str]) -> set[str]:
    """What ``pip install -t`` has put into a directory of sources, by the records that lie there."""
    found: set[str] = set()
    for name in names:
        if name.endswith(".dist-info"):
            try:
                record = content(directory / name / "RECORD").decode("utf-8", "replace")
            except OSError:
                continue
            found.update(line.partition(",")[0].partition("/")[0] for line in record.splitlines()[:_MOST_RECORDED])
    return found


def _synthesized(directory: Path) -> Iterator[Path]:
    """The templates of a ``cdk synth``, also of its nested assemblies."""
    try:
        with os.scandir(directory) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.endswith(".template.json"):
            yield Path(entry.path)
        elif entry.name.startswith("assembly-") and entry.is_dir(follow_symlinks=False):
            yield from _synthesized(Path(entry.path))
