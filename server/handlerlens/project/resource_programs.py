"""What programs for Pulumi and CDKTF (Terraform's CDK) say in other words than CDK's: code, variables, architectures, callers.

``aws.lambda_.Function("orders", code=pulumi.FileArchive("orders"), …)`` (https://www.pulumi.com/docs/iac/concepts/assets-archives/)
and ``LambdaFunction(self, "orders", filename=asset.path, …)`` (https://developer.hashicorp.com/terraform/cdktf/concepts/assets).
"""

from __future__ import annotations

from collections.abc import Mapping

from .cdk_connections import Calls, Connection, passed_on
from .cdk_values import Environment, Values
from .expression import (
    Array,
    Call,
    Expression,
    Member,
    Name,
    Object,
    Text,
    camel,
    dotted,
    entries_of,
    last_name,
    shown,
    variable_of,
    walk,
)

CDK = "cdk"
_FOLDER = frozenset({"FileArchive", "FileAsset", "TerraformAsset"})
_PERMISSION = frozenset({"Permission", "LambdaPermission"})
_MAPPING = frozenset({"EventSourceMapping", "LambdaEventSourceMapping"})
_STREAMS = {"sqs": "SQS", "queue": "SQS", "kinesis": "Kinesis", "dynamo": "DynamoDB", "table": "DynamoDB"}
"""A part of the name of what a mapping reads, or of the resource's type, to the word of its event."""
_DEEPEST = 5
_LIBRARIES = ("pulumi_", "cdktf_cdktf_provider_")
"""How the libraries of the clouds' resources begin."""


def tool_of(text: str) -> str:
    """Which tool a program is for, by what it imports."""
    if "aws_cdk" in text or "aws-cdk" in text:
        return CDK
    return "pulumi" if "pulumi" in text else "cdktf" if "cdktf" in text else CDK


def of_another_cloud(maker: str) -> bool:
    """Whether what makes a resource, by its full name, is of another cloud's library (``pulumi_alicloud.fc.Function``)."""
    return maker.startswith(_LIBRARIES) and not maker.startswith(tuple(f"{library}aws" for library in _LIBRARIES))


def in_cdk_words(options: Mapping[str, Expression], names: Environment, values: Values) -> dict[str, Expression]:
    """The options of a function (by their TypeScript names) as CDK would have them."""
    found = dict(options)
    inner = values.options(options.get("environment"), names)
    variables = inner.get("variables", inner.get("Variables"))
    if variables is not None:
        found["environment"] = values.value(variables, names) or variables
    else:
        found.pop("environment", None)
    machines = values.items(options.get("architectures"), names)
    if machines:
        name = values.text(machines[0], names) or ""
        found["architecture"] = Name(name, machines[0].place)
    code = options.get("code", options.get("filename"))
    if code is not None:
        found["code"] = _code(code, names, values)
    return found


def _code(node: Expression, names: Environment, values: Values) -> Expression:
    """Where the code is, as a CDK asset; inline where it stands in the program."""
    for _ in range(_DEEPEST):
        made = values.value(node, names)
        if isinstance(made, Member):  # asset.path, asset.asset_path
            made = values.value(made.owner, names)
        if not isinstance(made, Call):
            return _asset(made or node)
        maker = last_name(made.function)
        if maker in _FOLDER:
            given = {**made.named, **entries_of(made)}
            return _asset(given.get("path", made.arguments[0] if made.arguments else made))
        if maker == "StringAsset":
            return Call(Name("from_inline", made.place), list(made.arguments), made.place)
        entries = values.value(made.arguments[0], names) if maker == "AssetArchive" and made.arguments else None
        if not isinstance(entries, Object) or not entries.entries:
            return _asset(made)
        file = next((key for key in entries.entries if key.endswith(".py")), "")
        node = entries.entries.get(".", entries.entries.get("./", entries.entries.get(file, made)))
        if file and not {".", "./"} & entries.entries.keys():
            return _of_file(node, names, values)
    return _asset(node)


def _of_file(node: Expression, names: Environment, values: Values) -> Expression:
    """An archive that a program makes of single files: the folder of the handler's, or code that stands in the program."""
    made = values.value(node, names)
    if isinstance(made, Call) and last_name(made.function) == "FileAsset" and made.arguments:
        text = values.text(made.arguments[0], names)
        if text is not None:
            return _asset(Text(text.rpartition("/")[0] or ".", made.place))
    return Call(Name("from_inline", node.place), [node], node.place)


def _asset(node: Expression) -> Call:
    return Call(Name("from_asset", node.place), [node], node.place)


def connections(calls: Calls) -> list[Connection]:
    """What may call which variables: principals of permissions, sources of mappings."""
    found: list[Connection] = []
    makers = {call.variable: shown(call.function) for call in calls.all if call.variable}
    for call in calls.all:
        kind = last_name(call.function)
        if kind not in _PERMISSION | _MAPPING:
            continue
        word = _principal(call) if kind in _PERMISSION else _stream(call, makers)
        given = _given(call)
        function = given.get("function", given.get("functionName"))
        for part in walk(function) if function is not None and word else ():
            chain = dotted(part)
            names = [".".join(chain[:end]) for end in range(1, len(chain) + 1)]
            found.extend(Connection(name, word, call.place.line, calls.inside(call)) for name in names)
    return passed_on(found, calls)


def _given(call: Call) -> dict[str, Expression]:
    """What a resource is given, by its TypeScript names."""
    return {**{camel(name): value for name, value in call.named.items()}, **entries_of(call)}


def _principal(call: Call) -> str:
    principal = _given(call).get("principal")
    return principal.text if isinstance(principal, Text) and "." in principal.text else ""


def _stream(call: Call, makers: Mapping[str, str]) -> str:
    """By the type of the resource that the mapping reads, else by the name of it."""
    arn = _given(call).get("eventSourceArn")
    if arn is None or isinstance(arn, Array):
        return ""
    made = makers.get(variable_of(arn.owner), "") if isinstance(arn, Member) else ""
    words = (word for told in (made, shown(arn)) for part, word in _STREAMS.items() if part in told.lower())
    return next(words, "")
