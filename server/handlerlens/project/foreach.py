"""``Fn::ForEach`` loops of templates with ``AWS::LanguageExtensions``, turned into what they stand for.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html
"""

from __future__ import annotations

from collections.abc import Iterator

from .intrinsics import Scope
from .nodes import Node, Place, Scalar, Sequence, Table, items

_MOST = 60
"""Turns of one loop."""
_DEEPEST = 4
_LOOP = "Fn::ForEach"


def entries(table: Table, scope: Scope, depth: int = 0) -> Iterator[tuple[str, Node, Place]]:
    """The entries of a mapping with each loop's turn by turn; a loop whose collection is not told stands once, as it is written."""
    for name, node in table.entries.items():
        place = table.keys.get(name, node.place)
        if not name.startswith(_LOOP):
            yield name, node, place
            continue
        parts = items(node)
        if len(parts) != 3 or not isinstance(parts[0], Scalar) or not isinstance(parts[2], Table) or depth > _DEEPEST:
            continue
        turns = _collection(parts[1], scope)[:_MOST]
        for body in [_with(parts[2], parts[0].text, turn) for turn in turns] or [parts[2]]:
            if isinstance(body, Table):
                yield from entries(body, scope, depth + 1)


def _collection(node: Node, scope: Scope) -> list[str]:
    """The texts that a loop goes over: a list, or a list parameter's default."""
    if isinstance(node, Table):
        text = scope.literal(node)
        return [part.strip() for part in text.split(",") if part.strip()] if isinstance(text, str) else []
    texts = [scope.literal(item) for item in items(node)]
    return [text for text in texts if isinstance(text, str)] if all(isinstance(t, str) for t in texts) else []


def _with(node: Node, name: str, value: str) -> Node:
    """A node in the turn of a loop where ``name`` is ``value``."""
    if isinstance(node, Scalar):
        text = _filled(node.text, name, value)
        return node if text == node.text else Scalar(text, node.place, node.plain)
    if isinstance(node, Sequence):
        return Sequence([_with(item, name, value) for item in node.items], node.place, node.size)
    referred = node.entries.get("Ref") if len(node.entries) == 1 else None
    if isinstance(referred, Scalar) and referred.text == name:
        return Scalar(value, referred.place, False)
    changed = {_filled(key, name, value): _with(item, name, value) for key, item in node.entries.items()}
    keys = {_filled(key, name, value): place for key, place in node.keys.items()}
    return Table(changed, node.place, node.size, keys)


def _filled(text: str, name: str, value: str) -> str:
    """``&{Name}`` keeps only letters and digits of the value, for logical ids."""
    if "{" not in text:
        return text
    plain = "".join(c for c in value if c.isalnum())
    return text.replace("${" + name + "}", value).replace("&{" + name + "}", plain)
