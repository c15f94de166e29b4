"""The debugger inside an execution environment: debugpy's pydevd answers the editor itself, without an adapter process.

What is set right here, without a change to the bundled package: no delayed packets on its socket, no wake-up lost between a stop
and a quick continue, an exception that leaves the function stops there by default although the runtime client catches it, and
the server hears who is attached.
"""

from __future__ import annotations

import json
import os
import sys

from . import lifeline

TYPE_CHECKING = False  # typing is not loaded at run time
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_server = None
"""Where changes are told: a callable that takes a dict."""

_FILTERS = [
    {
        "filter": "userUnhandled",
        "label": "Uncaught by the Handler",
        "default": True,
        "description": "Stop where an exception leaves your code, although the Lambda runtime catches it.",
    },
    {
        "filter": "raised",
        "label": "Raised Exceptions",
        "default": False,
        "description": "Stop wherever an exception is raised.",
    },
    {
        "filter": "uncaught",
        "label": "Uncaught Exceptions",
        "default": False,
        "description": "Stop when an exception ends the process.",
    },
]


def listen(directory: str) -> tuple[int, str]:
    """Load debugpy from ``directory`` and listen on a random loopback port; returns the port and the token that a client must
    bring (``pydevdAuthorize``): whoever speaks here can run anything.

    ``sys.path`` grows at its end by where pydevd loads more of itself from later.
    """
    before = list(sys.path)
    sys.path.insert(0, directory)
    import debugpy.server.api  # finds pydevd inside debugpy
    import pydevd

    sys.path[:] = [*before, directory, os.path.dirname(pydevd.__file__)]
    _adapt()
    _, port = debugpy.listen(("127.0.0.1", 0), in_process_debug_adapter=True)
    debugger = pydevd.get_global_debugger()
    debugger.authentication.access_token = token = os.urandom(24).hex()
    _hasten(debugger)
    return int(port), token


def wait(port: int, token: str, tell: Callable[[bytes], None]) -> None:
    """Tell the server the port and the token, then wait for an editor to be attached and configured."""
    import debugpy

    global _server
    _server = tell
    _tell({"port": port, "token": token})
    debugpy.wait_for_client()
    _tell({"attached": True})


def retire() -> None:
    """End this environment after its invocation: the editor hears that it is over before its connection is gone."""
    import pydevd

    debugger = pydevd.get_global_debugger()
    if debugger is not None:
        debugger.dispose_and_kill_all_pydevd_threads()
    lifeline.end()


def _adapt() -> None:
    import pydevd_tracing
    from _pydevd_bundle import pydevd_process_net_command_json as protocol
    from _pydevd_bundle.pydevd_api import PyDevdAPI

    commands = protocol.PyDevJsonCommandProcessor
    capabilities = protocol.Capabilities

    def with_our_filters(**given: Any) -> Any:
        return capabilities(**{**given, "exceptionBreakpointFilters": _FILTERS})

    disconnect = PyDevdAPI.request_disconnect

    def disconnected(self: Any, *args: Any, **kwargs: Any) -> None:
        disconnect(self, *args, **kwargs)
        _tell({"attached": False})

    def on_terminate_request(self: Any, py_db: Any, request: Any) -> Any:  # noqa: ARG001 - pydevd's signature
        answer = protocol.NetCommand(
            protocol.CMD_RETURN, 0, protocol.pydevd_base_schema.build_response(request), is_json=True
        )
        answer.call_after_send(lambda _: _tell({"terminated": True}))
        return answer

    leave = commands.on_disconnect_request

    def on_disconnect_request(self: Any, py_db: Any, request: Any) -> Any:
        if request.arguments.terminateDebuggee:
            return on_terminate_request(self, py_db, request)
        return leave(self, py_db, request)

    # It would look for a native library to reach threads that run already; there are none.
    pydevd_tracing.set_trace_to_threads = lambda *_, **__: -1
    protocol.Capabilities = with_our_filters
    PyDevdAPI.request_disconnect = disconnected
    commands.on_terminate_request = on_terminate_request
    commands.on_disconnect_request = on_disconnect_request


def _hasten(debugger: Any) -> None:
    from _pydevd_bundle.pydevd_api import PyDevdAPI

    initialize = debugger.initialize_network

    def without_delay(sock: Any, *args: Any, **kwargs: Any) -> Any:
        import socket

        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return initialize(sock, *args, **kwargs)

    resume = PyDevdAPI.request_resume_thread

    def resumed(self: Any, thread_id: str) -> None:
        resume(self, thread_id)
        for waiting in list(debugger._thread_events.values()):
            waiting.set()

    debugger.initialize_network = without_delay
    PyDevdAPI.request_resume_thread = resumed


def _tell(news: dict[str, Any]) -> None:
    if _server is not None:
        _server(json.dumps(news).encode())
