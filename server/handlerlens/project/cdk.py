"""The functions of a CDK program: constructions found by the Python or TypeScript reader, worked out to ``FunctionConfig``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..analysis.finding import Span
from ..analysis.function_config import EventSource, FunctionConfig, Service, Unresolved
from . import resource_programs
from .cdk_bundling import bundled_root, makes_files
from .cdk_connections import Calls, Connected, Made, connections_of
from .cdk_values import Environment, Values
from .declaration import event, local_directory, span, value_span, variable_positions
from .expression import Call, Expression, Joined, Member, Name, Object, Text, last_name, shown, walk
from .image import image_command, image_root
from .nodes import Place

_PYTHON_FUNCTION = "PythonFunction"
_IMAGE_FUNCTION = "DockerImageFunction"
_LEVELS = 12
_PROJECTS = ("cdk.json", "cdktf.json", "Pulumi.yaml", "Pulumi.yml")


@dataclass(frozen=True)
class Construction:
    """One construction of a function. ``options`` by their TypeScript names (``memorySize``), ``names`` what its names mean there."""

    kind: str
    construct_id: Expression | None
    options: Mapping[str, Expression]
    names: Environment
    place: Place
    variable: str
    keys: Mapping[str, Place] = field(default_factory=dict)
    inside: frozenset[str] = frozenset()
    """The classes and functions that it stands in."""


@dataclass(frozen=True)
class Program:
    """What a reader found in a file: constructions, and all calls (for what is connected with the functions)."""

    constructions: Sequence[Construction]
    calls: Calls
    tool: str = resource_programs.CDK
    """Whose program it is; the options are in that tool's words."""


def functions(path: Path, program: Program) -> list[FunctionConfig]:
    """The functions that a CDK file makes, in file order."""
    if not program.constructions:
        return []
    own = program.tool == resource_programs.CDK
    connections = connections_of(program.calls) if own else resource_programs.connections(program.calls)
    made_here = (Made(each.variable, each.place.line, each.inside) for each in program.constructions if each.variable)
    reader = _Reader(path, Values(path, _working_directory(path)), Connected(connections, made_here), program.tool)
    found: dict[tuple[object, ...], tuple[Construction, FunctionConfig]] = {}
    made_inside: set[tuple[object, ...]] = set()
    for made in program.constructions:
        if not own:
            made = replace(made, options=resource_programs.in_cdk_words(made.options, made.names, reader.values))
        config = reader.config(made)
        if config is None:
            continue
        code = (str(config.handler), config.code_root)
        found.setdefault((config.line, config.logical_id, *code), (made, config))
        for helper in made.inside - {made.kind}:
            made_inside |= {(helper, config.logical_id, *code), (helper, *code)}
    return [config for made, config in found.values() if not made_inside & _calling(made, config)]


def _calling(made: Construction, config: FunctionConfig) -> set[tuple[object, ...]]:
    """How a function that a helper makes is known where the helper is called; by its code where the call gives no id."""
    code = (str(config.handler), config.code_root)
    return {(made.kind, config.logical_id, *code)} if made.construct_id is not None else {(made.kind, *code)}


def _working_directory(path: Path) -> Path:
    """Where ``cdk`` is run for a program: the nearest folder above with a ``cdk.json`` or the like, else the file's own."""
    for directory in path.parents[:_LEVELS]:
        if any((directory / name).is_file() for name in _PROJECTS):
            return directory
    return path.parent


@dataclass(frozen=True)
class _Reader:
    path: Path
    values: Values
    connected: Connected
    tool: str

    def config(self, made: Construction) -> FunctionConfig | None:
        """The function of one construction; None where it is none after all."""
        names = made.names
        options = {name: node for name, node in made.options.items() if not self.values.is_missing(node, names)}
        made = replace(made, options=options)
        handler, root, inline = self._code(made)
        if handler is None and root is None and not inline:
            return None
        logical_id = self.values.text(made.construct_id, names) or made.variable.rpartition(".")[2] or made.kind
        memory = self.values.seconds(options.get("memorySize"), names)
        architecture = options.get("architecture")
        return FunctionConfig(
            template=self.path,
            logical_id=logical_id,
            line=made.place.line,
            handler=handler,
            code_root=root,
            runtime=self.values.runtime(options.get("runtime"), names),
            architecture=last_name(architecture).lower().replace("arm_64", "arm64")
            if architecture is not None
            else None,
            timeout=self.values.seconds(options.get("timeout"), names),
            memory=int(memory) if memory is not None else None,
            environment=self._environment(options.get("environment"), names),
            layers=tuple(Unresolved(shown(item)) for item in self.values.items(options.get("layers"), names)),
            events=tuple(self._events(made)),
            tracing=last_name(options["tracing"]).capitalize() if "tracing" in options else None,
            positions=self._positions(made),
            environment_open=self._environment_open(made),
            tool=self.tool,
            inline=inline,
            own_build=makes_files(options, names, self.values),
            service=self._service(options, names),
        )

    def _service(self, options: Mapping[str, Expression], names: Environment) -> Service:
        retries = self.values.seconds(options.get("retryAttempts"), names)
        level = options.get("applicationLogLevelV2", options.get("applicationLogLevel"))
        return Service(
            snap_start="snapStart" in options,
            log_format={"JSON": "JSON", "TEXT": "Text"}.get(last_name(options["loggingFormat"]).upper())
            if "loggingFormat" in options
            else None,
            log_level=last_name(level).upper() if level is not None else None,
            retries=int(retries) if retries is not None else None,
            on_failure=shown(options["onFailure"]) if "onFailure" in options else None,
            durable="durableConfig" in options,
        )

    def _code(self, made: Construction) -> tuple[str | Unresolved | None, Path | None, bool]:
        """Handler string, task root, and whether the code stands in the program."""
        options, names = made.options, made.names
        text = self.values.text(options.get("handler"), names)
        if "entry" in options or made.kind == _PYTHON_FUNCTION:
            index = self.values.text(options.get("index"), names) if "index" in options else "index.py"
            name = text if text is not None else None if "handler" in options else "handler"
            root = self._directory(options.get("entry"), names)
            if index is None or name is None:
                return (
                    Unresolved(
                        shown(options.get("handler", options.get("index", made.construct_id or Text("", made.place))))
                    ),
                    root,
                    False,
                )
            return f"{index.removesuffix('.py')}.{name}", root, False
        code, names = self.values.made(options.get("code"), names)
        maker = last_name(code.function) if isinstance(code, Call) else ""
        handler = text if text is not None else Unresolved(shown(options["handler"])) if "handler" in options else None
        if made.kind == _IMAGE_FUNCTION or "image" in maker.lower():
            return self._image(code, names, None)
        if "docker" in maker.lower():
            return self._image(code, names, handler)
        if isinstance(code, Call) and "inline" in maker.lower():
            return self._inline(handler, code, names)
        if isinstance(code, Call) and maker.replace("_", "").lower() in (
            "fromasset",
            "asset",
            "assetcode",
            "fromcustomcommand",
        ):
            root = self._directory(code.arguments[0] if code.arguments else code.named.get("path"), names)
            return handler, bundled_root(root, code, handler), False
        if code is None:
            return handler, self._given_directory(options, names), False
        root = self._mentioned(code, names)
        file = next(
            (part.entries["file"] for part in walk(code) if isinstance(part, Object) and "file" in part.entries), None
        )
        dockerfile = self.values.text(file, names)
        if root is not None and dockerfile is not None and isinstance(handler, str):
            root = image_root(root, dockerfile, handler)
        return handler, root, False

    def _given_directory(self, options: Mapping[str, Expression], names: Environment) -> Path | None:
        """The folder that a construct of the project's own is given under a name of its own (``codePath``)."""
        for name, node in options.items():
            text = self.values.text(node, names) if name not in ("handler", "description") else None
            directory = self._path(text) if text is not None and "/" in text else None
            if directory is not None and directory.is_dir():
                return directory
        return None

    def _inline(
        self, handler: str | Unresolved | None, code: Call, names: Environment
    ) -> tuple[str | Unresolved | None, Path | None, bool]:
        """Code that stands in the program, or in a file that the program reads: that file then, under its own name."""
        text = code.arguments[0] if code.arguments else code.named.get("code")
        name = self.values.file_read(text, names)
        found = [self._path(name)] if name is not None else []
        file = next((path for path in found if path is not None and path.is_file()), None)
        if file is None or not isinstance(handler, str):
            return handler, None, True
        return f"{file.stem}.{handler.rpartition('.')[2]}", file.parent, False

    def _mentioned(self, code: Expression | None, names: Environment) -> Path | None:
        """The folder that a program's own helper makes code of: the first text in it that is one (``bundle(join(…))``)."""
        for part in walk(code) if isinstance(code, Call) else ():
            directory = self._directory(part, names) if isinstance(part, Text | Joined | Call | Name | Member) else None
            if directory is not None and directory != self.values.working and directory.is_dir():
                return directory
        return None

    def _image(
        self, code: Expression | None, names: Environment, text: str | Unresolved | None
    ) -> tuple[str | Unresolved | None, Path | None, bool]:
        """A container image: its handler is given, or the command given or in the Dockerfile."""
        if not isinstance(code, Call) or not code.arguments:
            return text, None, False
        root = self._directory(code.arguments[0], names)
        options = self.values.options(code.arguments[1], names) if len(code.arguments) > 1 else dict(code.named)
        command = self.values.items(options.get("cmd"), names)
        handler = text or (self.values.text(command[0], names) if command else None)
        file = self.values.text(options.get("file"), names) or "Dockerfile"
        if root is None:
            return handler, None, False
        handler = handler or image_command(root, file)
        return handler, image_root(root, file, handler if isinstance(handler, str) else None), False

    def _directory(self, node: Expression | None, names: Environment) -> Path | None:
        """An asset's folder: from where ``cdk`` runs, else where such a folder is found from the file upwards."""
        text = self.values.text(node, names)
        return self._path(text) if text is not None else None

    def _path(self, text: str) -> Path | None:
        bases = [self.values.working, *self.path.parents[:_LEVELS]]
        found = [path for base in bases if (path := local_directory(base, text)) is not None]
        return next((path for path in found if path.exists()), found[0] if found else None)

    def _environment(self, node: Expression | None, names: Environment) -> dict[str, str | Unresolved]:
        found: dict[str, str | Unresolved] = {}
        for name, value in self.values.options(node, names).items():
            text = self.values.text(value, names)
            found[name] = text if text is not None else Unresolved(shown(value))
        return found

    def _environment_open(self, made: Construction) -> bool:
        """Whether variables may be added elsewhere: later, by a construct's own class, from a mapping that is not literal."""
        node = made.options.get("environment")
        literal = self.values.value(node, made.names) if node is not None else None
        if node is not None and (not isinstance(literal, Object) or literal.spread):
            return True
        return not made.variable or self.connected.adds_variables(made.variable, made.place.line)

    def _events(self, made: Construction) -> Iterator[EventSource]:
        for item in self.values.items(made.options.get("events"), made.names):
            if isinstance(item, Call):
                yield from event(last_name(item.function), {}, item.place.line)
        yield from self.connected.sources(made.variable, made.place.line)

    def _positions(self, made: Construction) -> dict[str, Span]:
        found = {"": span(made.place)}
        for name, node in made.options.items():
            if node.place.line:
                found[name[:1].upper() + name[1:]] = value_span(node)
        variables = made.options.get("environment")
        return {**found, **(variable_positions(variables) if isinstance(variables, Object) else {})}
