"""One execution environment: a process under the user's Python and the service's end of its Runtime API.

What its runtime client does arrives as a queue of happenings, so that whoever runs an invocation reads one after the other.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import variables
from .interpreters import Interpreter
from .invocation import ExecutionError, Invocation
from .log_pipe import open_log_pipe
from .log_text import LogText
from .payload import RESPONSE_LIMIT
from .process import Process
from .runtime_api import Delivery, GoneError, Post, RuntimeApi

_PACKAGE = Path(__file__).resolve().parents[1]
_INSTALLED = _PACKAGE / "_server" / "runtime"
RUNTIME = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent / "runtime"
_OURS = str(RUNTIME.parent)

_QUIET_DEBUGGER = {"PYDEVD_USE_CYTHON": "NO", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
"""pydevd reads them when it is loaded and complains otherwise; the function does not see them."""


@dataclass(frozen=True, slots=True)
class Polled:
    """The runtime client asks for the next invocation."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The response, or with ``failed`` the error, of the invocation that was delivered."""

    post: Post
    failed: bool


@dataclass(frozen=True, slots=True)
class InitFailed:
    """The runtime client could not load the handler."""

    post: Post


@dataclass(frozen=True, slots=True)
class Restoring:
    """A SnapStart function is initialised and its hooks have run: here the snapshot is taken and restored."""


@dataclass(frozen=True, slots=True)
class Exited:
    """The process is gone; the code as ``subprocess`` gives it."""

    code: int


@dataclass(frozen=True, slots=True)
class DebuggerListening:
    """A debug adapter waits on this loopback port for a client with the token."""

    port: int
    token: str


@dataclass(frozen=True, slots=True)
class DebuggerAttached:
    """An editor has been attached, or (not ``attached``) has left."""

    attached: bool


@dataclass(frozen=True, slots=True)
class DebuggerTerminated:
    """The editor wants the process ended."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The deadline that was set with this ``timer`` has passed."""

    timer: object


Happening = (
    Polled
    | Answered
    | InitFailed
    | Restoring
    | Exited
    | DebuggerListening
    | DebuggerAttached
    | DebuggerTerminated
    | TimedOut
)


class Environment:
    """In standby from the start: an interpreter that waits for its order."""

    def __init__(
        self, api: RuntimeApi, interpreter: Interpreter, startup: Mapping[str, str], marker: str, *, debug: bool = False
    ) -> None:
        """``startup`` are the variables that an interpreter reads when it starts, ``marker`` 16 hexadecimal digits of the server's.

        Raises ``ExecutionError``.
        """
        self.happenings: asyncio.Queue[Happening] = asyncio.Queue()
        self.interpreter = interpreter
        self.log: Callable[[str], None] | None = None
        self.imported: Mapping[str, int] = {}
        """The files of the function's modules, and when (ns) each was last changed as it was imported; -1 if during that."""
        self._api = api
        self._unheard: list[str] = []
        self._text = LogText()
        self._began = 0
        self._request_id = ""
        self._delivery: asyncio.Future[Delivery] | None = None
        self._prefix = api.register(self)
        day = time.strftime("%Y/%m/%d", time.gmtime())
        identity = marker + secrets.token_hex(8)
        self._log_stream = f"{day}/[$LATEST]{identity}"
        try:
            self._pipe = open_log_pipe(self._logged)
        except OSError as error:
            api.forget(self._prefix)
            reason = error.strerror or str(error)
            raise ExecutionError(
                f"No execution environment can be made ({reason}). Stop some runs and try again."
            ) from error
        command = [interpreter.path, "-X", "utf8", *(["-X", "frozen_modules=off"] if debug else [])]
        command += [str(RUNTIME / "bootstrap.py"), *(["--debug"] if debug else [])]
        environment = variables.machine() | dict(startup) | {"AWS_LAMBDA_LOG_STREAM_NAME": self._log_stream}
        if debug:
            environment |= _QUIET_DEBUGGER
        try:
            self.process = Process(command, environment, self._pipe.writer, identity, self._exited)
        except OSError as error:
            self._pipe.close()
            api.forget(self._prefix)
            reason = error.strerror or str(error)
            raise ExecutionError(f"{interpreter.path} cannot be started ({reason}). Select another Python.") from error
        self._pipe.started()

    def begin(self, invocation: Invocation) -> None:
        """Give the order: become the environment of this function. ``Polled`` or a failure follows."""
        given = variables.environment(
            invocation,
            self.interpreter,
            api=self._api.address,
            log_stream=self._log_stream,
            runtime_dir=str(RUNTIME),
        )
        major, minor = self.interpreter.version[:2]
        layers = invocation.layers[::-1]  # on /opt they are laid over one another, the last on top
        paths = [str(layer / f"python/lib/python{major}.{minor}/site-packages") for layer in layers]
        # One without this folder is what a build puts into it (SAM's BuildMethod).
        paths += [str(layer / "python" if (layer / "python").is_dir() else layer) for layer in layers]
        order = {
            "environment": given,
            "task_root": str(invocation.code_root),
            "paths": paths,
            "prefix": self._prefix,
            "errors": "strict" if (major, minor) < (3, 12) else "surrogateescape",
            "telemetry": sys.platform != "win32",
        }
        self._began = time.time_ns()
        self.process.family.watch()
        self.process.send(json.dumps(order).encode() + b"\n")

    def deliver(self, request_id: str, headers: Sequence[tuple[str, str]], body: bytes) -> None:
        """Answer the runtime client's poll with an invocation."""
        assert self._delivery is not None
        if not self.process.sampled:
            self.process.peak_memory()
        self.process.family.watch()
        self._request_id = request_id
        self._delivery.set_result(Delivery(headers, body))
        self._delivery = None

    def outdated(self) -> bool:
        """Whether a file it has imported is another one now."""
        return any(changed(file) != when for file, when in self.imported.items())

    async def drain(self) -> None:
        """Hand on everything that has been written to the log so far."""
        await self._pipe.drain()
        self._tell(self._text.flush())

    def listen(self, log: Callable[[str], None] | None) -> None:
        """Send the log there from now on, first what came in while nobody listened."""
        self.log = log
        unheard, self._unheard = self._unheard, []
        for text in unheard:
            self._tell(text)

    async def end(self, grace: float = 0.0) -> None:
        """Leave nothing behind: processes, descriptors, the path in the Runtime API.

        For ``grace`` seconds it may end by itself, with a word to an attached editor.
        """
        if grace and self._delivery is not None and not self._delivery.done():
            self._delivery.set_exception(GoneError)
            self._delivery = None
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.process.gone.wait(), grace)
        await self.process.end()
        self._api.forget(self._prefix)
        if self._delivery is not None:
            self._delivery.cancel()
        self._pipe.close()

    # What the runtime client asks (``RuntimeSide``).

    async def next(self, headers: Mapping[str, str]) -> Delivery:
        if modules := headers.get("handlerlens-modules"):
            self.imported = {**self.imported, **_versions(json.loads(modules), self._began)}
        if self._delivery is not None:  # a process that the function has forked polls as well
            self._delivery.cancel()
        self._delivery = asyncio.get_running_loop().create_future()
        self.happenings.put_nowait(Polled())
        return await self._delivery

    def response(self, request_id: str, post: Post) -> int:
        return self._answered(request_id, post, failed=False)

    def error(self, request_id: str, post: Post) -> int:
        return self._answered(request_id, post, failed=True)

    def init_error(self, post: Post) -> int:
        self.happenings.put_nowait(InitFailed(post))
        return 202

    def restored(self) -> int:
        self.happenings.put_nowait(Restoring())
        return 200

    def debugger(self, post: Post) -> int:
        news = json.loads(post.body)
        if "port" in news:
            self.happenings.put_nowait(DebuggerListening(int(news["port"]), str(news["token"])))
        elif "attached" in news:
            self.happenings.put_nowait(DebuggerAttached(bool(news["attached"])))
        else:
            self.happenings.put_nowait(DebuggerTerminated())
        return 202

    def _answered(self, request_id: str, post: Post, *, failed: bool) -> int:
        if not self._request_id or request_id != self._request_id:
            return 400
        self._request_id = ""
        self.happenings.put_nowait(Answered(post, failed))
        return 413 if post.size > RESPONSE_LIMIT else 202

    def _exited(self, code: int) -> None:
        self.happenings.put_nowait(Exited(code))

    def _logged(self, data: bytes) -> None:
        self._tell(self._text.feed(data))

    def _tell(self, text: str) -> None:
        if not text:
            return
        if self.log is None:
            self._unheard.append(text)
        else:
            self.log(text)


def _versions(files: Sequence[str], began: int) -> dict[str, int]:
    """When each file was last changed; -1 where that was after ``began``, so that nobody knows what was read."""
    versions = {file: changed(file) for file in files if not file.startswith(_OURS)}
    return {file: -1 if when >= began else when for file, when in versions.items()}


def changed(file: str) -> int:
    """When it was last changed, in ns; 0 when it is gone."""
    try:
        return os.stat(file).st_mtime_ns  # noqa: PTH116 - every imported file before every warm invocation
    except OSError:
        return 0
