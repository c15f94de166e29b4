"""Where installed packages are, told without running the interpreter."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.project.installed import VirtualEnvironments, site_packages


def make(root: Path, *files: str) -> None:
    for name in files:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def venv(folder: Path, version: str = "3.12", more: str = "") -> Path:
    make(folder, "bin/python", f"lib/python{version}/site-packages/x.py", "lib/python3.9/site-packages/old.py")
    (folder / "pyvenv.cfg").write_text(f"home = /nowhere/bin\nversion = {version}.4\n{more}", "utf-8")
    return folder / "bin" / "python"


def test_virtual_environment(tmp_path: Path) -> None:
    python = venv(tmp_path / "v")
    assert site_packages(python) == (tmp_path / "v/lib/python3.12/site-packages",)


def test_uv_writes_version_info(tmp_path: Path) -> None:
    python = venv(tmp_path / "v")
    (tmp_path / "v/pyvenv.cfg").write_text("home = /nowhere\nversion_info = 3.12.4\n", "utf-8")
    assert site_packages(python) == (tmp_path / "v/lib/python3.12/site-packages",)


def test_base_where_the_environment_includes_it(tmp_path: Path) -> None:
    make(tmp_path / "base", "bin/python", "lib/python3.12/site-packages/y.py")
    python = venv(tmp_path / "v", more=f"include-system-site-packages = true\nhome = {tmp_path / 'base/bin'}\n")
    assert site_packages(python) == (
        tmp_path / "v/lib/python3.12/site-packages",
        tmp_path / "base/lib/python3.12/site-packages",
    )


@pytest.mark.parametrize(
    ("python", "packages"),
    [
        ("bin/python3.11", "lib/python3.11/site-packages"),
        ("bin/python3", "lib/python3.12/site-packages"),
        ("bin/python3.12", "lib/python3/dist-packages"),
    ],
)
def test_interpreter_of_its_own(tmp_path: Path, python: str, packages: str) -> None:
    make(tmp_path, python, f"{packages}/x.py", "lib/python3.9/lib.py")
    assert site_packages(tmp_path / python) == (tmp_path / packages,)


def test_windows(tmp_path: Path) -> None:
    make(tmp_path / "base", "python.exe", "Lib/site-packages/x.py")
    assert site_packages(tmp_path / "base" / "python.exe") == (tmp_path / "base/Lib/site-packages",)
    make(tmp_path / "v", "Scripts/python.exe", "Lib/site-packages/x.py", "pyvenv.cfg")
    assert site_packages(tmp_path / "v/Scripts/python.exe") == (tmp_path / "v/Lib/site-packages",)


def test_linked_interpreter(tmp_path: Path) -> None:
    make(tmp_path, "opt/bin/python3.11", "opt/lib/python3.11/site-packages/x.py", "bin/other")
    (tmp_path / "bin/python").symlink_to(tmp_path / "opt/bin/python3.11")
    assert site_packages(tmp_path / "bin/python") == (tmp_path / "opt/lib/python3.11/site-packages",)


def test_editable_install_is_read_and_its_code_is_not(tmp_path: Path) -> None:
    python = venv(tmp_path / "v")
    packages = tmp_path / "v/lib/python3.12/site-packages"
    make(tmp_path, "src/mine/__init__.py")
    (packages / "mine.pth").write_text(f"{tmp_path / 'src'}\nimport os; os.mkdir('{tmp_path}/ran')\n/nowhere\n# x\n")
    assert site_packages(python) == (packages, tmp_path / "src")
    assert not (tmp_path / "ran").exists()


def test_nothing_there(tmp_path: Path) -> None:
    assert site_packages(tmp_path / "bin" / "python") == ()


def test_environment_of_a_folder(tmp_path: Path) -> None:
    make(tmp_path, ".git/HEAD", "a/b/app.py")
    assert VirtualEnvironments({}).of(tmp_path / "a/b") is None
    above = venv(tmp_path / ".venv")
    assert VirtualEnvironments({}).of(tmp_path / "a/b") == above
    near = venv(tmp_path / "a/venv")
    assert VirtualEnvironments({}).of(tmp_path / "a/b") == near
    active = venv(tmp_path / "elsewhere")
    assert VirtualEnvironments({"VIRTUAL_ENV": str(tmp_path / "elsewhere")}).of(tmp_path / "a/b") == active
    assert VirtualEnvironments({"VIRTUAL_ENV": str(tmp_path / "gone")}).of(tmp_path / "a/b") == near
