"""``npm run check``: lint, format and strict types on both sides."""

from __future__ import annotations

from pathlib import Path

import setup
from loop import PYTHON, ROOT, SERVER, TESTS, run, tool


def main(arguments: list[str]) -> None:
    """Check; ``--fix`` repairs what can be repaired."""
    setup.main([])
    fix = "--fix" in arguments
    config = SERVER / "pyproject.toml"
    ruff: list[str | Path] = [PYTHON, "-m", "ruff"]
    run([*ruff, "check", "--config", config, *(["--fix"] if fix else []), SERVER, TESTS])
    run([*ruff, "format", "--config", config, *([] if fix else ["--check"]), SERVER, TESTS])
    mypy: list[str | Path] = [PYTHON, "-m", "mypy", "--config-file", config]
    run([*mypy, "-p", "handlerlens"], cwd=SERVER)
    run([*mypy, "."], cwd=SERVER / "runtime", env={"MYPYPATH": str(SERVER / "runtime")})
    tasks = SERVER / "tasks"
    run([*mypy, "--follow-imports=silent", *tasks.glob("*.py")], cwd=tasks, env={"MYPYPATH": str(tasks)})
    run([tool("npm"), "run", "--silent", "check:ts"], cwd=ROOT)
