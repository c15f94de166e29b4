"""Whether a run returned what its event file expects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .header import Header
from .paths import Part, format_path

_MOST = 20
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Expectation:
    """``expected`` is JSON text, laid out; ``differences`` are sentences, none where the run returned just that."""

    expected: str
    differences: tuple[str, ...]


def compare(header: Header, payload: str, *, failed: bool = False) -> Expectation | None:
    """How a run's payload differs from what the header expects; None where it expects nothing.

    Objects are the same whatever the order of their keys, ``1`` is ``1.0``. Of a function error (``failed``) only the keys that the
    header names count: request id and stack trace are others each time.
    """
    if not header.has_expected:
        return None
    expected = header.expected
    try:
        got: Any = json.loads(payload) if payload else None
    except ValueError:
        got = payload
    if failed and isinstance(expected, dict) and isinstance(got, dict):
        got = {key: value for key, value in got.items() if key in expected}
        told = tuple(_differences(expected, got, ()))
    elif failed:
        told = (f"the function failed; expected {_short(expected)}",)
    else:
        told = tuple(_differences(expected, got, ()))
    return Expectation(json.dumps(expected, indent=2, ensure_ascii=False), told[:_MOST])


def _differences(wanted: Any, got: Any, at: tuple[Part, ...]) -> Iterator[str]:
    if isinstance(wanted, dict) and isinstance(got, dict):
        for key, value in wanted.items():
            if key not in got:
                yield f"{_at((*at, key))} is missing; expected {_short(value)}"
            else:
                yield from _differences(value, got[key], (*at, key))
        for key in got:
            if key not in wanted:
                yield f"{_at((*at, key))} is not expected: {_short(got[key])}"
    elif isinstance(wanted, list) and isinstance(got, list):
        for index, (one, other) in enumerate(zip(wanted, got, strict=False)):
            yield from _differences(one, other, (*at, index))
        if len(wanted) != len(got):
            yield f"{_at(at)} has {len(got)} elements; expected {len(wanted)}"
    elif isinstance(wanted, bool) is not isinstance(got, bool) or wanted != got:
        yield f"{_at(at)} is {_short(got)}; expected {_short(wanted)}"


def _at(path: tuple[Part, ...]) -> str:
    return format_path(path) or "the result"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
