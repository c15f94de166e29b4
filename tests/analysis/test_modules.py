"""What a project keeps of the modules it reads: bounded, and right after it let something go."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Mapping
from pathlib import Path

import pytest

from handlerlens.analysis import modules
from handlerlens.analysis.flow import concerns, flows, use
from handlerlens.analysis.linter import lint
from handlerlens.analysis.modules import Project, SearchPath
from handlerlens.analysis.source import parse

ROOT = Path("/project")


class Generated:
    """A file view in which every ``m<number>`` is a module, of a size."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.reads: list[str] = []

    def read(self, path: Path) -> str | None:
        if path.parent != ROOT or not path.stem.startswith("m"):
            return None
        self.reads.append(path.stem)
        lines = "".join(f"x{n} = [{n}, 'text {n}']\n" for n in range(self.size // 20))
        return lines + f"def made():\n    return {{'of': {path.stem[1:]}, 'ids': {{1}}}}\n"


def codes(project: Project, number: int) -> list[str]:
    text = f"from m{number} import made\n\n\ndef handler(event, context):\n    return made()\n"
    source = parse(ROOT / "app.py", text, project.view)
    use(source, project)
    return [finding.code for finding in lint(source)]


def test_the_oldest_module_goes_and_is_read_again() -> None:
    view = Generated(4_000)
    project = Project(SearchPath(), view, max_text=20_000)
    for number in range(40):
        assert codes(project, number) == ["HL201"]
        modules, characters = project.kept
        assert modules <= 6
        assert characters <= 20_000
    assert codes(project, 39) == ["HL201"]
    assert view.reads.count("m39") == 1
    assert codes(project, 0) == ["HL201"]
    assert view.reads.count("m0") == 2


def test_a_module_that_is_used_stays() -> None:
    view = Generated(4_000)
    project = Project(SearchPath(), view, max_text=20_000)
    for number in range(40):
        codes(project, number)
        codes(project, 1000)
    assert view.reads.count("m1000") == 1


def test_memory_does_not_grow_with_the_number_of_modules() -> None:
    project = Project(SearchPath(), Generated(4_000), max_text=40_000)
    tracemalloc.start()
    try:
        used = []
        for round_ in range(3):
            for number in range(40):
                codes(project, 100 * round_ + number)
            gc.collect()
            used.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert used[2] < used[0] * 1.2


def test_a_file_that_comes_is_found_when_it_is_told() -> None:
    files: dict[Path, str] = {}

    class View:
        def read(self, path: Path) -> str | None:
            return files.get(path)

    project = Project(SearchPath(), View())
    assert codes(project, 7) == []
    files[ROOT / "m7.py"] = "def made():\n    return {1, 2}\n"
    assert codes(project, 7) == []
    project.forget([ROOT / "m7.py"])
    assert codes(project, 7) == ["HL201"]
    assert project.kept == (1, len(files[ROOT / "m7.py"]))
    project.forget([ROOT / "m7.py"])
    assert project.kept == (0, 0)


def test_another_project_around_a_source() -> None:
    source = parse(ROOT / "app.py", "from m1 import made\n\n\ndef handler(event, context):\n    return made()\n")
    use(source, Project(SearchPath(), Generated(100)))
    first = flows(source)
    use(source, Project(SearchPath(), Generated(100)))
    assert flows(source) is not first


class Files:
    """A file view of what it is given."""

    def __init__(self, texts: Mapping[Path, str]) -> None:
        self.texts = texts

    def read(self, path: Path) -> str | None:
        return self.texts.get(path)


def test_a_package_that_imports_its_own_module_under_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """``os.path`` is ``from . import path as _path`` and ``path = _path``."""
    monkeypatch.setattr(modules, "_STUB_SCOPES", {})
    text = "import os\n\nHOME = os.path.join('a', 'b')\n\n\ndef handler(event, context):\n    return {1, os.path.basename(HOME)}\n"
    source = parse(ROOT / "app.py", text)
    assert [finding.code for finding in lint(source)] == ["HL201"]
    assert flows(source).handlers[0].complete


def test_names_of_a_package_that_stand_for_each_other() -> None:
    packages = Path("/packages")
    view = Files({packages / "loop.py": "a = b\nb = a\nfrom loop import d as c\nd = c\n"})
    text = "import loop\n\nX = loop.a, loop.d\n\n\ndef handler(event, context):\n    return {1, 2}\n"
    source = parse(ROOT / "app.py", text, view)
    use(source, Project(SearchPath(site_packages=(packages,)), view))
    assert [finding.code for finding in lint(source)] == ["HL201"]


_REGISTRY = (
    "TABLE = {}\n\n\ndef on(name):\n    def add(fn):\n        TABLE[name] = fn\n        return fn\n    return add\n"
)
_ROUTES = "from registry import on\n\n\n@on('a')\ndef a(event):\n    return {1, 2}\n"


@pytest.mark.parametrize(
    ("texts", "codes"),
    [
        ({"routes.py": _ROUTES}, ["HL201"]),
        ({"routes.py": "import inner\n", "inner.py": _ROUTES}, ["HL201"]),
        ({"routes.py": "import inner\n", "inner.py": "def a(event):\n    return {1, 2}\n"}, []),
        ({"routes.py": "import routes, inner\n", "inner.py": "import routes\n"}, []),
        ({}, []),
    ],
    ids=["at once", "by way of another", "registers nothing", "in a circle", "not there"],
)
def test_a_module_that_is_imported_for_what_it_registers(texts: dict[str, str], codes: list[str]) -> None:
    """It runs although nobody names it; a change of it, and of what it imports, concerns the file."""
    view = Files({ROOT / name: text for name, text in {"registry.py": _REGISTRY, **texts}.items()})
    text = "import routes\nfrom registry import TABLE\n\n\ndef handler(event, context):\n    return TABLE[event['name']](event)\n"
    source = parse(ROOT / "app.py", text, view)
    use(source, Project(SearchPath((ROOT,)), view))
    assert [finding.code for finding in lint(source)] == codes
    assert all(concerns(source, ROOT / name) for name in texts)
