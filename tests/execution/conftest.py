"""What the tests of execution share: functions on disk, environments that are closed, a listener that remembers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from execution.pythons import found
from handlerlens.execution.environments import Environments
from handlerlens.execution.invocation import Invocation

every_python = pytest.mark.parametrize("python", found().values(), ids=found().keys())


class Heard:
    """A listener that keeps what it hears and can be waited for."""

    def __init__(self) -> None:
        self.text = ""
        self._waiting: list[tuple[str, Callable[[], None]]] = []

    def log(self, text: str) -> None:
        self.text += text
        for words, tell in list(self._waiting):
            if words in self.text:
                tell()

    async def until(self, words: str) -> None:
        """Wait until the log holds ``words``."""
        import asyncio

        told = asyncio.Event()
        self._waiting.append((words, told.set))
        if words not in self.text:
            await asyncio.wait_for(told.wait(), 30)


Function = Callable[..., Invocation]


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest_asyncio.fixture
async def environments() -> AsyncIterator[Environments]:
    """Without standbys, which cost what few tests are about."""
    async with Environments(standby=False) as running:
        yield running


@pytest.fixture
def load() -> Iterator[None]:
    """A busy machine: as many processes compute as it has processors."""
    busy = [
        subprocess.Popen([sys.executable, "-I", "-S", "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)
    ]
    yield
    for process in busy:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def python() -> str:
    """The newest Python there is; tests of every one are parametrised instead."""
    return list(found().values())[-1]


@pytest.fixture
def function(tmp_path: Path, python: str) -> Function:
    """Write ``app.py`` and say how to invoke its ``handler``."""

    def write(code: str, **given: Any) -> Invocation:
        (tmp_path / "app.py").write_text(code, encoding="utf-8")
        defaults: dict[str, Any] = {"handler": "app.handler", "code_root": tmp_path, "python": python, "event": "{}"}
        return Invocation(**{**defaults, **given})

    return write
