"""Paths into an event: ``Records[0].s3.bucket.name``. A dot inside a key is written ``\\.``; patterns have ``[]`` and ``*``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .encoding import Json

ANY = object()
"""Any index or any key, in a pattern."""

Part = str | int | object
_TOKEN = re.compile(
    r"""\[(?P<index>-?\d*)\] | \[(?P<quote>["'])(?P<quoted>.*?)(?P=quote)\] | (?P<key>(?:\\.|[^.\[\\])+) | \.""", re.X
)


class PathError(ValueError):
    """A path that cannot be followed; the sentence names the part and what is there instead."""


@lru_cache(maxsize=2048)
def parse_path(text: str) -> tuple[Part, ...]:
    """The keys and indexes of a path; raises ``PathError`` where it is none."""
    parts: list[Part] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise PathError(f"'{text}' is not a path: '{text[at:]}' is neither a key nor an index such as [0].")
        if token["index"] is not None:
            parts.append(int(token["index"]) if token["index"] else ANY)
        elif token["quoted"] is not None:
            parts.append(token["quoted"])
        elif token["key"] is not None:
            parts.append(ANY if token["key"] == "*" else re.sub(r"\\(.)", r"\1", token["key"]))
        at = token.end()
    if not parts:
        raise PathError("The path is empty; write it as in Records[0].body.")
    return tuple(parts)


def format_path(parts: tuple[Part, ...]) -> str:
    """The text of a path."""
    text = ""
    for part in parts:
        if part is ANY:
            text += "[]"
        elif isinstance(part, int):
            text += f"[{part}]"
        else:
            key = re.sub(r"([.\[\\])", r"\\\1", str(part))
            text += f".{key}" if text else key
    return text


def matches(pattern: tuple[Part, ...], parts: tuple[Part, ...]) -> bool:
    """Whether a path is one of those that a pattern means."""
    return len(pattern) == len(parts) and all(p is ANY or p == q for p, q in zip(pattern, parts, strict=True))


def find(value: Json, pattern: tuple[Part, ...], at: tuple[Part, ...] = ()) -> Iterator[tuple[tuple[Part, ...], Json]]:
    """The places of a value that a pattern means, each with what stands there."""
    if not pattern:
        yield at, value
        return
    first, rest = pattern[0], pattern[1:]
    if isinstance(value, dict):
        for key in list(value) if first is ANY else [first] if first in value else []:
            yield from find(value[str(key)], rest, (*at, key))
    elif isinstance(value, list):
        indexes = range(len(value)) if first is ANY else [first] if isinstance(first, int) else []
        for index in indexes:
            if -len(value) <= index < len(value):
                yield from find(value[index], rest, (*at, index))


def put(value: Json, parts: tuple[Part, ...], new: Json, within: tuple[Part, ...] = ()) -> None:
    """Set what stands at a path in place; the last key may be new, an index may be the next one.

    ``within`` is where ``value`` itself stands, for the sentence of the error.
    """
    *before, last = parts
    for depth, part in enumerate(before):
        value = step(value, part, parts[: depth + 1])
    if isinstance(value, dict) and isinstance(last, str):
        value[last] = new
    elif isinstance(value, list) and isinstance(last, int) and -len(value) <= last <= len(value):
        if last == len(value):
            value.append(new)
        else:
            value[last] = new
    else:
        raise PathError(_missing(value, (*within, *parts)))


def remove(value: Json, parts: tuple[Part, ...]) -> None:
    """Delete a key in place."""
    *before, last = parts
    for depth, part in enumerate(before):
        value = step(value, part, parts[: depth + 1])
    if not isinstance(value, dict) or not isinstance(last, str) or last not in value:
        raise PathError(_missing(value, parts))
    del value[last]


def step(value: Json, part: Part, path: tuple[Part, ...]) -> Json:
    """What stands one part further; ``path`` is the whole way there, for the sentence of the error."""
    if isinstance(value, dict) and isinstance(part, str) and part in value:
        return value[part]
    if isinstance(value, list) and isinstance(part, int) and -len(value) <= part < len(value):
        return value[part]
    raise PathError(_missing(value, path))


def _missing(value: Json, path: tuple[Part, ...]) -> str:
    last, where = path[-1], format_path(path[:-1]) or "the event"
    if isinstance(value, dict):
        known = ", ".join(list(value)[:8]) + (", …" if len(value) > 8 else "")
        return f"There is no '{last}' in {where}; it has {known or 'no keys'}."
    if isinstance(value, list):
        return f"There is no [{last}] in {where}: it is a list of {len(value)}."
    kind = {str: "text", bool: "a boolean", type(None): "null"}.get(type(value), "a number")
    return f"'{last}' cannot be set in {where}: that is {kind}."
