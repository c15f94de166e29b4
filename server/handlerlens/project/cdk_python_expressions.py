"""Expressions of CDK programs in Python in the form that all readers of CDK share."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from ..analysis.source import Source
from .cdk_choices import otherwise
from .expression import Array, Call, Choice, Comparison, Expression, Joined, Member, Name, Object, Text, Unknown
from .nodes import Place

_SIGNS: Mapping[type[ast.cmpop], str] = {ast.Eq: "==", ast.Is: "==", ast.NotEq: "!=", ast.IsNot: "!="}


@dataclass(frozen=True)
class Expressions:
    """Of one module; ``targets`` is what the result of a call, by its ``id``, is assigned to."""

    source: Source
    targets: Mapping[int, str]

    def of(self, node: ast.expr) -> Expression:
        """A Python expression in that form."""
        place = self.place(node)
        match node:
            case ast.Constant(value=str() | int() | float() as value):
                return Text(str(value), place)
            case ast.Constant(value=None):
                return Name("None", place)
            case ast.Name(id=name):
                return Name(name, place)
            case ast.Attribute(value=owner, attr=name):
                return Member(self.of(owner), name, place)
            case ast.Subscript(value=owner, slice=ast.Constant(value=str() | int() as key)):
                return Member(self.of(owner), str(key), place)
            case ast.Subscript(
                value=owner, slice=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as back))
            ):
                return Member(self.of(owner), str(-back), place)
            case ast.Call(func=function, args=arguments, keywords=keywords):
                named = {k.arg: self.of(k.value) for k in keywords if k.arg}
                spread = [self.of(k.value) for k in keywords if not k.arg]
                if isinstance(function, ast.Name) and function.id == "dict" and not arguments:
                    return Object(named, place, {}, spread)
                given = [self.of(argument) for argument in arguments]
                return Call(self.of(function), given, place, named, spread, self.targets.get(id(node), ""))
            case ast.JoinedStr(values=values):
                return Joined([self.of(v.value if isinstance(v, ast.FormattedValue) else v) for v in values], place)
            case ast.BinOp(left=left, op=ast.Add() | ast.Div() as op, right=right):
                return Joined([self.of(left), self.of(right)], place, "/" if isinstance(op, ast.Div) else "")
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return Array([self.of(item) for item in items], place)
            case ast.Dict(keys=keys, values=values):
                return self._object(keys, values, place)
            case ast.BoolOp(op=ast.Or(), values=[first, *others]):
                found = self.of(first)
                for other in others:
                    found = otherwise(found, self.of(other), place, "or")
                return found
            case ast.IfExp(test=test, body=yes, orelse=no):
                return Choice(self.of(test), self.of(yes), self.of(no), place, ast.unparse(node)[:200])
            case ast.Compare(left=left, ops=[operator], comparators=[right]) if type(operator) in _SIGNS:
                sign = _SIGNS[type(operator)]
                return Comparison(self.of(left), sign, self.of(right), place, ast.unparse(node)[:200])
        return Unknown(type(node).__name__, place)

    def _object(self, keys: list[ast.expr | None], values: list[ast.expr], place: Place) -> Object:
        found = Object({}, place)
        for key, value in zip(keys, values, strict=True):
            if key is None:
                found.spread.append(self.of(value))
            elif isinstance(key, ast.Constant):
                found.entries[str(key.value)] = self.of(value)
                found.keys[str(key.value)] = self.place(key)
        return found

    def place(self, node: ast.expr | ast.keyword) -> Place:
        """Where it stands."""
        where = self.source.span(node)
        return Place(where.line, where.column, where.end_line, where.end_column)
