"""The environment variables of a function: Lambda's own, then the function's, never mixed up.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping

from ..analysis.runtimes import runtimes
from ..project.stand_ins import ACCOUNT, REGION
from .interpreters import Interpreter
from .invocation import ExecutionError, Invocation

RESERVED = runtimes().reserved_variables
SIZE_LIMIT = 4096

FROM_THE_MACHINE = (
    "PATH", "HOME", "TEMP", "TMP", "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
    "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA",
)  # fmt: skip
"""What a process needs to work on this machine at all; everything else of the editor's environment stays out, as on Lambda."""

_CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "ASIAHANDLERLENSLOCAL",
    "AWS_SECRET_ACCESS_KEY": "handlerlens/local/run/no/real/secret/key",
    "AWS_SESSION_TOKEN": "handlerlens-local-run-without-real-credentials",
}
"""Well-formed and worthless, so that nothing real is touched by accident."""


def check(variables: Mapping[str, str]) -> None:
    """Refuse what Lambda refuses when a function is configured, in its words. Raises ``ExecutionError``."""
    reserved = sorted(RESERVED.intersection(variables))
    if reserved:
        raise ExecutionError(
            "Lambda was unable to configure your environment variables because the environment variables you have provided "
            "contains reserved keys that are currently not supported for modification. Reserved keys used in this request: "
            + ", ".join(reserved)
        )
    for name, value in variables.items():
        if not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_]+", name):
            raise ExecutionError(
                f"{name!r} is not a name for an environment variable of a function: Lambda wants a letter, then letters, "
                "digits and underscores, two characters at least."
            )
        if "\0" in value:
            raise ExecutionError(f"The environment variable {name} holds a NUL character. Remove it.")
    size = sum(len(name.encode()) + len(value.encode(errors="replace")) for name, value in variables.items())
    if size > SIZE_LIMIT:
        raise ExecutionError(
            "Lambda was unable to configure your environment variables because the environment variables you have provided "
            f"exceeded the 4KB limit. They take {size} bytes."
        )


def function_name(invocation: Invocation) -> str:
    return invocation.function_name or re.sub(r"[^A-Za-z0-9_-]+", "-", invocation.handler)[:64]


def region() -> str:
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or REGION


def function_arn(invocation: Invocation) -> str:
    return f"arn:aws:lambda:{region()}:{ACCOUNT}:function:{function_name(invocation)}"


def machine() -> dict[str, str]:
    """The few variables that come from this machine."""
    found = {name: value for name, value in os.environ.items() if name.upper() in FROM_THE_MACHINE}
    if "TMPDIR" in os.environ and not os.access("/tmp", os.W_OK):
        found["TMPDIR"] = os.environ["TMPDIR"]
    return found


def log_format(invocation: Invocation) -> str:
    """``JSON`` or ``Text``."""
    chosen = invocation.environment.get("AWS_LAMBDA_LOG_FORMAT", invocation.log_format)
    return "JSON" if chosen.upper() == "JSON" else "Text"


def environment(
    invocation: Invocation, interpreter: Interpreter, *, api: str, log_stream: str, runtime_dir: str
) -> dict[str, str]:
    """Everything the function finds in ``os.environ``; Lambda's own variables win over the function's."""
    root = str(invocation.code_root)
    name = function_name(invocation)
    variables = machine()
    variables |= {"LANG": "en_US.UTF-8", "TZ": ":UTC", "SHLVL": "0", "PWD": root}
    variables |= {"AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR", "AWS_XRAY_DAEMON_ADDRESS": "169.254.100.1:2000"}
    if sys.platform == "linux":
        variables["LD_LIBRARY_PATH"] = f"{root}:{root}/lib:/opt/lib"
    if not invocation.environment.get("AWS_PROFILE"):
        variables |= _CREDENTIALS
    if log_format(invocation) == "JSON":
        variables |= {"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": invocation.log_level or "INFO"}
    variables |= invocation.environment
    return variables | {
        "_HANDLER": invocation.handler,
        "_AWS_XRAY_DAEMON_ADDRESS": "169.254.100.1",
        "_AWS_XRAY_DAEMON_PORT": "2000",
        "AWS_DEFAULT_REGION": region(),
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{invocation.runtime or interpreter.runtime}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(invocation.memory),
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start" if invocation.snap_start else "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream,
        "AWS_LAMBDA_RUNTIME_API": api,
        "AWS_REGION": region(),
        "LAMBDA_RUNTIME_DIR": runtime_dir,
        "LAMBDA_TASK_ROOT": root,
    }
