"""What a TypeScript or JavaScript file imports from the project's own files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .cdk_sources import Import
from .declaration import local_directory
from .tokens import Token
from .typescript_aliases import places

_SUFFIXES = (".ts", ".mts", ".cts", ".js", ".mjs", ".cjs")
_LONGEST = 400
"""Tokens of one import."""


def imports(path: Path, tokens: list[Token]) -> tuple[dict[str, Import], list[Path]]:
    """Local names with what they stand for, and the files of ``export * from``; what is installed is left out."""
    found: dict[str, Import] = {}
    stars: list[Path] = []
    for words, name in _statements(tokens):
        file = _file(path, name)
        if file is None or file == path:
            continue
        if words == ["*"]:
            stars.append(file)
            continue
        braced = words.index("{") if "{" in words else len(words)
        for part in _parts(words[braced + 1 : -1] if braced < len(words) else []):
            found.setdefault(part[-1], Import(file, part[0]))
        for part in _parts(words[:braced]):
            found.setdefault(part[-1], Import(file, None))
    return found, stars


def _statements(tokens: list[Token]) -> Iterator[tuple[list[str], str]]:
    """The words between ``import`` or ``export`` and ``from``, or before ``= require(…)``, with what is named."""
    for index, token in enumerate(tokens):
        if token.kind != "name":
            continue
        if token.text in ("import", "export"):
            words: list[str] = []
            for at in range(index + 1, min(index + _LONGEST, len(tokens) - 1)):
                text = tokens[at].text
                if text == "from" and tokens[at + 1].kind == "text":
                    yield words, tokens[at + 1].text.strip("'\"")
                if tokens[at].kind not in ("name", "sign") or text in ("from", "import", "export", ";", "=", "(", "}{"):
                    break
                words.append(text)
        elif token.text == "require" and index > 1 and tokens[index - 1].text == "=":
            named = tokens[index + 2] if index + 2 < len(tokens) else token
            if named.kind == "text" and tokens[index + 1].text == "(":
                yield _bound(tokens, index - 2), named.text.strip("'\"")


def _bound(tokens: list[Token], last: int) -> list[str]:
    """What is bound by the assignment whose left side ends at ``last``: a name, or ``{ a, b: c }``."""
    if tokens[last].text != "}":
        return [tokens[last].text]
    first = last
    while first > max(0, last - _LONGEST) and tokens[first].text != "{":
        first -= 1
    return [token.text for token in tokens[first : last + 1]]


def _parts(words: list[str]) -> Iterator[list[str]]:
    """``a as b, type c`` as the name there and the name here, each."""
    part: list[str] = []
    for word in [*words, ","]:
        if word != ",":
            part += [word] if word not in ("as", ":", "type", "*", "{", "}") else []
            continue
        if part:
            yield part
        part = []


def _file(path: Path, name: str) -> Path | None:
    if not name.startswith("."):
        found = (_module(place) for place in places(path, name))
        return next((file for file in found if file is not None), None)
    place = local_directory(path.parent, name)
    return _module(place) if place is not None else None


def _module(place: Path) -> Path | None:
    """The file that a path without suffix, or with that of what is compiled of it, means."""
    plain = place.with_suffix("") if place.suffix in (".js", ".mjs", ".cjs") else place
    candidates = [plain.with_name(plain.name + suffix) for suffix in _SUFFIXES] if plain.name else []
    candidates += [place / f"index{suffix}" for suffix in _SUFFIXES]
    return next((file for file in candidates if file.is_file()), None)
