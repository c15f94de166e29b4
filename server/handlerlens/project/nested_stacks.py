"""Nested stacks of a template: the functions of a template beside it that are only told by the parameters it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ..analysis.finding import Span
from ..analysis.function_config import FunctionConfig
from .cloudformation import functions, resources_of
from .declaration import local_directory, span, table_of, value_span
from .intrinsics import Scope
from .nodes import ReadError, Scalar, Table

_WHERE = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
_MOST = 100
"""Nested stacks of one template."""
_MOST_FUNCTIONS = 500
"""Functions that all nested stacks of a template add."""

ReadTable = Callable[[Path], Table]
"""Reads another template; raises ``OSError`` or ``ReadError``."""


def nested(
    template: Path, root: Table, read: ReadTable, outer: Mapping[str, str]
) -> tuple[list[FunctionConfig], set[Path]]:
    """What the nested stacks add, as functions of the template that holds them, and the files that were read for it.

    ``outer`` are the parameters that the template itself is given.
    """
    scope = Scope(root, outer)
    found: list[FunctionConfig] = []
    included: dict[Path, tuple[Table, list[FunctionConfig]] | None] = {}
    stacks = [(name, *entry) for name, entry in resources_of(root, scope) if entry[0].text("Type") in _WHERE]
    for name, node, place in stacks[:_MOST]:
        properties = table_of(node.get("Properties"))
        where = scope.literal(properties.get(_WHERE[node.text("Type") or ""]))
        path = local_directory(template.parent, where) if isinstance(where, str) else None
        if path is None or path == template or not path.is_file():
            continue
        if path not in included:
            included[path] = _read(path, read)
        inner = included[path]
        if inner is None or len(found) > _MOST_FUNCTIONS:
            continue
        parameters = table_of(properties.get("Parameters"))
        given = {
            key: value for key in parameters.entries if isinstance(value := scope.literal(parameters.get(key)), str)
        }
        for config in _told_by(path, *inner, given):
            positions = {"": span(place), **_positions(config, parameters)}
            found.append(
                replace(
                    config,
                    template=template,
                    logical_id=f"{name}.{config.logical_id}",
                    line=place.line,
                    positions=positions,
                )
            )
    return found, set(included)


def _read(path: Path, read: ReadTable) -> tuple[Table, list[FunctionConfig]] | None:
    """Another template and its functions by itself."""
    try:
        root = read(path)
    except (OSError, ReadError):
        return None  # reported where it is read for itself
    return root, functions(path, root)


def _told_by(path: Path, root: Table, alone: list[FunctionConfig], given: dict[str, str]) -> Iterator[FunctionConfig]:
    """The functions whose handler or folder the parameters tell, and the template by itself does not."""
    before = {config.logical_id: (config.handler, config.code_root) for config in alone}
    for config in functions(path, root, given) if given else ():
        if before.get(config.logical_id) != (config.handler, config.code_root):
            yield config


def _positions(config: FunctionConfig, parameters: Table) -> dict[str, Span]:
    for node in parameters.entries.values():
        if isinstance(node, Scalar) and node.text == config.handler:
            return {"Handler": value_span(node)}
    return {}
