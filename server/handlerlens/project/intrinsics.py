"""What a template's value is before deployment: intrinsic functions over literals, parameters' defaults and mappings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..analysis.function_config import Unresolved
from .nodes import Node, Scalar, Sequence, Table, items

SUBSTITUTION = re.compile(r"\$\{(!?)\s*([^}]*?)\s*\}")
"""A variable of ``Fn::Sub``: the mark that keeps it as it stands, and its name."""
_DYNAMIC = "{{resolve:"
"""How a value begins that CloudFormation asks another service for (a secret, a parameter of Systems Manager)."""
_DEEPEST = 20

Given = Mapping[str, str | Unresolved]
"""A template's parameters by name, as whoever uses the template sets them."""


@dataclass(frozen=True)
class Scope:
    """A template's parameters, mappings and conditions, as far as the file itself tells their values.

    ``given`` are the parameters that another template passes to this one as a nested stack, or SAM's configuration file.
    """

    root: Table
    given: Given = field(default_factory=dict)

    @cached_property
    def _defaults(self) -> dict[str, str]:
        parameters = self.root.table("Parameters")
        found: dict[str, str] = {}
        for name, node in (parameters.entries if parameters else {}).items():
            default = self.given.get(name, node.text("Default") if isinstance(node, Table) else None)
            kind = (node.text("Type") if isinstance(node, Table) else None) or ""
            if isinstance(default, str) and not kind.startswith("AWS::SSM::"):
                found[name] = default
        return found

    def default(self, parameter: str) -> str | None:
        """A parameter's default, where it is the value itself."""
        return self._defaults.get(parameter)

    def stand_in(self, parameter: str) -> str | None:
        """What may stand for a parameter that is given only at deployment, as far as the template that gives it tells."""
        given = self.given.get(parameter)
        return given.stand_in if isinstance(given, Unresolved) else None

    def literal(self, node: Node | None) -> str | Unresolved | None:
        """A scalar's text, with intrinsics worked out where the file holds all they need; None where there is no value."""
        found = self._literal(node, 0)
        return Unresolved(found) if isinstance(found, str) and _DYNAMIC in found else found

    def _literal(self, node: Node | None, depth: int) -> str | Unresolved | None:
        if node is None:
            return None
        if isinstance(node, Scalar):
            return None if node.plain and node.text in ("", "~", "null", "Null", "NULL") else node.text
        if not isinstance(node, Table) or len(node.entries) != 1 or depth > _DEEPEST:
            return Unresolved(expression(node))
        ((name, argument),) = node.entries.items()
        found: str | Unresolved | None = None
        if name == "Ref":
            if isinstance(argument, Scalar) and argument.text == "AWS::NoValue":
                return None
            found = self._defaults.get(argument.text) if isinstance(argument, Scalar) else None
        elif name == "Fn::Sub":
            found = self._sub(argument, depth)
        elif name == "Fn::Join":
            found = self._join(argument, depth)
        elif name == "Fn::FindInMap":
            found = self._in_map(argument, depth)
        elif name == "Fn::If":
            found = self._if(argument, depth)
        elif name == "Fn::Select":
            found = self._select(argument, depth)
        elif name == "Fn::Length":
            texts = self._texts(argument, depth)
            found = str(len(texts)) if texts is not None else None
        return Unresolved(expression(node)) if found is None or isinstance(found, Unresolved) else found

    def _sub(self, argument: Node, depth: int) -> str | None:
        parts = items(argument)
        if not parts or not isinstance(parts[0], Scalar):
            return None
        own = parts[1] if len(parts) > 1 and isinstance(parts[1], Table) else None
        missing = False

        def value(match: re.Match[str]) -> str:
            nonlocal missing
            if match.group(1):
                return "${" + match.group(2) + "}"
            name = match.group(2)
            found = self._literal(own.get(name), depth + 1) if own and name in own.entries else self._defaults.get(name)
            if not isinstance(found, str):
                missing = True
                return ""
            return found

        text = SUBSTITUTION.sub(value, parts[0].text)
        return None if missing else text

    def _join(self, argument: Node, depth: int) -> str | None:
        parts = items(argument)
        if len(parts) != 2 or not isinstance(parts[0], Scalar):
            return None
        texts = self._texts(parts[1], depth + 1)
        return parts[0].text.join(texts) if texts is not None else None

    def _select(self, argument: Node, depth: int) -> str | None:
        parts = items(argument)
        index = self._literal(parts[0], depth + 1) if len(parts) == 2 else None
        texts = self._texts(parts[1], depth + 1) if isinstance(index, str) and index.isdecimal() else None
        return texts[int(index)] if texts is not None and isinstance(index, str) and int(index) < len(texts) else None

    def _texts(self, node: Node, depth: int) -> list[str] | None:
        """A list of texts: written out, split, or a list parameter's; None where it is not told."""
        if isinstance(node, Sequence):
            values = [self._literal(item, depth + 1) for item in node.items]
            texts = [value for value in values if isinstance(value, str)]
            return texts if len(texts) == len(values) else None
        if not isinstance(node, Table) or len(node.entries) != 1 or depth > _DEEPEST:
            return None
        ((name, argument),) = node.entries.items()
        if name == "Fn::Split":
            given = [self._literal(item, depth + 1) for item in items(argument)]
            whole = [each for each in given if isinstance(each, str)]
            return whole[1].split(whole[0]) if len(whole) == len(given) == 2 and whole[0] else None
        kind = self.root.text("Parameters", argument.text, "Type") if isinstance(argument, Scalar) else None
        default = self._defaults.get(argument.text) if isinstance(argument, Scalar) and name == "Ref" else None
        listed = default is not None and kind is not None and (kind == "CommaDelimitedList" or kind.startswith("List<"))
        return [part.strip() for part in default.split(",")] if listed and default is not None else None

    def _in_map(self, argument: Node, depth: int) -> str | Unresolved | None:
        parts = items(argument)
        keys = [self._literal(item, depth + 1) for item in parts[:3]]
        texts = [key for key in keys if isinstance(key, str)]
        if len(texts) != 3:
            return None
        found = self.root.get("Mappings", *texts)
        if found is None and len(parts) > 3 and isinstance(parts[3], Table):
            found = parts[3].get("DefaultValue")
        return self._literal(found, depth + 1)

    def chosen(self, node: Node | None) -> Node | None:
        """A value with the branch that is taken for an ``Fn::If``; as it stands where its condition is not told."""
        for _ in range(_DEEPEST):
            parts = items(node.get("Fn::If")) if isinstance(node, Table) and len(node.entries) == 1 else []
            holds = self.condition(parts[0].text) if len(parts) == 3 and isinstance(parts[0], Scalar) else None
            if holds is None:
                break
            node = parts[1 if holds else 2]
        return node

    def _if(self, argument: Node, depth: int) -> str | Unresolved | None:
        parts = items(argument)
        if len(parts) != 3 or not isinstance(parts[0], Scalar):
            return None
        holds = self.condition(parts[0].text)
        if holds is not None:
            return self._literal(parts[1 if holds else 2], depth + 1)
        values = [self._literal(part, depth + 1) for part in parts[1:]]
        return values[0] if values[0] == values[1] else None

    def condition(self, name: str) -> bool | None:
        """Whether a named condition holds with the parameters' defaults; None where the file does not tell."""
        return self._holds(self.root.get("Conditions", name), 0)

    def _holds(self, node: Node | None, depth: int) -> bool | None:
        if not isinstance(node, Table) or len(node.entries) != 1 or depth > _DEEPEST:
            return None
        ((name, argument),) = node.entries.items()
        if name == "Fn::Equals":
            sides = [self._literal(item, depth + 1) for item in items(argument)]
            return sides[0] == sides[1] if len(sides) == 2 and all(isinstance(s, str) for s in sides) else None
        if name == "Condition" and isinstance(argument, Scalar):
            return self._holds(self.root.get("Conditions", argument.text), depth + 1)
        parts = [self._holds(item, depth + 1) for item in items(argument)]
        if name == "Fn::Not" and len(parts) == 1:
            return None if parts[0] is None else not parts[0]
        if name == "Fn::And":
            return False if False in parts else None if None in parts else True
        if name == "Fn::Or":
            return True if True in parts else None if None in parts else False
        return None


def expression(node: Node) -> str:
    """A value as a person would write it, in short: ``!Ref Table``, ``!GetAtt Queue.Arn``, ``!Sub …``."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return "[" + ", ".join(expression(item) for item in node.items[:3]) + (", …]" if len(node.items) > 3 else "]")
    if len(node.entries) == 1:
        ((name, argument),) = node.entries.items()
        if name == "Ref" or name == "Condition" or name.startswith("Fn::"):
            short = name.removeprefix("Fn::")
            if short == "GetAtt" and isinstance(argument, Sequence):
                return "!GetAtt " + ".".join(expression(item) for item in argument.items)
            return f"!{short} {expression(argument)}"[:200]
    return "{" + ", ".join(node.entries) + "}"


def referenced(node: Node) -> list[str]:
    """The logical ids a value refers to by ``Ref``, ``GetAtt`` or ``Sub``, when it is one of these."""
    if not isinstance(node, Table) or len(node.entries) != 1:
        return []
    ((name, argument),) = node.entries.items()
    first = items(argument)[0] if items(argument) else None
    if not isinstance(first, Scalar):
        return []
    if name == "Ref":
        return [first.text]
    if name == "Fn::GetAtt":
        return [first.text.partition(".")[0]]
    if name == "Fn::Sub":
        return [m.group(2).partition(".")[0] for m in SUBSTITUTION.finditer(first.text) if not m.group(1)]
    return []
