"""Sentences for the user about a run, beside what Lambda itself would say."""

from __future__ import annotations

from collections.abc import Mapping

from .interpreters import Interpreter
from .invocation import Invocation

WITH_THE_RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath")
"""Packages that Lambda's Python runtimes bring (https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html)."""


def about(invocation: Invocation, interpreter: Interpreter, error: Mapping[str, object] | None) -> list[str]:
    """What differs here from Lambda and matters for this run."""
    found = []
    if invocation.runtime and invocation.runtime.startswith("python") and invocation.runtime != interpreter.runtime:
        version = ".".join(map(str, interpreter.version))
        found.append(f"The function's runtime is {invocation.runtime}; it ran under Python {version}.")
    message = str((error or {}).get("errorMessage", ""))
    missing = next((name for name in WITH_THE_RUNTIME if f"No module named '{name}'" in message), None)
    if missing:
        found.append(
            f"Lambda's runtime brings {missing}, this Python does not have it. "
            f"Install it there ({interpreter.path} -m pip install boto3), or select another Python."
        )
    return found
