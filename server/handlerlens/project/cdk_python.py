"""CDK programs in Python, read with ``ast``: the constructions of functions with what their names mean. Nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import product

from ..analysis.source import Source
from .cdk import Construction, Program, camel
from .expression import Array, Call, Expression, Joined, Member, Name, Object, Text, Unknown, dotted
from .nodes import Place

_MOST_CONTEXTS = 60
_CONSTRUCTS = ("PythonFunction", "DockerImageFunction")
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def read(source: Source) -> Program:
    """The constructions of functions in a module, each once for every way its enclosing function is called."""
    reader = _Reader(source)
    reader.visit(source.tree, ())
    constructions = [made for call, around in reader.calls for made in reader.constructions(call, around)]
    calls = [found for call, _ in reader.calls if isinstance(found := reader.expression(call), Call)]
    return Program(constructions, calls)


class _Reader:
    """Collects the calls with their enclosing scopes and loops, and the assignments of each scope."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.calls: list[tuple[ast.Call, tuple[ast.AST, ...]]] = []
        self.bound: dict[int, dict[str, Expression]] = {}
        self.attributes: dict[str, Expression] = {}
        self.targets: dict[int, str] = {}
        self._by_name: dict[str, list[tuple[ast.Call, tuple[ast.AST, ...]]]] | None = None

    def visit(self, node: ast.AST, around: tuple[ast.AST, ...]) -> None:
        """Walk a tree; ``around`` are the scopes and loops it stands in, outermost first."""
        stack: list[tuple[ast.AST, tuple[ast.AST, ...]]] = [(node, around)]
        while stack:
            current, outer = stack.pop()
            if isinstance(current, ast.Call):
                self.calls.append((current, outer))
            elif isinstance(current, ast.Assign | ast.AnnAssign) and current.value is not None:
                self._assign(current, outer)
            inner = (*outer, current) if isinstance(current, Scope | ast.For) else outer
            stack.extend((child, inner) for child in reversed(list(ast.iter_child_nodes(current))))

    def _assign(self, node: ast.Assign | ast.AnnAssign, around: tuple[ast.AST, ...]) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        scope = next((each for each in reversed(around) if isinstance(each, Scope)), None)
        for target in targets:
            if not isinstance(target, ast.Name | ast.Attribute) or node.value is None:
                continue
            text = ast.unparse(target)
            if isinstance(node.value, ast.Call):
                self.targets[id(node.value)] = text
            if isinstance(target, ast.Attribute):
                self.attributes.setdefault(text, self.expression(node.value))
            else:
                self.bound.setdefault(id(scope), {}).setdefault(text, self.expression(node.value))

    def constructions(self, call: ast.Call, around: tuple[ast.AST, ...]) -> Iterator[Construction]:
        """The constructions that a call stands for; none where it makes no function."""
        made = self.expression(call)
        if not isinstance(made, Call):
            return
        kind = made.function.name if isinstance(made.function, Member) else getattr(made.function, "text", "")
        names = {keyword.arg for keyword in call.keywords}
        direct = "handler" in names and names & {"code", "entry", "runtime"}
        spread = None in names and kind in ("Function", *_CONSTRUCTS)
        if not (direct or spread or (kind in _CONSTRUCTS and names & {"entry", "code"})):
            return
        keys = {k.arg: self._place(k) for k in call.keywords if k.arg}
        for meanings in self._contexts(around, 0):
            options = {camel(name): value for name, value in self._options(made, meanings).items()}
            construct_id = made.named.get("id") or (made.arguments[1] if len(made.arguments) > 1 else None)
            variable = self.targets.get(id(call), "")
            yield Construction(kind, construct_id, options, meanings, made.place, variable, keys)

    def _options(self, made: Call, names: dict[str, Expression]) -> dict[str, Expression]:
        found: dict[str, Expression] = {}
        for spread in made.spread:
            target: Expression | None = spread
            for _ in range(5):
                target = names.get(".".join(dotted(target))) if isinstance(target, Name | Member) else target
            if isinstance(target, Object):
                found.update(target.entries)
            elif isinstance(target, Call):
                found.update(target.named)
        return {**found, **made.named}

    def _contexts(self, around: tuple[ast.AST, ...], depth: int) -> list[dict[str, Expression]]:
        """The meanings of names at a place, one for each call of the enclosing function and each turn of the loops."""
        meanings: dict[str, Expression] = {**self.attributes, **self.bound.get(id(None), {})}
        varying: list[list[dict[str, Expression]]] = []
        for each in around:
            if isinstance(each, Scope):
                meanings.update(self.bound.get(id(each), {}))
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                varying.append(self._arguments(each, depth))
            elif isinstance(each, ast.For):
                varying.append(self._turns(each, meanings))
        found: list[dict[str, Expression]] = []
        for parts in product(*varying):
            context = dict(meanings)
            for part in parts:
                context.update(part)
            found.append(context)
            if len(found) == _MOST_CONTEXTS:
                break
        return found

    def _arguments(self, function: ast.FunctionDef | ast.AsyncFunctionDef, depth: int) -> list[dict[str, Expression]]:
        """What a function's parameters mean at its calls in this module; its defaults where there are none."""
        arguments = function.args
        parameters = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
        own = parameters[1:] if parameters[:1] in (["self"], ["cls"]) else parameters
        defaults = dict(zip(reversed(parameters), map(self.expression, reversed(arguments.defaults)), strict=False))
        defaults.update(
            (a.arg, self.expression(d))
            for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
            if d is not None
        )
        found: list[dict[str, Expression]] = []
        for call, around in self._calls_of(function.name) if function.name != "__init__" and depth < 3 else ():
            outer = (
                self._contexts(around, depth + 1)[:5]
                if any(isinstance(a, ast.For) for a in around) or depth < 1
                else [{}]
            )
            for context in outer:
                local = self.bound.get(id(function), {})
                given = {**{name: value for name, value in context.items() if name not in local}, **defaults}
                given.update(zip(own, map(self.expression, call.args), strict=False))
                given.update((k.arg, self.expression(k.value)) for k in call.keywords if k.arg)
                found.append({name: self._settled(value, context) for name, value in given.items()})
        return found[:_MOST_CONTEXTS] or [defaults]

    def _settled(self, value: Expression, context: dict[str, Expression]) -> Expression:
        """An argument that is a name, replaced by what the name means where the call stands."""
        return context.get(value.text, value) if isinstance(value, Name) else value

    def _calls_of(self, name: str) -> list[tuple[ast.Call, tuple[ast.AST, ...]]]:
        if self._by_name is None:
            self._by_name = {}
            for call, around in self.calls:
                called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                self._by_name.setdefault(called, []).append((call, around))
        return self._by_name.get(name, [])

    def _turns(self, loop: ast.For, meanings: dict[str, Expression]) -> list[dict[str, Expression]]:
        """What a loop's variables mean in each turn, where it goes over a literal."""
        over = self.expression(loop.iter)
        items = False
        if isinstance(over, Call) and isinstance(over.function, Member) and over.function.name == "items":
            over, items = over.function.owner, True
        if isinstance(over, Name | Member):
            over = meanings.get(".".join(dotted(over)), over)
        turns: list[dict[str, Expression]] = []
        if isinstance(over, Array):
            turns = [self._unpacked(loop.target, item) for item in over.items]
        elif isinstance(over, Object):
            for key, value in over.entries.items():
                text = Text(key, over.keys.get(key, over.place))
                turns.append(self._unpacked(loop.target, Array([text, value], over.place) if items else text))
        return turns[:_MOST_CONTEXTS] or [{}]

    def _unpacked(self, target: ast.expr, value: Expression) -> dict[str, Expression]:
        if isinstance(target, ast.Name):
            return {target.id: value}
        if isinstance(target, ast.Tuple | ast.List) and isinstance(value, Array):
            return {t.id: v for t, v in zip(target.elts, value.items, strict=False) if isinstance(t, ast.Name)}
        return {}

    def expression(self, node: ast.expr) -> Expression:
        """A Python expression in the form that all CDK readers share."""
        place = self._place(node)
        match node:
            case ast.Constant(value=str() | int() | float() as value):
                return Text(str(value), place)
            case ast.Name(id=name):
                return Name(name, place)
            case ast.Attribute(value=owner, attr=name):
                return Member(self.expression(owner), name, place)
            case ast.Subscript(value=owner, slice=ast.Constant(value=str() | int() as key)):
                return Member(self.expression(owner), str(key), place)
            case ast.Call(func=function, args=arguments, keywords=keywords):
                named = {k.arg: self.expression(k.value) for k in keywords if k.arg}
                spread = [self.expression(k.value) for k in keywords if not k.arg]
                if isinstance(function, ast.Name) and function.id == "dict" and not arguments:
                    return Object(named, place, {}, spread)
                return Call(self.expression(function), [self.expression(a) for a in arguments], place, named, spread)
            case ast.JoinedStr(values=values):
                return Joined(
                    [self.expression(v.value if isinstance(v, ast.FormattedValue) else v) for v in values], place
                )
            case ast.BinOp(left=left, op=ast.Add() | ast.Div() as op, right=right):
                return Joined(
                    [self.expression(left), self.expression(right)], place, "/" if isinstance(op, ast.Div) else ""
                )
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return Array([self.expression(item) for item in items], place)
            case ast.Dict(keys=keys, values=values):
                return self._object(keys, values, place)
        return Unknown(type(node).__name__, place)

    def _object(self, keys: list[ast.expr | None], values: list[ast.expr], place: Place) -> Object:
        found = Object({}, place)
        for key, value in zip(keys, values, strict=True):
            if key is None:
                found.spread.append(self.expression(value))
            elif isinstance(key, ast.Constant):
                found.entries[str(key.value)] = self.expression(value)
                found.keys[str(key.value)] = self._place(key)
        return found

    def _place(self, node: ast.expr | ast.keyword) -> Place:
        where = self.source.span(node)
        return Place(where.line, where.column, where.end_line, where.end_column)
