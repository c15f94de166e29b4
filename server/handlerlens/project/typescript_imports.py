"""What a TypeScript or JavaScript file imports from the files beside it."""

from __future__ import annotations

import re
from pathlib import Path

from .cdk_sources import Import
from .declaration import local_directory

_IMPORT = re.compile(
    r"""^[ \t]*(?:import|export)\s+(?:type\s+)?(?P<what>[\w$*{},\s]{1,4000}?)\s*\bfrom\s*['"](?P<from>\.[^'"\n]*)['"]""",
    re.MULTILINE,
)
_REQUIRE = re.compile(
    r"""^[ \t]*(?:const|let|var|import)\s+(?P<what>\{[\w$,:\s]{1,4000}\}|[\w$]+)\s*=\s*require\(\s*['"](?P<from>\.[^'"\n]*)['"]""",
    re.MULTILINE,
)
_SUFFIXES = (".ts", ".mts", ".cts", ".js", ".mjs", ".cjs")


def imports(path: Path, text: str) -> tuple[dict[str, Import], list[Path]]:
    """Local names with what they stand for, and the files of ``export * from``; relative imports only."""
    found: dict[str, Import] = {}
    stars: list[Path] = []
    for pattern in (_IMPORT, _REQUIRE):
        for match in pattern.finditer(text):
            file = _file(path, match["from"])
            if file is None or file == path:
                continue
            what = match["what"].strip()
            names, _, rest = what.partition("{")
            for each in rest.rstrip("} \n").replace(":", " as ").split(","):
                words = [word for word in each.split() if word != "type"]
                if words:
                    found.setdefault(words[-1], Import(file, words[0]))
            for each in names.split(","):
                words = each.split()
                if words == ["*"]:
                    stars.append(file)
                elif words:
                    found.setdefault(words[-1], Import(file, None))
    return found, stars


def _file(path: Path, name: str) -> Path | None:
    place = local_directory(path.parent, name)
    if place is None:
        return None
    plain = place.with_suffix("") if place.suffix in (".js", ".mjs", ".cjs") else place
    candidates = [plain.with_name(plain.name + suffix) for suffix in _SUFFIXES]
    candidates += [place / f"index{suffix}" for suffix in _SUFFIXES]
    return next((file for file in candidates if file.is_file()), None)
