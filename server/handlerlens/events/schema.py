"""JSON schemas for event files: what an event of a source has, made from its samples and facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .catalog import Source, source, sources
from .encoding import Json
from .header import HEADER
from .paths import ANY, Part, find, matches, parse_path

Schema = dict[str, Any]

_DIALECT = "http://json-schema.org/draft-07/schema#"
_HEADER: Schema = {
    "type": "object",
    "description": "Handlerlens: what this event is for. It is not sent to the function.",
    "properties": {
        "handler": {"type": "string", "description": "The handler that it is for, as in app.py::lambda_handler."},
        "expected": {"description": "The result that the handler should return."},
        "clientContext": {
            "type": "object",
            "description": "The client context, as a mobile client sends it: context.client_context.",
            "properties": {"client": {"type": "object"}, "custom": {"type": "object"}, "env": {"type": "object"}},
        },
        "cognitoIdentity": {
            "type": "object",
            "description": "Who calls, where Amazon Cognito knows it: context.identity.",
            "properties": {"cognitoIdentityId": {"type": "string"}, "cognitoIdentityPoolId": {"type": "string"}},
        },
        "tenantId": {
            "type": "string",
            "description": "The tenant of a function with tenant isolation: context.tenant_id.",
        },
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
    """The schema of any event file: which source's it is follows from what it holds; an event of one's own may be anything.

    Nothing is required, as events written by hand hold what the code reads: only what Lambda would never send is wrong.
    """
    return {
        "$schema": _DIALECT,
        "title": "An event for a Lambda function",
        "properties": {HEADER: _HEADER},
        "allOf": [
            {"if": condition, "then": _lenient(known)}
            for known in sources()
            if (condition := _condition(known)) is not None
        ],
    }


def sidecar_schema() -> Schema:
    """The schema of the file that says of an event what a header would."""
    return {"$schema": _DIALECT, "title": "What a Handlerlens event is for", **_HEADER}


def _lenient(known: Source) -> Schema:
    schema = _schema([v.event for v in known.variants.values()], (), known)
    return {"description": f"{known.facts.title}: {known.docs}", **_without_required(schema)}


def _without_required(schema: Schema) -> Schema:
    found = {key: value for key, value in schema.items() if key != "required"}
    types = found.get("type", [])
    types = [types] if isinstance(types, str) else types
    if {"integer", "number"} & set(types) and "string" not in types:
        found["type"] = [*types, "string"]  # services write some numbers as text at times
    if "properties" in found:
        found["properties"] = {key: _without_required(inner) for key, inner in found["properties"].items()}
    if "items" in found:
        found["items"] = _without_required(found["items"])
    return found


def _condition(known: Source) -> Schema | None:
    """What an event has that only this source sends: a key of its own, else all of its signature; None where nothing tells it."""
    if known.signature:
        return {"allOf": [_has(entry) for entry in known.signature]}
    telling = [entry for entry in known.facts.keys if not any(_holds(entry, v) for v in _others(known.facts.id))]
    return {"anyOf": [_has(entry) for entry in telling]} if telling else None


def _others(key: str) -> Iterator[Json]:
    return (v.event for other in sources() if other.facts.id != key for v in other.variants.values())


def _holds(entry: str, event: Json) -> bool:
    path, equals, value = entry.partition("=")
    found = [value for _, value in find(event, parse_path(path.replace(".[]", "[]")))]
    return value in found if equals else bool(found)


def _has(entry: str) -> Schema:
    """The schema of a value that has a path (``Records.[].s3``), with ``=`` and a value there; ``!`` before it turns it round."""
    if entry.startswith("!"):
        return {"not": _has(entry[1:])}
    path, equals, value = entry.partition("=")
    schema: Schema = {"const": value} if equals else {}
    for part in reversed(parse_path(path.replace(".[]", "[]"))):
        if part is ANY:
            schema = {"type": "array", "contains": schema}
        else:
            schema = {
                "type": "object",
                "required": [str(part)],
                **({"properties": {str(part): schema}} if schema else {}),
            }
    return schema


def _schema(values: list[Json], at: tuple[Part, ...], known: Source) -> Schema:
    schema: Schema = {}
    types = list(dict.fromkeys(_type(value) for value in values))
    if _is_one(known.facts.nullable, at) and "null" not in types:
        types.append("null")
    if "number" in types and "integer" in types:
        types.remove("integer")
    meaning = next((says for pattern, says in (known.fields or {}).items() if matches(parse_path(pattern), at)), "")
    if meaning:
        schema["description"] = meaning.replace("`", "")
        schema["markdownDescription"] = f"{meaning}\n\n[{known.facts.title}]({known.docs})"
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
