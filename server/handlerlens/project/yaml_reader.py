"""YAML to nodes, from the parser's events: safe (no tag constructs anything) and bounded in size, depth and expansion."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from .nodes import MAX_DEPTH, MAX_VALUES, Document, Node, Place, ReadError, Scalar, Sequence, Table

_PLAIN_NAME = {"!Ref": "Ref", "!Condition": "Condition"}


def read_yaml(text: str) -> Document:
    """The first document of a YAML text; raises ``ReadError`` for whatever is wrong with it."""
    builder = _Builder()
    try:
        for event in _events(text):
            if isinstance(event, DocumentEndEvent):
                break
            builder.take(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ReadError(_sentence(error), mark.line + 1 if mark else 0) from None
    except YAMLError as error:
        raise ReadError(str(error).splitlines()[0] if str(error) else "it is not YAML") from None
    if not isinstance(builder.top, Table):
        raise ReadError("its top level is no mapping", 1)
    return Document(builder.top, tuple(builder.repeated))


def _events(text: str) -> Iterator[Any]:
    yaml = YAML(typ="safe", pure=True)
    try:
        yield from yaml.parse(io.StringIO(text))
    except (AttributeError, AssertionError, IndexError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise YAMLError(f"it is not YAML ({type(error).__name__} in the parser)") from error  # the parser's own slips


def _sentence(error: MarkedYAMLError) -> str:
    problem = (error.problem or error.context or "it is not YAML").strip()
    if "\\t" in problem:
        return "a tab is used where YAML wants spaces"
    return " ".join(problem.split())


@dataclass(slots=True)
class _Open:
    """A collection that is being read."""

    node: Table | Sequence
    anchor: str | None
    tag: str | None
    key: Scalar | None = None


@dataclass(slots=True)
class _Builder:
    """Builds the tree without recursion; anchors are known only once their value is complete, so no value holds itself."""

    top: Node | None = None
    repeated: list[tuple[str, int]] = field(default_factory=list)
    _stack: list[_Open] = field(default_factory=list)
    _anchors: dict[str, Node] = field(default_factory=dict)

    def take(self, event: Any) -> None:
        """Add one parser event."""
        if isinstance(event, ScalarEvent):
            plain = event.style is None and bool(event.implicit[0])
            self._add(Scalar(event.value or "", _place(event), plain), event.anchor, _tag(event))
        elif isinstance(event, MappingStartEvent):
            self._open(Table({}, _place(event)), event)
        elif isinstance(event, SequenceStartEvent):
            self._open(Sequence([], _place(event)), event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            closed = self._stack.pop()
            start, end = closed.node.place, _place(event)
            closed.node.place = Place(start.line, start.column, end.end_line, end.end_column)
            self._add(closed.node, closed.anchor, closed.tag)
        elif isinstance(event, AliasEvent):
            if event.anchor not in self._anchors:
                known = any(o.anchor == event.anchor for o in self._stack)
                what = "stands inside its own anchor" if known else "names no anchor before it"
                raise ReadError(f"the alias *{event.anchor} {what}", event.start_mark.line + 1)
            self._add(self._anchors[event.anchor], None, None)

    def _open(self, node: Table | Sequence, event: Any) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise ReadError(f"it is nested more than {MAX_DEPTH} levels deep", node.place.line)
        self._stack.append(_Open(node, event.anchor, _tag(event)))

    def _add(self, node: Node, anchor: str | None, tag: str | None) -> None:
        if tag is not None:
            node = Table({_intrinsic(tag): node}, node.place, 1 + _size(node))
        if anchor:
            self._anchors[anchor] = node
        if not self._stack:
            self.top = node
            return
        owner = self._stack[-1]
        if isinstance(owner.node, Sequence):
            owner.node.items.append(node)
        elif owner.key is None:
            owner.key = node if isinstance(node, Scalar) else Scalar("", node.place)
            return
        else:
            self._entry(owner.node, owner.key, node)
            owner.key = None
        owner.node.size += _size(node)
        if owner.node.size > MAX_VALUES:
            raise ReadError(f"it holds more than {MAX_VALUES} values once its aliases are written out", node.place.line)

    def _entry(self, table: Table, key: Scalar, value: Node) -> None:
        if key.text == "<<" and key.plain:
            for merged in value.items if isinstance(value, Sequence) else [value]:
                if isinstance(merged, Table):
                    for name, inherited in merged.entries.items():
                        if name not in table.keys:
                            table.entries.setdefault(name, inherited)
            return
        if key.text in table.keys:
            self.repeated.append((key.text, key.place.line))
        table.entries[key.text] = value
        table.keys[key.text] = key.place


def _intrinsic(tag: str) -> str:
    return _PLAIN_NAME.get(tag, f"Fn::{tag.lstrip('!')}")


def _tag(event: Any) -> str | None:
    """An event's own tag, ``!Sub``; None for none and for YAML's standard ones."""
    tag = event.tag
    if not isinstance(tag, str) or not tag.startswith("!") or tag.startswith("!!") or tag == "!":
        return None
    return tag


def _size(node: Node) -> int:
    return 1 if isinstance(node, Scalar) else node.size


def _place(event: Any) -> Place:
    start, end = event.start_mark, event.end_mark
    return Place(start.line + 1, start.column, end.line + 1, end.column)
