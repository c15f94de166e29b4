"""``extension/src/protocol.ts`` is what ``protocol.py`` makes of it, and the VSIX check finds what must not be shipped."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TASKS = str(ROOT / "server" / "tasks")
sys.path.insert(0, TASKS)

import package  # noqa: E402
import protocol_ts  # noqa: E402

sys.path.remove(TASKS)  # it has a module of the name of a folder here


def test_protocol_is_current() -> None:
    made = protocol_ts.typescript(protocol_ts.SOURCE.read_text(encoding="utf-8"))
    assert protocol_ts.TARGET.read_text(encoding="utf-8") == made, "run `python server/tasks/protocol_ts.py`"


@pytest.mark.parametrize(
    ("python", "typescript"),
    [
        ("list[str]", "string[]"),
        ("list[str | None]", "(string | null)[]"),
        ("dict[str, int]", "Record<string, number>"),
        ("InvokeResult | None", "InvokeResult | null"),
    ],
)
def test_types(python: str, typescript: str) -> None:
    made = protocol_ts.typescript(f"class Message:\n    some_field: {python}\n")
    assert f"  someField: {typescript};\n" in made


GOOD = (*package.NEEDED, "extension/server/bundled/libs/pygls-2.1.1.dist-info/METADATA")


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ("extension/tests/test_house.py", "must not be shipped"),
        ("extension/server/tasks/start.py", "must not be shipped"),
        ("extension/server/bundled/libs/x/_native.cpython-311-x86_64-linux-gnu.so", "is compiled"),
        ("extension/server/handlerlens/__pycache__/cli.cpython-311.pyc", "is compiled"),
    ],
)
def test_what_a_vsix_must_not_hold(more: str, problem: str) -> None:
    assert list(package.check_names(GOOD)) == []
    (found,) = package.check_names([*GOOD, more])
    assert more in found
    assert problem in found


def test_what_a_vsix_must_hold() -> None:
    assert len(list(package.check_names(GOOD[1:]))) == 1
    assert "dist-info" in next(iter(package.check_names(package.NEEDED)))


@pytest.mark.skipif(not package.VSIX.exists(), reason="no handlerlens.vsix: `npm run package` makes it")
def test_the_vsix() -> None:
    assert list(package.check_vsix(package.VSIX)) == []
