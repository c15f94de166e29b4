"""A CDK program over several files: the constants a file imports, and what constructs of other files become where it uses them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from ..analysis.function_config import FunctionConfig
from . import cdk
from .cdk_connections import Calls, Connected, Made, connections_of
from .cdk_settled import settled
from .cdk_values import Environment
from .declaration import span
from .expression import Expression
from .nodes import Place

_DEEPEST = 4
_MOST_NAMES = 200


@dataclass(frozen=True, slots=True)
class Import:
    """What a local name stands for: a name of another file, or with ``name`` None that file itself."""

    path: Path
    name: str | None


@dataclass(frozen=True, slots=True)
class Use:
    """A call of something imported, with its arguments as they are worth where it stands. ``inside`` names what it stands in."""

    callee: str
    construct_id: str
    arguments: Sequence[Expression]
    named: Mapping[str, Expression]
    place: Place
    inside: frozenset[str]
    variable: str
    """What it is assigned to; empty for nothing."""


Called = Mapping[str, Sequence[Use]]
"""Name of a class or function to its calls in another file."""


class SourceFile(Protocol):
    """A file of a program as its language's reader knows it."""

    path: Path
    may_construct: bool
    """Whether it could hold a construction of a function, from its words alone."""
    names: Environment
    """What its names are bound to at the top level."""
    imports: Mapping[str, Import]
    stars: Sequence[Path]
    """The files it takes all names of."""

    def defines(self, name: str) -> bool:
        """Whether a class or function of that name is defined here."""
        ...

    def program(self, imported: Environment, called: Called) -> cdk.Program:
        """Its constructions; those inside of what is ``called`` with the arguments given there."""
        ...

    def all_calls(self) -> Calls:
        """Its calls, whatever they are of."""
        ...

    def uses(self, imported: Environment, called: Called, wanted: Callable[[str], bool]) -> Iterator[Use]:
        """Its calls of names (``Fn``, ``constructs.Fn``) that are ``wanted``."""
        ...


Open = Callable[[Path], "SourceFile | None"]


def functions(file: SourceFile, read: Open) -> tuple[list[FunctionConfig], set[Path]]:
    """The functions of a file in file order, those that its use of other files' constructs makes included, and the files read for it."""
    reading = _Reading(read)
    return reading.functions(file, 0), reading.included - {file.path}


def constants(file: SourceFile, read: Open) -> tuple[Environment, set[Path]]:
    """The constants that a file imports, by their names there, and the files read for it."""
    reading = _Reading(read)
    return reading.imported(file, 0), reading.included - {file.path}


@dataclass
class _Reading:
    read: Open
    included: set[Path] = field(default_factory=set)
    _known: dict[Path, list[FunctionConfig]] = field(default_factory=dict)
    _constants: dict[Path, Environment] = field(default_factory=dict)
    _promising: dict[Path, bool] = field(default_factory=dict)

    def functions(self, file: SourceFile, depth: int) -> list[FunctionConfig]:
        """All functions of a file by itself, without what others pass to it."""
        if file.path not in self._known:
            self._known[file.path] = []  # a circle of imports ends here
            if not self._worthwhile(file, depth):
                return []
            imported = self.imported(file, depth)
            own = cdk.functions(file.path, file.program(imported, {}))
            self._known[file.path] = own + list(self._elsewhere(file, imported, {}, depth))
        return self._known[file.path]

    def _elsewhere(
        self, file: SourceFile, imported: Environment, called: Called, depth: int
    ) -> Iterator[FunctionConfig]:
        """What the constructs of other files that ``file`` uses make with what they are given; they count as the use's."""
        inside = frozenset(called)
        found: dict[str, tuple[SourceFile, str] | None] = {}

        def wanted(callee: str) -> bool:
            if callee not in found:
                place = self._definition(file, callee, depth)
                found[callee] = place if place is not None and self._worthwhile(place[0], depth + 1) else None
            return found[callee] is not None

        uses = list(file.uses(imported, called, wanted)) if depth < _DEEPEST else []
        connected: Connected | None = None
        for use in uses:
            place = found[use.callee]
            if place is None or (inside and not inside & use.inside):
                continue
            other, name = place
            alone = {(c.line, c.logical_id) for c in self.functions(other, depth + 1) if _is_whole(c)}
            theirs, given = self.imported(other, depth + 1), {name: [use]}
            program = other.program(theirs, given)
            program = replace(program, constructions=[c for c in program.constructions if name in c.inside])
            made = [*cdk.functions(other.path, program), *self._elsewhere(other, theirs, given, depth + 1)]
            alone_made = bool(use.variable) and len(made) == 1
            if alone_made and connected is None:
                defined = (Made(each.variable, each.place.line, each.inside) for each in uses if each.variable)
                connected = Connected(connections_of(file.all_calls()), defined, members=True)
            line = use.place.line
            events = connected.sources(use.variable, line) if alone_made and connected is not None else []
            more = alone_made and connected is not None and connected.adds_variables(use.variable, line)
            for config in made:
                if (config.line, config.logical_id) not in alone:
                    kinds = {event.kind for event in config.events}
                    yield replace(
                        config,
                        template=file.path,
                        events=(*config.events, *(event for event in events if event.kind not in kinds)),
                        environment_open=config.environment_open or more,
                        logical_id="/".join(dict.fromkeys(filter(None, (use.construct_id, config.logical_id)))),
                        line=use.place.line,
                        positions={"": span(use.place)},
                    )

    def _worthwhile(self, file: SourceFile, depth: int) -> bool:
        """Whether a file or one that it imports could construct a function."""
        known = self._promising.get(file.path)
        if known is None:
            self._promising[file.path] = file.may_construct
            paths = {*(target.path for target in file.imports.values()), *file.stars}
            known = self._promising[file.path] = file.may_construct or (
                depth < _DEEPEST
                and any(
                    self._worthwhile(other, depth + 1)
                    for path in sorted(paths)
                    if (other := self._open(path)) is not None
                )
            )
        return known

    def _definition(self, file: SourceFile, callee: str, depth: int) -> tuple[SourceFile, str] | None:
        """The file that defines what is called by a local name (``Fn``, ``constructs.Fn``, ``Functions.create``), and its name there."""
        owner, _, member = callee.rpartition(".")
        target = file.imports.get(owner or callee)
        if target is None:
            outer = (self._open(path) for path in file.stars if not owner and not file.defines(callee))
            found = (self._followed(other, callee, depth) for other in outer if other is not None)
            return next((place for place in found if place is not None), None)
        name = member if owner and target.name is None else target.name
        other = self._open(target.path)
        if other is not None and owner and target.name is not None and other.defines(member):
            return other, member
        return self._followed(other, name, depth) if other is not None and name else None

    def _followed(self, file: SourceFile, name: str, depth: int) -> tuple[SourceFile, str] | None:
        """Where a name that a file offers is defined, through what it only passes on."""
        if file.defines(name):
            return file, name
        if depth > _DEEPEST:
            return None
        target = file.imports.get(name)
        onward = [(target.path, target.name or name)] if target else [(path, name) for path in file.stars]
        for path, original in onward:
            other = self._open(path)
            found = self._followed(other, original, depth + 1) if other is not None else None
            if found is not None:
                return found
        return None

    def imported(self, file: SourceFile, depth: int) -> Environment:
        """The constants that a file imports, by their names there."""
        if file.path not in self._constants:
            found: dict[str, Expression] = {}
            self._constants[file.path] = found
            for local, target in file.imports.items() if depth < _DEEPEST else ():
                other = self._open(target.path)
                if other is None:
                    continue
                for name in _names_of(other, target.name):
                    value = self._constant(other, name, depth + 1)
                    if value is not None:
                        found[local + name.removeprefix(target.name) if target.name else f"{local}.{name}"] = value
        return self._constants[file.path]

    def _constant(self, file: SourceFile, name: str, depth: int) -> Expression | None:
        value = file.names.get(name)
        if value is not None:
            return settled(value, {**self.imported(file, depth), **file.names}, file.path)
        target = file.imports.get(name)
        onward = [(target.path, target.name or name)] if target else [(path, name) for path in file.stars]
        for path, original in onward if depth < _DEEPEST else ():
            other = self._open(path)
            found = self._constant(other, original, depth + 1) if other is not None else None
            if found is not None:
                return found
        return None

    def _open(self, path: Path) -> SourceFile | None:
        self.included.add(path)
        return self.read(path)


def _names_of(file: SourceFile, name: str | None) -> list[str]:
    """All names of a file, or one with those of the class that it may be (``Config.NAME``)."""
    if name is None:
        return list(file.names)[:_MOST_NAMES]
    return [name, *(each for each in file.names if each.startswith(f"{name}."))][:_MOST_NAMES]


def _is_whole(config: FunctionConfig) -> bool:
    """Whether a construct's file tells by itself which handler it is."""
    return isinstance(config.handler, str) and (config.code_root is not None or config.inline)
