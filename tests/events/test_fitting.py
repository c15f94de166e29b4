"""What of a source's sample is changed to suit a handler's code."""

import pytest

from events.default_events import at, default
from handlerlens.analysis.function_config import EventSource
from handlerlens.events.catalog import variant
from handlerlens.events.encoding import open_layer


@pytest.mark.parametrize(
    ("body", "kind", "path", "value"),
    [
        # a JSON text is made for the code where the sample's is about something else, else completed
        ("return json.loads(event['body'])['title']", "rest_api", "body", {"title": "An example"}),
        (
            "b = json.loads(event['body'])\nreturn b['item'] + b['color']",
            "rest_api",
            "body",
            {"item": "book", "quantity": 2, "color": "blue"},
        ),
        (
            "return json.loads(event['Records'][0]['body'])['email']",
            "sqs",
            "Records[0].body",
            {"email": "ada@example.com"},
        ),
        (
            "return json.loads(base64.b64decode(event['Records'][0]['kinesis']['data']))['n']",
            "kinesis",
            "Records[0].kinesis.data",
            {"n": "n"},
        ),
        # objects of the sender's own are made for the code too, headers are only completed
        ("return event['pathParameters']['order_id']", "rest_api", "pathParameters", {"order_id": "order-1"}),
        ("return event['headers']['X-Tenant']", "rest_api", "headers.X-Tenant", "X-Tenant"),
        (
            "return event['headers']['X-Tenant']",
            "rest_api",
            "headers.Host",
            "abc123def4.execute-api.us-east-1.amazonaws.com",
        ),
        ("return event['detail']['status'] == 'shipped'", "eventbridge", "detail", {"status": "shipped"}),
        # what the sample has stays, whatever the code compares it with
        ("return json.loads(event['body'])['item'] == 'live'", "rest_api", "body", {"item": "book", "quantity": 2}),
        (
            "d = event['detail']\nreturn d['item'] == 'live' and d['state'] == 'new'",
            "eventbridge",
            "detail",
            {"order_id": "42", "item": "book", "quantity": 2, "state": "new"},
        ),
        # whatever the code makes of them, query parameters and the like are texts
        ("return int(event['queryStringParameters']['page'])", "rest_api", "queryStringParameters", {"page": "1"}),
        ("return int(event['queryStringParameters']['page'])", "schedule", "queryStringParameters", {"page": "1"}),
        ("return event['stageVariables']['table']", "rest_api", "stageVariables", {"table": "example-table"}),
        # what the source fixes stays
        ("return event['httpMethod'] == 'OPTIONS'", "rest_api", "httpMethod", "POST"),
        ("return event['RequestType'] == 'Delete'", "custom_resource", "RequestType", "Create"),
        ("return event['ResourceProperties']['Name']", "custom_resource", "ResourceProperties", {"Name": "Ada"}),
        # the request that the code serves, where it tells them apart by hand
        (
            "if event['httpMethod'] == 'DELETE':\n    return drop()\nreturn {'statusCode': 405}",
            "rest_api",
            "httpMethod",
            "DELETE",
        ),
        (
            "if event['httpMethod'] != 'PUT':\n    raise ValueError\nreturn put()",
            "rest_api",
            "requestContext.httpMethod",
            "PUT",
        ),
        ("if event['httpMethod'] == 'GET':\n    return all()\nreturn make()", "rest_api", "httpMethod", "POST"),
        (
            "m = event['httpMethod']\nif m == 'OPTIONS':\n    return cors()\nelif m == 'GET':\n    return all()\nelse:\n    return no(405)",
            "rest_api",
            "httpMethod",
            "GET",
        ),
        (
            "if event['rawPath'] == '/items' and event['requestContext']['http']['method'] == 'PATCH':\n    return change()",
            "http_api_v2",
            "routeKey",
            "PATCH /items",
        ),
        ("if event['routeKey'] == 'GET /items/{id}':\n    return one()", "http_api_v2", "pathParameters", {"id": "42"}),
        ("if event['path'] == '/health':\n    return 'ok'\nreturn work()", "alb", "path", "/orders"),
        ("if event['path'] == '/items':\n    return work()", "alb", "path", "/items"),
        ("if event['info']['fieldName'] == 'getPost':\n    return work()", "appsync", "info.fieldName", "getPost"),
        # a value that the code refuses is none to run with, whatever the sample has; one that it does not name may be
        (
            "for r in event['Records']:\n    if r['eventName'] != 'REMOVE':\n        continue\n    work(r)",
            "dynamodb",
            "Records[0].eventName",
            "REMOVE",
        ),
        (
            "if event['Records'][0]['eventName'] == 'INSERT':\n    return None\nreturn work()",
            "dynamodb",
            "Records[0].eventName",
            "INSERT",
        ),
        ("if event['RequestType'] == 'Delete':\n    drop()\nsend()", "custom_resource", "RequestType", "Create"),
        (
            "if event['RequestType'] == 'Create':\n    make()\nif event['RequestType'] == 'Delete':\n    drop()",
            "custom_resource",
            "RequestType",
            "Create",
        ),
        (
            "if event['httpMethod'].lower() == 'get':\n    return all()\nelif event['httpMethod'].lower() == 'put':\n"
            "    return put(json.loads(event['body']))\nelse:\n    return no(405)",
            "rest_api",
            "body",
            None,
        ),
        ("if event['RequestType'].lower() == 'create':\n    make()", "custom_resource", "RequestType", "Create"),
        # which source it is stays settled
        (
            "if event['Records'][0]['eventSource'] != 'aws:sqs':\n    return None\nwork()",
            "s3",
            "Records[0].eventSource",
            "aws:s3",
        ),
        # what may be absent is added only where the code fails without it
        ("return event.get('requestContext', {}).get('authorizer')", "rest_api", "requestContext.authorizer", None),
        (
            "return event['requestContext']['authorizer']['claims']['sub']",
            "rest_api",
            "requestContext.authorizer",
            {"claims": {"sub": "sub"}},
        ),
    ],
)
def test_the_sample_is_fitted(body: str, kind: str, path: str, value: object) -> None:
    lines = "\n".join("    " + line for line in body.splitlines())
    _, event = default(f"import base64, json\ndef handler(event, context):\n{lines}\n", EventSource(kind))
    found = at(event, path)
    if isinstance(found, str) and not isinstance(value, str):
        opened = open_layer(found)
        assert opened is not None
        found = opened[0]
    assert found == value


def test_checksums_follow() -> None:
    _, event = default(
        "import json\ndef handler(event, context):\n    return json.loads(event['Records'][0]['body'])['x']\n",
        EventSource("sqs"),
    )
    assert at(event, "Records[0].md5OfBody") != at(variant("sqs").event, "Records[0].md5OfBody")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("http_api_v2", "authorization"),
        ("function_url", "authorization"),
        ("alb", "authorization"),
        ("rest_api", "Authorization"),
    ],
)
def test_headers_are_written_as_the_service_writes_them(kind: str, name: str) -> None:
    _, event = default(
        "def handler(event, context):\n    return event['headers']['Authorization']\n", EventSource(kind)
    )
    assert isinstance(event, dict)
    assert [key for key in event["headers"] if key.lower() == "authorization"] == [name]
