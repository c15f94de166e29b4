"""The function of a container image for Lambda: its Dockerfile names the handler, where no other file need do so.

``FROM public.ecr.aws/lambda/python:3.13`` with ``CMD ["app.handler"]``, or any image with ``awslambdaric``
(https://docs.aws.amazon.com/lambda/latest/dg/python-image.html).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..analysis.finding import Span
from ..analysis.function_config import FunctionConfig, Unresolved
from .image import holds, image_root
from .resolution import handler_name

_INSTRUCTION = re.compile(r"[ \t]*([A-Za-z]+)[ \t]+((?:[^\n\\]|\\(?!\r?\n)|\\\r?\n)*)")
_CONTINUED = re.compile(r"\\\r?\n")
_STAGE = re.compile(r"(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)
_BASES = ("lambda/python", "aws-lambda-python")
_CLIENT = "awslambdaric"
_VERSION = re.compile(r"python:(\d\.\d+)")
_VARIABLE = re.compile(r"\$\{?(\w+)\}?")
_PAIR = re.compile(r"""(\w+)=("(?:[^"\\]|\\.)*"|'[^']*'|\S*)""")
_NAME = re.compile(r"(?:dockerfile[._-])?(.*?)(?:[._-]?dockerfile)?", re.IGNORECASE)
_CONTEXTS = 4
"""How many folders from the Dockerfile's own upwards may be what the image is built of."""
_MOST_STAGES = 50


@dataclass(frozen=True, slots=True)
class _Instruction:
    word: str
    text: str
    start: int
    """Where its text begins in the file."""


def functions(template: Path, text: str) -> tuple[list[FunctionConfig], set[Path]]:
    """The function of an image for Lambda whose handler's module is found in what the image is made of, and the files where the module
    is looked for; none for other images."""
    stage, base = _last_stage(list(_instructions(text)))
    command = next((each for each in reversed(stage) if each.word == "CMD"), None)
    entry = next((each.text for each in reversed(stage) if each.word == "ENTRYPOINT"), "")
    if command is None or not (any(each in base for each in _BASES) or _CLIENT in entry + command.text):
        return [], set()
    words = _words(command.text)
    handler = words[words.index(_CLIENT) + 1 :][:1] if _CLIENT in words else words[:1]
    name = handler_name(handler[0]) if handler else None
    if name is None:
        return [], set()
    root = _root(template, handler[0], name.module)
    places = {folder.joinpath(*name.module).with_suffix(".py") for folder in _contexts(template)}
    if root is None:
        return [], places
    start = command.start + command.text.index(handler[0])
    line, column = text.count("\n", 0, start) + 1, start - (text.rfind("\n", 0, start) + 1)
    version = _VERSION.search(base)
    function = FunctionConfig(
        template=template,
        logical_id=_name(template),
        line=line,
        handler=handler[0],
        code_root=root,
        runtime=f"python{version.group(1)}" if version else None,
        environment=_environment(stage),
        environment_open=True,
        positions={
            "": Span(line, 0, line, column),
            "Handler": Span(line, column, line, column + len(handler[0])),
        },
        tool="docker",
    )
    return [function], places | {root.joinpath(*name.module).with_suffix(".py")}


def _instructions(text: str) -> Iterator[_Instruction]:
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        match = _INSTRUCTION.match(text, at)
        if match is not None:
            joined = _CONTINUED.sub(lambda m: " " * len(m.group()), match.group(2))
            yield _Instruction(match.group(1).upper(), joined.rstrip(), match.start(2))
            end = max(end, match.end())
        at = end + 1


def _last_stage(instructions: list[_Instruction]) -> tuple[list[_Instruction], str]:
    """The instructions that make the image, those of the stages that it is built on first, and the image below them."""
    given = dict(_PAIR.findall(" ".join(each.text for each in instructions if each.word == "ARG")))
    stages: dict[str, tuple[list[_Instruction], str]] = {}
    stage: list[_Instruction] = []
    base = ""
    for each in instructions:
        match = _STAGE.match(each.text) if each.word == "FROM" and len(stages) < _MOST_STAGES else None
        if match is None:
            stage.append(each)
            continue
        named = _VARIABLE.sub(lambda m: given.get(m.group(1), m.group()).strip("\"'"), match.group(1))
        below, base = stages.get(named.lower(), ([], named))
        stage = list(below)
        stages[(match.group(2) or str(len(stages))).lower()] = (stage, base)
    return stage, base


def _root(template: Path, handler: str, module: tuple[str, ...]) -> Path | None:
    """The folder that becomes the task root, by what is copied from the folder that the image is built in."""
    for context in _contexts(template):
        found = image_root(context, template.relative_to(context).as_posix(), handler)
        if holds(found, module):
            return found
    return None


def _contexts(template: Path) -> list[Path]:
    return list(template.parents)[:_CONTEXTS]


def _environment(stage: list[_Instruction]) -> dict[str, str | Unresolved]:
    found: dict[str, str | Unresolved] = {}
    for each in stage:
        if each.word == "ENV":
            name, _, value = each.text.partition(" ")
            pairs = _PAIR.findall(each.text) if "=" in name else [(name, value.strip())]
            for key, text in pairs:
                plain = text[1:-1] if text[:1] in ("'", '"') and len(text) > 1 else text
                found[key] = Unresolved(plain) if "$" in plain else plain
    return found


def _name(template: Path) -> str:
    """``orders`` of ``orders/Dockerfile`` and of ``Dockerfile.orders``."""
    match = _NAME.fullmatch(template.name)
    return (match.group(1) if match else "") or template.parent.name or template.name


def _words(text: str) -> list[str]:
    try:
        words = json.loads(text) if text.lstrip().startswith("[") else text.split()
    except ValueError:
        return []
    return [word for word in words if isinstance(word, str)]
