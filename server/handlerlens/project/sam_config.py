"""The parameters that SAM's configuration file gives a template when it runs on this machine: ``samconfig.toml`` beside it.

Only what ``sam local invoke`` itself takes (of the environment ``default`` the commands ``global`` and ``local_invoke``): what a
deployment is given may well name what is in production.
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from .files import content
from .nodes import MAX_BYTES, Node, ReadError, Scalar, Sequence
from .yaml_reader import read_yaml

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_NAMES = ("samconfig.toml", "samconfig.yaml", "samconfig.yml")
_TEMPLATES = frozenset({"template.yaml", "template.yml", "template.json"})
"""What SAM takes where no template is named."""
_COMMANDS = ("global", "local_invoke")
"""The later one counts."""
_PAIR = re.compile(r'(?:ParameterKey=)?([A-Za-z0-9]+)(?:,ParameterValue)?=("(?:\\.|[^"\\])*"|[^\s"]+)')


def given(template: Path) -> tuple[dict[str, str], set[Path]]:
    """The parameters, and the files that tell them (whether they are there or not)."""
    files = {template.parent / name for name in _NAMES}
    found: dict[str, str] = {}
    named: object = None
    for command in _commands(template.parent):
        named = command.get("template_file", command.get("template", named))
        found.update(_pairs(command.get("parameter_overrides")))
    own = (template.parent / named) == template if isinstance(named, str) else template.name in _TEMPLATES
    return found if own else {}, files


def _commands(directory: Path) -> list[Mapping[str, object]]:
    """The options of each command that counts, of the first file that is there."""
    for name in _NAMES:
        try:
            data = content(directory / name)
        except OSError:
            continue
        try:
            text = data.decode("utf-8-sig") if len(data) <= MAX_BYTES else ""
            read = tomllib.loads(text) if name.endswith(".toml") else _plain(read_yaml(text).root)
        except (ValueError, RecursionError, ReadError):
            return []
        default = _table(_table(read).get("default"))
        return [_table(_table(default.get(command)).get("parameters")) for command in _COMMANDS]
    return []


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _plain(node: Node) -> object:
    """YAML as TOML would give it."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [_plain(each) for each in node.items]
    return {key: _plain(value) for key, value in node.entries.items()}


def _pairs(overrides: object) -> dict[str, str]:
    """``Stage=dev Table="my table"``, ``ParameterKey=Stage,ParameterValue=dev``, a list of such, or a table."""
    if isinstance(overrides, Mapping):
        return {str(key): str(value) for key, value in overrides.items() if isinstance(value, str | int)}
    texts = overrides if isinstance(overrides, list) else [overrides]
    found: dict[str, str] = {}
    for text in texts:
        for key, value in _PAIR.findall(text) if isinstance(text, str) and not text.startswith("file://") else ():
            found[key] = re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
    return found
