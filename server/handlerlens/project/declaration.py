"""From the nodes of one function to its ``FunctionConfig``: the parts that every tool's reader shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ..analysis.event_sources import source_ids
from ..analysis.finding import Span
from ..analysis.function_config import EventSource, Unresolved
from .expression import Object
from .nodes import Node, Place, Scalar, Sequence, Table

Literal = Callable[[Node | None], "str | Unresolved | None"]
"""How a tool's reader turns a node into a text, with its own variables worked out."""


def span(place: Place) -> Span:
    """A place as the analysis knows it."""
    return Span(place.line, place.column, place.end_line, place.end_column)


def value_span(node: object) -> Span:
    """Where a node's value stands; of a text in quotes without these, so that the span can be replaced by another text."""
    place: Place = getattr(node, "place")  # noqa: B009
    text = getattr(node, "text", None)
    if isinstance(text, str) and place.line == place.end_line and place.end_column - place.column == len(text) + 2:
        return Span(place.line, place.column + 1, place.end_line, place.end_column - 1)
    return span(place)


def variable_positions(variables: Table | Object) -> dict[str, Span]:
    """Where each environment variable's name stands, and its value."""
    found = {f"Environment.{name}": span(place) for name, place in variables.keys.items()}
    found.update((f"EnvironmentValue.{name}", value_span(variables.entries[name])) for name in variables.keys)
    return found


def number(value: str | Unresolved | None) -> float | None:
    """A literal number, or None."""
    try:
        found = float(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and 0 <= found < 1e9 else None


def whole(value: str | Unresolved | None) -> int | None:
    """A literal whole number, or None."""
    found = number(value)
    return int(found) if found is not None else None


def text(value: str | Unresolved | None) -> str | None:
    """A literal text, or None."""
    return value if isinstance(value, str) else None


def plain(node: Node, literal: Literal, depth: int = 0) -> object:
    """A node as dicts, lists and texts; what is not literal as ``Unresolved``."""
    if isinstance(node, Scalar) or depth > 12:
        return literal(node)
    if isinstance(node, Sequence):
        return [plain(item, literal, depth + 1) for item in node.items[:200]]
    if len(node.entries) == 1 and next(iter(node.entries)).startswith(("Fn::", "Ref")):
        return literal(node)
    return {key: plain(value, literal, depth + 1) for key, value in list(node.entries.items())[:200]}


def event(word: str, properties: Mapping[str, object], line: int) -> tuple[EventSource, ...]:
    """The sources that a template's word stands for: catalogue ids where it is clear, else the word itself."""
    ids = source_ids(word, properties)
    if word == "Cognito" and ids and properties.get("Trigger"):
        return tuple(EventSource(found, properties, line) for found in ids)
    return (EventSource(ids[0] if len(ids) == 1 else word, properties, line),)


def local_directory(base: Path, value: str) -> Path | None:
    """A path of a template as a directory on disk (``.`` and ``..`` worked out); None for what lies elsewhere or is an archive."""
    if "://" in value or value.startswith("arn:") or value.endswith((".zip", ".jar", ".whl")) or "\0" in value:
        return None
    path = base.joinpath(*(part for part in value.replace("\\", "/").split("/") if part not in ("", ".")))
    if value.startswith("/"):
        path = Path(value)
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        else:
            parts.append(part)
    return Path(*parts)


def table_of(node: Node | None) -> Table:
    """A node as a mapping; an empty one where it is none."""
    return node if isinstance(node, Table) else Table({}, Place(0, 0, 0, 0))
