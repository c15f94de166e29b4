"""Nested stacks of a template: what they give to the parameters of templates beside it, and the functions that only this tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..analysis.finding import Span
from ..analysis.function_config import FunctionConfig, Unresolved
from .cloudformation import functions, resources_of
from .declaration import local_directory, span, table_of, value_span
from .intrinsics import Given, Scope
from .nodes import Place, ReadError, Scalar, Table
from .stand_ins import StandIns

_WHERE = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
_MOST = 100
"""Nested stacks of one template."""
_MOST_FUNCTIONS = 500
"""Functions that all nested stacks of a template add."""

Held = tuple[Path, Given]
"""A template of a nested stack, and what it is given."""

ReadTable = Callable[[Path], Table]
"""Reads another template; raises ``OSError`` or ``ReadError``."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One nested stack: the template it is made of and what it gives that template's parameters."""

    name: str
    place: Place
    template: Path
    given: Given
    parameters: Table


def stacks(template: Path, root: Table, outer: Given) -> list[Stack]:
    """The nested stacks of a template whose own templates lie on disk; ``outer`` are the parameters that it is given itself."""
    scope = Scope(root, outer)
    found: list[Stack] = []
    for name, (node, place) in resources_of(root, scope):
        where = _WHERE.get(node.text("Type") or "")
        path = _template(template, node, where, scope) if where is not None and len(found) < _MOST else None
        if path is None or path == template or not path.is_file():
            continue
        parameters = table_of(node.get("Properties", "Parameters"))
        values = {key: StandIns(scope).value(value) for key, value in parameters.entries.items()}
        given = {key: value for key, value in values.items() if value is not None}
        found.append(Stack(name, place, path, given, parameters))
    return found


def nested(template: Path, found: list[Stack], read: ReadTable) -> list[FunctionConfig]:
    """What nested stacks add, as functions of the template that holds them: those whose handler or folder they tell, and those
    that several stacks of one template make otherwise each."""
    added: list[FunctionConfig] = []
    for path in dict.fromkeys(stack.template for stack in found):
        root = _read(path, read)
        alone = {config.logical_id: config for config in functions(path, root)} if root is not None else {}
        most = max(1, (_MOST_FUNCTIONS - len(added)) // max(1, len(alone)))
        if root is None or len(added) > _MOST_FUNCTIONS:
            continue
        same = [stack for stack in found if stack.template == path][:most]
        made = [(stack, functions(path, root, stack.given)) for stack in same]
        differing = _differing([configs for _, configs in made])
        for stack, configs in made:
            for config in configs:
                known = alone.get(config.logical_id)
                if known is None or not _same_code(config, known) or config.logical_id in differing:
                    added.append(_of_stack(config, template, stack))
    return added


def _differing(made: list[list[FunctionConfig]]) -> set[str]:
    """The functions that are not the same each time."""
    first = {config.logical_id: config for config in made[0]}
    return {c.logical_id for configs in made[1:] for c in configs if first.get(c.logical_id) != c}


def _of_stack(config: FunctionConfig, template: Path, stack: Stack) -> FunctionConfig:
    return replace(
        config,
        template=template,
        logical_id=f"{stack.name}.{config.logical_id}",
        line=stack.place.line,
        positions={"": span(stack.place), **_positions(config, stack.parameters)},
    )


@dataclass
class HandedOn:
    """Which parameters the templates of a workspace are given by those that hold them as nested stacks."""

    _by_holder: dict[Path, Sequence[Held]] = field(default_factory=dict)
    _asked: set[Path] = field(default_factory=set)

    def of(self, template: Path) -> Given:
        """What all nested stacks of a template give it alike; a parameter that they set differently is left out."""
        self._asked.add(template)
        given = [values for held in self._by_holder.values() for path, values in held if path == template]
        return (
            {key: value for key, value in given[0].items() if all(value == each.get(key) for each in given)}
            if given
            else {}
        )

    def set(self, holder: Path, held: Sequence[Held]) -> list[Path]:
        """Take what a template gives others; returns those that were read before with something else."""
        before = {path: self.of(path) for path, _ in (*self._by_holder.get(holder, ()), *held) if path in self._asked}
        self._by_holder.pop(holder, None)
        if held:
            self._by_holder[holder] = held
        return [path for path, given in before.items() if self.of(path) != given]


def _template(template: Path, node: Table, where: str, scope: Scope) -> Path | None:
    """The template of a stack: a path, what ``cdk synth`` wrote, or the file of a URL's name beside the one that holds it."""
    asset = node.text("Metadata", "aws:asset:path")
    location = node.get("Properties", where)
    path = asset if asset is not None else scope.literal(location)
    if isinstance(path, str) and "://" not in path:
        return local_directory(template.parent, path)
    url = StandIns(scope).value(location)
    text = url.stand_in if isinstance(url, Unresolved) else url
    name = (text or "").rpartition("/")[2]
    return local_directory(template.parent, name) if name.endswith((".yaml", ".yml", ".json", ".template")) else None


def _read(path: Path, read: ReadTable) -> Table | None:
    """Another template; one that cannot be read is reported where it is read for itself."""
    try:
        return read(path)
    except (OSError, ReadError):
        return None


def with_values(alone: list[FunctionConfig], given: list[FunctionConfig]) -> list[FunctionConfig]:
    """A template's own functions with the values that they are given; their code stays as the template itself tells it."""
    values = {config.logical_id: config for config in given}
    return [told if (told := values.get(c.logical_id)) is not None and _same_code(told, c) else c for c in alone]


def _same_code(config: FunctionConfig, other: FunctionConfig) -> bool:
    """Whether two functions have the same handler in the same place."""
    return (config.handler, config.code_root) == (other.handler, other.code_root)


def _positions(config: FunctionConfig, parameters: Table) -> dict[str, Span]:
    for node in parameters.entries.values():
        if isinstance(node, Scalar) and node.text == config.handler:
            return {"Handler": value_span(node)}
    return {}
