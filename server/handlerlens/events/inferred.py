"""An example event made from what a handler reads."""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from functools import cache
from importlib import resources

from ..analysis.event_reads import Kind, Read
from ..analysis.event_walk import event_reads
from ..analysis.handlers import Handler
from ..analysis.source import Source
from .encoding import Json, encode

MOMENT = datetime(2026, 1, 15, 9, 30, tzinfo=timezone.utc)
"""The moment that every example time tells."""

_FORMATS = {
    "uuid": "5f0c1d9e-7a34-4c1b-9d52-8e6f0b3a2c41",
    "date-time": "2026-01-15T09:30:00+00:00",
    "date": "2026-01-15",
}

_TYPES = frozenset({"S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"})
"""What an attribute of a DynamoDB item may be
(https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html)."""


def inferred_event(source: Source, handler: Handler) -> Json:
    """An event with every key that the handler reads; ``{}`` where it reads none."""
    reads = event_reads(source, handler)
    return {} if reads.empty else example(reads)


def example(read: Read) -> Json:
    """A value of the type that the code's use suggests, named after its key where nothing better is known."""
    if read.parsed is not None:
        layer = read.format if read.format in ("base64", "gzip") else "json"
        return encode(json.dumps(example(read.parsed), ensure_ascii=False), layer)
    kind = read.kind
    if kind is Kind.OBJECT:
        made = _attribute(read, read.key) or {k: example(child) for k, child in read.keys.items() if not child.assigned}
        if read.entry is not None and not read.entry.empty and not made:
            made["key"] = example(read.entry)
        return made
    if kind is Kind.LIST:
        if read.item is not None and not read.item.empty:
            return [example(read.item)]
        return [placeholder(_singular(read.key), None)] if read.key else []
    for known in read.named:
        if kind is None or _is(known, kind):
            return known
    if read.format == "epoch":
        return int(MOMENT.timestamp())
    if "%" in read.format:
        return MOMENT.strftime(read.format)
    if read.format:
        return _FORMATS.get(read.format) or encode("Hello from Lambda", read.format)
    return placeholder(read.key, kind)


def _attribute(read: Read, name: str) -> dict[str, Json]:
    """A DynamoDB item's attribute; {} for any other object."""
    types = {kind: child for kind, child in read.keys.items() if not child.assigned}
    return {kind: _typed(kind, child, name) for kind, child in types.items()} if types.keys() <= _TYPES else {}


def _typed(kind: str, read: Read, name: str) -> Json:
    """An attribute's value as DynamoDB writes it, named after the attribute (``{"total": {"N": "1"}}``)."""
    if kind == "L" and read.item is not None and not read.item.empty:
        return [_attribute(read.item, _singular(name)) or example(read.item)]
    if kind in ("L", "M") or read.parsed is not None:
        return example(read)
    if kind in ("BOOL", "NULL"):
        return True
    of = Kind.STRING if kind not in ("N", "NS") else Kind.INTEGER if read.kind is Kind.INTEGER else Kind.NUMBER
    told = next(iter(read.named), None) if len(kind) == 1 else None
    value = str(told if told is not None else placeholder(_singular(name) if len(kind) > 1 else name, of))
    value = encode(value, "base64") if kind in ("B", "BS") else value
    return [value] if len(kind) > 1 else value


def placeholder(key: str, kind: Kind | None) -> Json:
    """A value that suits a key's name; ``kind`` overrules the name."""
    words = _words(key)
    table = _table()
    for start in range(len(words)):
        known = (
            "-".join([*words[:-1], "1"]) if start and words[start:] == ["id"] else table.get(" ".join(words[start:]))
        )
        if known is not None and (kind is None or _is(known, kind)):
            return known
        if known is not None and kind is Kind.STRING:
            return str(known)
    if kind in (Kind.INTEGER, Kind.NUMBER):
        return 1
    if kind is Kind.BOOLEAN or (kind is None and words[:1] and words[0] in ("is", "has", "should", "can", "enable")):
        return True
    return key


def _is(value: object, kind: Kind) -> bool:
    match kind:
        case Kind.STRING:
            return isinstance(value, str)
        case Kind.BOOLEAN:
            return isinstance(value, bool)
        case Kind.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool)
        case Kind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
    return False


def _words(key: str) -> list[str]:
    """The words of ``first_name``, ``firstName``, ``X-First-Name``, in lower case."""
    return re.findall(r"[a-z]+|[0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", key).lower())


def _singular(key: str) -> str:
    if key.endswith("ies"):
        return key[:-3] + "y"
    return key[:-1] if key.endswith("s") and not key.endswith("ss") else key


@cache
def _table() -> dict[str, Json]:
    text = resources.files(__package__).joinpath("placeholders.json").read_text("utf-8")
    table: dict[str, Json] = json.loads(text)["values"]
    return table


def default_event(source: Source, handler: Handler) -> str:
    """The event to run a handler with when none was chosen: JSON text, indented by two spaces."""
    return json.dumps(inferred_event(source, handler), indent=2, ensure_ascii=False)
