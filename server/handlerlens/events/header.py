"""What an event file says for us: ``$handlerlens`` names the handler that it is for and the result that is expected."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

HEADER = "$handlerlens"
"""The key of an event file that is ours and not the event's: ``{"handler": "app.py::lambda_handler", "expected": …}``."""

_OBJECTS = ("clientContext", "cognitoIdentity")
_KEYS = ("handler", "expected", *_OBJECTS, "tenantId")
_BLANK = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Header:
    """``handler`` as written (``app.py::lambda_handler``, a handler string or a function of a template).

    ``expected`` is what a run should return, where ``has_expected``. ``problem`` says what is wrong with the header itself.
    """

    handler: str | None = None
    expected: Any = None
    has_expected: bool = False
    problem: str | None = None
    line: int = 1
    """Where the header stands, 1-based."""
    client_context: str | None = None
    """As a mobile client sends it, JSON text; like the next two, of who calls and not of the event."""
    cognito_identity: str | None = None
    tenant_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Member:
    key: str
    value: Any
    start: int
    end: int


def read_header(value: object, line: int = 1) -> Header:
    """A header from its JSON value."""
    if not isinstance(value, dict):
        return Header(problem=f"{HEADER} must be an object with handler and expected.", line=line)
    handler = value.get("handler")
    problem = None
    unknown = [key for key in value if key not in _KEYS]
    if unknown:
        problem = f"{HEADER} has no '{unknown[0]}'; it knows {', '.join(_KEYS)}."
    elif handler is not None and not isinstance(handler, str):
        problem = f"{HEADER}: handler must be a text such as app.py::lambda_handler."
    for key in _OBJECTS:
        if not isinstance(value.get(key, {}), dict):
            problem = problem or f"{HEADER}: {key} must be an object."
    tenant = value.get("tenantId")
    if tenant is not None and not isinstance(tenant, str):
        problem = problem or f"{HEADER}: tenantId must be a text."
    context, identity = (json.dumps(value[key], ensure_ascii=False) if key in value else None for key in _OBJECTS)
    named = handler if isinstance(handler, str) else None
    return Header(named, value.get("expected"), "expected" in value, problem, line, context, identity, tenant)


def split(text: str) -> tuple[str, Header | None]:
    """The event's own text and the header. What is left stays as it was written: numbers, spaces, order.

    ``text`` must be JSON.
    """
    members = list(_members(text))
    for index, member in enumerate(members):
        if member.key == HEADER:
            line = text.count("\n", 0, member.start) + 1
            return _without(text, members, index), read_header(member.value, line)
    return text, None


def with_header(text: str, handler: str | None, expected: str | None = None) -> str | None:
    """An event's text with a header put first; ``expected`` is JSON text. None for an event that is no object: it cannot have one."""
    start = len(text) - len(text.lstrip(_BLANK + "\ufeff"))
    if text[start : start + 1] != "{":
        return None
    if handler is None and expected is None:
        return text
    named = [f'"handler": {json.dumps(handler, ensure_ascii=False)}'] if handler is not None else []
    wanted = [f'"expected": {_indented(expected)}'] if expected is not None else []
    inner = f"\n    {f',{chr(10)}    '.join([*named, *wanted])}\n  " if wanted else f" {named[0] if named else ''} "
    rest = text[start + 1 :]
    empty = rest.lstrip(_BLANK)[:1] == "}"
    gap = "" if rest[:1] in ("\n", "\r") else "\n" if empty else "\n  "
    return f'{{\n  "{HEADER}": {{{inner}}}{"" if empty else ","}{gap}{rest}'


def sidecar(handler: str | None, expected: str | None = None) -> str:
    """The text of a sidecar, which says the same beside an event that is no object."""
    said = {"handler": handler} if handler is not None else {}
    wanted = {"expected": json.loads(expected)} if expected is not None else {}
    return json.dumps({**said, **wanted}, indent=2, ensure_ascii=False) + "\n"


def _indented(text: str) -> str:
    return json.dumps(json.loads(text), indent=2, ensure_ascii=False).replace("\n", "\n    ")


def _without(text: str, members: list[_Member], index: int) -> str:
    member = members[index]
    if index + 1 < len(members):
        return text[: member.start] + text[members[index + 1].start :]
    before = members[index - 1].end if index else text.index("{") + 1
    return text[:before] + text[member.end :]


def _members(text: str) -> Iterator[_Member]:
    """The members of the object that a JSON text is, with their places; none for anything else."""
    decoder = json.JSONDecoder()
    at = _after_blanks(text, 1 if text.startswith("\ufeff") else 0)
    if text[at : at + 1] != "{":
        return
    at = _after_blanks(text, at + 1)
    while text[at : at + 1] == '"':
        start = at
        key, at = decoder.raw_decode(text, at)
        value, at = decoder.raw_decode(text, _after_blanks(text, _after_blanks(text, at) + 1))
        yield _Member(key, value, start, at)
        at = _after_blanks(text, at)
        at = _after_blanks(text, at + 1) if text[at : at + 1] == "," else len(text)


def _after_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at
