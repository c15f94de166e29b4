"""What Terraform's expressions are worth before a plan: locals, variables' defaults, ``path.module``, a few functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..analysis.function_config import Unresolved
from .expression import (
    Array,
    Call,
    Choice,
    Comparison,
    Expression,
    Joined,
    Loop,
    Member,
    Name,
    Object,
    Text,
    Unknown,
    dotted,
    last_name,
    shown,
    substituted,
)
from .terraform_blocks import Blocks
from .terraform_collections import MOST_TURNS, collection, typed
from .terraform_files import Files
from .terraform_functions import applied

_DEEPEST = 25
_MOST_STEPS = 5_000
_LONGEST = 5_000
_DEEPEST_VALUE = 6
"""How deep a mapping may be that one module passes to another."""
_SAME = frozenset({"abspath", "pathexpand", "tostring", "trimspace", "nonsensitive", "sensitive", "try", "coalesce"})


@dataclass(frozen=True)
class Module:
    """One module directory: its blocks (all ``.tf`` files), and what its caller passes in (already worked out)."""

    directory: Path
    root: Path
    blocks: Blocks
    given: Mapping[str, Expression | None] = field(default_factory=dict)
    """The variables that the caller sets, worked out where it stands; None for a value that is not told."""
    each: Mapping[str, Expression] = field(default_factory=dict)
    outputs: Callable[[Module, str], Expression | None] = lambda module, name: None  # noqa: ARG005
    """What the call of another module (``module.x``) gives back, as a mapping; None where that is not told."""
    files: Files | None = None
    depth: int = 0
    """How many calls lead from the root module to this one."""
    _known: dict[str, Any] = field(default_factory=dict, repr=False)
    """What is worked out once from the blocks alone, for every turn of every loop."""

    def known(self, what: str) -> dict[str, Any]:
        """What was worked out of a kind, by name, for all turns of all loops."""
        found: dict[str, Any] = self._known.setdefault(what, {})
        return found

    def reference(self, node: Expression) -> Expression:
        """The expression that a local or a variable stands for, if that is a reference too."""
        for _ in range(_DEEPEST):
            chain = dotted(node)
            found = self._named(*chain) if len(chain) == 2 and chain[0] in ("local", "var") else None
            if found is None:
                break
            node = found
        return node

    def text(self, node: Expression | None, depth: int = 0) -> str | None:
        """A text; None where it is only known at plan time."""
        steps = self._known["steps"] = self._known.get("steps", 0) + 1 if depth else 0
        if node is None or depth > _DEEPEST or steps > _MOST_STEPS:
            return None
        if isinstance(node, Text):
            return None if node.text == "null" else node.text
        if isinstance(node, Joined):
            parts = [self.text(part, depth + 1) for part in node.parts]
            known = [part for part in parts if part is not None]
            return "".join(known) if len(known) == len(parts) and sum(map(len, known)) < _LONGEST else None
        if isinstance(node, Call):
            return self._call(node, depth)
        chain = dotted(node)
        if chain == ("path", "module"):
            return self.directory.as_posix()
        if chain in (("path", "root"), ("path", "cwd")):
            return self.root.as_posix()
        if chain == ("terraform", "workspace"):
            return "default"
        if len(chain) == 2 and chain[0] == "var":
            return self.text(self._named(*chain), depth + 1)
        if isinstance(node, Choice):
            return self._chosen(node, depth)
        if isinstance(node, Comparison):
            held = self._held(node, depth)
            return None if held is None else str(held).lower()
        if isinstance(node, Object | Array | Loop):
            return None
        bound = self.bound(node)
        return self.text(bound, depth + 1) if bound is not None and bound is not node else None

    def bound(self, node: Expression) -> Expression | None:
        """What ``local.x``, ``var.x``, ``each.value``, members of these and ``for`` loops stand for; None for anything else."""
        for _ in range(_DEEPEST):
            if isinstance(node, Loop):
                return self._turns(node)
            if isinstance(node, Choice):
                test = self._told(node)
                if test is None:
                    return node
                node = node.yes if test else node.no
                continue
            if isinstance(node, Call):
                return collection(self, node) or node
            members: list[Member] = []
            owner: Expression = node
            while isinstance(owner, Member):
                members.append(owner)
                owner = owner.owner
            if not isinstance(owner, Name):
                found: Expression | None = self.bound(owner) if members else owner
                if not members:
                    return owner
            elif not members:
                return None
            else:
                first = members.pop().name
                found = self._named(owner.text, first)
            for member in reversed(members):
                found = self._member(self.bound(found) if found is not None else None, member)
            if found is None:
                return None
            node = found
        return None

    def _named(self, kind: str, name: str) -> Expression | None:
        if kind == "local":
            return self.blocks.locals.get(name)
        if kind == "var":
            return self._variable(name)
        if kind == "module":
            return self.outputs(self, name)
        return self.each.get(name) if kind == "each" else self.each.get(f"{kind}.{name}")

    def _variable(self, name: str) -> Expression | None:
        """What a variable is given, or its default, with the defaults of the attributes of its type (``optional(string, "x")``)."""
        known = self.known("variables")
        if name not in known:
            value = self.given[name] if name in self.given else self.blocks.defaults.get(name)
            known[name] = typed(value, self.blocks.types.get(name))
        found: Expression | None = known[name]
        return found

    def _chosen(self, node: Choice, depth: int) -> str | None:
        """The text of a conditional; where its test is not told, one that both ends have, or that one has and the other leaves out."""
        test = self._told(node)
        if test is not None:
            return self.text(node.yes if test else node.no, depth + 1)
        ends = [end for end in (node.yes, node.no) if not (isinstance(end, Text) and end.text == "null")]
        texts = {self.text(end, depth + 1) for end in ends}
        return texts.pop() if len(texts) == 1 else None

    def _told(self, node: Choice) -> bool | None:
        """Whether a conditional's test holds; None where that is not told."""
        under_way: list[Expression] = self._known.setdefault("under_way", [])
        if node in under_way or len(under_way) > _DEEPEST:
            return None
        under_way.append(node)
        try:
            return {"true": True, "false": False}.get(self.text(node.test, 1) or "")
        finally:
            under_way.pop()

    def _held(self, node: Comparison, depth: int) -> bool | None:
        """Whether a comparison holds; None where a side is not told. ``null`` is told where it stands as such."""
        sides: list[str | None] = []
        for side in (node.left, node.right):
            bound = self.bound(side)
            null = isinstance(bound, Text) and bound.text == "null"
            made = isinstance(bound, Object | Array)
            sides.append("\0null" if null else "\0made" if made else self.text(side, depth + 1))
        left, right = sides
        if left is None or right is None or (left == right == "\0made"):
            return None
        return (left == right) is (node.sign == "==")

    def _member(self, owner: Expression | None, member: Member) -> Expression | None:
        """A member of a mapping or an item of a list, by a name or an expression worked out."""
        key = member.name if member.index is None else self.text(member.index)
        if isinstance(owner, Object | Call):
            return self.entries(owner).get(key) if key is not None else None
        if isinstance(owner, Array) and key is not None and key.isdecimal() and int(key) < len(owner.items):
            return owner.items[int(key)]
        return None

    def _turns(self, loop: Loop) -> Expression | None:
        """A ``for`` loop over what the files tell, turn by turn; a condition that is not told is taken to hold."""
        under_way: list[Expression] = self._known.setdefault("under_way", [])
        steps = self._known["turns"] = self._known.get("turns", 0) + 1
        if steps > _MOST_STEPS or loop in under_way or len(under_way) > _DEEPEST:
            return None
        under_way.append(loop)
        try:
            return self._made(loop)
        finally:
            under_way.pop()

    def _made(self, loop: Loop) -> Expression:
        pairs: list[tuple[Expression, Expression]] = [
            (Text(key, value.place), value) for key, value in self.entries(loop.over).items()
        ]
        if not pairs:
            pairs = [(Text(str(at), item.place), item) for at, item in enumerate(self.items(self._listed(loop.over)))]
        known = [(key, self.bound(value) or value) for key, value in pairs[:MOST_TURNS]]
        turns = [dict(zip(loop.names, (k, v) if len(loop.names) > 1 else (v,), strict=False)) for k, v in known]
        results = [
            (substituted(loop.key, names) if loop.key is not None else None, substituted(loop.value, names))
            for names in turns
            if loop.condition is None or self.text(substituted(loop.condition, names), 1) != "false"
        ]
        if loop.key is None:
            return Array([value for _, value in results], loop.place)
        entries = {text: value for key, value in results if (text := self.text(key)) is not None}
        return Object(entries, loop.place)

    def settled(self, node: Expression, depth: int = 0) -> Expression | None:
        """A value for another module: texts, lists and mappings worked out as far as they are told; None for what is not."""
        text = self.text(node)
        if text is not None:
            return Text(text, node.place)
        entries = self.entries(node) if depth < _DEEPEST_VALUE else {}
        if entries:
            known = {
                key: self.settled(each, depth + 1) or Unknown(shown(each), each.place) for key, each in entries.items()
            }
            return Object(known, node.place)
        found = self._listed(node) if depth < _DEEPEST_VALUE else node
        if isinstance(found, Array):
            items = [self.settled(item, depth + 1) for item in found.items[:MOST_TURNS]]
            return Array([item for item in items if item is not None], node.place)
        return None

    def _listed(self, node: Expression) -> Expression:
        return self.bound(node) or node

    def _call(self, call: Call, depth: int) -> str | None:
        name = last_name(call.function)
        if name == "join" and len(call.arguments) == 2:
            separator = self.text(call.arguments[0], depth + 1)
            parts = [self.text(item, depth + 1) for item in self.items(call.arguments[1])]
            known = [part for part in parts if part is not None]
            return separator.join(known) if separator is not None and known and len(known) == len(parts) else None
        if name == "lookup" and len(call.arguments) > 1:
            key = self.text(call.arguments[1], depth + 1)
            chosen = self.entries(call.arguments[0]).get(key) if key is not None else None
            return self.text(chosen or (call.arguments[2] if len(call.arguments) > 2 else None), depth + 1)
        texts = [self.text(argument, depth + 1) for argument in call.arguments]
        if name == "element" and len(call.arguments) == 2:
            return self.text(Member(call.arguments[0], "*", call.place, call.arguments[1]), depth + 1)
        if name in _SAME:
            return next((text for text in texts if text is not None), None)
        known = [text for text in texts if text is not None]
        if len(known) != len(texts) or not known:
            return None
        return applied(name, known)

    def items(self, node: Expression | None) -> list[Expression]:
        """The items of a list; a single value counts as a list of one."""
        found = self._listed(node) if node is not None else None
        if found is None:
            return []
        return found.items if isinstance(found, Array) else [found]

    def entries(self, node: Expression | None, depth: int = 0) -> dict[str, Expression]:
        """The entries of a mapping, those of ``merge(…)`` together."""
        steps = self._known["merges"] = self._known.get("merges", 0) + 1 if depth else 0
        found = self.bound(node) if node is not None else None
        if isinstance(found, Object):
            return found.entries
        merged: dict[str, Expression] = {}
        if (
            isinstance(found, Call)
            and last_name(found.function) == "merge"
            and depth < _DEEPEST
            and steps < _MOST_STEPS
        ):
            for argument in found.arguments:
                listed = self.bound(argument)
                for each in listed.items if isinstance(listed, Array) else [argument]:  # merge(maps...)
                    merged.update(self.entries(each, depth + 1))
        return merged


def literal(module: Module, node: Expression | None) -> str | Unresolved | None:
    """A text, or what stands there; None where nothing does."""
    if node is None:
        return None
    found = module.text(node)
    return found if found is not None else Unresolved(shown(node))
