"""Which source a handler serves: template, annotation, decorator, keys, in this order."""

from pathlib import Path
from textwrap import dedent

import pytest

from handlerlens.analysis.function_config import EventSource, FunctionConfig
from handlerlens.analysis.handlers import declare, find_handlers
from handlerlens.analysis.served import Served, Strength, served
from handlerlens.analysis.source import parse

POWERTOOLS = "from aws_lambda_powertools.utilities."


def serving(code: str, *events: EventSource) -> tuple[Served, ...]:
    source = parse(Path("/nowhere/app.py"), dedent(code))
    if events:
        config = FunctionConfig(
            Path("/nowhere/template.yaml"), "Orders", 1, "app.handler", Path("/nowhere"), events=events
        )
        declare(source, {"handler": (config,)})
    (handler,) = [h for h in find_handlers(source) if h.name == "handler"]
    return served(source, handler)


PLAIN = "def handler(event, context):\n    return event['Records'][0]['Sns']\n"


@pytest.mark.parametrize(
    ("events", "ids"),
    [
        ([EventSource("sqs")], [("sqs",)]),
        ([EventSource("SQS")], [("sqs",)]),
        ([EventSource("Api"), EventSource("sqs")], [("rest_api",), ("sqs",)]),
        ([EventSource("rest_api", {"integration": "lambda"})], [("step_functions",)]),
        ([EventSource("rest_api", {"Integration": {"Type": "AWS"}})], [("step_functions",)]),
        ([EventSource("rest_api", {"Integration": {"Type": "AWS_PROXY"}})], [("rest_api",)]),
        ([EventSource("HttpApi", {"PayloadFormatVersion": "1.0"})], [("http_api_v1",)]),
        ([EventSource("NobodyKnows")], [("sns",)]),
    ],
)
def test_templates(events: list[EventSource], ids: list[tuple[str, ...]]) -> None:
    found = serving(PLAIN, *events)
    assert [s.ids for s in found] == ids
    assert all(s.certain == (s.strength is Strength.TEMPLATE) for s in found)


@pytest.mark.parametrize(
    ("code", "ids", "strength"),
    [
        (
            f"{POWERTOOLS}data_classes import SQSEvent\ndef handler(event: SQSEvent, context): ...",
            ("sqs",),
            Strength.ANNOTATION,
        ),
        (
            f'{POWERTOOLS}data_classes import SQSEvent\ndef handler(event: "SQSEvent", context): ...',
            ("sqs",),
            Strength.ANNOTATION,
        ),
        (
            f"{POWERTOOLS}data_classes import SQSEvent\ndef handler(event, context):\n    event: SQSEvent = SQSEvent(event)",
            ("sqs",),
            Strength.ANNOTATION,
        ),
        (
            f"{POWERTOOLS}data_classes import S3Event\ndef handler(event, _):\n  try:\n    it = S3Event(event)\n  finally: ...",
            ("s3",),
            Strength.ANNOTATION,
        ),
        (
            "from aws_lambda_typing import events\ndef handler(event: events.S3Event, context): ...",
            ("s3",),
            Strength.ANNOTATION,
        ),
        (
            f"{POWERTOOLS}data_classes import event_source, APIGatewayProxyEvent\n"
            "@event_source(data_class=APIGatewayProxyEvent)\ndef handler(event, context): ...",
            ("rest_api", "http_api_v1"),
            Strength.ANNOTATION,
        ),
        (
            f"{POWERTOOLS}parser import event_parser\n{POWERTOOLS}parser.models import SqsModel\n"
            "class Mine(SqsModel): ...\n@event_parser(model=Mine)\ndef handler(event, context): ...",
            ("sqs",),
            Strength.ANNOTATION,
        ),
        (
            f"{POWERTOOLS}parser import event_parser, envelopes\n"
            "@event_parser(model=Order, envelope=envelopes.EventBridgeEnvelope)\ndef handler(event, context): ...",
            ("eventbridge",),
            Strength.ANNOTATION,
        ),
        (
            "from aws_lambda_powertools.event_handler import APIGatewayHttpResolver\napp = APIGatewayHttpResolver()\n"
            "def handler(event, context):\n    return app.resolve(event, context)",
            ("http_api_v2",),
            Strength.DECORATOR,
        ),
        (
            "from aws_lambda_powertools.event_handler.api_gateway import ApiGatewayResolver, ProxyEventType\n"
            "app = ApiGatewayResolver(proxy_type=ProxyEventType.APIGatewayProxyEventV2)\n"
            "def handler(event, context):\n    return app(event, context)",
            ("http_api_v2",),
            Strength.DECORATOR,
        ),
        (
            f"{POWERTOOLS}batch import BatchProcessor, EventType, process_partial_response\n"
            "processor = BatchProcessor(event_type=EventType.KinesisDataStreams)\n"
            "def handler(event, context):\n"
            "    return process_partial_response(event=event, record_handler=one, processor=processor, context=context)",
            ("kinesis",),
            Strength.DECORATOR,
        ),
        (
            f"{POWERTOOLS}batch import BatchProcessor, EventType, batch_processor\n"
            "@batch_processor(record_handler=one, processor=BatchProcessor(EventType.SQS))\ndef handler(event, context): ...",
            ("sqs",),
            Strength.DECORATOR,
        ),
        (
            "from mangum import Mangum\nhandler = Mangum(app)",
            ("http_api_v2", "rest_api", "function_url", "alb"),
            Strength.DECORATOR,
        ),
        (
            "from mine import SQSEvent\ndef handler(event: SQSEvent, context):\n    return event['Records'][0]['s3']",
            ("s3",),
            Strength.KEYS,
        ),
    ],
)
def test_code(code: str, ids: tuple[str, ...], strength: Strength) -> None:
    (found,) = serving(code)
    assert (found.ids, found.strength) == (ids, strength)


USER_POOL = (
    "cognito_post_confirmation",
    "cognito_pre_sign_up",
    "cognito_post_authentication",
    "cognito_pre_authentication",
    "cognito_pre_token_generation",
)


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        ("return event['Records'][0]['Sns']['Message']", ("sns",)),
        ("for r in event['Records']:\n        print(r['s3']['object']['key'])", ("s3",)),
        ("for r in event['Records']:\n        print(r['body'])", ("sqs",)),
        ("for r in event['Records']:\n        print(r['kinesis']['data'])", ("kinesis",)),
        ("for r in event['Records']:\n        print(r['dynamodb']['NewImage'])", ("dynamodb",)),
        ("return event['requestContext']['http']['method'] + event['pathParameters']['id']", ("http_api_v2",)),
        ("return event['httpMethod'] + event['pathParameters']['id']", ("rest_api",)),
        ("return event['pathParameters']['id']", ("rest_api", "http_api_v2")),
        ("return json.loads(event['body'])['x']", ("rest_api", "http_api_v2")),
        ("return event['requestContext']['connectionId']", ("websocket",)),
        ("return event['detail']['id']", ("eventbridge",)),
        ("return event['source'] == 'aws.s3' and event['detail']['bucket']['name']", ("s3_eventbridge",)),
        ("return event['RequestType'] == 'Create' and event['ResponseURL']", ("custom_resource",)),
        ("return event['triggerSource'] == 'PreSignUp_SignUp'", ("cognito_pre_sign_up",)),
        ("event['methodArn'] = 'x'\n    return event['methodArn']", None),
        ("event['response']['autoConfirmUser'] = True\n    return event", ("cognito_pre_sign_up",)),
        (
            "event['response']['claimsOverrideDetails'] = {}\n    return event['request']['userAttributes']['sub']",
            ("cognito_pre_token_generation",),
        ),
        ("return event['request']['userAttributes']['email']", USER_POOL),
        ("return event['sessionState']['intent']", ("lex_v2",)),
        ("return event['Records'][0]['cf']['request']", ("cloudfront_request",)),
        ("return event['awslogs']['data']", ("cloudwatch_logs",)),
        ("return event['methodArn'] + event['authorizationToken']", ("rest_authorizer_token",)),
        ("return event['methodArn'] + event['headers']['x-key']", ("rest_authorizer_request",)),
        ("return event['methodArn']", ("rest_authorizer_token", "rest_authorizer_request")),
        ("return event['authorizationToken'] + event['requestContext']['apiId']", ("appsync_authorizer",)),
        ("return event['requestContext']['apiId'] + event['requestContext']['stage']", None),
        ("return event['headers']['x'] + event['requestContext']['stage']", None),
        ("return event['messages'][0]['content']", None),
        ("return event['first_name']", None),
        ("return event['body']", None),
    ],
)
def test_keys(body: str, ids: tuple[str, ...] | None) -> None:
    found = serving(f"import json\ndef handler(event, context):\n    {body}\n")
    assert [s.ids for s in found] == ([ids] if ids else [])
    assert not any(s.certain for s in found)


def test_a_class_in_a_branch_tells_nothing() -> None:
    code = (
        f"{POWERTOOLS}data_classes import SQSEvent\ndef handler(event, _):\n  if event:\n    return SQSEvent(event)\n"
    )
    assert serving(code) == ()


def test_a_template_that_does_not_tell_the_form_of_an_agent() -> None:
    (found,) = serving("def handler(event, context): ...", EventSource("BedrockAgent"))
    assert found.ids == ("bedrock_agent_api", "bedrock_agent_function")
