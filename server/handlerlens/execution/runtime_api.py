"""The Lambda Runtime API on a loopback port: what the runtime client of every environment talks to.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html. Each environment has a secret path; a request without one, from a
web page (``Origin``) or under another name (``Host``) is refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import h11

from .payload import RESPONSE_LIMIT

log = logging.getLogger(__name__)

_VERSION = "/2018-06-01/runtime"
_HEAD_LIMIT = 3 * 1024 * 1024
"""Bytes; the cause of an error travels in a header of up to 1 MiB."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """An invocation as the runtime client gets it."""

    headers: Sequence[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Post:
    """What a runtime client has sent: ``body`` is cut at the response limit, ``size`` is what it was."""

    body: bytes
    size: int
    headers: Mapping[str, str]


class RuntimeSide(Protocol):
    """An environment, as its runtime client's requests reach it. The posts answer with an HTTP status."""

    async def next(self, headers: Mapping[str, str]) -> Delivery: ...

    def response(self, request_id: str, post: Post) -> int: ...

    def error(self, request_id: str, post: Post) -> int: ...

    def init_error(self, post: Post) -> int: ...

    def restored(self) -> int: ...

    def debugger(self, post: Post) -> int: ...


class GoneError(Exception):
    """The environment gets no further invocation; its poll is answered with 410."""


class RuntimeApi:
    """The server; one for all environments."""

    def __init__(self) -> None:
        self._sides: dict[str, RuntimeSide] = {}
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self.address = ""

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()[:2]
        self.address = f"{host}:{port}"

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def register(self, side: RuntimeSide) -> str:
        """The path prefix under which ``side`` is reached."""
        token = secrets.token_urlsafe(24)
        self._sides[token] = side
        return f"/{token}"

    def forget(self, prefix: str) -> None:
        self._sides.pop(prefix[1:], None)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await self._converse(reader, writer)
        except (h11.RemoteProtocolError, ConnectionError) as error:
            log.debug("A connection to the Runtime API broke: %s", error)
        except asyncio.CancelledError:
            pass  # closing; asyncio would log it
        finally:
            self._connections.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD_LIMIT)
        while True:
            event = await _event(connection, reader)
            if not isinstance(event, h11.Request):
                return
            body, size = bytearray(), 0
            while isinstance(part := await _event(connection, reader), h11.Data):
                size += len(part.data)
                body += part.data[: max(0, RESPONSE_LIMIT - len(body))]
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in event.headers}
            answer = await self._answer(event, headers, Post(bytes(body), size, headers))
            status, answer_headers, answer_body = answer
            fields = [(name.encode(), value.encode()) for name, value in answer_headers]
            fields.append((b"Content-Length", str(len(answer_body)).encode()))
            response = connection.send(h11.Response(status_code=status, headers=fields)) or b""
            response += connection.send(h11.Data(data=answer_body)) or b""
            response += connection.send(h11.EndOfMessage()) or b""
            writer.write(response)
            await writer.drain()
            if connection.our_state is h11.MUST_CLOSE:
                return
            connection.start_next_cycle()

    async def _answer(
        self, request: h11.Request, headers: Mapping[str, str], post: Post
    ) -> tuple[int, Sequence[tuple[str, str]], bytes]:
        if headers.get("host") != self.address or "origin" in headers:
            return _refused(403, "Forbidden")
        _, token, *rest = [*request.target.decode("latin-1").split("/", 2), ""]
        side = self._sides.get(token)
        path = "/" + rest[0]
        if side is None or not path.startswith(_VERSION):
            return _refused(404, "NotFound")
        if request.method == b"GET":
            return await _get(side, path[len(_VERSION) :], headers)
        if request.method == b"POST":
            return _post(side, path[len(_VERSION) :], post)
        return _refused(405, "MethodNotAllowed")


async def _event(connection: h11.Connection, reader: asyncio.StreamReader) -> object:
    while (event := connection.next_event()) is h11.NEED_DATA:
        connection.receive_data(await reader.read(1 << 18))
    return event


async def _get(
    side: RuntimeSide, path: str, headers: Mapping[str, str]
) -> tuple[int, Sequence[tuple[str, str]], bytes]:
    if path == "/invocation/next":
        try:
            delivery = await side.next(headers)
        except GoneError:
            return _refused(410, "Gone")
        return 200, delivery.headers, delivery.body
    if path == "/restore/next":
        return side.restored(), (), b""
    return _refused(404, "NotFound")


def _post(side: RuntimeSide, path: str, post: Post) -> tuple[int, Sequence[tuple[str, str]], bytes]:
    words = path.split("/")[1:]
    if len(words) == 3 and words[0] == "invocation" and words[2] in ("response", "error"):
        report = side.response if words[2] == "response" else side.error
        status = report(words[1], post)
    elif words in (["init", "error"], ["restore", "error"]):
        status = side.init_error(post)
    elif words == ["handlerlens", "debugger"]:
        status = side.debugger(post)
    else:
        return _refused(404, "NotFound")
    if status == 202:
        return 202, (("Content-Type", "application/json"),), b'{"status":"OK"}\n'
    if status == 413:
        message = f"Exceeded maximum allowed payload size ({RESPONSE_LIMIT} bytes)."
        return _refused(413, "RequestEntityTooLarge", message)
    return _refused(status, "InvalidRequestID", "Invalid request ID")


def _refused(status: int, error_type: str, message: str = "Refused") -> tuple[int, Sequence[tuple[str, str]], bytes]:
    body = f'{{"errorMessage":"{message}","errorType":"{error_type}"}}\n'.encode()
    return status, (("Content-Type", "application/json"),), body
