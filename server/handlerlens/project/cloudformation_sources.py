"""What else in a template calls a function: the resources that refer to it, each read as an event source."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources as package_files

from ..analysis.function_config import EventSource
from .declaration import event, plain, table_of
from .intrinsics import Scope, referenced
from .nodes import Node, Place, Table, items, walk

Resources = Mapping[str, tuple[Table, Place]]

_ALIASES = ("AWS::Lambda::Alias", "AWS::Lambda::Version")
_API_AUTHORIZERS = {"TOKEN": "TokenAuthorizer", "REQUEST": "RequestAuthorizer"}
_STREAMS = {"AWS::SQS::Queue": "SQS", "AWS::Kinesis::Stream": "Kinesis", "AWS::DynamoDB::Table": "DynamoDB"}
_STREAMS |= {"AWS::DynamoDB::GlobalTable": "DynamoDB", "AWS::Kinesis::StreamConsumer": "Kinesis"}
_STREAMS |= {"AWS::MSK::Cluster": "MSK", "AWS::MSK::ServerlessCluster": "MSK", "AWS::DocDB::DBCluster": "DocumentDB"}
_AGENT_FORMS = {"FunctionSchema": "BedrockAgentFunction", "ApiSchema": "BedrockAgentApi"}
_STREAM_NAMES = {
    ":sqs:": "SQS",
    ":kinesis:": "Kinesis",
    ":dynamodb:": "DynamoDB",
    ":kafka:": "MSK",
    ":rds:": "DocumentDB",
}


@cache
def _types() -> Mapping[str, str | list[list[str]]]:
    text = (package_files.files(__package__) / "data" / "resource_sources.json").read_text("utf-8")
    types: Mapping[str, str | list[list[str]]] = json.loads(text)["types"]
    return types


def sources(resources: Resources, scope: Scope) -> dict[str, list[EventSource]]:
    """Logical id of a function to what calls it, in file order. Permissions count only where nothing else names the caller."""
    functions = {name for name, (node, _) in resources.items() if (node.text("Type") or "").endswith("::Function")}
    meant = {name: name for name in functions}
    for name, (node, _) in resources.items():
        if node.text("Type") in _ALIASES:
            target = next(
                (n for n in referenced(table_of(node.get("Properties", "FunctionName"))) if n in functions), None
            )
            if target is not None:
                meant[name] = target
    found: dict[str, list[EventSource]] = {}
    permitted: list[tuple[str, EventSource]] = []
    for node, place in resources.values():
        kind = node.text("Type") or ""
        properties = node.get("Properties")
        if kind in _ALIASES or kind.endswith("::Function") or properties is None:
            continue
        for logical_id, word, details in _calls(kind, table_of(properties), meant, resources, scope):
            for source in event(word, details, place.line):
                if kind == "AWS::Lambda::Permission":
                    permitted.append((logical_id, source))
                elif all(known.kind != source.kind for known in found.get(logical_id, ())):
                    found.setdefault(logical_id, []).append(source)
    for logical_id, source in permitted:
        if logical_id not in found:
            found[logical_id] = [source]
    return found


def _calls(
    kind: str, properties: Table, meant: Mapping[str, str], resources: Resources, scope: Scope
) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """The functions that a resource's properties refer to, with the word for the source and its details."""
    for path, node in walk(properties):
        for reference in referenced(node):
            name = reference.removesuffix(".Version").removesuffix(".Alias")  # SAM's ``!Ref Function.Version``
            if name in meant:
                word, details = _word(kind, path, node, properties, resources, scope)
                if word:
                    yield meant[name], word, details


def _word(
    kind: str, path: tuple[str, ...], node: Node, properties: Table, resources: Resources, scope: Scope
) -> tuple[str, Mapping[str, object]]:
    details = plain(properties, scope.literal)
    details = details if isinstance(details, dict) else {}
    match kind:
        case "AWS::Lambda::EventSourceMapping":
            return _stream(properties, resources, scope), details
        case "AWS::Lambda::Permission":
            principal = scope.literal(properties.get("Principal"))
            return (principal if isinstance(principal, str) and "." in principal else ""), details
        case "AWS::Events::Rule":
            scheduled = properties.get("ScheduleExpression") is not None and properties.get("EventPattern") is None
            return ("Schedule" if scheduled else "EventBridgeRule"), details
        case "AWS::Cognito::UserPool":
            trigger = next(
                (part for part in reversed(path) if part not in ("LambdaArn", "LambdaVersion", "Fn::GetAtt")), ""
            )
            if "LambdaConfig" not in path or trigger == "LambdaConfig":
                return "", details
            return "Cognito", {
                **details,
                "Trigger": "PreTokenGeneration" if trigger.startswith("PreTokenGen") else trigger,
            }
        case "AWS::CloudFront::Distribution":
            return _edge(properties, scope), details
        case "AWS::Bedrock::Agent":
            return _agent(path, node, properties), details
        case "AWS::ApiGateway::Authorizer":
            return _API_AUTHORIZERS.get(properties.text("Type") or "", "TokenAuthorizer"), details
        case "AWS::ApiGatewayV2::Authorizer":
            return (
                "WebSocketLambdaAuthorizer" if _is_websocket(properties, resources) else "HttpLambdaAuthorizer"
            ), details
        case "AWS::ApiGatewayV2::Integration":
            return ("websocket" if _is_websocket(properties, resources) else "HttpApi"), details
        case "AWS::Serverless::Api" if "Authorizers" in path:
            authorizer = table_of(_owner(properties, path, "Authorizers"))
            return (
                "RequestAuthorizer" if authorizer.text("FunctionPayloadType") == "REQUEST" else "TokenAuthorizer"
            ), details
        case "AWS::Serverless::HttpApi" if "Authorizers" in path:
            own = plain(table_of(_owner(properties, path, "Authorizers")), scope.literal)
            return "HttpLambdaAuthorizer", own if isinstance(own, dict) else {}
    if kind.startswith("Custom::"):
        kind = "AWS::CloudFormation::CustomResource"
    known = _types().get(kind, "")
    if isinstance(known, list):
        known = next((word for key, word in known if not key or key.lower() in (part.lower() for part in path)), "")
    return known, details


def _owner(properties: Table, path: tuple[str, ...], key: str) -> Node | None:
    """The node one below ``key`` on a path."""
    return properties.get(*path[: path.index(key) + 2])


def _stream(properties: Table, resources: Resources, scope: Scope) -> str:
    """What an event source mapping reads from."""
    if properties.get("SelfManagedEventSource") is not None:
        return "SelfManagedKafka"
    arn = properties.get("EventSourceArn")
    if arn is None:
        return ""
    for name in referenced(arn):
        if name in resources:
            return _STREAMS.get(resources[name][0].text("Type") or "", "")
    value = scope.literal(arn)
    told = value if isinstance(value, str) else value.expression if value is not None else ""
    return next((word for part, word in _STREAM_NAMES.items() if part in told), "")


def _edge(properties: Table, scope: Scope) -> str:
    kinds = {
        scope.literal(node.get("EventType"))
        for _, node in walk(properties)
        if isinstance(node, Table) and "LambdaFunctionARN" in node.entries
    }
    return (
        "CloudFrontResponse"
        if kinds and all(isinstance(k, str) and k.endswith("response") for k in kinds)
        else "cloudFront"
    )


def _agent(path: tuple[str, ...], node: Node, properties: Table) -> str:
    """Which events an agent sends the function that ``node`` names: its action group's schema tells."""
    if "ActionGroups" not in path:
        return ""  # a parser of model answers (PromptOverrideConfiguration) gets other events
    groups = [table_of(g) for g in items(properties.get("ActionGroups")) if any(n is node for _, n in walk(g))]
    forms = {word for group in groups for key, word in _AGENT_FORMS.items() if key in group.entries}
    return forms.pop() if len(forms) == 1 else "BedrockAgent"


def _is_websocket(properties: Table, resources: Resources) -> bool:
    return any(
        resources[name][0].text("Properties", "ProtocolType") == "WEBSOCKET"
        for name in referenced(table_of(properties.get("ApiId")))
        if name in resources
    )
