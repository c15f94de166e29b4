"""Events that come inside others: an S3 notification in an SNS message in an SQS body."""

from __future__ import annotations

from collections.abc import Iterable

from ..analysis.event_reads import Read
from .catalog import compositions, source, variant
from .encoding import Json, open_layer


def chains(key: str) -> list[str]:
    """The common chains that end in a source (``s3_in_sns_in_sqs`` for ``sqs``)."""
    return [name for name in compositions() if name.rpartition("_in_")[2] == key]


def chain_for(key: str, reads: Read) -> str | None:
    """The simplest chain whose events have the most of what the code reads, and more than the source's own samples; else None."""
    return next(iter(likely_chains(key, reads)), None)


def likely_chains(key: str, reads: Read) -> list[str]:
    """The chains whose events have the most of what the code reads, the simplest first; [] where the source's own samples do."""
    if not _opens(reads):
        return []
    found = {name: _found([variant(name).event], reads) for name in chains(key)}
    plain = max(_found([sample.event], reads) for sample in source(key).variants.values())
    most = max(found.values(), default=0)
    return [name for name, count in found.items() if count == most > plain]


def _opens(read: Read) -> bool:
    """Whether the code reads keys of a JSON text somewhere in the event."""
    if read.parsed is not None and (read.parsed.keys or _opens(read.parsed)):
        return True
    inner = (*read.keys.values(), *(one for one in (read.item, read.entry) if one is not None))
    return any(_opens(one) for one in inner)


def _found(values: Iterable[Json], read: Read) -> int:
    """How many of the values that the code reads are there, also inside texts."""
    values = list(values)
    found = 0
    for key, child in read.keys.items():
        inner = [value[key] for value in values if isinstance(value, dict) and key in value]
        found += 1 + _found(inner, child) if inner else 0
    if read.item is not None:
        found += _found([one for value in values if isinstance(value, list) for one in value], read.item)
    if read.entry is not None:
        found += _found([one for value in values if isinstance(value, dict) for one in value.values()], read.entry)
    if read.parsed is not None:
        opened = [open_layer(value) for value in values if isinstance(value, str)]
        found += _found([one[0] for one in opened if one is not None], read.parsed)
    return found
