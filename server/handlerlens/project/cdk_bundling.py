"""Code of a CDK function that a command bundles: from where it is taken, and whether the command makes files of its own.

``Code.from_asset(path, bundling=BundlingOptions(image=…, command=[…]))``
(https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.BundlingOptions.html).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from .cdk_values import Environment, Values
from .expression import Call, Expression, Text, last_name, walk

_COPYING = frozenset(
    {"cd", "chmod", "cp", "echo", "env", "export", "find", "ls", "mkdir", "pip", "pip3", "rm",
     "rsync", "set", "touch", "true", "uv", "yum", "dnf", "apt-get"}
)  # fmt: skip
"""Commands that put no Python of the project's own under another name into a bundle."""
_INSTALLERS = ("pip", "poetry export", "poetry install", "pipenv", "pdm export")
_HOOKS = ("commandHooks", "command_hooks", "local")


def bundled_root(root: Path | None, code: Call, handler: object) -> Path | None:
    """The task root where a command bundles the code: of the files it names (``cp orders/app.py /asset-output``) the handler's."""
    if root is None or not isinstance(handler, str):
        return root
    module = f"{handler.rpartition('.')[0].replace('.', '/')}.py"
    if (root / module).is_file():
        return root
    texts = [part.text for part in walk(code) if isinstance(part, Text) and "asset-output" in part.text]
    for word in re.findall(r"[\w.][\w./-]*", " ".join(texts)):
        named = root / word
        folder = named.parent if named.name == module else named
        if (folder / module).is_file():
            return Path(os.path.normpath(folder))
    return root


def makes_files(options: Mapping[str, Expression], names: Environment, values: Values) -> bool:
    """Whether a command of a function's code does more than to copy files and install packages, or is not told."""
    code, inner = values.made(options.get("code"), names)
    given = options.get("bundling")
    if isinstance(code, Call):
        if last_name(code.function).replace("_", "").lower() == "fromcustomcommand":
            return True
        more = values.options(code.arguments[1], inner) if len(code.arguments) > 1 else {}
        given, names = code.named.get("bundling", more.get("bundling", given)), inner
    if given is None:
        return False
    bundling = values.options(given, names)
    if any(name in bundling for name in _HOOKS):
        return True
    if "command" not in bundling:
        return "entry" not in options
    words = [values.text(word, names) for word in values.items(bundling["command"], names)]
    told = [word for word in words if word is not None]
    line = told[-1] if told and told[0].endswith("sh") else " ".join(told)
    return len(told) < len(words) or not _only_copies(line)


def _only_copies(text: str) -> bool:
    """Whether each command of a line installs packages or copies files under the names they have."""
    for command in re.split(r"&&|\|\||[;|\n]", text):
        words = command.split()
        if not words or words[0] in ("#", "true"):
            continue
        rest = " ".join(words[2:] if words[:2] in (["python", "-m"], ["python3", "-m"]) else words)
        if not rest.startswith(_INSTALLERS) and words[0] not in _COPYING:
            return False
        if words[0] == "cp" and words[-1].endswith(".py"):
            return False
    return True
