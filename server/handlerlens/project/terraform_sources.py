"""What calls a Terraform function: resources and modules that refer to it, also through the outputs of the module that it is in."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib import resources

from ..analysis.function_config import EventSource
from .declaration import event
from .expression import Array, Expression, Object, shown, walk
from .hcl import Block, Body
from .terraform_blocks import Chain, chains
from .terraform_modules import turns
from .terraform_values import Module, literal

_PERMISSION, _ALIAS = "aws_lambda_permission", "aws_lambda_alias"
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
def _data(part: str) -> Mapping[str, str]:
    data = (resources.files(__package__) / "data" / "terraform_sources.json").read_text("utf-8")
    found: Mapping[str, str] = json.loads(data)[part]
    return found


def sources(module: Module, address: str, names: Collection[str] | None = None) -> tuple[EventSource, ...]:
    """What other resources and modules connect with ``aws_lambda_function.x`` or ``module.x``, in the turn that ``module`` is in.

    Of a module's outputs only those called ``names`` count, where these are given. Permissions count only where nothing else does.
    """
    turn = module.each.get("key", module.each.get("count.index"))
    key = module.text(turn) if turn is not None else None
    found: dict[str, EventSource] = {}
    for where, block in _connected(module, address, key, names):
        details = _details(where, block.body.attributes)
        word = _word(block, where, details)
        for source in event(word, details, block.place.line) if word else ():
            found.setdefault(source.kind if block.labels[0] != _PERMISSION else f"{_PERMISSION} {source.kind}", source)
    return without_permissions(tuple(found.values()))


def without_permissions(found: tuple[EventSource, ...]) -> tuple[EventSource, ...]:
    """The sources, one of a kind; those that only a permission tells of where there are no others."""
    told = [one for one in found if not {"principal", "action"} <= one.properties.keys()]
    return tuple({one.kind: one for one in reversed(told or found)}.values())[::-1]


def outputs_of(module: Module, address: str) -> set[str]:
    """The outputs of a module that tell of a function in it, or its alias, or of a module."""
    addresses = {
        address,
        *(f"{_ALIAS}.{b.labels[1]}" for b, _ in module.blocks.referring(address) if b.labels[0] == _ALIAS),
    }
    return {
        name
        for name, value in module.blocks.outputs.items()
        if any(".".join(chain[:2]) in addresses for chain in chains(value))
    }


def _connected(
    module: Module, address: str, key: str | None, names: Collection[str] | None
) -> Iterator[tuple[Module, Block]]:
    """The blocks that refer to a function, each with the module it stands in: also through an alias and in modules that it is passed to."""
    for block, found in module.blocks.referring(address):
        if not any(_meant(chain, key, names) for chain in found):
            continue
        if block.type == "module":
            passed = [
                name
                for name, value in block.body.attributes.items()
                if any(".".join(c[:2]) == address and _meant(c, key, names) for c in chains(value))
            ]
            inner = next(iter(turns(module, block.labels[0]).values()), None)
            for name in passed if inner is not None else ():
                yield from _connected(inner, f"var.{name}", None, None) if inner is not None else ()
            if inner is None:
                yield module, block
        elif block.labels[0] == _ALIAS and not address.startswith(_ALIAS):
            yield from _connected(module, f"{_ALIAS}.{block.labels[1]}", key, None)
        else:
            yield module, block


def _meant(chain: Chain, key: str | None, names: Collection[str] | None) -> bool:
    """Whether a reference is to this turn of a loop, and to one of the outputs."""
    rest = chain[2:]
    if key is not None and rest:
        if rest[0] not in (key, "*"):
            return False
        rest = rest[1:]
    return names is None or not rest or rest[0] in names or rest[0] == "*"


def _word_of_module(block: Block, module: Module, details: dict[str, object]) -> str:
    """By the module's address; what its routes and rules say is told from all of them together."""
    source = module.text(block.body.attributes.get("source")) or ""
    word = next((word for part, word in _data("modules").items() if part in source), "")
    parts = [part for value in block.body.attributes.values() for part in walk(value) if isinstance(part, Object)]
    versions = {module.text(part.entries.get("payload_format_version")) for part in parts}
    if word == "HttpApi" and "2.0" not in versions:
        details["PayloadFormatVersion"] = "1.0"
    keys = {key for part in parts for key in part.entries}
    return (
        "Schedule"
        if word == "EventBridgeRule" and "schedule_expression" in keys and "event_pattern" not in keys
        else word
    )


def _details(module: Module, attributes: Mapping[str, Expression]) -> dict[str, object]:
    """What connects a function with its caller: texts, lists of texts, ``Unresolved`` where only the plan knows."""
    found: dict[str, object] = {}
    for name, node in attributes.items():
        bound = module.bound(node)
        found[name] = [literal(module, i) for i in bound.items] if isinstance(bound, Array) else literal(module, node)
    return {name: value for name, value in found.items() if value is not None}


def _word(block: Block, module: Module, details: dict[str, object]) -> str:
    kind, attributes = block.labels[0], block.body.attributes
    if block.type == "module":
        return _word_of_module(block, module, details)
    match kind:
        case "aws_lambda_event_source_mapping":
            if attributes.get("self_managed_event_source") or any(
                b.type == "self_managed_event_source" for b in block.body.blocks
            ):
                return "SelfManagedKafka"
            source = attributes.get("event_source_arn")
            told = shown(module.bound(source) or source) if source is not None else ""
            return next((word for part, word in _STREAM_NAMES.items() if part in told.lower()), "")
        case "aws_lambda_permission":
            principal = details.get("principal")
            return principal if isinstance(principal, str) and "." in principal else ""
        case "aws_cloudwatch_event_target":
            rules = _rules(module, attributes.get("rule"))
            scheduled = any("schedule_expression" in rule for rule in rules)
            return "Schedule" if scheduled and not any("event_pattern" in rule for rule in rules) else "EventBridgeRule"
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
    return _data("types").get(kind, "")


def _rules(module: Module, node: Expression | None) -> list[Mapping[str, Expression]]:
    """The attributes of the rules that a target's ``rule`` may be: what it refers to, or the rule of that name."""
    if node is None:
        return []
    name, bound = module.text(node), module.reference(node)
    meant = {chain[1] for chain in chains(bound)}
    rules = [(b.labels[1], b.body.attributes) for b in module.blocks.of_type("aws_cloudwatch_event_rule")]
    return [a for label, a in rules if label in meant or (name is not None and module.text(a.get("name")) == name)]


def own_sources(module: Module, body: Body) -> Iterator[EventSource]:
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
