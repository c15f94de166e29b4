"""Plays the Lambda service for one conformance case and writes down all that a runtime client does.

It is independent of the server's own Runtime API, so that any runtime client can be driven: ours, or the native one.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import fcntl
import json
import os
import re
import signal
import socket
import struct
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SERVER = Path(__file__).resolve().parents[2] / "server"
PREFIX = "/2018-06-01/runtime"
LATE = {"log_after_response": 0.5}
"""Seconds to go on listening after the last answer, for the cases that write then."""


@dataclass(frozen=True)
class Client:
    """A runtime client under one Python: the command, and where its packages are."""

    python: str
    version: str
    command: Sequence[str]
    packages: Path
    bootstrap: Path
    takes_orders: bool


def ours(python: str, version: str) -> Client:
    bootstrap = SERVER / "runtime" / "bootstrap.py"
    command = (python, "-X", "utf8", str(bootstrap))
    return Client(python, version, command, SERVER / "bundled" / "runtime", bootstrap, takes_orders=True)


def native(python: str, version: str) -> Client | None:
    """The real one, where ``server/tasks/native_client.py`` has fetched it."""
    packages = SERVER.parent / ".stamps" / "native" / version
    if not packages.is_dir():
        return None
    bootstrap = Path(__file__).parent / "native" / "bootstrap.py"
    return Client(python, version, (python, str(bootstrap), str(packages)), packages, bootstrap, takes_orders=False)


@dataclass
class Pipe:
    """One of the process's outputs, read whenever the driver looks."""

    read: int
    write: int
    data: bytes = b""

    @classmethod
    def open(cls) -> Pipe:
        pipe = cls(*os.pipe())
        os.set_blocking(pipe.read, False)
        with contextlib.suppress(AttributeError, OSError):
            fcntl.fcntl(pipe.write, fcntl.F_SETPIPE_SZ, 1 << 20)
        return pipe

    def take(self) -> bytes:
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(self.read, 1 << 20):
                self.data += piece
        data, self.data = self.data, b""
        return data

    def close(self) -> None:
        os.close(self.read)
        with contextlib.suppress(OSError):
            os.close(self.write)


@dataclass
class Run:
    """One case under one client."""

    name: str
    case: dict[str, Any]
    client: Client
    root: Path
    gets: list[str] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)
    served: int = 0
    polling: asyncio.Event = field(default_factory=asyncio.Event)

    async def observe(self) -> dict[str, Any]:
        """What the oracle's ``observed`` holds."""
        task = self.root / "task"
        for name, text in self.case["files"].items():
            path = task / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8", "surrogatepass"))
        (self.root / "opt" / "python").mkdir(parents=True, exist_ok=True)
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=1 << 24)
        port = server.sockets[0].getsockname()[1]
        self.stdout, self.stderr = Pipe.open(), Pipe.open()
        self.telemetry = Pipe.open() if self.case["log_sink"] == "fd" else None
        environment = self._environment(port)
        process = await self._spawn(environment, task)
        exited = asyncio.create_task(process.wait())
        polled = asyncio.create_task(self.polling.wait())
        await asyncio.wait((exited, polled), timeout=40, return_when=asyncio.FIRST_COMPLETED)
        if self.polling.is_set():
            outcome: dict[str, Any] = {"state": "polling_next"}
            await asyncio.sleep(LATE.get(self.name, 0))
        elif exited.done():
            outcome = {"state": "exited", "returncode": exited.result()}
        else:
            outcome = {"state": "hangs"}
        after = self._outputs()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await exited
        polled.cancel()
        server.close()
        for pipe in (self.stdout, self.stderr, self.telemetry):
            if pipe is not None:
                pipe.close()
        observed = {
            "after_last_post": after,
            "events_served": self.served,
            "gets": self.gets,
            "outcome": outcome,
            "posts": self.posts,
        }
        return self._normal(observed, port)

    def _environment(self, port: int) -> dict[str, str]:
        prefix = _prefix(self.client.python)
        task, runtime = self.root / "task", self.client.bootstrap.parent
        environment: dict[str, str | None] = {
            "_HANDLER": self.case["handler"],
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}",
            "LAMBDA_TASK_ROOT": str(task),
            "LAMBDA_RUNTIME_DIR": str(runtime),
            "AWS_EXECUTION_ENV": f"AWS_Lambda_python{self.client.version}",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_LAMBDA_FUNCTION_NAME": "oracle-fn",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/oracle-fn",
            "AWS_LAMBDA_LOG_STREAM_NAME": "2026/01/02/[$LATEST]0123456789abcdef0123456789abcdef",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_SESSION_TOKEN": "token",
            "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
            "AWS_XRAY_DAEMON_ADDRESS": "169.254.100.1:2000",
            "_AWS_XRAY_DAEMON_ADDRESS": "169.254.100.1",
            "_AWS_XRAY_DAEMON_PORT": "2000",
            "LANG": "en_US.UTF-8",
            "TZ": ":UTC",
            "PATH": f"{prefix}/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
            "LD_LIBRARY_PATH": f"{prefix}/lib:/lib64:/usr/lib64:{runtime}:{runtime}/lib:{task}:{task}/lib:/opt/lib",
            "SHLVL": "0",
            "LC_CTYPE": "C.UTF-8",
            "PYTHONPATH": str(runtime),
            **self.case["env"],
        }
        if self.telemetry is not None:
            environment["_LAMBDA_TELEMETRY_LOG_FD"] = str(self.telemetry.write)
        return {name: value for name, value in environment.items() if value is not None}

    async def _spawn(self, environment: dict[str, str], task: Path) -> asyncio.subprocess.Process:
        layers = self.root / "opt" / "python"
        paths = [str(layers / f"lib/python{self.client.version}/site-packages"), str(layers)]
        given = {"PATH": environment["PATH"]} if self.client.takes_orders else environment
        process = await asyncio.create_subprocess_exec(
            *self.client.command,
            stdin=asyncio.subprocess.PIPE,
            stdout=self.stdout.write,
            stderr=self.stderr.write,
            pass_fds=[self.telemetry.write] if self.telemetry is not None else [],
            env={**given, "HANDLERLENS_PATHS": json.dumps([str(task), *paths])}
            if not self.client.takes_orders
            else given,
            start_new_session=True,
        )
        order = {
            "environment": environment,
            "task_root": str(task),
            "paths": paths,
            "prefix": "",
            "errors": "surrogateescape",
            "telemetry": False,
        }
        assert process.stdin is not None
        with contextlib.suppress(ConnectionError):
            process.stdin.write(json.dumps(order).encode() + b"\n")
            await process.stdin.drain()
        return process

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n"))[:-4]
                first, *lines = head.decode("latin-1").split("\r\n")
                headers = [tuple(line.split(": ", 1)) for line in lines]
                length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
                body = await reader.readexactly(length)
                method, path, _ = first.split(" ")
                answer = self._get(path) if method == "GET" else self._post(path, headers, body)
                if answer is None:
                    self.polling.set()
                    await asyncio.sleep(3600)
                else:
                    writer.write(answer)
                    await writer.drain()
        writer.close()

    def _get(self, path: str) -> bytes | None:
        self.gets.append(path)
        if path.endswith("/restore/next"):
            return _response(200, [], b"")
        if self.served == len(self.case["events"]):
            return None
        event = self.case["events"][self.served]
        self.served += 1
        headers = [
            ("Content-Type", event["ct"]),
            ("Lambda-Runtime-Aws-Request-Id", f"00000000-0000-4000-8000-{self.served:012d}"),
            ("Lambda-Runtime-Deadline-Ms", str(int(time.time() * 1000) + event["deadline"])),
            ("Lambda-Runtime-Invoked-Function-Arn", event["arn"]),
            ("Lambda-Runtime-Trace-Id", event.get("trace")),
        ]
        for key, name in {
            "cc": "Client-Context",
            "cog": "Cognito-Identity",
            "tenant": "Aws-Tenant-Id",
            "inv": "Invocation-Id",
        }.items():
            if key in event:
                headers.append((f"Lambda-Runtime-{name}", event[key]))
        headers = [header for header in headers if header[1] is not None and header[0] not in event.get("drop", [])]
        return _response(200, headers, _body(event))

    def _post(self, path: str, headers: list[Any], body: bytes) -> bytes:
        post = {"path": path, "headers": headers, "body": body, **self._outputs()}
        self.posts.append(post)
        for suffix, (status, text) in self.case["runtime_api_overrides"].items():
            if path.endswith(suffix):
                return _response(status, [("Content-Type", "application/json")], text.encode())
        return _response(202, [("Content-Type", "application/json")], b'{"status":"OK"}\n')

    def _outputs(self) -> dict[str, Any]:
        outputs: dict[str, Any] = {"stdout": self.stdout.take(), "stderr": self.stderr.take()}
        if self.telemetry is not None:
            outputs["telemetry_frames"] = _frames(self.telemetry.take())
        return outputs

    def _normal(self, observed: dict[str, Any], port: int) -> dict[str, Any]:
        prefix = _prefix(self.client.python)
        site = f"/var/lang/lib/python{self.client.version}/site-packages"
        names = [
            (str(self.root / "task"), "/var/task"),
            (str(self.root / "opt"), "/opt"),
            (str(self.client.packages), site),
            (str(self.client.bootstrap.parent), "/var/runtime"),
            (prefix, "/var/lang"),
            (f"127.0.0.1:{port}", "127.0.0.1:<PORT>"),
        ]

        def text(value: str) -> str:
            for found, name in names:
                value = value.replace(found, name)
            value = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", "<TS.ms>", value)
            value = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "<TS>", value)
            value = re.sub(r"0x[0-9a-f]{6,}", "0x<ADDR>", value)
            value = re.sub(r"\[\d{13}\]", "[<MS>]", value)
            return re.sub(r"aws-lambda-python/[\d.]+-", "aws-lambda-python/<PY>-", value)

        def normal(value: Any) -> Any:
            if isinstance(value, bytes):
                try:
                    return shortened(text(value.decode()))
                except UnicodeDecodeError:
                    return {"latin1": text(value.decode("latin-1"))}
            if isinstance(value, str):
                return text(value)
            if isinstance(value, dict):
                return {key: headers(item) if key == "headers" else normal(item) for key, item in value.items()}
            return [normal(item) for item in value] if isinstance(value, list) else value

        def headers(items: list[tuple[str, str]]) -> list[Any]:
            listed: list[Any] = []
            for name, value in items:
                if name.lower() == "content-length":
                    listed.append([name, "<LEN>"])
                elif name.lower() == "lambda-runtime-function-xray-error-cause":
                    cause = json.loads(text(value.encode("latin-1").decode()))
                    cause["paths"].sort()
                    listed.append([name, {"json": cause}])
                else:
                    listed.append([name, text(value)])
            return listed

        normalised: dict[str, Any] = normal(observed)
        return normalised


def shortened(value: str) -> Any:
    import hashlib

    if len(value) <= 8000:
        return value
    digest = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
    return {"len": len(value), "sha256": digest}


def _response(status: int, headers: Sequence[tuple[str, str]], body: bytes) -> bytes:
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in headers), f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def _body(event: dict[str, Any]) -> bytes:
    if "body_b64" in event:
        return base64.b64decode(event["body_b64"])
    body = event["body"]
    if isinstance(body, str):
        return body.encode("utf-8", "surrogatepass")
    inner = body["len"]
    return (
        b'"' + b"x" * (inner - 2) + b'"' if body["head"].startswith('"') else b"[" * (inner // 2) + b"]" * (inner // 2)
    )


def _frames(data: bytes) -> list[dict[str, Any]]:
    frames = []
    while data:
        kind, length, _ = struct.unpack(">IIQ", data[:16])
        frames.append({"len": length, "msg": data[16 : 16 + length], "type": f"{kind:08x}"})
        data = data[16 + length :]
    return frames


_prefixes: dict[str, str] = {sys.executable: sys.prefix}


def _prefix(python: str) -> str:
    if python not in _prefixes:
        import subprocess

        done = subprocess.run(
            [python, "-c", "import sys; print(sys.prefix)"], capture_output=True, text=True, check=True
        )
        _prefixes[python] = done.stdout.strip()
    return _prefixes[python]
