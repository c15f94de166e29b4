"""Gives the bundled simplejson the speed and the depth of its C extension, which a universal package cannot bring.

The standard library's C scanner and encoder do the same for plain values; whatever is not plain, and every error, is left to
simplejson itself, so that results and messages stay its own.
"""

from __future__ import annotations

import json
import json.encoder
import json.scanner

TYPE_CHECKING = False  # typing is not loaded at run time
if TYPE_CHECKING:
    from typing import Any

_SCALARS = frozenset((str, int, float, bool, type(None)))


def hasten(simplejson: Any, encoder_class: Any) -> None:
    """``encoder_class`` is awslambdaric's; both are changed in place."""
    _hasten_decoder(simplejson._default_decoder)
    _hasten_encoder(encoder_class)


def _hasten_decoder(decoder: Any) -> None:
    if json.scanner.c_make_scanner is None:  # type: ignore[attr-defined]
        return
    scan = json.scanner.c_make_scanner(json.JSONDecoder(parse_constant=_refuse))  # type: ignore[attr-defined]
    scan_slowly = decoder.scan_once

    def scan_once(text: str, idx: int) -> Any:
        try:
            return scan(text, idx)
        except RecursionError as error:
            raise RecursionError(str(error).replace("a unicode string", "a string")) from None
        except (ValueError, StopIteration):
            return scan_slowly(text, idx)

    decoder.scan_once = scan_once


def _hasten_encoder(encoder_class: Any) -> None:
    if json.encoder.c_make_encoder is None:  # type: ignore[attr-defined]
        return
    encode_slowly = encoder_class.encode

    def encode(self: Any, value: Any) -> Any:
        if _is_plain(value):
            try:
                return json.JSONEncoder(ensure_ascii=self.ensure_ascii).encode(value)
            except ValueError:
                pass
        return encode_slowly(self, value)

    encoder_class.encode = encode


def _is_plain(value: Any) -> bool:
    """Whether there is nothing in it but what both libraries write alike."""
    if type(value) in _SCALARS:
        return True
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        container = waiting.pop()
        if id(container) in seen:
            continue
        seen.add(id(container))
        kind = type(container)
        if kind is dict:
            if not _SCALARS.issuperset(map(type, container)):
                return False
            items = container.values()
        elif kind is list or kind is tuple:
            items = container
        else:
            return False
        if not _SCALARS.issuperset(map(type, items)):
            waiting.extend(item for item in items if type(item) not in _SCALARS)
    return True


def _refuse(constant: str) -> None:
    raise ValueError(constant)
