"""``[tool.handlerlens]`` in pyproject.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run

ASYNC = "async def handler(event, context):\n    return 1\n"


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("table", "arguments", "found"),
    [
        ("", [], ["app.py", "samples/deep/app.py"]),
        ('ignore = ["HL101"]', [], []),
        ('select = ["HL2"]', [], []),
        ('select = ["HL2"]', ["--select", "HL101"], ["app.py", "samples/deep/app.py"]),
        ("", ["--ignore", "HL101"], []),
        ('per-file-ignores = {"samples/**" = ["HL1"]}', [], ["app.py"]),
        ('per-file-ignores = {"app.py" = ["HL101"]}', [], []),
        ('per-file-ignores = {"./app.py" = ["HL101"], "sam*/*/a??.py" = ["HL"]}', [], ["app.py"]),
    ],
)
def test_choices(handlerlens: Run, tmp_path: Path, table: str, arguments: list[str], found: list[str]) -> None:
    write(tmp_path, "pyproject.toml", f"[tool.handlerlens]\n{table}\n")
    write(tmp_path, "app.py", ASYNC)
    write(tmp_path, "samples/deep/app.py", ASYNC)
    done = handlerlens("check", ".", "--format", "github", *arguments)
    assert [line.partition("file=")[2].partition(",")[0] for line in done.stdout.splitlines()] == found, done.stderr


def test_the_nearest_table_holds(handlerlens: Run, tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", '[tool.handlerlens]\nignore = ["HL101"]\n')
    write(tmp_path, "service/pyproject.toml", "[tool.handlerlens]\n")
    write(tmp_path, "other/pyproject.toml", "[project]\nname = 'other'\n")
    write(tmp_path, "service/app.py", ASYNC)
    write(tmp_path, "other/app.py", ASYNC)
    assert handlerlens("check", "service").returncode == 1
    assert handlerlens("check", "other").returncode == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[tool.handlerlens\n", "cannot be read"),
        ("[tool]\nhandlerlens = 3\n", "must be a table"),
        ("[tool.handlerlens]\nselected = []\n", "has no 'selected'"),
        ('[tool.handlerlens]\nignore = "HL101"\n', "ignore must be a list"),
    ],
)
def test_a_bad_table_gets_a_sentence(handlerlens: Run, tmp_path: Path, text: str, sentence: str) -> None:
    write(tmp_path, "pyproject.toml", text)
    write(tmp_path, "app.py", ASYNC)
    done = handlerlens("check", "app.py")
    assert done.returncode == 2
    assert "pyproject.toml" in done.stderr
    assert sentence in done.stderr


def test_many_files_over_the_cores(handlerlens: Run, tmp_path: Path) -> None:
    for number in range(400):
        write(tmp_path, f"f{number:03}.py", ASYNC if number % 100 == 0 else "x = 1\n")
    done = handlerlens("check", ".", "--format", "github")
    assert [line.partition("file=")[2].partition(",")[0] for line in done.stdout.splitlines()] == [
        "f000.py",
        "f100.py",
        "f200.py",
        "f300.py",
    ]


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize("code", ["HL999", "hl101"])
def test_a_code_that_is_none(handlerlens: Run, tmp_path: Path, option: str, code: str) -> None:
    write(tmp_path, "app.py", ASYNC)
    done = handlerlens("check", ".", option, code)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"there is no rule '{code}'" in done.stderr


def test_a_code_of_the_project_that_is_none_is_said(handlerlens: Run, tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", '[tool.handlerlens]\nignore = ["HL2O1"]\n')
    write(tmp_path, "app.py", ASYNC)
    done = handlerlens("check", ".")
    assert done.returncode == 1
    assert "there is no rule 'HL2O1', which pyproject.toml names." in done.stderr
