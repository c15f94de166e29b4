"""What a variable that only a deployment knows may hold in a local run: a name or ARN of the right form.

``!Ref OrdersTable`` becomes the table's declared name, else its logical id, as in SAM's local runs; a queue's becomes a URL, a
topic's an ARN. Nothing of that name has to exist: it lets code that reads its variables at import run, and says what is meant.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from ..analysis.function_config import Unresolved
from .intrinsics import SUBSTITUTION, Scope, expression
from .nodes import Node, Scalar, Table, items

ACCOUNT = "123456789012"
REGION = "us-east-1"
_DEEPEST = 20


@cache
def _facts() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(
        (resources.files(__package__) / "data" / "deployed_names.json").read_text("utf-8")
    )
    return found


@dataclass(frozen=True)
class StandIns:
    """Stand-ins for the values of one template."""

    scope: Scope

    def value(self, node: Node | None) -> str | Unresolved | None:
        """A value like ``Scope.literal``'s; one that only a deployment knows carries its stand-in."""
        found = self.scope.literal(node)
        return Unresolved(found.expression, self._text(node, 0)) if isinstance(found, Unresolved) and node else found

    def _text(self, node: Node, depth: int) -> str:
        known = self.scope.literal(node)
        if isinstance(known, str):
            return known
        if isinstance(node, Table) and len(node.entries) == 1 and depth < _DEEPEST:
            ((name, argument),) = node.entries.items()
            parts = [self._text(item, depth + 1) for item in items(argument)]
            if name == "Ref" and parts:
                return self._named(parts[0], "ref", depth)
            if name == "Fn::GetAtt" and parts:
                owner, _, attribute = ".".join(parts).partition(".")
                return self._named(owner, attribute, depth)
            if name == "Fn::Sub" and parts:
                return self._substituted(argument, parts[0], depth)
            if name == "Fn::Join" and len(parts) == 2:
                return parts[0].join(self._text(item, depth + 1) for item in items(items(argument)[1]))
            if name == "Fn::If" and len(parts) == 3:
                return parts[1]
            if name == "Fn::ImportValue" and parts:
                return parts[0]
        return expression(node)

    def _substituted(self, argument: Node, text: str, depth: int) -> str:
        parts = items(argument)
        own = parts[1].entries if len(parts) > 1 and isinstance(parts[1], Table) else {}
        pieces, end = [], 0
        for match in SUBSTITUTION.finditer(parts[0].text if isinstance(parts[0], Scalar) else text):
            literal, name = match.groups()
            owner, _, attribute = name.partition(".")
            value = self._text(own[name], depth + 1) if name in own else self._named(owner, attribute or "ref", depth)
            pieces += [match.string[end : match.start()], "${" + name + "}" if literal else value]
            end = match.end()
        return "".join(pieces) + (parts[0].text if isinstance(parts[0], Scalar) else text)[end:]

    def _named(self, logical_id: str, attribute: str, depth: int) -> str:
        """What ``Ref`` (``attribute`` is ``ref``) or an attribute of a parameter, a pseudo parameter or a resource may be."""
        if logical_id in _facts()["pseudo"]:
            return str(_facts()["pseudo"][logical_id]).format(region=REGION, account=ACCOUNT)
        for known in (self.scope.default(logical_id), self.scope.stand_in(logical_id)):
            if known is not None:
                return known
        resource = self.scope.root.table("Resources", logical_id)
        facts = _facts()["resources"].get(resource.text("Type") if resource else None, {})
        given = resource.get("Properties", facts["name"]) if resource and facts else None
        name = self._text(given, depth + 1) if given and depth < _DEEPEST else logical_id
        form = facts.get(attribute, "{name}" if attribute == "ref" else f"{{name}}.{attribute}")
        return str(form).format(name=name, lower=name.lower(), region=REGION, account=ACCOUNT)
