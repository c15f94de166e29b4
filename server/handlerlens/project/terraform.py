"""The functions of a Terraform module: ``aws_lambda_function`` and the ``terraform-aws-modules/lambda`` module.

All ``.tf`` files of a folder are one module. Calls of modules that lie beside it are followed, so that a function whose handler is
the module's variable is known where the module is called.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path

from ..analysis.finding import Span
from ..analysis.function_config import EventSource, FunctionConfig, Service, Unresolved
from .declaration import event, local_directory, number, span, text, value_span, whole
from .expression import Array, Expression, Object, dotted, shown
from .hcl import Block, Body
from .image import image_command, image_root
from .resolution import handler_name
from .terraform_archives import archive, instances
from .terraform_values import Module

ReadBody = Callable[[Path], Body | None]
"""Reads another ``.tf`` file; None where it cannot be read."""

_COMMUNITY = ("terraform-aws-modules/lambda/aws", "github.com/terraform-aws-modules/terraform-aws-lambda")
_DEEPEST = 4
_AGENT_FORMS = {"function_schema": "BedrockAgentFunction", "api_schema": "BedrockAgentApi"}
_STREAM_NAMES = {
    "sqs": "SQS",
    "kinesis": "Kinesis",
    "dynamodb": "DynamoDB",
    "msk": "MSK",
    "docdb": "DocumentDB",
    "mq": "MQ",
}


@cache
def _types() -> Mapping[str, str]:
    data = (resources.files(__package__) / "data" / "terraform_sources.json").read_text("utf-8")
    types: Mapping[str, str] = json.loads(data)["types"]
    return types


def functions(template: Path, body: Body, read: ReadBody) -> tuple[list[FunctionConfig], set[Path]]:
    """The functions that a ``.tf`` file declares, in file order, and the other files that were read for them."""
    if not any(block.type == "module" or block.labels[:1] == ("aws_lambda_function",) for block in body.blocks):
        return [], set()
    included: set[Path] = set()

    def reading(path: Path) -> Body | None:
        included.add(path)
        return read(path)

    module = _module(template.parent, template.parent, reading, (template, body))
    module = replace(module, given=_told(template.parent, reading))
    found = [
        config
        for path, block in module.blocks
        if path == template
        for config in _of_block(module, template, block, reading, 0)
    ]
    return found, included - {template}


def _told(directory: Path, read: ReadBody) -> dict[str, Expression | None]:
    """The variables that ``terraform.tfvars`` and ``*.auto.tfvars`` set, the last one that sets it counting."""
    found: dict[str, Expression | None] = {}
    for path in (directory / "terraform.tfvars", *sorted(directory.glob("*.auto.tfvars"))):
        body = read(path)
        found.update(body.attributes if body is not None else {})
    return found


def _module(directory: Path, root: Path, read: ReadBody, known: tuple[Path, Body] | None) -> Module:
    blocks: list[tuple[Path, Block]] = []
    for path in sorted(directory.glob("*.tf")) if directory.is_dir() else []:
        body = known[1] if known is not None and path == known[0] else read(path)
        blocks.extend((path, block) for block in (body.blocks if body is not None else ()))
    if known is not None and not any(path == known[0] for path, _ in blocks):
        blocks.extend((known[0], block) for block in known[1].blocks)
    return Module(directory, root, tuple(blocks))


def _of_block(module: Module, template: Path, block: Block, read: ReadBody, depth: int) -> Iterator[FunctionConfig]:
    for each in instances(module, block):
        if block.type == "resource" and block.labels[:1] == ("aws_lambda_function",) and len(block.labels) > 1:
            yield _resource(each, template, block)
        elif block.type == "module" and block.labels:
            source = each.text(block.body.attributes.get("source")) or ""
            if any(known in source for known in _COMMUNITY):
                yield _community(each, template, block)
            elif not source.startswith("."):
                yield from _foreign(each, template, block)
            elif depth < _DEEPEST:
                yield from _called(each, template, block, source, read, depth)


def _called(
    module: Module, template: Path, block: Block, source: str, read: ReadBody, depth: int
) -> Iterator[FunctionConfig]:
    """The functions of a module that lies on disk, with what this call passes to it; they count as this call's."""
    directory = local_directory(module.directory, source)
    if directory is None or not directory.is_dir():
        return
    given = {
        name: module.settled(value)
        for name, value in block.body.attributes.items()
        if name not in ("source", "version")
    }
    inner = replace(_module(directory, module.root, read, None), given=given)
    for path, each in inner.blocks:
        for config in _of_block(inner, path, each, read, depth + 1):
            positions = {_PROPERTIES.get(k, k): value_span(v) for k, v in block.body.attributes.items()}
            name = f"module.{_named(block.labels[0], module)}.{config.logical_id}"
            yield replace(
                config,
                template=template,
                logical_id=name,
                line=block.place.line,
                positions={**positions, "": span(block.place)},
            )


def _foreign(module: Module, template: Path, block: Block) -> Iterator[FunctionConfig]:
    """The function of a module from elsewhere that is given a handler, and a folder or file that exists."""
    attributes = block.body.attributes
    handler = next(
        (v for n, v in attributes.items() if n.endswith("handler") and handler_name(module.text(v) or "")), None
    )
    if handler is None:
        return
    paths = [
        local_directory(module.root, text)
        for value in attributes.values()
        if (text := module.text(value)) and "/" in text
    ]
    files = [
        path for path in paths if path is not None and (path.is_dir() or (path.suffix == ".py" and path.is_file()))
    ]
    root = next((path if path.is_dir() else path.parent for path in files), None)
    runtime = next((v for n, v in attributes.items() if n.endswith("runtime")), None)
    yield FunctionConfig(
        template=template,
        logical_id=f"module.{block.labels[0]}",
        line=block.place.line,
        handler=module.text(handler),
        code_root=root,
        runtime=_literal(module, runtime),
        positions={"": span(block.place), "Handler": value_span(handler)},
        environment_open=True,
        tool="terraform",
    )


def _resource(module: Module, template: Path, block: Block) -> FunctionConfig:
    body, address = block.body, f"aws_lambda_function.{block.labels[1]}"
    handler = _literal(module, body.attributes.get("handler"))
    root, packed = archive(module, body)
    if packed is not None and isinstance(handler, str):
        handler = f"{packed}.{handler.rpartition('.')[2]}"
    if module.text(body.attributes.get("package_type")) == "Image":
        command = [module.text(item) for item in module.items(body.block("image_config").attributes.get("command"))]
        handler, root = command[0] if command else None, None
    variables = body.block("environment").attributes.get("variables")
    separate = (b.body for b in module.referring(address) if b.labels[0] == "aws_lambda_function_event_invoke_config")
    invoked = next(separate, Body())
    destination = invoked.block("destination_config", "on_failure").attributes.get("destination")
    return FunctionConfig(
        template=template,
        logical_id=_named(block.labels[1], module),
        line=block.place.line,
        handler=handler,
        code_root=root,
        runtime=_literal(module, body.attributes.get("runtime")),
        architecture=next((module.text(item) for item in module.items(body.attributes.get("architectures"))), None),
        timeout=number(module.text(body.attributes.get("timeout"))),
        memory=whole(module.text(body.attributes.get("memory_size"))),
        environment=_environment(module, variables),
        layers=tuple(Unresolved(shown(item)) for item in module.items(body.attributes.get("layers"))),
        events=tuple(_sources(module, address)),
        tracing=text(module.text(body.block("tracing_config").attributes.get("mode"))),
        positions=_positions(block, variables),
        environment_open=_is_open(module, variables) or any(b.type == "dynamic" for b in body.blocks),
        tool="terraform",
        service=Service(
            snap_start=module.text(body.block("snap_start").attributes.get("apply_on")) == "PublishedVersions",
            log_format=text(module.text(body.block("logging_config").attributes.get("log_format"))),
            log_level=text(module.text(body.block("logging_config").attributes.get("application_log_level"))),
            durable=any(inner.type == "durable_config" for inner in body.blocks),
            retries=whole(module.text(invoked.attributes.get("maximum_retry_attempts"))),
            on_failure=shown(destination) if destination is not None else None,
        ),
    )


def _community(module: Module, template: Path, block: Block) -> FunctionConfig:
    """A call of ``terraform-aws-modules/lambda/aws``; ``source_path`` is a folder, a file, or a list of such."""
    body, attributes = block.body, block.body.attributes
    root: Path | None = None
    for item in module.items(attributes.get("source_path")):
        entries = module.entries(item)
        where = module.text(entries.get("path") if entries else item)
        path = local_directory(module.root, where) if where is not None else None
        if path is not None:
            root = path.parent if path.suffix == ".py" else path
            break
    variables = attributes.get("environment_variables")
    handler = _literal(module, attributes.get("handler"))
    if module.text(attributes.get("package_type")) == "Image":
        command = [module.text(item) for item in module.items(attributes.get("image_config_command"))]
        handler = command[0] if command else image_command(root, "Dockerfile") if root else None
        root = image_root(root, "Dockerfile", handler) if root else None
    return FunctionConfig(
        template=template,
        logical_id=_named(block.labels[0], module),
        line=block.place.line,
        handler=handler,
        code_root=root,
        runtime=_literal(module, attributes.get("runtime")),
        architecture=next((module.text(item) for item in module.items(attributes.get("architectures"))), None),
        timeout=number(module.text(attributes.get("timeout"))),
        memory=whole(module.text(attributes.get("memory_size"))),
        environment=_environment(module, variables),
        layers=tuple(Unresolved(shown(item)) for item in module.items(attributes.get("layers"))),
        events=(*_own_sources(module, body), *_sources(module, f"module.{block.labels[0]}")),
        tracing=text(module.text(attributes.get("tracing_mode"))),
        positions=_positions(block, variables),
        environment_open=_is_open(module, variables),
        tool="terraform",
        service=Service(
            snap_start=module.text(attributes.get("snap_start")) == "true",
            log_format=text(module.text(attributes.get("logging_log_format"))),
            log_level=text(module.text(attributes.get("logging_application_log_level"))),
            retries=whole(module.text(attributes.get("maximum_retry_attempts"))),
            on_failure=text(module.text(attributes.get("destination_on_failure"))),
        ),
    )


def _is_open(module: Module, variables: Expression | None) -> bool:
    """Whether variables come from more than one literal mapping."""
    return variables is not None and not isinstance(module.bound(variables), Object)


def _named(label: str, module: Module) -> str:
    key = module.text(module.each["key"]) if "key" in module.each else None
    turn = module.each.get("count.index")
    if key is None and turn is not None:
        return f"{label}[{module.text(turn)}]"
    return f'{label}["{key}"]' if key is not None else label


def _literal(module: Module, node: Expression | None) -> str | Unresolved | None:
    if node is None:
        return None
    found = module.text(node)
    return found if found is not None else Unresolved(shown(node))


def _environment(module: Module, node: Expression | None) -> dict[str, str | Unresolved]:
    found: dict[str, str | Unresolved] = {}
    for name, value in module.entries(node).items():
        literal = _literal(module, value)
        if literal is not None:
            found[name] = literal
    return found


def _positions(block: Block, variables: Expression | None) -> dict[str, Span]:
    found = {"": span(block.place)}
    found.update((_PROPERTIES.get(name, name), value_span(node)) for name, node in block.body.attributes.items())
    if isinstance(variables, Object):
        found.update((f"Environment.{name}", span(place)) for name, place in variables.keys.items())
    return found


_PROPERTIES = {"handler": "Handler", "runtime": "Runtime", "timeout": "Timeout", "memory_size": "MemorySize"}


def _sources(module: Module, address: str) -> Iterator[EventSource]:
    """What other resources of the module connect with a function; permissions count only where nothing else does."""
    found: dict[str, EventSource] = {}
    permitted: dict[str, EventSource] = {}
    for block in module.referring(address):
        details = _details(module, block.body.attributes)
        word = _word(block, module, details)
        for source in event(word, details, block.place.line) if word else ():
            (permitted if block.labels[0] == "aws_lambda_permission" else found).setdefault(source.kind, source)
    yield from found.values() or permitted.values()


def _details(module: Module, attributes: Mapping[str, Expression]) -> dict[str, object]:
    """What connects a function with its caller: texts, lists of texts, ``Unresolved`` where only the plan knows."""
    found: dict[str, object] = {}
    for name, node in attributes.items():
        bound = module.bound(node)
        found[name] = [_literal(module, i) for i in bound.items] if isinstance(bound, Array) else _literal(module, node)
    return {name: value for name, value in found.items() if value is not None}


def _word(block: Block, module: Module, details: dict[str, object]) -> str:
    kind, attributes = block.labels[0], block.body.attributes
    match kind:
        case "aws_lambda_event_source_mapping":
            if attributes.get("self_managed_event_source") or any(
                b.type == "self_managed_event_source" for b in block.body.blocks
            ):
                return "SelfManagedKafka"
            told = shown(attributes["event_source_arn"]) if "event_source_arn" in attributes else ""
            return next((word for part, word in _STREAM_NAMES.items() if part in told.lower()), "")
        case "aws_lambda_permission":
            principal = details.get("principal")
            return principal if isinstance(principal, str) and "." in principal else ""
        case "aws_cloudwatch_event_target":
            rule = attributes.get("rule")
            name = next((part for part in dotted(rule)[1:2]), "") if rule is not None else ""
            rules = [b for b in module.of_type("aws_cloudwatch_event_rule") if b.labels[1] == name]
            scheduled = any("schedule_expression" in b.body.attributes for b in rules)
            return "Schedule" if scheduled else "EventBridgeRule"
        case "aws_apigatewayv2_integration":
            if details.get("payload_format_version") != "2.0":
                details["PayloadFormatVersion"] = "1.0"
            return "HttpApi"
        case "aws_apigatewayv2_authorizer":
            return "HttpLambdaAuthorizer"
        case "aws_api_gateway_authorizer":
            return "RequestAuthorizer" if details.get("type") == "REQUEST" else "TokenAuthorizer"
        case "aws_bedrockagent_agent_action_group":
            forms = [word for b in block.body.blocks if (word := _AGENT_FORMS.get(b.type))]
            return forms[0] if len(forms) == 1 else "BedrockAgent"
        case "aws_cognito_user_pool":
            triggers = block.body.block("lambda_config").attributes
            details["Trigger"] = ["".join(p.capitalize() for p in name.split("_")) for name in triggers]
            return "Cognito"
    return _types().get(kind, "")


def _own_sources(module: Module, body: Body) -> Iterator[EventSource]:
    """The ``event_source_mapping`` and ``allowed_triggers`` of the community module."""
    for name, node in module.entries(body.attributes.get("event_source_mapping")).items():
        entries = module.entries(node)
        told = f"{name} {shown(entries.get('event_source_arn', node))}".lower()
        word = next((word for part, word in _STREAM_NAMES.items() if part in told), "")
        yield from event(word, _details(module, entries), node.place.line) if word else ()
    for node in module.entries(body.attributes.get("allowed_triggers")).values():
        entries = module.entries(node)
        service, principal = module.text(entries.get("service")), module.text(entries.get("principal"))
        word = principal or (f"{service}.amazonaws.com" if service else "")
        yield from event(word, {}, node.place.line) if word else ()
