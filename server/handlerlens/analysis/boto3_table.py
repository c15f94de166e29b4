"""The packed facts about boto3 (``data/boto3.zip``, made by ``tasks/botocore_table.py``), read service by service when asked for."""

from __future__ import annotations

import json
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

_TABLE = Path(__file__).parent / "data" / "boto3.zip"


@lru_cache(maxsize=1)
def _archive() -> zipfile.ZipFile | None:
    return zipfile.ZipFile(_TABLE) if _TABLE.exists() else None


@lru_cache(maxsize=1)
def services() -> frozenset[str]:
    """The names ``boto3.client`` knows."""
    archive = _archive()
    return frozenset() if archive is None else frozenset(json.loads(archive.read("index.json"))["services"])


@lru_cache(maxsize=64)
def service(name: str) -> dict[str, Any] | None:
    """One service's operations, resources and shapes; see ``tasks/botocore_table.py`` for the form."""
    archive = _archive()
    if archive is None or name not in services():
        return None
    found: dict[str, Any] = json.loads(archive.read(f"{name}.json"))
    return found
