"""JSON schemas for event files: what an event of a source has, made from its samples and facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .catalog import Source, source
from .encoding import Json
from .files import HEADER
from .paths import ANY, Part, matches, parse_path

Schema = dict[str, Any]

_DIALECT = "http://json-schema.org/draft-07/schema#"
_HEADER: Schema = {
    "type": "object",
    "description": "Handlerlens: what this event is for. It is not sent to the function.",
    "properties": {
        "handler": {"type": "string", "description": "The handler that it is for, as in app.py::lambda_handler."},
        "expected": {"description": "The result that the handler should return."},
    },
    "additionalProperties": False,
}


def source_schema(key: str) -> Schema:
    """The schema (draft 7) of a source's events: types and keys of its samples, which may be null or absent, and their meaning.

    Unknown keys are allowed (services add some); a key is required where every sample has it and nothing says that it may be absent.
    """
    known = source(key)
    schema = _schema([v.event for v in known.variants.values()], (), known)
    schema = {"$schema": _DIALECT, "title": known.facts.title, "description": known.docs, **schema}
    if "properties" in schema:
        schema["properties"] = {HEADER: _HEADER, **schema["properties"]}
    schema["examples"] = [next(iter(known.variants.values())).event]
    return schema


def event_schema() -> Schema:
    """The schema of an event file of which no source is known: any JSON, with our header."""
    return {"$schema": _DIALECT, "title": "An event for a Lambda function", "properties": {HEADER: _HEADER}}


def _schema(values: list[Json], at: tuple[Part, ...], known: Source) -> Schema:
    schema: Schema = {}
    types = list(dict.fromkeys(_type(value) for value in values))
    if _is_one(known.facts.nullable, at) and "null" not in types:
        types.append("null")
    if "number" in types and "integer" in types:
        types.remove("integer")
    meaning = next((says for pattern, says in (known.fields or {}).items() if matches(parse_path(pattern), at)), "")
    if meaning:
        schema["description"] = meaning
    if types != ["null"]:
        schema["type"] = types[0] if len(types) == 1 else types
    objects = [value for value in values if isinstance(value, dict)]
    lists = [value for value in values if isinstance(value, list)]
    if objects and not _is_one(known.open, at):
        schema |= _object(objects, at, known)
    if lists:
        elements = [element for value in lists for element in value]
        if elements:
            schema["items"] = _schema(elements, (*at, ANY), known)
    return schema


def _object(values: list[dict[str, Json]], at: tuple[Part, ...], known: Source) -> Schema:
    names = list(dict.fromkeys(name for value in values for name in value))
    properties = {
        name: _schema([value[name] for value in values if name in value], (*at, name), known) for name in names
    }
    required = [
        name
        for name in names
        if all(name in value for value in values) and not _is_one(known.facts.absent, (*at, name))
    ]
    return {"properties": properties, **({"required": required} if required else {})}


def _is_one(patterns: Iterable[str], at: tuple[Part, ...]) -> bool:
    return any(matches(parse_path(pattern), at) for pattern in patterns)


def _type(value: Json) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"
