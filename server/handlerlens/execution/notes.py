"""Sentences for the user about a run, beside what Lambda itself would say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from . import missing_package
from .interpreters import Interpreter
from .invocation import Invocation

REAL_VALUES = "Real ones go into the setting handlerlens.invoke.env, or --env and --env-file."

_REFUSED = (
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidAccessKeyId",
    "The security token included in the request is invalid",
    "The provided token is malformed or otherwise invalid",
)
"""What services of AWS say to credentials that nobody has
(https://docs.aws.amazon.com/awssupport/latest/APIReference/CommonErrors.html, https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html)."""

_DURABLE = re.compile(r"^\s*@(\w+\.)*durable_execution\b", re.MULTILINE)


def about(invocation: Invocation, interpreter: Interpreter, error: Mapping[str, object] | None) -> list[str]:
    """What differs here from Lambda and matters for this run."""
    found = list(invocation.remarks)
    if invocation.runtime and invocation.runtime.startswith("python") and invocation.runtime != interpreter.runtime:
        version = ".".join(map(str, interpreter.version))
        found.append(f"The function's runtime is {invocation.runtime}; it ran under Python {version}.")
    if invocation.stood_in:
        given = ", ".join(f"{name}={invocation.environment[name]}" for name in invocation.stood_in)
        found.append(f"Only a deployment knows these variables, so they were stood in for: {given}. {REAL_VALUES}")
    if invocation.durable or _is_durable(invocation):
        found.append(
            "This is a durable function: Lambda would call it with a checkpointed execution and replay it. Here it got the plain "
            "event once; AWS's aws-durable-execution-sdk-python-testing runs it with checkpoints."
        )
    message = str((error or {}).get("errorMessage", ""))
    if "/opt/" in message and invocation.layers:
        layers = ", ".join(map(str, invocation.layers))
        found.append(f"Lambda unpacks layers to /opt; here they stay where they are: {layers}.")
    missing = missing_package.missing(invocation, error)
    if missing is not None:
        found.append(missing_package.sentence(missing, invocation, interpreter))
    return found


def refused(invocation: Invocation, texts: Iterable[str]) -> str | None:
    """What to do where AWS refused the credentials of a run, as its log or its result tells; None where it did not."""
    if invocation.environment.get("AWS_PROFILE") or not any(words in text for text in texts for words in _REFUSED):
        return None
    return (
        "AWS refused the credentials: runs have stand-ins for them. Set AWS_PROFILE (in .env or handlerlens.invoke.env) to use your own, "
        "or AWS_ENDPOINT_URL to call a local stand-in for AWS."
    )


def _is_durable(invocation: Invocation) -> bool:
    module = invocation.handler.rpartition(".")[0].replace(".", "/")
    try:
        text = (invocation.code_root / f"{module}.py").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return _DURABLE.search(text) is not None
