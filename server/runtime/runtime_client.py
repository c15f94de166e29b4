"""The Lambda Runtime API in pure Python, in the place of awslambdaric's native ``runtime_client``.

The same four functions, the same requests on the wire (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html) and the
same failures; one kept-alive connection. ``_socket`` is used instead of ``socket`` so that the module a function may bring
under that name is still found as on Lambda.
"""

from __future__ import annotations

import _socket
import json
import os
import sys
import time

TYPE_CHECKING = False  # typing is not loaded at run time
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

path_prefix = ""
"""What goes before ``/2018-06-01``: the secret of this environment, set by the preparation."""

retire: Callable[[], None] | None = None
"""What to do when the server needs this environment no more: set for the debugger's."""

_PATH = "/2018-06-01/runtime/invocation/"
_GONE = 410
_STANDARD_LIBRARY = os.path.dirname(os.__file__) + os.sep
_NAMES = {
    name.lower(): name
    for name in (
        "Content-Type",
        "Lambda-Runtime-Aws-Request-Id",
        "Lambda-Runtime-Aws-Tenant-Id",
        "Lambda-Runtime-Client-Context",
        "Lambda-Runtime-Cognito-Identity",
        "Lambda-Runtime-Deadline-Ms",
        "Lambda-Runtime-Invocation-Id",
        "Lambda-Runtime-Invoked-Function-Arn",
        "Lambda-Runtime-Trace-Id",
    )
}

_user_agent = ""
_address = ""
_connection: _socket.socket | None = None
_received = b""
_modules = 0
_told: set[str] = set()


def initialize_client(user_agent: str) -> None:
    """Remember the ``User-Agent`` and the address; the connection is made at the first request."""
    global _user_agent, _address
    _user_agent = user_agent
    _address = os.environ["AWS_LAMBDA_RUNTIME_API"]


def next() -> tuple[bytes, dict[str, Any]]:  # noqa: A001 - the name is awslambdaric's
    """Wait for the next invocation: ``(body, headers)``; absent headers are None, the ARN ``""``, the deadline an int."""
    status, headers, body = _request("GET", _PATH + "next", b"", _news())
    if status == _GONE and retire is not None:
        retire()
    if not 200 <= status < 300 or not headers.get("lambda-runtime-aws-request-id"):
        raise RuntimeError("Failed to get next")
    found: dict[str, Any] = {name: headers.get(lower) for lower, name in _NAMES.items()}
    found["Lambda-Runtime-Deadline-Ms"] = int(found["Lambda-Runtime-Deadline-Ms"] or 0)
    found["Lambda-Runtime-Invoked-Function-Arn"] = found["Lambda-Runtime-Invoked-Function-Arn"] or ""
    return body, found


def post_invocation_result(invoke_id: str, data: bytes, content_type: str, invocation_id: str | None = None) -> None:
    """Post a response, bytes. Raises ``RuntimeError`` when it is not accepted."""
    headers = [("content-type", content_type)]
    if not _post(f"{_PATH}{invoke_id}/response", data, headers, invocation_id):
        raise RuntimeError("Failed to post invocation response")


def post_error(invoke_id: str, error: str, xray_fault: str, invocation_id: str | None = None) -> None:
    """Post an error, two JSON texts. Raises ``RuntimeError`` when it is not accepted."""
    headers = [("content-type", "application/json")]
    if xray_fault:
        headers.append(("lambda-runtime-function-xray-error-cause", xray_fault))
    if not _post(f"{_PATH}{invoke_id}/error", error.encode("utf-8"), headers, invocation_id):
        raise RuntimeError("Failed to post invocation error")


def tell_server(news: bytes) -> None:
    """Post something that is not of the Runtime API, from any thread: about the debugger."""
    connection = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
    connection.settimeout(None)
    host, _, port = _address.rpartition(":")
    connection.connect((host, int(port)))
    path = f"{path_prefix}/2018-06-01/runtime/handlerlens/debugger"
    head = f"POST {path} HTTP/1.1\r\nHost: {_address}\r\nConnection: close\r\nContent-Length: {len(news)}\r\n\r\n"
    connection.sendall(head.encode() + news)
    while connection.recv(4096):
        pass
    connection.close()


def _news() -> tuple[tuple[str, str], ...]:
    """As headers: the files of the modules that have been imported since the last poll, for the server to watch."""
    global _modules
    # One with a debugger serves only once, and is slow at this where everything is traced.
    if not path_prefix or retire is not None or len(sys.modules) == _modules:
        return ()
    _modules = len(sys.modules)
    files = []
    for module in list(sys.modules.values()):
        try:
            file = object.__getattribute__(module, "__dict__").get("__file__")
        except AttributeError:  # anything may stand there
            continue
        if isinstance(file, str) and file not in _told and _may_change(file):
            _told.add(file)
            files.append(file)
    return (("Handlerlens-Modules", json.dumps(files)),) if files else ()


def _may_change(file: str) -> bool:
    return "site-packages" in file or not file.startswith(_STANDARD_LIBRARY)


def _post(path: str, body: bytes, headers: list[tuple[str, str]], invocation_id: str | None) -> bool:
    headers.append(("User-Agent", _user_agent))
    if invocation_id is not None:
        headers.append(("lambda-runtime-invocation-id", invocation_id))
    headers.append(("content-length", str(len(body))))
    status, _, answer = _request("POST", path, body, headers)
    if 200 <= status < 300:
        return True
    # The native client writes this to the descriptor itself, beside Python's stdout.
    milliseconds = int(time.time() * 1000)
    told = f"[ERROR] [{milliseconds}] LAMBDA_RUNTIME Failed to post handler success response. Http response code: {status}. "
    os.write(1, told.encode() + answer + b"\n")
    return False


def _request(
    method: str, path: str, body: bytes, headers: Iterable[tuple[str, str]]
) -> tuple[int, dict[str, str], bytes]:
    """One exchange: ``(status, headers by lower-case name, body)``."""
    lines = [f"{method} {path_prefix}{path} HTTP/1.1", f"Host: {_address}"]
    if method == "GET":
        lines.append(f"User-Agent: {_user_agent}")
    lines.append("Accept: */*")
    lines += [f"{name}: {value}" for name, value in headers]
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")
    connection = _connected()
    if len(body) < 65536:
        connection.sendall(head + body)
    else:
        connection.sendall(head)
        connection.sendall(body)
    return _answer(connection)


def _connected() -> _socket.socket:
    global _connection, _received
    if _connection is None:
        host, _, port = _address.rpartition(":")
        connection = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
        connection.settimeout(None)  # whatever default the function may have set
        connection.connect((host, int(port)))
        connection.setsockopt(_socket.IPPROTO_TCP, _socket.TCP_NODELAY, 1)
        _connection, _received = connection, b""
    return _connection


def _answer(connection: _socket.socket) -> tuple[int, dict[str, str], bytes]:
    global _connection, _received
    while b"\r\n\r\n" not in _received:
        _received += _receive(connection)
    head, _, rest = _received.partition(b"\r\n\r\n")
    status_line, *lines = head.decode("utf-8", "replace").split("\r\n")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    length = int(headers.get("content-length", 0))
    parts = [rest]
    missing = length - len(rest)
    while missing > 0:
        part = _receive(connection)
        parts.append(part)
        missing -= len(part)
    data = b"".join(parts)
    _received = data[length:]
    if headers.get("connection", "").lower() == "close":
        connection.close()
        _connection = None
    return int(status_line.split(" ", 2)[1]), headers, data[:length]


def _receive(connection: _socket.socket) -> bytes:
    data = connection.recv(1 << 18)
    if not data:
        raise RuntimeError("The Runtime API closed the connection")
    return data
