"""A package that the handler's Python does not have: what to do about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from ..project.neighbourhood import project_above
from .interpreters import Interpreter
from .invocation import Invocation

WITH_THE_RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath")
"""Packages that Lambda's Python runtimes bring (https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html)."""

_MISSING = re.compile(r"Unable to import module .*No module named '(\w+)'")


def missing(invocation: Invocation, error: Mapping[str, object] | None) -> str | None:
    """The top-level module that a run failed for the lack of; None where a part of the function's own code is missing."""
    found = _MISSING.search(str((error or {}).get("errorMessage", "")))
    if found is None:
        return None
    root, name = invocation.code_root, found[1]
    return None if (root / name).is_dir() or (root / f"{name}.py").is_file() else name


def to_install(name: str, invocation: Invocation) -> tuple[str, ...]:
    """What ``pip install`` is to be given for a missing module; empty where nothing tells: a module's name need not be its package's."""
    if name in WITH_THE_RUNTIME:
        return ("boto3",)
    listed = _requirements(invocation) if _lying(name, invocation) is None else None
    return ("-r", str(listed)) if listed is not None else ()


def sentence(name: str, invocation: Invocation, interpreter: Interpreter) -> str:
    """What is missing, and the way out."""
    pip = f"{interpreter.path} -m pip install"
    if name in WITH_THE_RUNTIME:
        return (
            f"Lambda's runtime brings {name}, this Python does not have it. "
            f"Install it there ({pip} boto3), or select another Python."
        )
    lying = _lying(name, invocation)
    if lying is not None:
        return (
            f"'{name}' lies in {lying}, which is neither in the function's code ({invocation.code_root}) nor in a layer of it: "
            "Lambda would not find it either, unless a build brings it there."
        )
    listed = _requirements(invocation)
    how = f"Install what the function needs ({pip} -r {listed})" if listed else f"Install its package ({pip} …)"
    return f"This Python does not have '{name}'. {how}, or select another Python."


def _requirements(invocation: Invocation) -> Path | None:
    """The ``requirements.txt`` beside the handler, at its code root, or in the nearest folder of the project above."""
    module = invocation.code_root / invocation.handler
    for folder in dict.fromkeys((module.parent, invocation.code_root, *project_above(module))):
        if (file := folder / "requirements.txt").is_file():
            return file
    return None


def _lying(name: str, invocation: Invocation) -> Path | None:
    """The folder of the project that has a module which the function does not find: beside its code, or what a layer is made of."""
    for folder in project_above(invocation.code_root / name):
        for place in ("", "*/", "python/", "*/python/", "*/*/python/"):
            for form in (f"{name}.py", f"{name}/__init__.py"):
                found = next(iter(sorted(folder.glob(f"{place}{form}"))), None)
                if found is not None:
                    return found.parents[form.count("/")]
    return None
