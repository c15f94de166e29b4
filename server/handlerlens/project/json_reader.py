"""JSON to nodes with their places; a trailing comma is forgiven (people edit these files)."""

from __future__ import annotations

import bisect
import json
import re
from dataclasses import dataclass, field

from .nodes import MAX_DEPTH, MAX_VALUES, Document, Node, NoTableError, Place, ReadError, Scalar, Sequence, Table

_TOKEN = re.compile(r'[ \t\r\n]*([{}\[\],:]|"(?:[^"\\\x00-\x1f]|\\.)*"|-?[\w.+-]+|\Z)')
_FOREIGN = re.compile(r'"(?:[^"\\\r\n]|\\.)*"|//[^\r\n]*|#[^\r\n]*|/\*[\s\S]*?\*/|\bTrue\b|\bFalse\b')
_LINE = re.compile(r"\r\n|\r|\n")
_WORDS = frozenset({"true", "false", "null"})
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\Z")


def read_json(text: str) -> Document:
    """A JSON text whose top is an object; raises ``ReadError`` for whatever is wrong with it."""
    reader = _Reader(text, [0, *(m.end() for m in _LINE.finditer(text))])
    token, start, _ = reader.take()
    node = reader.value(token, start, 0)
    token, start, _ = reader.take()
    if token:
        raise reader.error("there is more after the end of its value", start)
    if not isinstance(node, Table):
        raise NoTableError("its top level is no object", 1)
    return Document(node, tuple(reader.repeated))


def without_comments(text: str) -> str:
    """JSON for a tool that reads Hjson (https://hjson.github.io): comments blanked out, Python's words as JSON's, each in its place."""
    return _FOREIGN.sub(lambda match: _same_length(match.group()), text)


def _same_length(found: str) -> str:
    if found[0] == '"':
        return found
    return found.lower() if found in ("True", "False") else re.sub(r"[^\r\n]", " ", found)


@dataclass(slots=True)
class _Reader:
    text: str
    starts: list[int]
    at: int = 0
    values: int = 0
    repeated: list[tuple[str, int]] = field(default_factory=list)

    def take(self) -> tuple[str, int, int]:
        """The next token with its start and end; empty at the end of the text."""
        match = _TOKEN.match(self.text, self.at)
        if match is None:
            at = self.at + len(self.text[self.at :]) - len(self.text[self.at :].lstrip())
            raise self.error(f"{self.text[at]!r} is not expected here", at)
        self.at = match.end()
        return match.group(1), match.start(1), match.end(1)

    def value(self, token: str, start: int, depth: int) -> Node:
        """The value that begins with a token."""
        self.values += 1
        if depth > MAX_DEPTH:
            raise self.error(f"it is nested more than {MAX_DEPTH} levels deep", start)
        if self.values > MAX_VALUES:
            raise self.error(f"it holds more than {MAX_VALUES} values", start)
        if token == "{":
            return self._object(start, depth)
        if token == "[":
            return self._array(start, depth)
        place = self._place(start, self.at)
        if token[:1] == '"':
            return Scalar(self._string(token, start), place, plain=False)
        if token in _WORDS or _NUMBER.match(token):
            return Scalar(token, place)
        raise self.error(f"a value is expected, not {token or 'the end of the file'}", start)

    def _object(self, start: int, depth: int) -> Table:
        table = Table({}, self._place(start, start))
        while True:
            token, at, end = self.take()
            if token == "}":
                break
            if token[:1] != '"':
                raise self.error(f"a key in quotes is expected, not {token or 'the end of the file'}", at)
            key, place = self._string(token, at), self._place(at, end)
            token, at, _ = self.take()
            if token != ":":
                raise self.error("a ':' is expected after the key", at)
            token, at, _ = self.take()
            value = self.value(token, at, depth + 1)
            if key in table.keys:
                self.repeated.append((key, place.line))
            table.entries[key] = value
            table.keys[key] = place
            if self._ends("}"):
                break
        table.place = self._place(start, self.at)
        table.size = len(table.entries)
        return table

    def _array(self, start: int, depth: int) -> Sequence:
        sequence = Sequence([], self._place(start, start))
        while True:
            token, at, _ = self.take()
            if token == "]":
                break
            sequence.items.append(self.value(token, at, depth + 1))
            if self._ends("]"):
                break
        sequence.place = self._place(start, self.at)
        sequence.size = len(sequence.items)
        return sequence

    def _ends(self, closing: str) -> bool:
        """Take what follows a value: true for the closing bracket, false for a comma."""
        token, at, _ = self.take()
        if token not in (",", closing):
            raise self.error(f"',' or '{closing}' is expected, not {token or 'the end of the file'}", at)
        return token == closing

    def _string(self, token: str, start: int) -> str:
        if "\\" not in token:
            return token[1:-1]
        try:
            text: str = json.loads(token)
        except ValueError:
            raise self.error("a text with a wrong escape", start) from None
        return text

    def _place(self, start: int, end: int) -> Place:
        first, last = bisect.bisect_right(self.starts, start) - 1, bisect.bisect_right(self.starts, end) - 1
        return Place(first + 1, start - self.starts[first], last + 1, end - self.starts[last])

    def error(self, message: str, at: int) -> ReadError:
        """An error at an offset."""
        return ReadError(message, bisect.bisect_right(self.starts, at))
