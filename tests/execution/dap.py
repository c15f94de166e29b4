"""A small client of the debug adapter protocol, as an editor is one."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any


class Client:
    """One session; responses are matched to requests, events wait until they are asked for."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._sequence = 0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._kept: list[dict[str, Any]] = []
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def connect(cls, host: str, port: int) -> Client:
        reader, writer = await asyncio.open_connection(host, port, limit=1 << 24)
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return cls(reader, writer)

    def send(self, command: str, **arguments: Any) -> asyncio.Future[dict[str, Any]]:
        self._sequence += 1
        message = {"seq": self._sequence, "type": "request", "command": command, "arguments": arguments}
        body = json.dumps(message).encode()
        self._writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        answer = self._answers[self._sequence] = asyncio.get_running_loop().create_future()
        return answer

    async def request(self, command: str, **arguments: Any) -> dict[str, Any]:
        answer = await asyncio.wait_for(self.send(command, **arguments), 30)
        assert answer["success"], answer
        return answer.get("body") or {}

    async def event(self, name: str) -> dict[str, Any]:
        for event in self._kept:
            if event["event"] == name:
                self._kept.remove(event)
                return event.get("body") or {}
        while True:
            event = await asyncio.wait_for(self._events.get(), 30)
            if event["event"] == name:
                return event.get("body") or {}
            self._kept.append(event)

    async def close(self) -> None:
        self._writer.close()
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        while True:
            try:
                head = await self._reader.readuntil(b"\r\n\r\n")
                body = await self._reader.readexactly(int(head.split(b":")[1]))
            except (asyncio.IncompleteReadError, ConnectionError):
                self._events.put_nowait({"event": "closed"})
                for answer in self._answers.values():
                    answer.cancel()
                return
            message = json.loads(body)
            if message["type"] == "response":
                self._answers.pop(message["request_seq"]).set_result(message)
            elif message["type"] == "event":
                self._events.put_nowait(message)


async def attach(
    host: str,
    port: int,
    arguments: dict[str, Any],
    breakpoints: dict[str, list[int]],
    filters: list[str] | None = None,
    command: str = "attach",
) -> Client:
    """A session that is configured and runs; ``breakpoints`` are lines by path, ``filters`` None for the adapter's defaults."""
    client = await Client.connect(host, port)
    try:
        if "accessToken" in arguments:
            await client.request("pydevdAuthorize", debugServerAccessToken=arguments["accessToken"])
        capabilities = await client.request(
            "initialize", adapterID="handlerlens", pathFormat="path", linesStartAt1=True
        )
        attached = client.send(command, **arguments)
        await client.event("initialized")
        for path, lines in breakpoints.items():
            await client.request(
                "setBreakpoints", source={"path": path}, breakpoints=[{"line": line} for line in lines]
            )
        chosen = filters
        if chosen is None:
            chosen = [known["filter"] for known in capabilities["exceptionBreakpointFilters"] if known["default"]]
        await client.request("setExceptionBreakpoints", filters=chosen)
        await client.request("configurationDone")
        await attached
    except BaseException:
        await client.close()
        raise
    return client
