"""The environments that are there: running, warm after an invocation, in standby before one; and the end of each.

*Standby*: an interpreter that has loaded what Lambda's runtime loads and waits; nothing of the user's is imported. One without
and one with a debugger at most. *Warm*: it has served and stands still, as on Lambda, until an imported file changes.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .environment import Environment
from .guardian import Guardian
from .interpreters import Interpreter
from .invocation import ExecutionError, Invocation
from .runtime_api import RuntimeApi

log = logging.getLogger(__name__)

IDLE_SECONDS = 600.0
"""How long an environment waits to be used (again)."""
WARM = 6
"""Environments that are kept warm at a time; the one that served longest ago makes room."""
WAITING_MEMORY = 1024
"""MB that all that wait may have had at their peaks; beyond, warm ones make room in the same order."""

_READ_AT_START = ("PYTHON", "LD_", "DYLD_", "LC_", "LANG", "MALLOC_")


@dataclass(frozen=True, slots=True)
class Function:
    """What must be the same for a warm environment to serve again."""

    interpreter: Interpreter
    handler: str
    code_root: Path
    name: str
    memory: int
    runtime: str | None
    log: tuple[str, str | None]
    snap_start: bool
    tenant_id: str | None
    layers: tuple[Path, ...]
    environment: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, invocation: Invocation, interpreter: Interpreter) -> Function:
        return cls(
            interpreter,
            invocation.handler,
            invocation.code_root,
            invocation.function_name,
            invocation.memory,
            invocation.runtime,
            (invocation.log_format, invocation.log_level),
            invocation.snap_start,
            invocation.tenant_id,
            invocation.layers,
            tuple(sorted(invocation.environment.items())),
        )


@dataclass(frozen=True, slots=True)
class Kind:
    """What must be the same for a standby to become a function's environment."""

    interpreter: Interpreter
    startup: tuple[tuple[str, str], ...]
    """The variables that an interpreter reads when it starts."""
    debug: bool

    @classmethod
    def of(cls, interpreter: Interpreter, environment: Mapping[str, str], *, debug: bool) -> Kind:
        given = sorted((name, value) for name, value in environment.items() if name.startswith(_READ_AT_START))
        return cls(interpreter, tuple(given), debug)


class Pool:
    """Owns every environment; ``close`` leaves none."""

    def __init__(self, api: RuntimeApi) -> None:
        self._api = api
        self._live: set[Environment] = set()
        self._warm: list[tuple[Function, Environment]] = []
        self._standby: dict[Kind, Environment] = {}
        self._idle: dict[Environment, asyncio.TimerHandle] = {}
        self._doomed: list[Environment] = []
        self._endings: set[asyncio.Task[None]] = set()
        self._marker = secrets.token_hex(8)
        self._guardian = Guardian(self._marker)
        self._closed = False

    def warm(self, function: Function) -> Environment | None:
        """The environment that last served this function, running again, if it is still what a fresh one would be."""
        for known, environment in reversed(self._warm):
            if known == function:
                self._warm.remove((known, environment))
                self._used(environment)
                if _waits(environment) and not environment.outdated():
                    environment.process.thaw()
                    return environment
                self._doomed.append(environment)
        return None

    def fresh(self, kind: Kind) -> Environment:
        """One that has served nothing yet."""
        environment = self._standby.pop(kind, None)
        if environment is not None:
            self._used(environment)
            if _waits(environment):
                return environment
            self.discard(environment)
        return self._spawn(kind)

    def forget(self, function: Function) -> None:
        """End what is warm of this function: a fresh environment was asked for."""
        for known, environment in [entry for entry in self._warm if entry[0] == function]:
            self._warm.remove((known, environment))
            self._used(environment)
            self._doomed.append(environment)

    def sweep(self) -> None:
        """End what is of no use any more: put off until nobody waits for a result, as it takes the processor."""
        while self._doomed:
            self.discard(self._doomed.pop())
        while len(self._warm) > 1 and self.waiting_memory() > WAITING_MEMORY:
            self._retire(self._warm.pop(0)[1])

    def waiting_memory(self) -> int:
        """What the environments that wait have taken at most, in MB together."""
        return sum(environment.process.peak_memory() for environment in self._idle)

    def keep(self, function: Function, environment: Environment) -> None:
        """Let it wait for the next invocation of its function."""
        if self._closed:
            self.discard(environment)
            return
        environment.process.freeze()
        self._warm.append((function, environment))
        self._wait(environment)
        if len(self._warm) > WARM:
            self._retire(self._warm.pop(0)[1])

    def prepare(self, kind: Kind) -> None:
        """Have a standby of this kind, instead of one of another Python."""
        if self._closed or kind in self._standby:
            return
        for other in [known for known in self._standby if known.debug == kind.debug]:
            self._retire(self._standby.pop(other))
        with contextlib.suppress(ExecutionError):
            environment = self._standby[kind] = self._spawn(kind)
            self._wait(environment)

    def discard(self, environment: Environment, grace: float = 0.0) -> None:
        """Stop it now, or give it ``grace`` seconds to end by itself, and clean up behind it in the background."""
        if not grace:
            environment.process.freeze()
        if environment in self._live:
            self._live.remove(environment)
            ending = asyncio.create_task(environment.end(grace))
            self._endings.add(ending)
            ending.add_done_callback(self._endings.discard)

    def check_open(self) -> None:
        """Raises ``ExecutionError`` after ``close``: what ends then has been killed by it."""
        if self._closed:
            raise ExecutionError("The server is closing. Invoke again when it is back.")

    async def close(self) -> None:
        self._closed = True
        for timer in self._idle.values():
            timer.cancel()
        for environment in list(self._live):
            self.discard(environment)
        while self._endings:
            await asyncio.gather(*self._endings)
        await asyncio.to_thread(self._guardian.close)

    def _spawn(self, kind: Kind) -> Environment:
        self.check_open()
        environment = Environment(self._api, kind.interpreter, dict(kind.startup), self._marker, debug=kind.debug)
        self._live.add(environment)
        try:
            self._guardian.ensure()
        except OSError as error:
            log.warning("the guardian of what may be left behind cannot be started: %s", error)
        return environment

    def _wait(self, environment: Environment) -> None:
        self._idle[environment] = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._expired, environment)

    def _used(self, environment: Environment) -> None:
        self._idle.pop(environment).cancel()

    def _retire(self, environment: Environment) -> None:
        self._used(environment)
        self.discard(environment)

    def _expired(self, environment: Environment) -> None:
        del self._idle[environment]
        self._warm = [(function, kept) for function, kept in self._warm if kept is not environment]
        self._standby = {kind: kept for kind, kept in self._standby.items() if kept is not environment}
        self.discard(environment)


def _waits(environment: Environment) -> bool:
    """Whether it stands as it was left, and can serve."""
    return environment.happenings.empty() and environment.process.alive()
