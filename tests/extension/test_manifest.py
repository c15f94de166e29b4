"""What the manifest names is there, and packed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))


def paths(value: object) -> Iterator[str]:
    """Every ``path`` in the contributions."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "path" and isinstance(inner, str):
                yield inner
            yield from paths(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner)


def test_contributed_files_exist_and_are_packed() -> None:
    allowed = [
        line[1:] for line in (ROOT / ".vscodeignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"
    ]
    found = [*paths(MANIFEST["contributes"]), MANIFEST["icon"]]
    assert any(path.endswith("snippets.json") for path in found)
    for path in found:
        name = path.removeprefix("./")
        assert (ROOT / name).is_file(), name
        assert any(fnmatch(name, pattern.replace("/**/!(*.pyc|.*)", "/*")) for pattern in allowed), name


def test_every_command_of_a_menu_or_key_is_contributed() -> None:
    contributes = MANIFEST["contributes"]
    commands = {command["command"] for command in contributes["commands"]}
    for binding in contributes["keybindings"]:
        assert binding["command"] in commands
    for entries in contributes.get("menus", {}).values():
        assert {entry["command"] for entry in entries} <= commands
