"""Which setting of a run wins, without an editor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from handlerlens.execution.invocation import ExecutionError
from handlerlens.execution.plan import Overrides
from handlerlens.lsp.overriding import overrides
from handlerlens.lsp.settings import read_settings
from handlerlens.protocol import DebugParams, InvokeParams


def chosen(folder: Path, invoke: dict[str, Any], **given: Any) -> Overrides:
    settings = read_settings({"invoke": invoke})
    common: dict[str, Any] = {
        "run_id": "1", "uri": (folder / "app.py").as_uri(), "function": "handler", "python": "python", "event": None,
        "logical_id": None, "environment": {}, "timeout": None, "memory": None,
    }  # fmt: skip
    kind: Any = DebugParams if "env_file" in given else InvokeParams
    more = {} if kind is DebugParams else {"invocation_type": "RequestResponse", "fresh": False}
    known = set(kind.__annotations__)
    filled = {name: None for name in known if name not in common and name not in more and name not in given}
    return overrides(kind(**{**common, **more, **filled, **given}), settings, [folder])


def test_later_files_and_settings_win(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=file\nB=file\nC=file\nD=file\n")
    (tmp_path / "launch.env").write_text("C=launch file\nD=launch file\n")
    found = chosen(
        tmp_path,
        {"env": {"B": "setting", "C": "setting", "D": "setting"}},
        env_file=str(tmp_path / "launch.env"),
        environment={"D": "launch"},
    )
    assert found.environment == {"A": "file", "B": "setting", "C": "launch file", "D": "launch"}


def test_a_setting_is_only_for_functions_without_a_template(tmp_path: Path) -> None:
    found = chosen(tmp_path, {"timeout": 7, "memory": 256})
    assert (found.timeout, found.memory, found.default_timeout, found.default_memory) == (None, None, 7.0, 256)
    assert chosen(tmp_path, {}, timeout=2.5).timeout == 2.5


@pytest.mark.parametrize("given", ["${workspaceFolder}/my.env", "my.env"])
def test_the_file_of_the_setting(given: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=1\n")
    (tmp_path / "my.env").write_text("AWS_REGION=eu-west-1\nB=2\n")
    # It was chosen, so it is taken as it is: Lambda's refusal of the name comes at the run.
    assert chosen(tmp_path, {"envFile": given}).environment == {"AWS_REGION": "eu-west-1", "B": "2"}


def test_what_nobody_named_never_stops_a_run(tmp_path: Path) -> None:
    assert chosen(tmp_path, {}) == chosen(tmp_path, {"envFile": ""})
    (tmp_path / ".env").write_text("AWS_REGION=eu-west-1\nAWS_SECRET_ACCESS_KEY=x\nB=2\n")
    found = chosen(tmp_path, {})
    assert found.environment == {"B": "2"}
    assert found.remarks == (
        "AWS_REGION, AWS_SECRET_ACCESS_KEY of .env are left out: Lambda reserves such names for itself.",
    )
    (tmp_path / ".env").write_text("B=2\nwhat is this\n")
    found = chosen(tmp_path, {})
    assert (found.environment, ".env, line 2" in found.remarks[0]) == ({}, True)


def test_what_was_named_and_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExecutionError, match=r"no\.env cannot be read"):
        chosen(tmp_path, {"envFile": "no.env"})
    with pytest.raises(ExecutionError, match=r"no\.env cannot be read"):
        chosen(tmp_path, {}, env_file=str(tmp_path / "no.env"))
    with pytest.raises(ExecutionError, match="'Sync' is no invocation type"):
        chosen(tmp_path, {}, invocation_type="Sync")
