"""TypeScript to tokens: comments left out, texts, templates and regular expressions whole."""

from __future__ import annotations

import re

from .expression import Text, Unknown
from .nodes import ReadError
from .tokens import MAX_TOKENS, Token

_TOKEN = re.compile(
    r"""(?P<space>(?:\s+|//[^\n]*)+)
      | (?P<comment>/\*)
      | (?P<text>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")
      | (?P<template>`)
      | (?P<number>\d[\w.]*)
      | (?P<name>[A-Za-z_$][\w$]*)
      | (?P<sign>=>|\?\.|\.\.\.|\?\?|&&|\|\||[-+*/%=<>!]=?|.)""",
    re.VERBOSE | re.DOTALL,
)
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_REGEX = re.compile(r"/(?![*/])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.){0,200}\]){1,500}/\w*")


def tokenize(text: str) -> list[Token]:
    """The tokens of a text and one of kind ``end``; raises ``ReadError`` only where there are far too many."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match is not None  # the last alternative takes any character
        kind, end = match.lastgroup or "sign", match.end()
        if kind == "comment":
            close = text.find("*/", end)
            end = close + 2 if close >= 0 else len(text)
        elif kind == "template":
            end = _template_end(text, at)
        elif kind == "sign" and match.group() == "/" and (regex := _regex_end(text, at, found)):
            kind, end = "regex", regex
        if kind not in ("space", "comment"):
            found.append(Token(kind, text[at:end], at, end))
        if len(found) > MAX_TOKENS:
            raise ReadError(f"it holds more than {MAX_TOKENS} tokens")
        at = end
    found.append(Token("end", "", at, at))
    return found


def literal_regex(text: str) -> tuple[type[Text] | type[Unknown], str]:
    """A regular expression that stands for one text (``/-/g``) as that text, any other as something unknown."""
    pattern = text[1 : text.rfind("/")]
    escaped = re.compile(r"\\([-./_])")
    if re.search(r"[\\^$.|?*+()\[\]{}]", escaped.sub("", pattern)):
        return Unknown, "/…/"
    return Text, escaped.sub(r"\1", pattern)


def unquoted(text: str) -> str:
    """A text without its quotes, or a name as it stands."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return ESCAPE.sub(r"\1", text[1:-1])
    return text


def brackets(tokens: list[Token]) -> dict[int, int]:
    """The index of every opening bracket's closing one; one that is never closed reaches to the end."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind != "sign":
            continue
        if token.text in ("(", "[", "{"):
            stack.append(index)
        elif token.text in (")", "]", "}") and stack:
            pairs[stack.pop()] = index
    pairs.update((index, len(tokens) - 1) for index in stack)
    return pairs


def _template_end(text: str, at: int) -> int:
    """Where a template literal ends; braces inside ``${…}`` are counted."""
    depth, at = 0, at + 1
    while at < len(text):
        here = text[at]
        if here == "\\":
            at += 1
        elif text.startswith("${", at):
            depth, at = depth + 1, at + 1
        elif here == "}" and depth:
            depth -= 1
        elif here == "`" and not depth:
            return at + 1
        at += 1
    return at


def _regex_end(text: str, at: int, before: list[Token]) -> int | None:
    """Where a regular expression ends, if a slash can begin one here."""
    if before and (before[-1].kind in ("name", "number", "text", "template") or before[-1].text in (")", "]", "}")):
        return None
    match = _REGEX.match(text, at)
    return match.end() if match else None
