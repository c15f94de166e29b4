"""From the bytes of an infrastructure file to its functions: which reader it is for, and what to say when it cannot be read."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from ..analysis.function_config import FunctionConfig
from ..analysis.source import Source, SourceError, parse
from . import (
    cdk_sources,
    chalice,
    cloudformation,
    dockerfile,
    nested_stacks,
    sam_config,
    serverless,
    serverless_program,
    sst,
    template_includes,
    terraform,
    terragrunt,
    zappa,
)
from .cdk_python import PythonFile
from .cdk_typescript import TypeScriptFile
from .files import Kind, content, kind_of
from .hcl import Body, read_hcl
from .intrinsics import Given
from .json_reader import read_json, without_comments
from .nested_stacks import Held
from .nodes import MAX_BYTES, Document, Node, NoTableError, ReadError, Table
from .terraform_files import Files
from .wrappers import unwrapped
from .yaml_reader import read_yaml

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file could not be read, or what in it is doubtful; ``line`` 1-based, 0 where unknown."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{where}: {self.message}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says. ``broken`` where it could not be read (``functions`` is empty then); ``includes`` were read with it."""

    functions: tuple[FunctionConfig, ...] = ()
    problems: tuple[Problem, ...] = ()
    includes: tuple[Path, ...] = ()
    broken: bool = False
    held: tuple[Held, ...] = ()
    """The templates it uses as nested stacks, with what it gives them."""


_NOTHING = Reading()
_TEMPLATE = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:\s|\#[^\n]*\n|---)*(?:\{\s*)?["']?
    (?:AWSTemplateFormatVersion|Transform|Description|Metadata|Parameters|Globals|Mappings|Conditions|Rules|Resources|service)["']?\s*:""",
    re.VERBOSE,
)
"""How a template or a service begins: with one of its sections."""
_OF_TEMPLATES = (
    b"Lambda::Function",
    b"Serverless::Function",
    b"Serverless::Application",
    b"CloudFormation::Stack",
    b"Include",
)
"""What of AWS is a function, or holds some: types of resources, and a transform."""
_LIBRARIES = ("aws-cdk", "@pulumi/aws", "cdktf")
"""What programs in TypeScript and JavaScript that make functions import."""
_MOST_PROGRAM = 500_000
"""Bytes of a TypeScript or JavaScript file; what is longer was made by a tool."""


def concerns(kind: Kind, data: bytes) -> bool:
    """Whether a file could name a Lambda function, from its bytes alone."""
    if kind in (Kind.YAML, Kind.JSON):
        if any(b"AWS::" + name in data for name in _OF_TEMPLATES):
            return True
        if b"app_name" in data and b"stages" in data:
            return True  # a Chalice app
        if b"s3_bucket" in data and (b"lambda_handler" in data or (b"events" in data and b"function" in data)):
            return True  # Zappa's settings
        named = b"functions" in data or b"constructs" in data
        return named and b"provider" in data and (b"handler" in data or b"${file(" in data)
    if kind is Kind.TERRAFORM:
        return b"aws_lambda_function" in data or b"module" in data or b"inputs" in data
    if kind is Kind.DOCKERFILE:
        return any(name in data for name in (b"lambda/python", b"aws-lambda-python", b"awslambdaric"))
    if kind is Kind.PYTHON:
        return any(name in data for name in (b"aws_cdk", b"pulumi", b"cdktf"))
    if kind is Kind.TYPESCRIPT:
        if b"provider" in data and b"functions" in data:
            return True  # a service of the Serverless Framework
        return any(name.encode() in data for name in (*_LIBRARIES, "sst.aws.", "sst/constructs", "@serverless-stack/"))
    return False


def read(path: Path, kind: Kind, data: bytes, given: Given | None = None) -> Reading:
    """Read an infrastructure file; one that concerns nobody reads as nothing, a broken one as its problem.

    ``given`` are the parameters that a template gets as a nested stack.
    """
    if not concerns(kind, data) or (kind is Kind.TYPESCRIPT and len(data) > _MOST_PROGRAM):
        return _NOTHING
    if len(data) > MAX_BYTES and kind in (Kind.YAML, Kind.JSON) and not _TEMPLATE.match(data):
        return _NOTHING  # a dump, a schema, a recording: anything that only mentions functions
    try:
        reading = _read(path, kind, text_of(data), given or {})
        return replace(reading, functions=tuple(unwrapped(function) for function in reading.functions))
    except NoTableError:
        return _NOTHING
    except ReadError as error:
        return Reading(problems=(Problem(path, error.line, f"cannot be read: {error}."),), broken=True)
    except SourceError:
        return Reading(broken=True)  # the editor says so already


def read_or_say(path: Path, kind: Kind, data: bytes, given: Given) -> Reading:
    """Read an infrastructure file; an error of our own is logged, and said as the file's problem."""
    try:
        return read(path, kind, data, given)
    except Exception:
        log.exception("reading %s failed; this is our own error", path)
        return Reading(
            problems=(Problem(path, 0, "could not be read because of an error of ours; the log has it."),),
            broken=True,
        )


def text_of(data: bytes) -> str:
    """Bytes as text (UTF-8, with or without BOM, or UTF-16 with one); raises ``ReadError``."""
    if len(data) > MAX_BYTES:
        raise ReadError(f"it is larger than {MAX_BYTES // 1_000_000} MB")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ReadError("it is not UTF-8 text", line) from None


def _read(path: Path, kind: Kind, text: str, handed: Given) -> Reading:
    if kind in (Kind.PYTHON, Kind.TYPESCRIPT):
        own = sst.functions(path, text) if kind is Kind.TYPESCRIPT and sst.may_be(text) else []
        if serverless_program.is_program(path) and kind is Kind.TYPESCRIPT:
            return _service(path, text)
        if kind is Kind.TYPESCRIPT and not any(name in text for name in _LIBRARIES):
            return Reading(tuple(own))
        found, included = cdk_sources.functions(_known_file(path, kind, text), _neighbour)
        known = {config.line for config in own}
        found = [*own, *(config for config in found if config.line not in known)]
        return Reading(tuple(found), (), tuple(sorted(included)))
    if kind is Kind.DOCKERFILE:
        images, places = dockerfile.functions(path, text)
        return Reading(tuple(images), (), tuple(sorted(places)))
    if kind is Kind.TERRAFORM:
        files = Files(_terraform, _data)
        reader = terragrunt.functions if path.name == terragrunt.FILE else terraform.functions
        declared = reader(path, _hcl(text), files)
        return Reading(tuple(declared), (), tuple(sorted(files.included - {path})))
    document = _document(kind, without_comments(text) if zappa.is_settings(path) and _is_json(kind, text) else text)
    problems = tuple(_repeated(path, document))
    root, included = document.root, set[Path]()
    if template_includes.INCLUDE in text:
        root, included = template_includes.with_includes(path, root, _included)
    if "Resources" in root.entries:
        given, told = sam_config.given(path)
        own = cloudformation.functions(path, root, given)
        if handed:
            own = nested_stacks.with_values(own, cloudformation.functions(path, root, {**given, **handed}))
        stacks = nested_stacks.stacks(path, root, {**given, **handed})
        nested = nested_stacks.nested(path, stacks, _included)
        held = tuple((stack.template, stack.given) for stack in stacks)
        others = {*included, *told, *(template for template, _ in held)}
        return Reading((*own, *nested), problems, tuple(sorted(others)), held=held)
    if chalice.is_config(path):
        declared, others = chalice.functions(path, document, _source)
        return Reading(tuple(declared), problems, tuple(sorted(others)))
    if zappa.is_settings(path):
        declared, others = zappa.functions(path, document, _source)
        return Reading(tuple(declared), problems, tuple(sorted(others)))
    if serverless.is_service(document.root):
        functions, parts = serverless.functions(path, document, _included)
        return Reading(tuple(functions), problems, tuple(sorted(parts)))
    return Reading()


def _service(path: Path, text: str) -> Reading:
    """A service of the Serverless Framework that a program gives."""
    found = serverless_program.document(TypeScriptFile(path, text), _neighbour)
    if found is None or not serverless.is_service(found[0].root):
        return _NOTHING
    functions, parts = serverless.functions(path, found[0], _included)
    return Reading(tuple(functions), (), tuple(sorted({*parts, *found[1]})))


def program_source(path: Path, text: str) -> Source | None:
    """The tree that a CDK program in Python was read by, where it is this text's; it need not be parsed again."""
    file = _known_file(path, Kind.PYTHON, text)
    return file.source if isinstance(file, PythonFile) else None


def _program_file(path: Path, kind: Kind, text: str) -> cdk_sources.SourceFile:
    if kind is Kind.PYTHON:
        return PythonFile(parse(path, text))
    return TypeScriptFile(path, text)


def _neighbour(path: Path) -> cdk_sources.SourceFile | None:
    """Another file of a CDK program; None where it cannot be read."""
    kind = kind_of(path)
    try:
        return _known_file(path, kind, text_of(content(path))) if kind is not None else None
    except (OSError, ReadError, SourceError):
        return None


@lru_cache(maxsize=48)
def _known_file(path: Path, kind: Kind, text: str) -> cdk_sources.SourceFile:
    return _program_file(path, kind, text)


def _source(path: Path) -> Source | None:
    """A Python file that a configuration goes by; None where it cannot be read or does not parse."""
    try:
        return parse(path, text_of(content(path)))
    except (OSError, ReadError, SourceError):
        return None


def _terraform(path: Path) -> Body | None:
    """Another file of a Terraform module; its own problems are reported where it is read for itself."""
    try:
        return _hcl(text_of(content(path)))
    except (OSError, ReadError):
        return None


def _data(path: Path) -> Node | None:
    """A file that a Terraform module decodes; None where it cannot be read."""
    try:
        return _included(path)
    except (OSError, ReadError):
        return None


@lru_cache(maxsize=48)
def _hcl(text: str) -> Body:
    return read_hcl(text)


def _included(path: Path) -> Table:
    """A file that another one includes."""
    kind = Kind.JSON if path.suffix == ".json" else Kind.YAML
    return _document(kind, text_of(content(path))).root


def _document(kind: Kind, text: str) -> Document:
    return read_json(text) if _is_json(kind, text) else read_yaml(text)


def _is_json(kind: Kind, text: str) -> bool:
    return kind is Kind.JSON or text.lstrip()[:1] == "{"


def _repeated(path: Path, document: Document) -> list[Problem]:
    return [
        Problem(path, line, f"the key '{key}' is given twice; the last one counts.") for key, line in document.repeated
    ]
