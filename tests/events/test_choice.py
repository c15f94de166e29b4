"""Which event a handler runs with: its source's sample, fitted to the code; `{}` only where nothing is known."""

import json
from pathlib import Path

import pytest

from events.default_events import at, default, read
from handlerlens.analysis.function_config import EventSource
from handlerlens.events.catalog import sources, variant
from handlerlens.events.choice import Suggestion, suggestions

NOTHING = "def handler(event, context):\n    return 1\n"


@pytest.mark.parametrize(
    ("code", "events", "name"),
    [
        (NOTHING, [], "empty"),
        (NOTHING, [EventSource("sqs")], "sqs"),
        (NOTHING, [EventSource("StepFunctions")], "empty"),
        ("def handler(event, context):\n    return event['n']\n", [EventSource("StepFunctions")], "from code"),
        ("def handler(event, context):\n    return event['Records'][0]['s3']\n", [], "s3"),
        ("def handler(event, context):\n    return event['Records'][0]['s3']\n", [EventSource("sns")], "sns"),
        ("def handler(event, context):\n    return event['first_name']\n", [], "from code"),
        # one key of eventbridge among many that it cannot have
        (
            "def handler(event, context):\n    return [event['detail'], event['a'], event['b'], event['c']]\n",
            [],
            "from code",
        ),
        (
            "from aws_lambda_powertools.utilities.data_classes import SQSEvent\n"
            "def handler(event: SQSEvent, context):\n    return [r.body for r in event.records]\n",
            [],
            "sqs",
        ),
        ("from mangum import Mangum\nhandler = Mangum(app)\n", [], "http_api_v2"),
    ],
)
def test_default(code: str, events: list[EventSource], name: str) -> None:
    assert default(code, *events)[0] == name


def test_the_plain_sample_is_not_changed() -> None:
    assert default(NOTHING, EventSource("sqs"))[1] == variant("sqs").event


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            EventSource("rest_api", {"Path": "/books/{isbn}", "Method": "get"}),
            {
                "httpMethod": "GET",
                "path": "/books/isbn",
                "resource": "/books/{isbn}",
                "pathParameters.isbn": "isbn",
                "body": None,
            },
        ),
        (
            EventSource("rest_api", {"path": "/books/{id}", "method": "any"}),
            {"httpMethod": "POST", "path": "/books/42"},
        ),
        (
            EventSource("http_api_v2", {"route": "DELETE /books/{id}"}),
            {
                "routeKey": "DELETE /books/{id}",
                "requestContext.http.method": "DELETE",
                "rawPath": "/books/42",
                "pathParameters.id": "42",
                "body": None,
            },
        ),
        (
            EventSource("http_api_v2", {"Path": "/books", "Method": "POST"}),
            {"routeKey": "POST /books", "pathParameters": None},
        ),
        (
            EventSource("schedule", {"Schedule": "rate(1 hour)", "Input": '{"task": "clean"}'}),
            {"task": "clean", "source": None},
        ),
        (EventSource("schedule", {"Input": "no json"}), {"source": "aws.events"}),
        (
            EventSource("sqs", {"Queue": "arn:aws:sqs:eu-west-1:123456789012:orders.fifo"}),
            {"Records[0].attributes.MessageGroupId": "customer-7"},
        ),
        (EventSource("s3", {"Events": "s3:ObjectRemoved:*"}), {"Records[0].eventName": "ObjectRemoved:Delete"}),
        (
            EventSource(
                "eventbridge",
                {"Pattern": {"source": ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"]}},
            ),
            {"detail.instance-id": "i-0123456789abcdef0"},
        ),
        (
            EventSource(
                "eventbridge",
                {"EventPattern": {"source": ["shop"], "detail-type": ["Sold"], "detail": {"kind": ["book"]}}},
            ),
            {"source": "shop", "detail-type": "Sold", "detail.kind": "book"},
        ),
        (EventSource("eventbridge", {"Pattern": {"source": [{"prefix": "aws."}]}}), {"source": "com.example.orders"}),
        (
            EventSource("s3_eventbridge", {"Pattern": {"source": ["aws.s3"], "detail-type": ["Object Deleted"]}}),
            {"detail-type": "Object Deleted"},
        ),
    ],
)
def test_what_the_template_says(source: EventSource, expected: dict[str, object]) -> None:
    _, event = default(NOTHING, source)
    assert {path: at(event, path) for path in expected} == expected


RESOLVED = "def handler(event, context):\n    return app.resolve(event, context)\n"
BATCH = """
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, batch_processor, process_partial_response
processor = BatchProcessor(event_type=EventType.{kind})
"""
PARTIAL = "def handler(event, context):\n    return process_partial_response(event, one, processor, context=context)\n"


def routed(app: str, route: str) -> str:
    head = f"from aws_lambda_powertools.event_handler import {app}\napp = {app}()\n"
    return f"{head}@app.{route}\ndef one(order_id, title=''):\n    return {{}}\n{RESOLVED}"


@pytest.mark.parametrize(
    ("code", "events", "expected"),
    [
        (
            routed("APIGatewayRestResolver", "get('/orders/<order_id>')"),
            [],
            {"httpMethod": "GET", "path": "/orders/42", "resource": "/orders/{order_id}", "body": None},
        ),
        (
            routed("APIGatewayHttpResolver", "route('/orders', method=['PUT', 'POST'])"),
            [EventSource("http_api_v2", {"Path": "/{proxy+}", "Method": "ANY"})],
            {"rawPath": "/orders", "requestContext.http.method": "PUT"},
        ),
        # a template that says the path knows better
        (
            routed("APIGatewayRestResolver", "get('/orders')"),
            [EventSource("rest_api", {"Path": "/books", "Method": "post"})],
            {"path": "/books", "httpMethod": "POST"},
        ),
        (
            routed("LambdaFunctionUrlResolver", "delete('/orders/<order_id>')"),
            [],
            {"rawPath": "/orders/42", "requestContext.http.method": "DELETE", "body": None},
        ),
        (routed("ALBResolver", "get('/a')"), [], {"path": "/a", "httpMethod": "GET", "body": ""}),
        (routed("BedrockAgentResolver", "get('/a/<b_id>')"), [], {"apiPath": "/a/{b_id}", "parameters[0].value": "42"}),
        (
            routed("AppSyncResolver", "resolver(type_name='Mutation', field_name='add')"),
            [],
            {"info.parentTypeName": "Mutation", "info.fieldName": "add", "arguments.order_id": "order-1"},
        ),
        (
            "from fastapi import FastAPI\nfrom mangum import Mangum\napp = FastAPI()\n@app.post('/a/{b:int}')\n"
            "def one(b):\n    return b\nhandler = Mangum(app)\n",
            [],
            {"rawPath": "/a/b", "requestContext.http.method": "POST"},
        ),
        # what the first route reads of its event
        (
            "from aws_lambda_powertools.event_handler import APIGatewayRestResolver\napp = APIGatewayRestResolver()\n"
            "@app.post('/a')\ndef one():\n    query = app.current_event.get_query_string_value(name='page', default_value='')\n"
            "    return {'t': app.current_event.json_body['title'], 'q': query}\n" + RESOLVED,
            [],
            {"body": '{"title":"An example"}', "queryStringParameters.page": "1"},
        ),
        (
            "from pydantic import BaseModel\nfrom aws_lambda_powertools.event_handler import APIGatewayHttpResolver\n"
            "app = APIGatewayHttpResolver(enable_validation=True)\nclass Todo(BaseModel):\n    title: str\n    done: bool\n"
            "@app.post('/a')\ndef one(todo: Todo):\n    return todo\n" + RESOLVED,
            [],
            {"body": '{"title":"An example","done":true}'},
        ),
        (
            "import serverless_wsgi\nfrom flask import Flask\napp = Flask(__name__)\n"
            "@app.route('/a/<int:order_id>', methods=['PUT'])\ndef one(order_id):\n    return ''\n"
            "def handler(event, context):\n    return serverless_wsgi.handle_request(app, event, context)\n",
            [],
            {"path": "/a/42", "httpMethod": "PUT"},
        ),
        (
            "from fastapi import FastAPI\nfrom mangum import Mangum\napp = FastAPI()\n@app.get('/a')\ndef one():\n    return 1\n"
            "def handler(event, context):\n    return Mangum(app, lifespan='off')(event, context)\n",
            [EventSource("http_api_v2")],
            {"rawPath": "/a", "requestContext.http.method": "GET"},
        ),
        (
            BATCH.format(kind="SQS") + "def one(record):\n    return record.json_body['title']\n" + PARTIAL,
            [],
            {"Records[0].body": '{"title":"An example"}'},
        ),
        (
            BATCH.format(kind="KinesisDataStreams")
            + "def one(record):\n    return record.kinesis.data_as_json()['n']\n@batch_processor(record_handler=one, "
            "processor=processor)\ndef handler(event, context):\n    return processor.response()\n",
            [],
            {"Records[0].kinesis.data": "eyJuIjoibiJ9"},
        ),
        (
            BATCH.format(kind="Kafka") + "def one(record):\n    return record.value\n" + PARTIAL,
            [],
            {"Records": None, "records.orders-0[0].topic": "orders"},
        ),
        # what comes inside is an event too
        (
            "import json\ndef handler(event, context):\n    for r in event['Records']:\n"
            "        for s in json.loads(json.loads(r['body'])['Message'])['Records']:\n            print(s['s3'])\n",
            [EventSource("sqs")],
            {"name": "s3_in_sns_in_sqs"},
        ),
        (
            "import json\ndef handler(event, context):\n    m = json.loads(event['Records'][0]['Sns']['Message'])\n"
            "    return m['Records'][0]['s3']['object']['key'], m['mine']\n",
            [EventSource("sns")],
            {"name": "s3_in_sns"},
        ),
        (
            "import json\ndef handler(event, context):\n    return json.loads(event['Records'][0]['body'])['AlarmName']\n",
            [EventSource("sqs")],
            {"name": "sqs", "Records[0].messageId": "1d57ce93-80ab-4f29-9a61-09e4b7d2c5f8"},
        ),
        # the event is one that the code looks for
        (
            "def handler(event, context):\n    if event['source'] != 'aws.ec2':\n        return\n"
            "    if event['detail-type'] == 'EC2 Instance State-change Notification':\n        return event['detail']\n",
            [],
            {"source": "aws.ec2", "detail.state": "running"},
        ),
        (
            "def handler(event, context):\n    return event['detail-type'] == 'Sold'\n",
            [EventSource("eventbridge", {"EventPattern": {"detail-type": ["Lent"]}})],
            {"detail-type": "Lent"},
        ),
    ],
)
def test_what_the_code_says(code: str, events: list[EventSource], expected: dict[str, object]) -> None:
    name, event = default(code, *events)
    assert {path: name if path == "name" else at(event, path) for path in expected} == expected


def test_suggestions_are_ordered(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "order.json").write_text('{"Records": []}')
    code = "def handler(event, context):\n    return event['Records'][0]['body']\n"
    found = suggestions(*read(code, EventSource("sqs"), path=tmp_path / "app.py"))
    assert [(s.name, s.kind) for s in found[:4]] == [
        ("sqs", "sample"),
        ("from code", "code"),
        ("order", "file"),
        ("sqs_batch", "sample"),
    ]
    assert found[2] == Suggestion(
        "order", "file", "events/order.json", '{"Records": []}', tmp_path / "events" / "order.json"
    )
    names = [s.name for s in found]
    assert len(names) == len(set(names))
    assert {v for s in sources() for v in s.variants} <= set(names)
    for suggestion in found:
        json.loads(suggestion.text)


def test_several_sources_are_each_offered() -> None:
    found = suggestions(*read(NOTHING, EventSource("sqs"), EventSource("rest_api")))
    assert [s.name for s in found[:2]] == ["sqs", "rest_api"]
