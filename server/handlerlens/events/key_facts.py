"""What is known of a place in a handler's event: its keys, sample values, types, whether they may be null, what they mean."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..analysis.event_reads import Read
from ..analysis.event_walk import event_reads
from ..analysis.handlers import Handler
from ..analysis.served import served
from ..analysis.source import Source as Module
from .catalog import Source, source, variant
from .encoding import Json, open_layer
from .paths import ANY, Part, format_path, matches, parse_path
from .recognition import recognized
from .wrapped import chains, likely_chains

JSON = object()
"""In a path, the step from a text into the JSON that it holds (also base64 or compressed)."""

Path = tuple[Part, ...]

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class KeyFact:
    """One key. ``path`` as users write it (``Records[].s3.bucket``), ``sample`` the JSON text of an example, shortened; ``docs`` a link."""

    key: str
    path: str
    type: str
    sample: str
    nullable: bool
    absent: bool
    meaning: str
    docs: str
    source: str
    """The title of the event's source; "" where the key is known from the code or the chosen event alone."""


def keys_at(module: Module, handler: Handler, path: Path, chosen: Json = None) -> list[KeyFact]:
    """The keys of the object at a path, the chosen event's first, then those of the samples of every source it serves."""
    found: dict[str, KeyFact] = {}
    for value in _values(chosen, path):
        if isinstance(value, dict):
            for key, inner in value.items():
                found.setdefault(key, _fact((*path, key), inner, None))
    for known in _sources(module, handler, chosen):
        for sample in known.variants.values():
            for value in _values(sample.event, path):
                if isinstance(value, dict):
                    for key, inner in value.items():
                        if key not in found or not found[key].source:
                            found[key] = _fact((*path, key), inner, known)
        if JSON in path:
            for name in likely_chains(known.facts.id, event_reads(module, handler)) or chains(known.facts.id):
                for fact in _wrapped(name, path):
                    found.setdefault(fact.key, fact)
        for pattern in (*known.facts.absent, *known.facts.nullable):
            parts = parse_path(pattern)
            if len(parts) == len(path) + 1 and matches(parts[:-1], path) and isinstance(parts[-1], str):
                found.setdefault(parts[-1], _fact((*path, parts[-1]), None, known, sampled=False))
    return list(found.values())


def _wrapped(chain: str, path: Path) -> Iterator[KeyFact]:
    """The keys of the object at a path of a chain of events, with what the source of the event there says of them."""
    links = chain.split("_in_")
    depth = path.count(JSON)
    inner = source(variant(links[-1 - depth]).source) if depth < len(links) else None
    start = max((at + 1 for at, part in enumerate(path) if part is JSON), default=0)
    for value in _values(variant(chain).event, path):
        if isinstance(value, dict):
            for key, held in value.items():
                fact = _fact((*path[start:], key), held, inner)
                yield replace(fact, path=format_path(tuple(part for part in (*path, key) if part is not JSON)))


def fact_at(module: Module, handler: Handler, path: Path, chosen: Json = None) -> KeyFact | None:
    """What is known of the value at a path; None where neither the chosen event nor a source has it."""
    return next((fact for fact in keys_at(module, handler, path[:-1], chosen) if fact.key == path[-1]), None)


def paths_of(root: Read) -> dict[Read, Path]:
    """Where in the event every value stands that the code reads."""
    found: dict[Read, Path] = {}
    waiting: list[tuple[Read, Path]] = [(root, ())]
    while waiting:
        read, path = waiting.pop()
        if read in found:
            continue
        found[read] = path
        waiting.extend((child, (*path, key)) for key, child in read.keys.items())
        waiting.extend((inner, (*path, ANY)) for inner in (read.item, read.entry) if inner is not None)
        if read.parsed is not None:
            waiting.append((read.parsed, (*path, JSON)))
    return found


def _sources(module: Module, handler: Handler, chosen: Json) -> Iterator[Source]:
    """The sources that the handler serves, else the one that the chosen event is from."""
    ids = list(dict.fromkeys(key for one in served(module, handler) for key in one.ids))
    if chosen is not None and (looks := recognized(chosen)) is not None and looks not in ids:
        ids = [looks] if not any(one.certain for one in served(module, handler)) else [*ids, looks]
    yield from map(source, ids)


def _values(event: Json, path: Sequence[Part]) -> list[Json]:
    """What stands at a path, in each element of the lists on the way."""
    values: list[Json] = [event]
    for part in path:
        values = [inner for value in values for inner in _step(value, part)]
    return values


def _step(value: Json, part: Part) -> Iterable[Json]:
    if part is JSON:
        opened = open_layer(value) if isinstance(value, str) else None
        return [opened[0]] if opened is not None else []
    if part is ANY:
        return value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    return [value[str(part)]] if isinstance(value, dict) and part in value else []


def _fact(path: Path, value: Json, known: Source | None, *, sampled: bool = True) -> KeyFact:
    plain = tuple(part for part in path if part is not JSON)
    within = JSON in path
    text = format_path(plain)
    fields = {} if known is None or within else known.fields or {}
    meaning = next((says for pattern, says in fields.items() if matches(parse_path(pattern), path)), "")
    return KeyFact(
        key=str(path[-1]),
        path=text,
        type=_type(value) if sampled else "",
        sample=_short(value) if sampled else "",
        nullable=not within and known is not None and _is_one(known.facts.nullable, path),
        absent=not within and known is not None and _is_one(known.facts.absent, path),
        meaning=meaning,
        docs=known.docs if known is not None else "",
        source=known.facts.title if known is not None else "",
    )


def _is_one(patterns: Iterable[str], path: Path) -> bool:
    return any(matches(parse_path(pattern), path) for pattern in patterns)


def _type(value: Json) -> str:
    match value:
        case None:
            return "None"
        case bool() | int() | float() | str():
            return type(value).__name__
        case list():
            return f"list[{_type(value[0])}]" if value else "list"
    return "dict"


def _short(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
