"""The response contracts: what each caller of Lambda does with the value that a handler returns; data under ``data/contracts``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from .contract_schema import Schema, View, Violation, evaluate
from .finding import Severity


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The events that nobody wants an answer to: those that have this value at this path."""

    path: str
    value: str


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract. ``caller`` is who gets the response, ``consequence`` what it does with one that breaks the contract.

    ``value`` says what becomes of the response: ``answer`` (it is the caller's answer), ``ignored`` (nobody looks at it), ``call`` (the
    answer is given by an API call). ``links`` relate the response to the event (see ``events/contracts.py``).
    """

    id: str
    title: str
    docs: str
    caller: str
    consequence: str
    value: str
    schema: Schema
    links: Sequence[Mapping[str, Any]] = ()
    unanswered: Unanswered | None = None

    def violations(self, view: View) -> list[Violation]:
        """How a response certainly breaks the contract."""
        return evaluate(self.schema, view) if self.schema else []

    def sentence(self, violation: Violation, severity: Severity | None = None) -> str:
        """A violation with its remote consequence, for people; ``severity`` where it is another one than the violation's own."""
        if violation.ignored:
            return f"{self.caller} ignores it: {violation.message}."
        key = violation.path[:1] or (violation.supply.partition(":")[0],)
        keyed = isinstance(key[0], str) and bool(key[0]) and violation.message.startswith(key[0])
        return self.told(violation.message, violation.severity if severity is None else severity, keyed=keyed)

    def told(self, message: str, severity: Severity, *, keyed: bool = False) -> str:
        """A message with the consequence before it, where it has one; else as a sentence, whose first word stays if it is a key."""
        if severity is Severity.INFORMATION or not self.consequence:
            named = keyed or not message.partition(" ")[0].islower()
            return f"{message}." if named else f"{message[:1].upper()}{message[1:]}."
        return f"{self.consequence}: {message}."


@cache
def contract(key: str) -> Contract | None:
    """A contract by its id; None where any JSON is right or nothing is known."""
    file = resources.files(__package__) / "data" / "contracts" / f"{key}.json"
    if not key or not key.isidentifier() or not file.is_file():
        return None
    data = json.loads(file.read_text("utf-8"))
    if "like" in data:
        like = json.loads(
            (resources.files(__package__) / "data" / "contracts" / f"{data['like']}.json").read_text("utf-8")
        )
        data = _merged(like, data)
    return Contract(
        id=key,
        title=data["title"],
        docs=data["docs"],
        caller=data["caller"],
        consequence=data.get("consequence", ""),
        value=data.get("value", "answer"),
        schema=data.get("schema", {}),
        links=tuple(data.get("links", ())),
        unanswered=Unanswered(**data["unanswered"]) if "unanswered" in data else None,
    )


def _merged(like: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """A contract with what another one says otherwise; null takes a part away (RFC 7396)."""
    found = dict(like)
    for name, value in own.items():
        if value is None:
            found.pop(name, None)
        elif isinstance(value, dict) and isinstance(like.get(name), dict):
            found[name] = _merged(like[name], value)
        else:
            found[name] = value
    return found
