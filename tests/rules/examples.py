"""Reads the examples out of a rule's documentation and tells what they expect.

A ```` ```py ```` block is a module; ``# error: [HL103]`` (several codes with commas) at the end of a line says what must be
reported
on that line, and a block without a mark must be clean under ALL rules. A block marked ``fixed`` is what applying the first fix of
every finding of the block before must produce (``fixed by sorted()``: the fix whose title says so). Headings name the blocks
below them. A line ``# file: name.py`` starts a further
file of the same block; the findings are those of the last file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_BLOCK = re.compile(
    r"^```py(?P<fixed> fixed(?: by (?P<by>[^\n]+))?)?[^\S\n]*\n(?P<code>.*?)^```[^\S\n]*$", re.MULTILINE | re.DOTALL
)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_MARK = re.compile(r"#\s*error:\s*\[([A-Z0-9, ]+)\]\s*$")
_ODD_MARK = re.compile(r"#\s*\w+:\s*\[HL\d")
_FILE = re.compile(r"^# file: (\S+)\n", re.MULTILINE)


@dataclass
class Example:
    """One block; ``expected`` are (line, code) pairs, ``fixed`` the texts after the fixes by what the fixes' titles say."""

    name: str
    code: str
    expected: list[tuple[int, str]] = field(default_factory=list)
    fixed: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)


def read_examples(text: str, name: str) -> list[Example]:
    """The examples of a documentation text in order."""
    found: list[Example] = []
    for block in _BLOCK.finditer(text):
        if block["fixed"]:
            found[-1].fixed[block["by"] or ""] = block["code"]
            continue
        headings = _HEADING.findall(text[: block.start()].replace("```", "\n"))
        title = headings[-1] if headings else ""
        parts = _FILE.split(block["code"])
        files = dict(zip(parts[1::2], parts[2::2], strict=True))
        code = parts[-1]
        if files:
            files.popitem()
        expected = [
            (number, code_name.strip())
            for number, line in enumerate(code.splitlines(), 1)
            for mark in [_MARK.search(line)]
            if mark
            for code_name in mark[1].split(",")
        ]
        odd = [line for line in code.splitlines() if _ODD_MARK.search(line) and not _MARK.search(line)]
        assert not odd, f"marks that say nothing: {odd}"
        stripped = "\n".join(_MARK.sub("", line).rstrip() for line in code.splitlines()) + "\n"
        found.append(Example(f"{name}-{len(found) + 1}-{title}".rstrip("-"), stripped, expected, {}, files))
    return found
