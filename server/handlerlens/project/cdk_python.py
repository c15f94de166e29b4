"""CDK programs in Python, read with ``ast``: the constructions of functions with what their names mean. Nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

from ..analysis.module_bindings import dotted as full_name
from ..analysis.source import Source
from .cdk import Construction, Program
from .cdk_connections import Calls
from .cdk_python_expressions import Expressions
from .cdk_python_imports import imports
from .cdk_settled import settled
from .cdk_sources import Called, Import, Use
from .cdk_values import FIELDS, Environment, Values
from .expression import Array, Call, Expression, Joined, Member, Name, Object, Text, camel, dotted, substituted
from .expression import Function as FunctionValue
from .nodes import Place
from .resource_programs import CDK, of_another_cloud, tool_of

_MOST_CONTEXTS = 60
_CONSTRUCTS = ("PythonFunction", "DockerImageFunction")
_CODE = {"code", "entry", "runtime"}
Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = Function | ast.ClassDef
Loop = ast.For | ast.comprehension
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
Meanings = dict[str, Expression]


class PythonFile:
    """A module of a CDK program: its calls with their enclosing scopes and loops, and the assignments of each scope."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.path = source.path
        self.tool = tool_of(source.text)
        self.may_construct = any(word in source.text for word in ("handler", *_CONSTRUCTS))
        self._may_hold_options = '"handler"' in source.text or "'handler'" in source.text or "dict(" in source.text
        self.calls: list[tuple[ast.Call, tuple[ast.AST, ...]]] = []
        self.bound: dict[int, Meanings] = {}
        self.attributes: Meanings = {}
        self.targets: dict[int, str] = {}
        self._expressions = Expressions(source, self.targets)
        self._given_to: dict[int, ast.Call] = {}
        self.scopes: set[str] = set()
        self.parameters: dict[str, list[str]] = {}
        self.imports: Mapping[str, Import]
        self.stars: Sequence[Path]
        self.imports, self.stars = imports(source)
        self._imported: Environment = {}
        self._called: Called = {}
        self._by_name: dict[str, list[tuple[ast.Call, tuple[ast.AST, ...]]]] | None = None
        self._visit(source.tree)
        self.names: Environment = self.bound.get(id(None), {})

    def defines(self, name: str) -> bool:
        """Whether a class or function of that name is defined here."""
        return name in self.scopes

    def program(self, imported: Environment, called: Called) -> Program:
        """The constructions of functions, each once for every way its enclosing function is called."""
        self._imported, self._called = imported, called
        if not self.may_construct:
            return Program([], Calls())
        constructions = [made for call, around in self.calls for made in self._constructions(call, around)]
        if self._may_hold_options:
            constructions += [made for call, around in self.calls for made in self._handed(call, around)]
        if not constructions:
            return Program([], Calls())
        return Program(constructions, self.all_calls(), self.tool)

    def all_calls(self) -> Calls:
        """Its calls, whatever they are of."""
        found = [
            (made, _inside(around))
            for call, around in self.calls
            if isinstance(made := self._expressions.of(call), Call)
        ]
        inside = {id(made): names for made, names in found}
        return Calls([made for made, _ in found], lambda call: inside.get(id(call), frozenset()), self.parameters)

    def uses(self, imported: Environment, called: Called, wanted: Callable[[str], bool]) -> Iterator[Use]:
        """Its calls of names that are ``wanted``."""
        self._imported, self._called = imported, called
        for call, around in list(self.calls):
            callee = ".".join(dotted(self._expressions.of(call.func)))
            if not callee or not wanted(callee):
                continue
            made = self._expressions.of(call)
            for meanings in self._contexts(around, 0) if isinstance(made, Call) else ():
                given = settled(made, meanings, self.path)
                if isinstance(given, Call):
                    yield Use(
                        callee,
                        Values(self.path, self.path.parent).text(self._construct_id(given), {}) or "",
                        given.arguments,
                        {**self._options(given, {}), **given.named},
                        made.place,
                        _inside(around),
                        self.targets.get(id(call), ""),
                    )

    def _visit(self, tree: ast.AST) -> None:
        """Walk the tree, each node with the scopes and loops it stands in, outermost first."""
        stack: list[tuple[ast.AST, tuple[ast.AST, ...]]] = [(tree, ())]
        while stack:
            current, outer = stack.pop()
            if isinstance(current, ast.Call):
                self.calls.append((current, outer))
                self._given_to.update((id(each), current) for each in _given(current) if isinstance(each, ast.Call))
            elif isinstance(current, ast.Assign | ast.AnnAssign) and current.value is not None:
                targets: list[ast.expr] = current.targets if isinstance(current, ast.Assign) else [current.target]
                self._assign(targets, current.value, outer)
            elif isinstance(current, ast.withitem) and current.optional_vars is not None:
                self._assign([current.optional_vars], current.context_expr, outer)
            if isinstance(current, Scope):
                self.scopes.add(current.name)
            if isinstance(current, ast.ClassDef):
                self._fields(current)
            if isinstance(current, ast.FunctionDef):
                self._returning(current, outer)
                owner = current.name if current.name != "__init__" or not outer else getattr(outer[-1], "name", "")
                self.parameters[owner] = _own_parameters(current)
            inner = (*outer, current) if isinstance(current, Scope | ast.For) else outer
            if isinstance(current, Comprehension):
                inner = (*outer, *current.generators)
            stack.extend((child, inner) for child in reversed(list(ast.iter_child_nodes(current))))

    def _assign(self, targets: list[ast.expr], value: ast.expr, around: tuple[ast.AST, ...]) -> None:
        scope = next((each for each in reversed(around) if isinstance(each, Scope)), None)
        value = _default(value) if isinstance(scope, ast.ClassDef) else value
        for target in targets:
            if not isinstance(target, ast.Name | ast.Attribute):
                continue
            text = ast.unparse(target)
            if isinstance(value, ast.Call):
                self.targets[id(value)] = text
            if isinstance(target, ast.Attribute):
                self.attributes.setdefault(text, self._expressions.of(value))
                continue
            self.bound.setdefault(id(scope), {}).setdefault(text, self._expressions.of(value))
            if isinstance(scope, ast.ClassDef):
                self.bound.setdefault(id(None), {}).setdefault(f"{scope.name}.{text}", self._expressions.of(value))

    def _fields(self, node: ast.ClassDef) -> None:
        """Take note of a class that lists fields: a dataclass, a ``NamedTuple``, a model."""
        listed = [
            each.target for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        ]
        if listed and not any(isinstance(each, Function) and each.name == "__init__" for each in node.body):
            fields: list[Expression] = [Text(each.id, self._expressions.place(each)) for each in listed]
            self.bound.setdefault(id(None), {})[f"{node.name}{FIELDS}"] = Array(fields, fields[0].place)

    def _returning(self, node: ast.FunctionDef, around: tuple[ast.AST, ...]) -> None:
        """Take note of a function that only returns something: ``def path_of(name): return join(BASE, name)``."""
        documented = isinstance(node.body[0], ast.Expr) and len(node.body) > 1
        statement = node.body[1 if documented else 0]
        if len(node.body) > 1 + documented or not isinstance(statement, ast.Return) or statement.value is None:
            return
        scope = next((each for each in reversed(around) if isinstance(each, Scope)), None)
        found = FunctionValue(
            _own_parameters(node), self._expressions.of(statement.value), self._expressions.place(statement.value)
        )
        if isinstance(scope, ast.ClassDef):
            self.attributes.setdefault(f"self.{node.name}", found)
            self.bound.setdefault(id(None), {}).setdefault(f"{scope.name}.{node.name}", found)
        else:
            self.bound.setdefault(id(scope), {}).setdefault(node.name, found)

    def _constructions(self, call: ast.Call, around: tuple[ast.AST, ...]) -> Iterator[Construction]:
        """The constructions that a call stands for; none where it makes no function."""
        made = self._expressions.of(call)
        if not isinstance(made, Call):
            return
        kind = made.function.name if isinstance(made.function, Member) else getattr(made.function, "text", "")
        names = {keyword.arg for keyword in call.keywords}
        direct = "handler" in names and names & _CODE
        spread = None in names and kind in ("Function", *_CONSTRUCTS)
        if not (direct or spread or (kind in _CONSTRUCTS and names & {"entry", "code"})):
            return
        if self.tool != CDK and of_another_cloud(full_name(self.source, call.func) or ""):
            return
        keys = {k.arg: self._expressions.place(k) for k in call.keywords if k.arg}
        construct_id, variable = self._construct_id(made), self.targets.get(id(call), "")
        taker = self._taker(call) if construct_id is None else None
        if taker is not None:
            construct_id, variable = self._construct_id(taker), ""
        for meanings in self._contexts(around, 0):
            options = {camel(name): value for name, value in self._options(made, meanings).items()}
            yield Construction(kind, construct_id, options, meanings, made.place, variable, keys, _inside(around))

    def _taker(self, call: ast.Call) -> Call | None:
        """The construct that a call's result is handed to: ``LambdaToS3(self, "Files", lambda_function_props=FunctionProps(…))``."""
        for _ in range(3):
            outer = self._given_to.get(id(call))
            if outer is None and (name := self.targets.get(id(call))):
                outer = next((each for each, _ in self.calls if name in map(_named, _given(each))), None)
            if outer is None:
                return None
            found = self._expressions.of(outer)
            if isinstance(found, Call) and isinstance(self._construct_id(found), Text | Joined):
                return found
            call = outer
        return None

    def _handed(self, call: ast.Call, around: tuple[ast.AST, ...]) -> Iterator[Construction]:
        """Functions whose settings a construct is handed as a mapping: ``LambdaToS3(self, "Files", lambda_function_props=props)``."""
        if not any(
            keyword.arg and isinstance(keyword.value, ast.Name | ast.Dict | ast.Attribute) for keyword in call.keywords
        ):
            return
        made = self._expressions.of(call)
        if not isinstance(made, Call) or self._construct_id(made) is None:
            return
        kind = made.function.name if isinstance(made.function, Member) else getattr(made.function, "text", "")
        for meanings in self._contexts(around, 0):
            for value in made.named.values():
                given = meanings.get(".".join(dotted(value))) if isinstance(value, Name | Member) else value
                if isinstance(given, Object) and "handler" in given.entries and given.entries.keys() & _CODE:
                    options = {camel(name): each for name, each in given.entries.items()}
                    keys = {camel(name): place for name, place in given.keys.items()}
                    yield Construction(
                        kind, self._construct_id(made), options, meanings, made.place, "", keys, _inside(around)
                    )

    def _options(self, made: Call, names: Meanings) -> Meanings:
        found: Meanings = {}
        for spread in made.spread:
            target: Expression | None = spread
            for _ in range(5):
                target = names.get(".".join(dotted(target))) if isinstance(target, Name | Member) else target
            if isinstance(target, Object):
                found.update(target.entries)
            elif isinstance(target, Call):
                found.update(target.named)
        return {**found, **made.named}

    def _contexts(self, around: tuple[ast.AST, ...], depth: int) -> list[Meanings]:
        """The meanings of names at a place, one for each call of the enclosing functions and each turn of the loops."""
        meanings: Meanings = {**self._imported, **self.attributes, **self.bound.get(id(None), {})}
        varying: list[list[Meanings]] = []
        for each in around:
            if isinstance(each, Scope):
                meanings.update(self.bound.get(id(each), {}))
            if isinstance(each, ast.ClassDef):
                made = next((n for n in each.body if isinstance(n, Function) and n.name == "__init__"), None)
                varying.append(self._arguments(made, each.name, depth) if made is not None else [{}])
            elif isinstance(each, Function) and each.name != "__init__":
                varying.append(self._arguments(each, each.name, depth))
            elif isinstance(each, Loop):
                varying.append(self._turns(each, meanings))
        found: list[Meanings] = []
        for parts in product(*varying):
            context = dict(meanings)
            for part in parts:
                context.update(part)
            found.append(context)
            if len(found) == _MOST_CONTEXTS:
                break
        return found

    def _arguments(self, function: Function, name: str, depth: int) -> list[Meanings]:
        """What a function's parameters mean at the calls of ``name``; its defaults where there are none."""
        arguments = function.args
        parameters = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
        own = parameters[1:] if parameters[:1] in (["self"], ["cls"]) else parameters
        defaults = dict(
            zip(reversed(parameters), map(self._expressions.of, reversed(arguments.defaults)), strict=False)
        )
        defaults.update(
            (a.arg, self._expressions.of(d))
            for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
            if d is not None
        )
        if name in self._called:
            uses = self._called[name]
            found = [self._given(own, arguments, defaults, use.arguments, use.named) for use in uses]
            return [self._filled(each, function) for each in found]
        found = []
        for call, around in self._calls_of(name) if depth < 3 else ():
            if function in around:
                continue
            outer = (
                self._contexts(around, depth + 1)[:5] if any(isinstance(a, Loop) for a in around) or depth < 1 else [{}]
            )
            named = {k.arg: self._expressions.of(k.value) for k in call.keywords if k.arg}
            for context in outer:
                local = self.bound.get(id(function), {})
                given = {
                    **{name: value for name, value in context.items() if name not in local},
                    **self._given(own, arguments, defaults, [self._expressions.of(a) for a in call.args], named),
                }
                found.append({name: self._settled(value, context) for name, value in given.items()})
        return [self._filled(each, function) for each in found[:_MOST_CONTEXTS] or [defaults]]

    def _filled(self, given: Meanings, function: Function) -> Meanings:
        """What a function itself sets for a parameter that is ``None``: ``if handler is None: handler = "app.handler"``."""
        local = self.bound.get(id(function), {})
        empty = {name for name, value in given.items() if isinstance(value, Name) and value.text == "None"}
        return {**given, **{name: substituted(local[name], given) for name in empty if name in local}}

    def _given(
        self,
        own: list[str],
        arguments: ast.arguments,
        defaults: Meanings,
        positional: Sequence[Expression],
        named: Mapping[str, Expression],
    ) -> Meanings:
        """Parameters with what a call gives them; ``**kwargs`` takes the rest."""
        given = {**defaults, **dict(zip(own, positional, strict=False)), **named}
        if arguments.kwarg is not None:
            known = {*own, *(a.arg for a in arguments.kwonlyargs)}
            rest = {name: value for name, value in named.items() if name not in known}
            given[arguments.kwarg.arg] = Object(rest, Place(0, 0, 0, 0))
        return given

    def _settled(self, value: Expression, context: Meanings) -> Expression:
        """An argument that is a name, replaced by what the name means where the call stands."""
        return context.get(value.text, value) if isinstance(value, Name) else value

    def _calls_of(self, name: str) -> list[tuple[ast.Call, tuple[ast.AST, ...]]]:
        if self._by_name is None:
            self._by_name = {}
            for call, around in self.calls:
                called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                self._by_name.setdefault(called, []).append((call, around))
        return self._by_name.get(name, [])

    def _turns(self, loop: Loop, meanings: Meanings) -> list[Meanings]:
        """What a loop's variables mean in each turn, where it goes over a literal."""
        over = self._expressions.of(loop.iter)
        items = False
        if isinstance(over, Call) and isinstance(over.function, Member) and over.function.name == "items":
            over, items = over.function.owner, True
        if isinstance(over, Name | Member):
            over = meanings.get(".".join(dotted(over)), over)
        turns: list[Meanings] = []
        if isinstance(over, Array):
            turns = [self._unpacked(loop.target, item) for item in over.items]
        elif isinstance(over, Object):
            for key, value in over.entries.items():
                text = Text(key, over.keys.get(key, over.place))
                turns.append(self._unpacked(loop.target, Array([text, value], over.place) if items else text))
        return turns[:_MOST_CONTEXTS] or [{}]

    def _unpacked(self, target: ast.expr, value: Expression) -> Meanings:
        if isinstance(target, ast.Name):
            return {target.id: value}
        if isinstance(target, ast.Tuple | ast.List) and isinstance(value, Array):
            return {t.id: v for t, v in zip(target.elts, value.items, strict=False) if isinstance(t, ast.Name)}
        return {}

    def _construct_id(self, made: Call) -> Expression | None:
        """The name that a construct is given: after its scope, or first where there is none."""
        named = made.named.get("id", made.named.get("construct_id", made.named.get("id_")))
        if self.tool == "pulumi":
            return made.named.get("resource_name") or (made.arguments[0] if made.arguments else None)
        return named or (made.arguments[1] if len(made.arguments) > 1 else None)


def _given(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _default(value: ast.expr) -> ast.expr:
    """What a field of a class is worth of itself: ``field(default="src/orders")``, pydantic's ``Field("src/orders")``."""
    name = ast.unparse(value.func).rpartition(".")[2] if isinstance(value, ast.Call) else ""
    if not isinstance(value, ast.Call) or name not in ("field", "Field", "ib", "attrib"):
        return value
    given = [keyword.value for keyword in value.keywords if keyword.arg == "default"]
    return next(iter((*given, *(value.args[:1] if name == "Field" else ()))), value)


def _named(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""


def _own_parameters(node: ast.FunctionDef) -> list[str]:
    names = [a.arg for a in (*node.args.posonlyargs, *node.args.args)]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _inside(around: tuple[ast.AST, ...]) -> frozenset[str]:
    return frozenset(each.name for each in around if isinstance(each, Scope))
