"""An expression of one file made to mean the same in another: names replaced by what they stand for, paths of the file spelled out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .cdk_values import Environment, Values
from .expression import (
    Array,
    Call,
    Choice,
    Comparison,
    Expression,
    Function,
    Joined,
    Member,
    Name,
    Object,
    Text,
    dotted,
)
from .nodes import Place

NOWHERE = Place(0, 0, 0, 0)
"""The place of what stands in another file."""
_DEEPEST = 12
_MOST = 3_000


def settled(node: Expression, names: Environment, file: Path) -> Expression:
    """An expression of ``file`` where ``names`` are known, for use elsewhere. What is not known stays a name; all stands ``NOWHERE``."""
    return _Settler(names, file, Values(file, file.parent)).of(node, 0)


@dataclass
class _Settler:
    names: Environment
    file: Path
    values: Values
    done: int = 0

    def of(self, node: Expression, depth: int) -> Expression:
        self.done += 1
        if depth > _DEEPEST or self.done > _MOST:
            return node
        match node:
            case Text(text=text):
                return Text(text, NOWHERE)
            case Name("__dirname"):
                return Text(self.file.parent.as_posix(), NOWHERE)
            case Name("__filename" | "__file__"):
                return Text(self.file.as_posix(), NOWHERE)
            case Member(name="dirname", owner=owner) if dotted(owner) == ("import", "meta"):
                return Text(self.file.parent.as_posix(), NOWHERE)
            case Name() | Member():
                bound = self.values.bound(node, self.names)
                if bound is not None:
                    return self.of(bound, depth + 1)
                return node if isinstance(node, Name) else Member(self.of(node.owner, depth + 1), node.name, NOWHERE)
            case Joined(parts=parts, separator=separator):
                return Joined([self.of(part, depth + 1) for part in parts], NOWHERE, separator)
            case Array(items=items):
                return Array([self.of(item, depth + 1) for item in items], NOWHERE)
            case Object():
                return self._object(node, depth + 1)
            case Choice():
                end = self.values.bound(node, self.names)
                if end is not None and end is not node:
                    return self.of(end, depth + 1)
                test, yes, no = (self.of(part, depth + 1) for part in (node.test, node.yes, node.no))
                return Choice(test, yes, no, NOWHERE, node.text)
            case Comparison():
                left, right = self.of(node.left, depth + 1), self.of(node.right, depth + 1)
                return Comparison(left, node.sign, right, NOWHERE, node.text)
            case Call():
                return self._call(node, depth + 1)
            case Function(parameters=parameters, result=result):
                outer = {name: value for name, value in self.names.items() if name not in parameters}
                return Function(parameters, settled(result, outer, self.file), NOWHERE)
        return node

    def _call(self, node: Call, depth: int) -> Expression:
        fields = self.values.fields(node, self.names)
        if fields:
            return Object({name: self.of(value, depth) for name, value in fields.items()}, NOWHERE)
        function = node.function
        if isinstance(function, Member):
            function = Member(self.of(function.owner, depth), function.name, NOWHERE)
        return Call(
            function,
            [self.of(argument, depth) for argument in node.arguments],
            NOWHERE,
            {name: self.of(value, depth) for name, value in node.named.items()},
            [self.of(value, depth) for value in node.spread],
        )

    def _object(self, node: Object, depth: int) -> Object:
        found = Object({}, NOWHERE)
        for spread in node.spread:
            inner = self.of(spread, depth)
            if isinstance(inner, Object):
                found.entries.update(inner.entries)
                found.spread.extend(inner.spread)
            else:
                found.spread.append(inner)
        found.entries.update((key, self.of(value, depth)) for key, value in node.entries.items())
        return found
