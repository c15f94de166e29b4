"""The house keeps its order: who may import whom, how long a module may be, what no module may be called."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

SERVER = Path(__file__).resolve().parents[1] / "server"
PACKAGE = SERVER / "handlerlens"

STDLIB = set(sys.stdlib_module_names) | {"__future__"}
MAY_IMPORT: dict[str, tuple[set[str], set[str]]] = {
    # layer: (own layers, third-party libraries)
    "analysis": ({"analysis"}, set()),
    "events": ({"events", "analysis"}, set()),
    "project": ({"project", "analysis"}, {"ruamel", "tomli"}),
    "execution": ({"execution", "events", "project", "analysis"}, {"h11"}),
    "lsp": (
        {"lsp", "execution", "events", "project", "analysis", "protocol", ""},
        {"pygls", "lsprotocol", "attrs", "cattrs"},
    ),
    "commands": ({"commands", "lsp", "execution", "events", "project", "analysis", ""}, set()),
    "": ({"", "commands", "lsp", "project", "analysis"}, {"attrs", "tomli"}),
}
RUNTIME_LIBRARIES = {
    "awslambdaric",
    "simplejson",
    "snapshot_restore_py",
    "debugpy",
    "pydevd",
    "pydevd_tracing",
    "_pydevd_bundle",
    "runtime_client",
}
NAMELESS = {"utils", "util", "common", "helpers", "helper", "base", "manager", "misc"}


def modules(folder: Path) -> list[Path]:
    return [p for p in sorted(folder.rglob("*.py")) if "__pycache__" not in p.parts and "bundled" not in p.parts]


def imports(path: Path) -> list[str]:
    """The absolute dotted names that a module of the package imports."""
    parts = path.relative_to(SERVER).with_suffix("").parts
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                origin = parts[: len(parts) - node.level]
                base = ".".join((*origin, *((node.module or "").split(".") if node.module else ())))
                found += [f"{base}.{alias.name}" for alias in node.names] if not node.module else [base]
            else:
                found.append(node.module or "")
    return found


def layer(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


@pytest.mark.parametrize("path", modules(PACKAGE), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_layers(path: Path) -> None:
    layers, libraries = MAY_IMPORT[layer(path)]
    for name in imports(path):
        root, _, rest = name.partition(".")
        if root == "handlerlens":
            target = rest.split(".")[0] if rest else ""
            if not (PACKAGE / target).is_dir():
                target = "protocol" if target == "protocol" else ""
            assert target in layers, f"{path.name} imports {name}"
        else:
            assert root in STDLIB | libraries, f"{path.name} imports {name}"


@pytest.mark.parametrize("path", modules(SERVER / "runtime"), ids=lambda p: p.name)
def test_runtime_imports(path: Path) -> None:
    siblings = {p.stem for p in path.parent.iterdir()} | {"runtime"}
    for name in imports(path):
        root = name.partition(".")[0]
        assert root in STDLIB | RUNTIME_LIBRARIES | siblings, f"{path.name} imports {name}"


def test_rules_never_import_each_other() -> None:
    rules = PACKAGE / "analysis" / "rules"
    names = {p.stem for p in rules.glob("*.py")} - {"__init__"}
    for path in rules.glob("*.py"):
        if path.stem == "__init__":
            continue
        for name in imports(path):
            assert name.rpartition(".")[2] not in names or ".rules." not in name, f"{path.name} imports {name}"


@pytest.mark.parametrize("path", modules(SERVER), ids=lambda p: str(p.relative_to(SERVER)))
def test_small_rooms(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    assert path.stem not in NAMELESS


def test_every_rule_is_listed() -> None:
    from handlerlens.analysis.rules import RULES

    files = {p.stem.replace("_", "-") for p in (PACKAGE / "analysis" / "rules").glob("*.py")} - {"--init--"}
    assert files == {rule.name for rule in RULES}
