"""The event sources by name: how code and templates say which service a handler serves. The facts are data, one line a source."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class EventSourceFacts:
    """One source. ``short`` is its title where there is little room.

    ``model`` is ``sync``, ``async`` or ``polled`` (how Lambda is called); ``contract`` names its response contract.

    ``types`` are the classes that annotate or parse its event (Powertools data classes and parser models, aws-lambda-typing),
    ``resolvers`` Powertools' event handlers, ``batch`` the members of its ``EventType``; ``templates`` the words of SAM,
    serverless, CDK and Terraform and the service principal; ``keys`` the paths (``Records.[].s3``, with ``=`` for a value) that
    only its events have among those that look alike; ``pairs`` two paths (``methodArn+headers``) that only its events have together.

    Patterns of paths (``Records[].body``): ``nullable`` may be null, ``absent`` may be missing, ``texts`` hold text that code
    likes to take for an object, ``encoded`` says how a text is encoded (``as`` base64, or gzip: compressed, then base64) and ``when``
    a flag beside it is true.
    """

    id: str
    title: str
    short: str
    model: str
    contract: str = ""
    types: tuple[str, ...] = ()
    resolvers: tuple[str, ...] = ()
    batch: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    nullable: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    encoded: tuple[Mapping[str, str], ...] = ()


@cache
def event_sources() -> Mapping[str, EventSourceFacts]:
    """Every source by its id, in the catalogue's order."""
    text = (resources.files(__package__) / "data" / "event_sources.json").read_text("utf-8")
    found: dict[str, EventSourceFacts] = {}
    for key, facts in json.loads(text)["sources"].items():
        lists = {name: tuple(value) for name, value in facts.items() if isinstance(value, list)}
        title = facts["title"]
        found[key] = EventSourceFacts(
            key, title, facts.get("short", title), facts["model"], facts.get("contract", ""), **lists
        )
    return found


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    """What code or a template may call a source, in plain letters, to the ids it may mean."""
    found: dict[str, list[str]] = {}
    for key, facts in event_sources().items():
        for name in (key, *facts.types, *facts.resolvers, *facts.batch, *facts.templates):
            ids = found.setdefault(_plain(name), [])
            if key not in ids:
                ids.append(key)
    for key in event_sources():
        found[_plain(key)] = [key]
    return {name: tuple(ids) for name, ids in found.items()}


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def source_ids(name: str, properties: Mapping[str, object] | None = None) -> tuple[str, ...]:
    """The ids that a name may mean: an id, a class, a resolver, a batch ``EventType``, a template's word; () where unknown.

    ``properties`` are the template's: the payload version of an HTTP API, the triggers of a user pool, the type of a stream.
    """
    own = {_plain(key): value for key, value in (properties or {}).items()}
    plain = _plain(name)
    if plain in ("httpapi", "httpapiv2") and str(own.get("payloadformatversion", own.get("payload", "")))[:1] == "1":
        return ("http_api_v1",)
    if plain in ("cognito", "cognitouserpool", "cognitoidpamazonawscom"):
        return _cognito(own.get("trigger", own.get("triggers")))
    if plain == "stream":
        told = f"{own.get('type', '')} {own.get('arn', '')}".lower()
        return ("dynamodb",) if "dynamodb" in told else ("kinesis",) if "kinesis" in told else ("kinesis", "dynamodb")
    if plain in ("apigatewayamazonawscom", "apigateway"):
        return ("rest_api", "http_api_v2")
    return _names().get(plain, ())


def _cognito(triggers: object) -> tuple[str, ...]:
    names = [triggers] if isinstance(triggers, str) else triggers if isinstance(triggers, list | tuple) else []
    found = [i for n in names if isinstance(n, str) for i in _names().get(_plain(n), ()) if i.startswith("cognito_")]
    return tuple(found) or tuple(key for key in event_sources() if key.startswith("cognito_") and key != "cognito_sync")
