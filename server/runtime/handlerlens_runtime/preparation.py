"""From a fresh interpreter to the point where the runtime client takes over.

A standby environment waits inside ``prepare``: the interpreter and the modules that Lambda's runtime has loaded anyway are ready,
the function's are not. The order, one line of JSON on stdin, says for which function it is:

    {"environment": {name: value}, "task_root": path, "paths": [path…], "prefix": "/secret", "errors": "strict",
     "telemetry": true}
"""

from __future__ import annotations

import json
import os
import site
import sys
import time

from . import fast_json, lifeline

TYPE_CHECKING = False  # typing is not loaded at run time
if TYPE_CHECKING:
    from typing import Any

LOADED_BY_THE_RUNTIME = ("decimal", "importlib", "logging", "math", "simplejson", "traceback")
"""What awslambdaric imports and does not look at the environment when it is imported. Nothing else may stay in ``sys.modules``: a
function may bring a module of any other name."""


def prepare(bundled: str, interpreter_path: list[str]) -> str:
    """Wait for the order, become that function's environment, return its task root.

    ``bundled`` is where the runtime client lives, ``interpreter_path`` the interpreter's own ``sys.path``.
    """
    for name in LOADED_BY_THE_RUNTIME:
        __import__(name)
    debug_endpoint = None
    if "--debug" in sys.argv[1:]:
        from . import debugger

        debug_endpoint = debugger.listen(os.path.join(os.path.dirname(bundled), "debug"))
        interpreter_path = sys.path[2:]
    order = json.loads(_read_order())
    lifeline.hold()
    _set_environment(order)
    sys.argv[:] = [os.path.abspath(sys.argv[0])]
    import awslambdaric.__main__ as ric
    import runtime_client

    fast_json.hasten(sys.modules["simplejson"], sys.modules["awslambdaric.lambda_runtime_marshaller"].Encoder)
    runtime_client.path_prefix = order["prefix"]
    if order["prefix"]:
        from .client import SecretClient

        ric.LambdaRuntimeClient = SecretClient
    _set_path(order["task_root"], order["paths"], bundled, interpreter_path)
    if debug_endpoint is not None:
        runtime_client.retire = debugger.retire
        debugger.wait(*debug_endpoint, runtime_client.tell_server)
    return str(order["task_root"])


def _read_order() -> bytes:
    received = b""
    while not received.endswith(b"\n"):
        data = os.read(0, 65536)
        if not data:  # the server is gone, or does not need this environment any more
            os._exit(0)
        received += data
    return received


def _set_environment(order: dict[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(order["environment"])
    if hasattr(time, "tzset"):
        time.tzset()
    os.chdir(order["task_root"])
    streams: Any = sys
    streams.stdout.reconfigure(errors=order["errors"], newline="\n")
    streams.stderr.reconfigure(newline="\n")
    if order["telemetry"]:
        # Framed records share the pipe with what is printed, which keeps their order.
        os.environ["_LAMBDA_TELEMETRY_LOG_FD"] = str(os.dup(1))


def _set_path(task_root: str, paths: list[str], bundled: str, interpreter_path: list[str]) -> None:
    """Lambda's search path: task root, layers, the runtime's packages, the interpreter's own."""
    sys.path[:] = [task_root, *paths, bundled, *interpreter_path]
    for directory in (task_root, *paths):
        _process_pth_files(directory)


def _process_pth_files(directory: str) -> None:
    try:
        names = sorted(name for name in os.listdir(directory) if name.endswith(".pth"))
    except OSError:
        return
    for name in names:
        site.addpackage(directory, name, None)
