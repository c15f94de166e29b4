"""``# handlerlens: ignore[HL201]`` on a line, ``# handlerlens: ignore-file[HL201]`` anywhere; without codes, all rules."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Callable

from .finding import Finding
from .source import Source

_COMMENT = re.compile(r"#\s*handlerlens:\s*(ignore(?:-file)?)\s*(?:\[([^\]]*)\])?")
_ALL = frozenset({"*"})


def suppressor(source: Source) -> Callable[[Finding], bool]:
    """Whether a finding is silenced by a comment on a line that it covers, or by one for the file."""
    if "handlerlens:" not in source.text:
        return lambda _: False
    lines: dict[int, frozenset[str]] = {}
    everywhere: frozenset[str] = frozenset()
    for line, comment in _comments(source):
        for kind, listed in _COMMENT.findall(comment):
            codes = frozenset(part.strip() for part in listed.split(",") if part.strip()) or _ALL
            if kind == "ignore-file":
                everywhere |= codes
            else:
                lines[line] = lines.get(line, frozenset()) | codes

    def silenced(finding: Finding) -> bool:
        wanted = {finding.code, "*"}
        if wanted & everywhere:
            return True
        return any(wanted & lines.get(line, frozenset()) for line in {finding.span.line, finding.span.end_line})

    return silenced


def _comments(source: Source) -> list[tuple[int, str]]:
    """The comments with their 1-based lines; text in strings that only looks like one is not among them."""
    found: list[tuple[int, str]] = []
    try:
        tokens = tokenize.generate_tokens(io.StringIO(source.text).readline)
        found.extend((token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT)
    except (tokenize.TokenError, SyntaxError):
        pass
    return found
