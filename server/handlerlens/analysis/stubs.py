"""The packed declarations of the standard library and of well-known packages (``data/stubs.zip``, made by ``tasks/typeshed_table.py``).

One member per module: a JSON object from each name to the text of its declaration; ``index.json`` lists modules, source, version.
"""

from __future__ import annotations

import json
import zipfile
from functools import lru_cache
from pathlib import Path

_TABLE = Path(__file__).parent / "data" / "stubs.zip"


class Stubs:
    """The table, opened once; members are read when asked for."""

    def __init__(self, path: Path) -> None:
        self._archive: zipfile.ZipFile | None = None
        self._modules: dict[str, bool] = {}
        if path.exists():
            self._archive = zipfile.ZipFile(path)
            self._modules = json.loads(self._archive.read("index.json"))["modules"]
        self._roots = {name.partition(".")[0] for name in self._modules}

    @staticmethod
    @lru_cache(maxsize=1)
    def shared() -> Stubs:
        """The table that comes with the package."""
        return Stubs(_TABLE)

    def has(self, root: str) -> bool:
        """Whether a top-level package is in the table."""
        return root in self._roots

    def is_package(self, name: str) -> bool:
        """Whether a module is a package."""
        return self._modules.get(name, False)

    def load(self, name: str) -> dict[str, str] | None:
        """The declarations of a module by name, None for a module the table lacks."""
        if self._archive is None or name not in self._modules:
            return None
        content: dict[str, str] = json.loads(self._archive.read(f"{name}.json"))
        return content
