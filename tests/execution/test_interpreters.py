"""Which Pythons are taken, and what is said of the others."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from execution.pythons import found
from handlerlens.execution.interpreters import check
from handlerlens.execution.invocation import ExecutionError

WORKING = "#!/bin/sh\necho handlerlens cpython 3 12 1 /somewhere\n"


def script(path: Path, text: str) -> str:
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


async def test_every_python_found_is_taken() -> None:
    for version, path in found().items():
        interpreter = await check(path)
        assert interpreter.runtime == f"python{version}"
        assert interpreter.path == path


@pytest.mark.skipif(sys.platform == "win32", reason="shell scripts")
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "#!/bin/sh\necho handlerlens cpython 3 9 18 /x\n",
            "is Python 3.9; handlers are run under Python 3.10 or later",
        ),
        ("#!/bin/sh\necho handlerlens pypy 3 11 1 /x\n", "is pypy; Lambda runs CPython"),
        ("#!/bin/sh\necho boo >&2; exit 1\n", "is not a working Python interpreter: boo"),
        ("#!/bin/sh\necho hello\n", "is not a working Python interpreter"),
        ("no program", "cannot be started"),
    ],
)
async def test_others_are_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ExecutionError, match=told):
        await check(script(tmp_path / "python", text))


async def test_a_deleted_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExecutionError, match=r"nowhere/python does not exist .*Select another one"):
        await check(str(tmp_path / "nowhere/python"))


@pytest.mark.skipif(sys.platform == "win32", reason="shell scripts")
async def test_asked_once_for_each_version_of_the_file(tmp_path: Path) -> None:
    count = tmp_path / "count"
    path = script(tmp_path / "python", WORKING.replace("echo", f"echo x >> {count}\necho", 1))
    assert (await check(path)).version == (3, 12, 1)
    assert (await check(path)).version == (3, 12, 1)
    assert count.read_text().count("x") == 1
    os.utime(path, ns=(1, 1))
    await check(path)
    assert count.read_text().count("x") == 2
