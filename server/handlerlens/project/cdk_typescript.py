"""CDK programs in TypeScript and JavaScript: the constructions of functions with what their names mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from .cdk import Construction, Program
from .cdk_connections import Calls
from .cdk_settled import settled
from .cdk_sources import Called, Import, Use
from .cdk_values import Environment, Values
from .expression import Call, Expression, Member, Name, Object, dotted, last_name, walk
from .resource_programs import tool_of
from .typescript import read_typescript
from .typescript_contexts import Contexts, Given, Meanings
from .typescript_imports import imports

_CONSTRUCTS = ("PythonFunction", "DockerImageFunction")
_CODE = frozenset({"code", "entry", "runtime"})


class TypeScriptFile:
    """A file of a CDK program; raises ``ReadError`` where it is far too long."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        self.may_construct = any(word in text for word in ("handler", *_CONSTRUCTS))
        self.tool = tool_of(text)
        self.module = read_typescript(text)
        self.names: Environment = self.module.names
        self.imports: Mapping[str, Import]
        self.stars: Sequence[Path]
        self.imports, self.stars = imports(path, self.module.tokens)

    @cached_property
    def contexts(self) -> Contexts:
        """Its scopes."""
        return Contexts(self.text, self.module)

    def defines(self, name: str) -> bool:
        """Whether a class or function of that name is defined here."""
        return self.contexts.defines(name)

    def program(self, imported: Environment, called: Called) -> Program:
        """The constructions of functions, each once for every way to get there."""
        found: list[Construction] = []
        names = {**imported, **self.names}
        for call in self.module.calls if self.may_construct else ():
            if not call.arguments or not any(True for _ in self._constructions(call, names)):
                continue
            for meanings in self.contexts.at(call, _given(called)):
                found.extend(self._constructions(call, {**names, **meanings}))
        return Program(found, self.all_calls() if found else Calls(), self.tool)

    def all_calls(self) -> Calls:
        """Its calls, whatever they are of."""
        parameters = {
            scope.name: [names[0] for names in scope.parameters] for scope in self.contexts.scopes if scope.name
        }
        return Calls(self.module.calls, self.contexts.inside, parameters)

    def uses(self, imported: Environment, called: Called, wanted: Callable[[str], bool]) -> Iterator[Use]:
        """Its calls of names that are ``wanted``."""
        for call in self.module.calls:
            callee = ".".join(dotted(call.function))
            if not callee or not wanted(callee):
                continue
            for meanings in self.contexts.at(call, _given(called)):
                given = settled(call, {**imported, **self.names, **meanings}, self.path)
                if isinstance(given, Call):
                    construct_id = Values(self.path, self.path.parent).text(self._construct_id(given), {}) or ""
                    inside, variable = self.contexts.inside(call), call.variable
                    yield Use(callee, construct_id, given.arguments, {}, call.place, inside, variable)

    def _constructions(self, call: Call, names: Environment) -> Iterator[Construction]:
        kind = last_name(call.function)
        construct_id = self._construct_id(call)
        variable = call.variable
        for argument in call.arguments:
            options = _resolved(argument, names)
            if options is None:
                continue
            entries = _entries(options, names, 0)
            if ("handler" in entries and entries.keys() & _CODE) or (kind in _CONSTRUCTS and entries.keys() & _CODE):
                inside = self.contexts.inside(call)
                yield Construction(kind, construct_id, entries, names, call.place, variable, options.keys, inside)
                return
            for inner in walk(options):
                if (
                    isinstance(inner, Object)
                    and inner is not options
                    and "handler" in inner.entries
                    and "code" in inner.entries
                ):
                    yield Construction(kind, construct_id, inner.entries, names, inner.place, variable, inner.keys)

    def _construct_id(self, call: Call) -> Expression | None:
        """The name that a construct is given: after its scope; Pulumi has none."""
        at = 0 if self.tool == "pulumi" else 1
        return call.arguments[at] if len(call.arguments) > at else None


def _given(called: Called) -> Given:
    return {name: [use.arguments for use in uses] for name, uses in called.items()}


def _resolved(node: Expression, names: Environment) -> Object | None:
    for _ in range(5):
        if not isinstance(node, Name) or node.text not in names:
            break
        node = names[node.text]
    return node if isinstance(node, Object) else None


def _entries(node: Object, names: Environment, depth: int) -> Meanings:
    found: Meanings = {}
    for spread in node.spread if depth < 5 else ():
        inner = names.get(".".join(dotted(spread))) if isinstance(spread, Member) else spread
        resolved = _resolved(inner, names) if inner is not None else None
        if resolved is not None:
            found.update(_entries(resolved, names, depth + 1))
    return {**found, **node.entries}
