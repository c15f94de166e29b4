"""Which event sources a handler serves, and how that is known."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from .event_keys import sources_by_keys
from .event_sources import source_ids
from .event_walk import event_reads
from .handlers import Function, Handler
from .module_bindings import bindings, dotted, effective
from .nodes import own
from .source import Source

_LIBRARIES = ("aws_lambda_powertools", "aws_lambda_typing")
_NOT_PROXY = ("lambda", "aws")


class Strength(IntEnum):
    """How a source is known, strongest last. Rules may be sure from ``DECORATOR`` on."""

    KEYS = 1
    """The keys that the code reads."""
    DECORATOR = 2
    """A resolver, a batch processor or an adapter that only this source has."""
    ANNOTATION = 3
    """The event's annotation, ``@event_source`` or ``@event_parser``."""
    TEMPLATE = 4
    """The function's events in a template."""


@dataclass(frozen=True, slots=True)
class Served:
    """A source that a handler serves. ``ids`` has several where what is known fits them all (``APIGatewayProxyEvent``)."""

    ids: tuple[str, ...]
    strength: Strength
    evidence: str
    properties: Mapping[str, object] = field(default_factory=dict)
    """The template's, where it is known from one."""
    template: Path | None = None
    line: int = 0
    """Where the template says so, 1-based; 0 elsewhere."""

    @property
    def certain(self) -> bool:
        """Whether an error may rest on it."""
        return self.strength >= Strength.DECORATOR


def served(source: Source, handler: Handler) -> tuple[Served, ...]:
    """What a handler serves by the strongest kind of evidence there is; computed once for a source and handler."""
    key = (served, handler.name)
    known = source.cache.get(key)
    if known is None:
        known = source.cache[key] = _strongest(source, handler)
    return known  # type: ignore[return-value]


def _strongest(source: Source, handler: Handler) -> tuple[Served, ...]:
    for evidence in (_template, _annotation, _decorators, _body):
        found: list[Served] = []
        for one in evidence(source, handler):
            if one not in found:
                found.append(one)
        if found:
            return tuple(found)
    ids = sources_by_keys(event_reads(source, handler))
    return (Served(ids, Strength.KEYS, "the keys that it reads"),) if ids else ()


def _template(_: Source, handler: Handler) -> Iterator[Served]:
    for function in handler.functions:
        for event in function.events:
            ids = source_ids(event.kind, event.properties)
            if "rest_api" in ids and not_proxy(event.properties):
                ids = ("step_functions",)
            if ids:
                where = f"{function.logical_id} in {function.template.name}"
                yield Served(ids, Strength.TEMPLATE, where, event.properties, function.template, event.line)


def not_proxy(properties: Mapping[str, object]) -> bool:
    """Whether API Gateway maps the response by templates (``integration: lambda``, type ``AWS``): then any JSON is right."""
    for name, value in properties.items():
        if name.lower() in ("integration", "x-amazon-apigateway-integration"):
            kind = value
            if isinstance(value, Mapping):
                kind = next((v for k, v in value.items() if str(k).lower() == "type"), None)
            if isinstance(kind, str) and kind.lower() in _NOT_PROXY:
                return True
        elif isinstance(value, Mapping) and not_proxy(value):
            return True
    return False


def _annotation(source: Source, handler: Handler) -> Iterator[Served]:
    node = handler.node
    if not isinstance(node, Function):
        return
    parameters = [*node.args.posonlyargs, *node.args.args]
    if parameters:
        yield from _class(source, parameters[0].annotation, f"{parameters[0].arg}: {{}}")
        yield from _constructed(source, node.body, parameters[0].arg)
    for decorator in node.decorator_list:
        if not isinstance(decorator, ast.Call):
            continue
        name = (dotted(source, decorator.func) or "").rpartition(".")[2]
        if name in ("event_source", "event_parser"):
            given = {k.arg: k.value for k in decorator.keywords}
            first = decorator.args[0] if decorator.args else None
            envelope = given.get("envelope")
            model = given.get("data_class") or given.get("model") or first
            yield from _class(source, envelope if envelope is not None else model, f"@{name}({{}})")


def _constructed(source: Source, body: list[ast.stmt], event: str) -> Iterator[Served]:
    """``event = SQSEvent(event)`` where every event comes: a statement of the body itself, or of its ``try`` or ``with``."""
    for statement in body:
        if isinstance(statement, ast.Try | ast.With):
            yield from _constructed(source, statement.body, event)
        value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        match value:
            case ast.Call(func=made, args=[ast.Name(id=given)]) if given == event:
                yield from _class(source, made, f"{{}}({event})")


def _class(source: Source, node: ast.expr | None, evidence: str) -> Iterator[Served]:
    """A class of a known library, or a class of the module that extends one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            node = ast.parse(node.value, mode="eval").body
        except SyntaxError:
            return
    if isinstance(node, ast.Subscript):
        node = node.value
    for _ in range(4):
        if not isinstance(node, ast.Name | ast.Attribute):
            return
        name = dotted(source, node) or ""
        if name.startswith(_LIBRARIES):
            ids = source_ids(name.rpartition(".")[2])
            if ids:
                yield Served(ids, Strength.ANNOTATION, evidence.format(name.rpartition(".")[2]))
            return
        group = bindings(source).get(name)
        definition = effective(group).node if group else None
        if not isinstance(definition, ast.ClassDef) or not definition.bases:
            return
        node = definition.bases[0]


def _decorators(source: Source, handler: Handler) -> Iterator[Served]:
    node = handler.node
    if isinstance(node, Function):
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call):
                name = (dotted(source, decorator.func) or "").rpartition(".")[2]
                if name in ("batch_processor", "async_batch_processor"):
                    yield from _processor(source, {k.arg: k.value for k in decorator.keywords}.get("processor"))
                elif name == "sqs_batch_processor":
                    yield Served(("sqs",), Strength.DECORATOR, "@sqs_batch_processor")
                elif name == "kafka_consumer":
                    yield Served(("msk", "kafka"), Strength.DECORATOR, "@kafka_consumer")
    elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
        name = (dotted(source, node.value.func) or "").rpartition(".")[2]
        if name == "Mangum":
            yield Served(("http_api_v2", "rest_api", "function_url", "alb"), Strength.DECORATOR, "Mangum")
        elif name == "lambda_handler" and any("ask_sdk" in (dotted(source, n) or "") for n in _imports(source)):
            yield Served(("alexa_skill",), Strength.DECORATOR, "Skill Builder")


def _imports(source: Source) -> list[ast.expr]:
    return [ast.Name(name) for name in bindings(source)]


def _body(source: Source, handler: Handler) -> Iterator[Served]:
    """``return app.resolve(event, context)``, ``process_partial_response(…, processor=processor)``, a WSGI adapter."""
    if not isinstance(handler.node, Function):
        return
    for node in own(handler.node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "resolve":
            yield from _resolver(source, node.func.value)
        elif isinstance(node.func, ast.Name) and len(node.args) == 2:
            yield from _resolver(source, node.func)
        name = (dotted(source, node.func) or "").rpartition(".")[2]
        if name in ("process_partial_response", "async_process_partial_response"):
            keywords = {k.arg: k.value for k in node.keywords}
            yield from _processor(source, keywords.get("processor", node.args[2] if len(node.args) > 2 else None))
        elif name == "handle_request" and (dotted(source, node.func) or "").startswith("serverless_wsgi"):
            yield Served(("rest_api", "http_api_v2"), Strength.DECORATOR, "serverless_wsgi")


def _made(source: Source, node: ast.expr | None) -> ast.Call | None:
    """The call that made a module-level object."""
    if isinstance(node, ast.Call):
        return node
    group = bindings(source).get(node.id) if isinstance(node, ast.Name) else None
    value = effective(group).value if group else None
    return value if isinstance(value, ast.Call) else None


def _resolver(source: Source, node: ast.expr) -> Iterator[Served]:
    call = _made(source, node)
    name = (dotted(source, call.func) or "") if call is not None else ""
    if call is None or not name.startswith("aws_lambda_powertools"):
        return
    for given in [*call.args, *(k.value for k in call.keywords if k.arg == "proxy_type")]:
        if isinstance(given, ast.Attribute) and (dotted(source, given.value) or "").endswith("ProxyEventType"):
            name = given.attr
    ids = source_ids(name.rpartition(".")[2])
    if ids:
        yield Served(ids, Strength.DECORATOR, name.rpartition(".")[2])


def _processor(source: Source, node: ast.expr | None) -> Iterator[Served]:
    call = _made(source, node)
    if call is None:
        return
    name = (dotted(source, call.func) or "").rpartition(".")[2]
    if name == "SqsFifoPartialProcessor":
        yield Served(("sqs",), Strength.DECORATOR, name)
    for given in [*call.args, *(k.value for k in call.keywords if k.arg == "event_type")]:
        if isinstance(given, ast.Attribute) and (dotted(source, given.value) or "").endswith("EventType"):
            ids = ("msk", "kafka") if given.attr == "Kafka" else source_ids(given.attr)
            if ids:
                yield Served(ids, Strength.DECORATOR, f"EventType.{given.attr}")
