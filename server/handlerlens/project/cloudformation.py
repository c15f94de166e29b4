"""The functions of a SAM or CloudFormation template (also one that ``cdk synth`` wrote), YAML or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..analysis.finding import Span
from ..analysis.function_config import EventSource, FunctionConfig, Service, Unresolved
from .cloudformation_sources import sources
from .declaration import (
    event,
    local_directory,
    number,
    plain,
    span,
    table_of,
    text,
    value_span,
    variable_positions,
    whole,
)
from .foreach import entries
from .image import image_command, image_root
from .intrinsics import Given, Scope, referenced
from .nodes import Node, Place, Table, items
from .stand_ins import StandIns

_SERVERLESS = "AWS::Serverless::Function"
_FUNCTION_TYPES = {_SERVERLESS: "sam", "AWS::Lambda::Function": "cloudformation"}
_EVENT_INVOKE = "AWS::Lambda::EventInvokeConfig"
_LAYERS = {"AWS::Serverless::LayerVersion": "ContentUri", "AWS::Lambda::LayerVersion": "Content"}


def functions(template: Path, root: Table, given: Given | None = None) -> list[FunctionConfig]:
    """The functions of a template in file order, other languages' included (``runtime`` tells).

    ``given`` are the parameters it gets, as a nested stack or from SAM's configuration file.
    """
    scope = Scope(root, given or {})
    resources = dict(resources_of(root, scope))
    invoked = sources(resources, scope)
    found = []
    for logical_id, (node, place) in resources.items():
        tool = _FUNCTION_TYPES.get(node.text("Type") or "")
        if tool is not None:
            shared = table_of(root.get("Globals", "Function")) if tool == "sam" else table_of(None)
            reader = _Function(template, logical_id, place, tool, node, table_of(node.get("Properties")), shared, scope)
            found.append(reader.config(invoked.get(logical_id, []), resources))
    return found


def resources_of(root: Table, scope: Scope) -> Iterator[tuple[str, tuple[Table, Place]]]:
    """Logical id to resource, those of ``Fn::ForEach`` loops included."""
    for name, node, place in entries(table_of(root.get("Resources")), scope):
        if isinstance(node, Table):
            yield name, (node, place)


@dataclass(frozen=True)
class _Function:
    """One function resource; ``own`` are its properties, ``shared`` the template's Globals."""

    template: Path
    logical_id: str
    place: Place
    tool: str
    resource: Table
    own: Table
    shared: Table
    scope: Scope

    def config(self, invoked: list[EventSource], resources: dict[str, tuple[Table, Place]]) -> FunctionConfig:
        """Everything the template says about the function."""
        handler, code_root, inline = self._code()
        return FunctionConfig(
            template=self.template,
            logical_id=self.logical_id,
            line=self.place.line,
            handler=handler,
            code_root=code_root,
            runtime=self._literal("Runtime"),
            architecture=self._architecture(),
            timeout=number(self._literal("Timeout")),
            memory=whole(self._literal("MemorySize")),
            environment=self._environment(),
            layers=tuple(self._layers(resources)),
            events=(*self._events(), *invoked),
            tracing=text(self._literal("Tracing")) or text(self.scope.literal(self._get("TracingConfig", "Mode"))),
            positions=self._positions(),
            environment_open=self._environment_open(),
            tool=self.tool,
            inline=inline,
            own_build=self.scope.literal(self.resource.get("Metadata", "BuildMethod")) == "makefile",
            service=self._service(resources),
        )

    def _service(self, resources: dict[str, tuple[Table, Place]]) -> Service:
        literal = self.scope.literal
        asynchronous = table_of(self._get("EventInvokeConfig"))
        for resource, _ in resources.values():
            if resource.text("Type") == _EVENT_INVOKE:
                properties = table_of(resource.get("Properties"))
                named = properties.get("FunctionName")
                if named is not None and (self.logical_id in referenced(named) or literal(named) == self.logical_id):
                    asynchronous = properties
        failures = asynchronous.get("DestinationConfig", "OnFailure", "Destination")
        destination = literal(failures) if failures is not None else None
        return Service(
            snap_start=literal(self._get("SnapStart", "ApplyOn")) == "PublishedVersions",
            log_format=text(literal(self._get("LoggingConfig", "LogFormat"))),
            log_level=text(literal(self._get("LoggingConfig", "ApplicationLogLevel"))),
            retries=whole(literal(asynchronous.get("MaximumRetryAttempts"))),
            on_failure=destination.expression if isinstance(destination, Unresolved) else destination,
            durable=self._get("DurableConfig") is not None,
        )

    def _get(self, *path: str) -> Node | None:
        found = self._of(self.own, *path)
        return found if found is not None else self._of(self.shared, *path)

    def _of(self, owner: Table, *path: str) -> Node | None:
        """A property of the function or of the Globals, conditions of the template worked out."""
        node: Node | None = owner
        for key in path:
            node = self.scope.chosen(node.entries.get(key)) if isinstance(node, Table) else None
        return node

    def _variables(self, owner: Table) -> Table:
        """The environment variables that are listed, those of loops included."""
        table = table_of(self._of(owner, "Environment", "Variables"))
        if not any(key.startswith(("Fn::", "Ref")) for key in table.entries):
            return table
        listed = [entry for entry in entries(table, self.scope) if not _is_open(entry[0])]
        found = {name: node for name, node, _ in listed}
        return Table(found, table.place, len(found), {name: place for name, _, place in listed})

    def _literal(self, *path: str) -> str | Unresolved | None:
        return self.scope.literal(self._get(*path))

    def _code(self) -> tuple[str | Unresolved | None, Path | None, bool]:
        """Handler string, task root, and whether the code stands in the template."""
        handler = self._literal("Handler")
        base = self.template.parent
        if self._literal("PackageType") == "Image":
            command = [self.scope.literal(item) for item in items(self._get("ImageConfig", "Command"))]
            context = self.scope.literal(self.resource.get("Metadata", "DockerContext"))
            file = self.scope.literal(self.resource.get("Metadata", "Dockerfile"))
            root = local_directory(base, context) if isinstance(context, str) else None
            first = command[0] if command and isinstance(command[0], str) else None
            if root is None:
                return first, None, False
            dockerfile = file if isinstance(file, str) else "Dockerfile"
            first = first or image_command(root, dockerfile)
            return first, image_root(root, dockerfile, first), False
        if self._get("InlineCode") is not None or table_of(self._get("Code")).get("ZipFile") is not None:
            return handler, None, True
        asset = self.resource.text("Metadata", "aws:asset:path")
        if asset is not None:
            return handler, local_directory(base, asset), False
        code = self._get("CodeUri" if self.tool == "sam" else "Code")
        if code is None:
            return handler, base if self.tool == "sam" else None, False
        where = self.scope.literal(code) if not isinstance(code, Table) or len(code.entries) == 1 else None
        return handler, local_directory(base, where) if isinstance(where, str) else None, False

    def _architecture(self) -> str | None:
        named = [self.scope.literal(item) for item in items(self._get("Architectures"))]
        return text(named[0]) if named else None

    def _environment(self) -> dict[str, str | Unresolved]:
        found: dict[str, str | Unresolved] = {}
        stand_ins = StandIns(self.scope)
        for owner in (self.shared, self.own):
            for name, node in self._variables(owner).entries.items():
                value = stand_ins.value(node)
                if value is None:
                    found.pop(name, None)
                else:
                    found[name] = value
        return found

    def _environment_open(self) -> bool:
        """Whether an intrinsic stands where the variables are listed."""
        for owner in (self.shared, self.own):
            for node in (self._of(owner, "Environment"), self._of(owner, "Environment", "Variables")):
                if isinstance(node, Table) and any(_is_open(key) for key, *_ in entries(node, self.scope)):
                    return True
        return "Fn::Transform" in self.own.entries

    def _layers(self, resources: dict[str, tuple[Table, Place]]) -> Iterator[Path | Unresolved]:
        for owner in (self.shared, self.own):
            for item in items(owner.get("Layers")):
                layer = next((resources[name][0] for name in referenced(item) if name in resources), None)
                content = _LAYERS.get((layer.text("Type") if layer else None) or "")
                where = self.scope.literal(layer.get("Properties", content)) if layer and content else None
                path = local_directory(self.template.parent, where) if isinstance(where, str) else None
                value = self.scope.literal(item)
                yield path or (value if isinstance(value, Unresolved) else Unresolved(value or ""))

    def _events(self) -> Iterator[EventSource]:
        if self._get("FunctionUrlConfig") is not None:
            node = self._get("FunctionUrlConfig")
            assert node is not None
            properties = plain(node, self.scope.literal)
            yield from event("FunctionUrl", properties if isinstance(properties, dict) else {}, node.place.line)
        events = table_of(self.own.get("Events"))
        for name, node in events.entries.items():
            word = node.text("Type") if isinstance(node, Table) else None
            if word is not None and isinstance(node, Table):
                properties = plain(table_of(node.get("Properties")), self.scope.literal)
                yield from event(word, properties if isinstance(properties, dict) else {}, events.keys[name].line)

    def _positions(self) -> dict[str, Span]:
        found: dict[str, Span] = {"": span(self.place)}
        for owner in (self.shared, self.own):
            found.update((name, value_span(node)) for name, node in owner.entries.items())
            found.update(variable_positions(self._variables(owner)))
        return found


def _is_open(key: str) -> bool:
    """Whether what stands under a key may be any variables: an intrinsic, or a turn of a loop that is not told."""
    return key == "Ref" or key.startswith("Fn::") or "${" in key
