"""The tokens of Terraform's language (HCL's native syntax)."""

from __future__ import annotations

import re
from collections.abc import Callable

from .nodes import ReadError
from .tokens import MAX_TOKENS, Token

_TOKEN = re.compile(
    r"""(?P<space>(?:[ \t\r]+|\#[^\n]*|//[^\n]*)+)
      | (?P<comment>/\*)
      | (?P<line>\n)
      | (?P<heredoc><<-?(?P<mark>[^\W\d][\w-]*)[ \t]*\r?\n)
      | (?P<text>")
      | (?P<number>\d+(?:\.\d+)?)
      | (?P<name>[^\W\d][\w-]*)
      | (?P<sign>=>|==|!=|<=|>=|&&|\|\||\.\.\.|.)""",
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str, line: Callable[[int], int]) -> list[Token]:
    """The tokens of a text, spaces and comments left out; ``line`` tells the line of an offset. Raises ``ReadError``."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match is not None  # the last alternative takes any character
        kind, end = match.lastgroup or "sign", match.end()
        if kind == "heredoc":
            end = _heredoc_end(text, end, match.group("mark"), line(at))
        elif kind == "text":
            end = _text_end(text, at, line(at))
        elif kind == "comment":
            end = text.find("*/", end) + 2
            if end == 1:
                raise ReadError("a comment is never closed", line(at))
        if kind not in ("space", "comment"):
            found.append(Token(kind, text[at:end], at, end))
        if len(found) > MAX_TOKENS:
            raise ReadError(f"it holds more than {MAX_TOKENS} tokens")
        at = end
    found.append(Token("end", "", at, at))
    return found


def _heredoc_end(text: str, at: int, mark: str, line: int) -> int:
    """Where the line with a heredoc's closing mark ends."""
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text[at:end].strip() == mark:
            return end
        at = end + 1
    raise ReadError(f"the heredoc {mark} is never closed", line)


def _text_end(text: str, start: int, line: int) -> int:
    """Where a quoted text ends; quotes inside ``${…}`` belong to what stands there."""
    end = closing(text, start + 1, '"')
    if end is None:
        raise ReadError("a text is never closed", line)
    return end + 1


def closing(text: str, at: int, mark: str) -> int | None:
    """Where a quote or brace is closed that was opened before ``at``; quotes and braces inside are passed over in their pairs."""
    stack = [mark]
    while at < len(text):
        here = text[at]
        if here == "\\":
            at += 1
        elif here == stack[-1]:
            stack.pop()
            if not stack:
                return at
        elif stack[-1] == '"':
            if text.startswith(("$${", "%%{"), at):
                at += 2
            elif text.startswith(("${", "%{"), at):
                stack.append("}")
                at += 1
            elif here == "\n" and len(stack) == 1:
                return None
        elif here == "{":
            stack.append("}")
        elif here == '"':
            stack.append('"')
        at += 1
    return None
