"""Where a handler that its module only imports is defined: ``pkg/__init__.py`` with ``from .main import handler``."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ..analysis.module_bindings import bindings, effective
from ..analysis.source import SourceError, decode, parse

_DEEPEST = 6
_LARGEST = 400_000
"""Bytes of a module that is looked into; one that offers the handlers of others is small."""


class Place(NamedTuple):
    """A name in a Python file."""

    path: Path
    name: str


class _Way(NamedTuple):
    """What was read of a module and where its imports lead: dotted, in the order that Python would find the name by."""

    lines: tuple[str, ...]
    targets: tuple[str, ...]


@dataclass
class Reexports:
    """Follows imports from module to module. A module is parsed again only when a line changes that has the name or an import."""

    read: Callable[[Path], bytes | None]
    under: Callable[[Path, tuple[str, ...]], Path | None]
    """The file of a module below a folder."""
    _ways: dict[Place, _Way] = field(default_factory=dict)

    def onward(self, place: Place, root: Path) -> list[Place]:
        """The places that an import leads to, one after the other, the last being the definition; none where it is here.

        ``root`` is the folder that absolute imports count from.
        """
        way = [place]
        while len(way) <= _DEEPEST:
            found = (self._found(way[-1].path, root, target) for target in self.leads(way[-1]))
            following = next((each for each in found if each is not None and each not in way), None)
            if following is None:
                break
            way.append(following)
        return way[1:]

    def leads(self, place: Place) -> tuple[str, ...]:
        """What a name may be imported from, dotted, the likeliest first; () for one that is made in its module."""
        data = self.read(place.path) or b""
        text = decode(data) if len(data) <= _LARGEST else None
        lines = _telling(text or "", place.name)
        known = self._ways.get(place)
        if known is None or known.lines != lines:
            try:
                targets = _targets(place, text) if text is not None and lines else ()
            except SourceError:
                return known.targets if known is not None else ()
            known = self._ways[place] = _Way(lines, targets)
        return known.targets

    def _found(self, path: Path, root: Path, target: str) -> Place | None:
        """The module that has what is imported; None for what is no module of the project or has no such name."""
        level = len(target) - len(target.lstrip("."))
        module, _, name = target[level:].rpartition(".")
        if level > len(path.parents):
            return None
        base = path.parents[level - 1] if level else root
        found = self.under(base, tuple(module.split("."))) if module else base / "__init__.py"
        if found is None or not name:
            return None
        return Place(found, name) if _binding(name).search(self.read(found) or b"") else None


def _binding(name: str) -> re.Pattern[bytes]:
    """A line that gives a name a value: a definition, an assignment, an import, also one over several lines."""
    word = re.escape(name)
    made = rf"(?:async[ \t]+)?def[ \t]+{word}\b|class[ \t]+{word}\b|{word}[ \t]*(?:[:=,)]|$)"
    return re.compile(rf"^[ \t]*(?:{made}|.*\bimport\b.*(?:\b{word}\b|\*))".encode(), re.MULTILINE)


def _telling(text: str, name: str) -> tuple[str, ...]:
    """The lines that can tell where a name comes from; none where a ``def`` or a call makes it here."""
    word = re.escape(name)
    if "import" not in text or re.search(
        rf"^(?:(?:async +)?def +{word}\b|{word} *(?::[^=\n]*)?=.*\()", text, re.MULTILINE
    ):
        return ()
    return tuple(line for line in text.splitlines() if name in line or "import" in line)


def _targets(place: Place, text: str) -> tuple[str, ...]:
    """What a name of a module stands for: an import, an alias of one (``handler = main.handler``), else what star imports may bring."""
    known = bindings(parse(place.path, text))
    rest = ""
    name = place.name
    for _ in range(_DEEPEST):
        group = known.get(name)
        if not group:
            stars = known.get("*", ()) if not rest else ()
            return tuple(f"{star.target[:-1]}{name}" for star in reversed(stars) if star.target)
        best = effective(group)
        if best.target is not None:
            others = [b for b in group if b.target and b is not best]
            return tuple(f"{b.target}{rest}" for b in (best, *others))
        chain = ast.unparse(best.value) if isinstance(best.value, ast.Name | ast.Attribute) else ""
        first, dot, last = chain.partition(".")
        if first in ("", name):
            return ()
        name, rest = first, f"{dot}{last}{rest}"
    return ()
