"""The handlers of files and folders as the command line prints them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..analysis.handlers import find_handlers
from ..analysis.source import DiskView, SourceError, parse
from .code_root import code_root
from .files import Kind, walk


def list_handlers(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """The handlers below ``paths`` (absolute files or folders), in file order, as the JSON of ``handlerlens handlers``."""
    view = DiskView()
    found: list[dict[str, Any]] = []
    roots = [path for path in paths if path.is_dir()]
    files = [path for path, kind in walk(roots) if kind is Kind.PYTHON] + [path for path in paths if path.is_file()]
    for path in files:
        text = view.read(path)
        if text is None:
            continue
        try:
            source = parse(path, text, view)
        except SourceError:
            continue
        for handler in find_handlers(source):
            found.append(
                {
                    "file": str(path),
                    "line": handler.line,
                    "function": handler.name,
                    "handler": code_root(source, handler.name, roots).handler,
                    "tier": handler.tier.value,
                    "evidence": list(handler.evidence),
                    "sources": list(handler.sources),
                    "functions": [],
                }
            )
    return found
