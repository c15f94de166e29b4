"""The functions of a Serverless Framework service (``serverless.yml``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ..analysis.finding import Span
from ..analysis.function_config import EventSource, FunctionConfig, Service, Unresolved
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
from .image import image_command, image_root
from .intrinsics import Scope
from .nodes import Document, Node, Place, Scalar, Table, items
from .serverless_variables import ReadFile, Variables
from .stand_ins import StandIns

_TIMEOUT, _MEMORY = 6.0, 1024
"""What the framework sets where the service names none (https://www.serverless.com/framework/docs/providers/aws/guide/functions)."""

_BROUGHT = {"serverless-wsgi": ("wsgi_handler", "wsgi")}
"""Modules that a plugin packs beside the service's own."""

_LIFTED = {"queue": "worker", "webhook": "authorizer"}
"""The functions of Lift's constructs, by the construct's type (https://github.com/getlift/lift/tree/master/docs)."""


def is_service(root: Table) -> bool:
    """Whether a YAML mapping is a service of the framework, for AWS."""
    provider = root.get("provider")
    name = (
        provider.text
        if isinstance(provider, Scalar)
        else provider.text("name")
        if isinstance(provider, Table)
        else None
    )
    has_functions = "functions" in root.entries or "constructs" in root.entries
    return has_functions and provider is not None and (name is None or name == "aws" or "${" in name)


def functions(template: Path, document: Document, read: ReadFile) -> tuple[list[FunctionConfig], set[Path]]:
    """The functions of a service in file order, and the other files that were read for them."""
    variables = Variables(document.root, template.parent, read)
    service = _Service(template, document.root, variables)
    return list(service.functions()), variables.included


@dataclass(frozen=True)
class _Service:
    template: Path
    root: Table
    variables: Variables

    def functions(self) -> Iterator[FunctionConfig]:
        """All functions; of an included file's, the line is where the service includes it."""
        parts = [(part, self.variables.table(part)) for part in items(self.root.get("functions"))]
        authorizers = self._authorizers([table for _, table in parts if table is not None])
        for part, table in parts:
            for name, entry in (table.entries if table is not None else {}).items():
                node = self.variables.table(entry)
                if table is not None and node is not None:
                    place = table.keys.get(name, part.place) if table is part else part.place
                    yield self._config(
                        name, place, node, authorizers.get(name, ()), own=table is part and node is entry
                    )
        yield from self._lifted()

    def _lifted(self) -> Iterator[FunctionConfig]:
        """The functions that Lift makes of its constructs, with what invokes them."""
        constructs = self.variables.table(self.root.get("constructs"))
        for name, entry in (constructs.entries if constructs is not None else {}).items():
            construct = self.variables.table(entry)
            part = _LIFTED.get(construct.text("type") or "") if construct is not None else None
            given = construct.get(part) if construct is not None and part is not None else None
            node = self.variables.table(given)
            if construct is None or part is None or node is None:
                continue
            place = construct.keys.get(part, construct.place)
            if part == "worker":
                batch = self.variables.literal(construct.get("batchSize")) or "1"
                events = event(
                    "sqs", {"batchSize": batch, "functionResponseType": "ReportBatchItemFailures"}, place.line
                )
            else:
                events = event(
                    "HttpLambdaAuthorizer", {"payloadVersion": "2.0", "enableSimpleResponses": True}, place.line
                )
            yield self._config(name + part.capitalize(), place, node, events, own=node is given)

    def _config(
        self, name: str, place: Place, node: Table, authorizes: tuple[EventSource, ...], *, own: bool
    ) -> FunctionConfig:
        provider = table_of(self.variables.node(self.root.get("provider")))
        literal = self.variables.literal

        def either(*keys: str) -> str | Unresolved | None:
            found = [literal(owner.get(key)) for owner in (node, provider) for key in keys]
            return next((value for value in found if value is not None), None)

        handler, root = self._handler(node), self._root(node)
        if handler is None and node.get("image") is not None:
            handler, root = self._image(node, provider)
        memory = whole(either("memorySize"))
        timeout = number(either("timeout"))
        return FunctionConfig(
            template=self.template,
            logical_id=name,
            line=place.line,
            handler=handler,
            code_root=root,
            runtime=either("runtime"),
            architecture=text(either("architecture")),
            timeout=timeout if timeout is not None else _TIMEOUT,
            memory=memory if memory is not None else _MEMORY,
            environment=self._environment(node, provider),
            layers=tuple(self._layers(node, provider)),
            events=tuple(e if own else replace(e, line=place.line) for e in (*self._events(node), *authorizes)),
            tracing=text(literal(node.get("tracing"))) or text(literal(provider.get("tracing", "lambda"))),
            positions=self._positions(place, node, provider, own=own),
            environment_open=self._environment_open(node, provider),
            tool="serverless",
            service=Service(
                snap_start=literal(node.get("snapStart")) == "true",
                log_format=text(literal(node.get("logs", "logFormat"))),
                log_level=text(literal(node.get("logs", "applicationLogLevel"))),
                retries=whole(literal(node.get("maximumRetryAttempts"))),
                on_failure=text(literal(node.get("destinations", "onFailure"))),
                durable=node.get("durableConfig") is not None,
            ),
        )

    def _handler(self, node: Table) -> str | Unresolved | None:
        """What Lambda gets to load; serverless-functions-base-path puts ``custom.functionsBasePath`` before it."""
        handler = self.variables.literal(node.get("handler"))
        if isinstance(handler, str) and "serverless-functions-base-path" in self._plugins():
            base = self.variables.literal(self.root.get("custom", "functionsBasePath"))
            return f"{base.strip('/')}/{handler}" if isinstance(base, str) else base or handler
        return handler

    def _brought(self, node: Table) -> bool:
        """Whether a plugin brings the handler's module along (https://github.com/logandk/serverless-wsgi)."""
        handler = self.variables.literal(node.get("handler"))
        module = handler.partition(".")[0] if isinstance(handler, str) else ""
        return any(module in _BROUGHT.get(name, ()) for name in self._plugins())

    def _plugins(self) -> Iterator[str]:
        plugins = self.variables.node(self.root.get("plugins"))
        for item in items(plugins.get("modules") if isinstance(plugins, Table) else plugins):
            name = self.variables.literal(item)
            if isinstance(name, str):
                yield name

    def _root(self, node: Table) -> Path | None:
        """The service's folder; a function packed from a module's folder (serverless-python-requirements) has that one."""
        artifact = self.variables.literal(node.get("package", "artifact"))
        if artifact is not None or self._brought(node):
            return None
        module = self.variables.literal(node.get("module"))
        return local_directory(self.template.parent, module) if isinstance(module, str) else self.template.parent

    def _image(self, node: Table, provider: Table) -> tuple[str | Unresolved | None, Path | None]:
        image = self.variables.node(node.get("image"))
        name = image if isinstance(image, Scalar) else image.get("name") if isinstance(image, Table) else None
        shared = self.variables.node(provider.get("ecr", "images", name.text)) if isinstance(name, Scalar) else image
        if isinstance(shared, Scalar):
            return None, None  # an image that is built elsewhere
        made, own = table_of(shared), table_of(image if isinstance(image, Table) else None)
        command = [self.variables.literal(item) for item in items(own.get("command") or made.get("command"))]
        path, file = self.variables.literal(made.get("path")), self.variables.literal(made.get("file"))
        root = local_directory(self.template.parent, path) if isinstance(path, str) else None
        first = command[0] if command and isinstance(command[0], str) else None
        if root is None:
            return first, None
        dockerfile = file if isinstance(file, str) else "Dockerfile"
        first = first or image_command(root, dockerfile)
        return first, image_root(root, dockerfile, first)

    def _environment(self, node: Table, provider: Table) -> dict[str, str | Unresolved]:
        found: dict[str, str | Unresolved] = {}
        stand_ins = StandIns(Scope(table_of(self.variables.table(self.root.get("resources")))))
        for owner in (provider, node):
            table = self.variables.table(owner.get("environment"))
            for name, value in (table.entries if table else {}).items():
                literal = self.variables.literal(value)
                if isinstance(literal, Unresolved) and isinstance(value, Table):
                    literal = stand_ins.value(value)
                if literal is not None:
                    found[name] = literal
        return found

    def _environment_open(self, node: Table, provider: Table) -> bool:
        """Whether variables come from somewhere that cannot be read here."""
        given = [owner.get("environment") for owner in (provider, node)]
        return any(each is not None and self.variables.table(each) is None for each in given)

    def _layers(self, node: Table, provider: Table) -> Iterator[Path | Unresolved]:
        layers = table_of(self.variables.table(self.root.get("layers")))
        named = {f"{name[:1].upper()}{name[1:]}LambdaLayer": layer for name, layer in layers.entries.items()}
        for item in items(self.variables.node(node.get("layers") or provider.get("layers"))):
            reference = item.text("Ref") if isinstance(item, Table) else None
            layer = self.variables.table(named.get(reference or ""))
            where = self.variables.literal(layer.get("path")) if layer else None
            path = local_directory(self.template.parent, where) if isinstance(where, str) else None
            value = self.variables.literal(item)
            yield path or Unresolved(f"!Ref {reference}" if reference else value if isinstance(value, str) else "…")

    def _events(self, node: Table) -> Iterator[EventSource]:
        url = self.variables.node(node.get("url"))
        if url is not None and not (isinstance(url, Scalar) and url.text == "false"):
            yield from event("FunctionUrl", {}, url.place.line)
        for item in items(self.variables.node(node.get("events"))):
            entry = self.variables.node(item)
            if isinstance(entry, Scalar):
                yield from event(entry.text, {}, entry.place.line)
            elif isinstance(entry, Table):
                for word, value in entry.entries.items():
                    yield from event(word, self._properties(value), entry.keys.get(word, entry.place).line)

    def _properties(self, node: Node) -> dict[str, object]:
        found = plain(self.variables.node(node) or node, self.variables.literal)
        return (
            {str(key): value for key, value in found.items()}
            if isinstance(found, dict)
            else {"value": found, "arn": found}
        )

    def _authorizers(self, tables: list[Table]) -> dict[str, tuple[EventSource, ...]]:
        """The functions of the service that others name as their authorizer."""
        names = {name for table in tables for name in table.entries}
        found: dict[str, tuple[EventSource, ...]] = {}
        shared = self.variables.table(self.root.get("provider", "httpApi", "authorizers"))
        for value in (shared.entries if shared else {}).values():
            name = self.variables.literal(value.get("functionName")) if isinstance(value, Table) else None
            if isinstance(name, str) and name in names:
                found[name] = event("HttpLambdaAuthorizer", self._properties(value), value.place.line)
        for table in tables:
            for entry in table.entries.values():
                function = self.variables.table(entry)
                for item in items(function.get("events") if function else None):
                    authorizer = (
                        self.variables.node(item.get("http", "authorizer")) if isinstance(item, Table) else None
                    )
                    name = (
                        authorizer.text("name") if isinstance(authorizer, Table) else self.variables.literal(authorizer)
                    )
                    kind = (authorizer.text("type") if isinstance(authorizer, Table) else None) or "token"
                    if authorizer is not None and isinstance(name, str) and name in names:
                        word = "RequestAuthorizer" if kind.lower() == "request" else "TokenAuthorizer"
                        found[name] = event(word, {}, authorizer.place.line)
        return found

    def _positions(self, place: Place, node: Table, provider: Table, *, own: bool) -> dict[str, Span]:
        """What stands in this file; what a function says elsewhere hides what the provider says here."""
        found = {"": span(place)}
        elsewhere = {} if own else node.entries
        for owner, here in ((provider, provider is self.root.get("provider")), (node, own)):
            if not here:
                continue
            values = ((key, value) for key, value in owner.entries.items() if key not in elsewhere)
            found.update((key, value_span(value)) for key, value in values if isinstance(value, Scalar))
            variables = owner.get("environment")
            if isinstance(variables, Table):
                found.update(variable_positions(variables))
        return {_PROPERTY.get(key, key): value for key, value in found.items()}


_PROPERTY = {"handler": "Handler", "runtime": "Runtime", "timeout": "Timeout", "memorySize": "MemorySize"}
