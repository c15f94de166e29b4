"""The plain part of YAML 1.1 (block mappings and lists, lists in brackets, scalars), read as PyYAML's safe loader reads it.

What goes beyond (anchors, tags, folded texts, several documents) is not read. Scalars whose kind is not certain are ``...``.
"""

from __future__ import annotations

import datetime
import re

_DAY = re.compile(r"\d{4}-\d\d-\d\d$")
_TIME = re.compile(r"\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?$")
_TEXT = re.compile(r"[A-Za-z_/][\w ./@$%+()=?;~-]*$")
_WORDS = {
    **dict.fromkeys(("true", "yes", "on"), True),
    **dict.fromkeys(("false", "no", "off"), False),
    **dict.fromkeys(("null", "~", ""), None),
}
_KEY = re.compile(r"""("[^"\\]*"|'[^']*'|[A-Za-z_][\w ./-]*?)\s*:(?:\s+|$)""")
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_MAX_DEPTH = 20
Line = tuple[int, str]


class BeyondError(Exception):
    """The text is more than plain."""


def read(text: str) -> object:
    """The value of a document; raises ``BeyondError``."""
    lines: list[Line] = []
    for line in text.splitlines():
        bare = line if '"' in line or "'" in line else _COMMENT.sub("", line)
        if not bare.strip() or bare.lstrip().startswith("#"):
            continue
        if "\t" in bare[: len(bare) - len(bare.lstrip())] or bare.startswith(("---", "...", "%")):
            raise BeyondError
        lines.append((len(bare) - len(bare.lstrip()), bare.strip()))
    value, rest = _block(lines, 0, 0)
    if rest != len(lines):
        raise BeyondError
    return value


def _block(lines: list[Line], at: int, depth: int) -> tuple[object, int]:
    if at >= len(lines) or depth > _MAX_DEPTH:
        raise BeyondError
    indent, first = lines[at]
    if first == "-" or first.startswith("- "):
        return _list(lines, at, indent, depth)
    if _KEY.match(first):
        return _mapping(lines, at, indent, depth)
    return _scalar(first), at + 1


def _list(lines: list[Line], at: int, indent: int, depth: int) -> tuple[list[object], int]:
    found: list[object] = []
    while at < len(lines) and lines[at][0] == indent and (lines[at][1] == "-" or lines[at][1].startswith("- ")):
        inner = lines[at][1][1:].lstrip()
        if not inner:
            value, at = _below(lines, at + 1, indent, depth, False)
        elif _KEY.match(inner) or inner.startswith("- "):
            lines[at] = (indent + len(lines[at][1]) - len(inner), inner)
            value, at = _block(lines, at, depth + 1)
        else:
            value, at = _scalar(inner), at + 1
        found.append(value)
    return found, at


def _mapping(lines: list[Line], at: int, indent: int, depth: int) -> tuple[dict[str, object], int]:
    found: dict[str, object] = {}
    while at < len(lines) and lines[at][0] == indent and (match := _KEY.match(lines[at][1])) is not None:
        key, inner = match[1].strip("\"'"), lines[at][1][match.end() :]
        if key.lower() in _WORDS:
            raise BeyondError
        if inner:
            found[key], at = _scalar(inner), at + 1
        else:
            found[key], at = _below(lines, at + 1, indent, depth, True)
    if at < len(lines) and lines[at][0] > indent:
        raise BeyondError
    return found, at


def _below(lines: list[Line], at: int, indent: int, depth: int, mapped: bool) -> tuple[object, int]:
    """What a key or a dash without a value has below it; a list may stand as far left as its key."""
    if at < len(lines) and (
        lines[at][0] > indent or (mapped and lines[at][0] == indent and lines[at][1].startswith("-"))
    ):
        return _block(lines, at, depth + 1)
    return None, at


def _scalar(text: str) -> object:
    if text[0] in "&*!|>%@`?{" or text.startswith("- "):
        raise BeyondError
    if text[0] in "\"'":
        if text[-1] != text[0] or len(text) < 2 or text[0] in text[1:-1] or "\\" in text:
            raise BeyondError
        return text[1:-1]
    if text[0] == "[":
        inner = text[1:-1]
        if text[-1] != "]" or any(c in inner for c in "[]{}\"'#"):
            raise BeyondError
        return [_scalar(part.strip()) for part in inner.split(",") if part.strip()]
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _DAY.match(text):
        return datetime.date(2000, 1, 1)
    if _TIME.match(text):
        return datetime.datetime(2000, 1, 1)
    if re.fullmatch(r"[-+]?[1-9]\d{0,15}|0", text):
        return int(text)
    if ": " in text or " #" in text or text.endswith(":"):
        raise BeyondError
    return text if _TEXT.match(text) else ...
