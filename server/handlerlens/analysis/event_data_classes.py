"""What the attributes of Powertools' event classes read of the event (``utilities/data_classes`` of Powertools 3)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .event_reads import Read

if TYPE_CHECKING:
    from .event_walk import Walk

_ATTRIBUTES = {
    "body": "body",
    "decoded_body": "body",
    "detail": "detail",
    "headers": "headers",
    "kinesis": "kinesis",
    "path_parameters": "pathParameters",
    "query_string_parameters": "queryStringParameters",
    "records": "Records",
}
_NEVER_NULL = ("headers", "path_parameters", "query_string_parameters")
"""What Powertools gives as an empty dict where the event has null."""


def of_data_class(walk: Walk, base: Read | None, attr: str, node: ast.expr) -> Read | None:
    """The part of the event that an attribute gives; a plain event has none."""
    if base is None:
        return None
    if attr == "json_body":
        return walk.key(base, "body", required=True).json()
    if attr in _ATTRIBUTES:
        read = walk.key(base, _ATTRIBUTES[attr], required=False)
        if attr in _NEVER_NULL:
            walk.use("test", read, node, node)
        return read
    return base if attr == "raw_event" else None
