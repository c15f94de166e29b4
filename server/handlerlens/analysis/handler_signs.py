"""The signs of a handler, from ``data/handler_signs.json``: names, parameters, decorators, adapters, and what tells of something else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Signs:
    """The lists of the data file; each is documented by its name there."""

    names: frozenset[str]
    names_of_a_provider: frozenset[str]
    event: frozenset[str]
    event_loose: frozenset[str]
    event_many: frozenset[str]
    event_whole: frozenset[str]
    event_keys: frozenset[str]
    context: frozenset[str]
    context_loose: frozenset[str]
    context_attributes: frozenset[str]
    context_extras: frozenset[str]
    not_event: frozenset[str]
    quiet_always: frozenset[str]
    quiet_names: frozenset[str]
    decorators: frozenset[str]
    decorators_with_signature: frozenset[str]
    decorators_of_chalice: frozenset[str]
    decorator_makers: frozenset[str]
    adapters: frozenset[str]
    adapters_when_imported: dict[str, str]
    registering: frozenset[str]
    registering_as_member: frozenset[str]
    registering_on_instance: frozenset[str]
    registering_modules: frozenset[str]
    registries: frozenset[str]
    looked_up_text: tuple[str, ...]
    foreign_modules: frozenset[str]
    foreign_modules_without_aws: frozenset[str]
    foreign_text: tuple[str, ...]
    foreign_described: tuple[str, ...]
    interface_modules: frozenset[str]
    modules_without_events: frozenset[str]
    test_modules: frozenset[str]
    server_modules: frozenset[str]
    aws_modules: frozenset[str]


@cache
def signs() -> Signs:
    """The data file, read once."""
    data = json.loads((Path(__file__).parent / "data" / "handler_signs.json").read_text("utf-8"))
    for key in ("source", "version", "date"):
        del data[key]
    keep = {"adapters_when_imported": dict, "foreign_text": tuple, "foreign_described": tuple, "looked_up_text": tuple}
    return Signs(**{key: keep.get(key, frozenset)(value) for key, value in data.items()})
