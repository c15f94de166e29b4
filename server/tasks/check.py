"""``npm run check``: lint, format and strict types on both sides."""

from __future__ import annotations

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
    run([PYTHON, "-m", "mypy", "--config-file", config, "-p", "handlerlens"], cwd=SERVER)
    run([PYTHON, "-m", "mypy", "--config-file", config, "runtime"], cwd=SERVER)
    tasks = SERVER / "tasks"
    run([PYTHON, "-m", "mypy", "--config-file", config, *tasks.glob("*.py")], cwd=tasks, env={"MYPYPATH": str(tasks)})
    run([tool("npm"), "run", "--silent", "check:ts"], cwd=ROOT)
