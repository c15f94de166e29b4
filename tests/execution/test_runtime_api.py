"""The loopback endpoint answers its own environments and nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest
import pytest_asyncio

from handlerlens.execution.payload import RESPONSE_LIMIT
from handlerlens.execution.runtime_api import Delivery, Post, RuntimeApi


class Side:
    def __init__(self) -> None:
        self.posts: list[tuple[str, str, Post]] = []

    async def next(self, headers: Mapping[str, str]) -> Delivery:  # noqa: ARG002 - as the API calls it
        return Delivery([("Content-Type", "application/json")], b"{}")

    def response(self, request_id: str, post: Post) -> int:
        self.posts.append(("response", request_id, post))
        return 413 if post.size > RESPONSE_LIMIT else 202

    def error(self, request_id: str, post: Post) -> int:
        self.posts.append(("error", request_id, post))
        return 400

    def init_error(self, post: Post) -> int:
        self.posts.append(("init", "", post))
        return 202

    def restored(self) -> int:
        return 200

    def debugger(self, post: Post) -> int:  # noqa: ARG002
        return 202


@pytest_asyncio.fixture
async def api() -> AsyncIterator[tuple[RuntimeApi, Side, str]]:
    api, side = RuntimeApi(), Side()
    await api.start()
    yield api, side, api.register(side)
    await api.close()


async def ask(api: RuntimeApi, text: str, body: bytes = b"") -> tuple[int, bytes]:
    host, port = api.address.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = (
        text.replace("HOST", api.address).replace("\n", "\r\n")
        + f"\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    writer.write(head.encode() + body)
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    return (int(answer.split(b" ")[1]) if answer else 0), answer.partition(b"\r\n\r\n")[2]


REFUSED = {
    "no secret": ("GET /2018-06-01/runtime/invocation/next HTTP/1.1\nHost: HOST", 404),
    "another secret": ("GET /abc/2018-06-01/runtime/invocation/next HTTP/1.1\nHost: HOST", 404),
    "another host": ("GET PREFIX/2018-06-01/runtime/invocation/next HTTP/1.1\nHost: evil.example", 403),
    "a web page": (
        "GET PREFIX/2018-06-01/runtime/invocation/next HTTP/1.1\nHost: HOST\nOrigin: http://evil.example",
        403,
    ),
    "another path": ("GET PREFIX/2018-06-01/runtime/secrets HTTP/1.1\nHost: HOST", 404),
    "another version": ("GET PREFIX/2015-03-31/functions HTTP/1.1\nHost: HOST", 404),
    "another method": ("PUT PREFIX/2018-06-01/runtime/invocation/next HTTP/1.1\nHost: HOST", 405),
    "no HTTP": ("hello there", 0),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_refused(api: tuple[RuntimeApi, Side, str], case: str) -> None:
    server, side, prefix = api
    text, status = REFUSED[case]
    assert (await ask(server, text.replace("PREFIX", prefix)))[0] == status
    assert side.posts == []


async def test_answered(api: tuple[RuntimeApi, Side, str]) -> None:
    server, side, prefix = api
    path = f"{prefix}/2018-06-01/runtime"
    assert await ask(server, f"GET {path}/invocation/next HTTP/1.1\nHost: HOST") == (200, b"{}")
    assert (await ask(server, f"POST {path}/invocation/i/response HTTP/1.1\nHost: HOST", b"[1]"))[0] == 202
    assert (await ask(server, f"POST {path}/invocation/i/error HTTP/1.1\nHost: HOST", b"x"))[0] == 400
    assert [(kind, request_id, post.body) for kind, request_id, post in side.posts] == [
        ("response", "i", b"[1]"),
        ("error", "i", b"x"),
    ]


async def test_a_body_without_end_is_counted_not_kept(api: tuple[RuntimeApi, Side, str]) -> None:
    server, side, prefix = api
    size = RESPONSE_LIMIT + 5_000_000
    status, body = await ask(
        server, f"POST {prefix}/2018-06-01/runtime/invocation/i/response HTTP/1.1\nHost: HOST", b"x" * size
    )
    assert (status, body) == (
        413,
        b'{"errorMessage":"Exceeded maximum allowed payload size (6291556 bytes).","errorType":"RequestEntityTooLarge"}\n',
    )
    assert side.posts[0][2].size == size
    assert len(side.posts[0][2].body) == RESPONSE_LIMIT
