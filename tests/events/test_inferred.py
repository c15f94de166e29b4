"""The example event of a handler: every key that its code reads, with values of the type that the code's use suggests."""

import json
from pathlib import Path
from textwrap import dedent

import pytest

from handlerlens.analysis.handlers import find_handlers
from handlerlens.analysis.source import parse
from handlerlens.events.encoding import encode
from handlerlens.events.inferred import default_event, placeholder


def inferred(code: str, name: str = "") -> object:
    source = parse(Path("app.py"), dedent(code))
    handlers = find_handlers(source)
    handler = next(h for h in handlers if not name or h.name == name)
    text = default_event(source, handler)
    assert text == default_event(parse(Path("app.py"), dedent(code)), handler)
    return json.loads(text)


GZIPPED = encode("Hello from Lambda", "gzip")

BODIES = {
    "greeting": (
        "return {'message': f\"Hello {event['first_name']} {event['last_name']}\"}",
        {"first_name": "Ada", "last_name": "Lovelace"},
    ),
    "concatenated": ("return 'Hi ' + event['first_name']", {"first_name": "Ada"}),
    "nothing": ("return 1", {}),
    "passed on whole": ("return dict(event)", {}),
    "order of the code": ("x = event['b']\nreturn event['a']", {"b": "b", "a": "a"}),
    "nested": (
        "return event['user']['address']['city']",
        {"user": {"address": {"city": "London"}}},
    ),
    "get with default": ("return event.get('greeting', 'Ahoy')", {"greeting": "Ahoy"}),
    "get with empty default": (
        "return event.get('user', {}).get('email', '')",
        {"user": {"email": "ada@example.com"}},
    ),
    "or default": (
        "return (event.get('user') or {}).get('email')",
        {"user": {"email": "ada@example.com"}},
    ),
    "refused by all others": ("if event['op'] != 'add':\n    raise ValueError(event['op'])\nreturn 1", {"op": "add"}),
    "skipped": (
        "if event['mode'] == 'warm':\n    return None\nif event['mode'] == 'full':\n    run()",
        {"mode": "full"},
    ),
    "only skipped": (
        "if event.get('mode') == 'warm':\n    logger.info('warm')\n    return\nreturn run()",
        {"mode": "mode"},
    ),
    "refused by the last else": (
        "op = event['op']\nif op == 'x':\n    return {'statusCode': 400}\nelif op == 'y':\n    return run()\nelse:\n    return bad(404)",
        {"op": "y"},
    ),
    "asked whether there is one": ("if event['op'] == '':\n    return run()", {"op": "op"}),
    "matched": (
        "match event['op']:\n    case 'ping':\n        return\n    case 'add' | 'sub':\n        return run()",
        {"op": "add"},
    ),
    "key of a table": ("table = {'add': add, 'sub': sub}\nreturn table[event['op']]()", {"op": "add"}),
    "key of a table, asked for": ("return {'add': add}.get(event['op'], none)()", {"op": "add"}),
    "handed to a function of a table": (
        "ways = {'add': lambda e: e['a'] + 1, 'sub': lambda e: e['b'] - 1}\nway = ways.get(event['op'])\nreturn way(event)",
        {"op": "add", "a": 1, "b": 1},
    ),
    "listed": ("if event['op'] not in ('add', 'sub'):\n    raise ValueError\nreturn 1", {"op": "add"}),
    "membership": ("return 'dry' if 'dry_run' in event else 'wet'", {"dry_run": False}),
    "alias": (
        "body = event['body']\nreturn body['title']",
        {"body": {"title": "An example"}},
    ),
    "tuple aliases": (
        "a, b = event['a'], event['b']\nreturn a['x'] + b['y']",
        {"a": {"x": "x"}, "b": {"y": "y"}},
    ),
    "unpacked list": ("x, y = event['point']\nreturn x", {"point": ["point"]}),
    "walrus": (
        "if (user := event.get('user')):\n    return user['id']",
        {"user": {"id": "1"}},
    ),
    "loop": (
        "for r in event['Records']:\n    print(r['messageId'])",
        {"Records": [{"messageId": "message-1"}]},
    ),
    "enumerate": (
        "for i, r in enumerate(event['rows']):\n    print(i, r['name'])",
        {"rows": [{"name": "Ada"}]},
    ),
    "zip": (
        "for a, b in zip(event['a'], event['b']):\n    print(a['x'], b['y'])",
        {"a": [{"x": "x"}], "b": [{"y": "y"}]},
    ),
    "comprehension": (
        "return [r['price'] * 2 for r in event['items'] if r['active']]",
        {"items": [{"active": True, "price": 9.99}]},
    ),
    "first record": (
        "return event['Records'][0]['body']",
        {"Records": [{"body": "Hello"}]},
    ),
    "sliced": ("return [r['id'] for r in event['rows'][:3]]", {"rows": [{"id": "1"}]}),
    "JSON body": (
        "data = json.loads(event['body'])\nreturn data['user']['email']",
        {"body": '{"user": {"email": "ada@example.com"}}'},
    ),
    "JSON body or": (
        "data = json.loads(event.get('body') or '{}')\nreturn data.get('n')",
        {"body": '{"n": "n"}'},
    ),
    "same name anew": (
        "event = json.loads(event['body'])\nreturn event['city']",
        {"body": '{"city": "London"}'},
    ),
    "int": ("return int(event['n'])", {"n": 1}),
    "arithmetic": (
        "return event['width'] * event['height']",
        {"width": 1, "height": 1},
    ),
    "addition of a number": ("return event['n'] + 1", {"n": 1}),
    "format spec": ("return f\"{event['value']:.2f}\"", {"value": 1}),
    "string method": ("return event['code'].upper()", {"code": "code"}),
    "string method of a count": ("return event['count'].strip()", {"count": "1"}),
    "compared with a string": (
        "if event['action'] == 'create':\n    return 1",
        {"action": "create"},
    ),
    "one of": ("return event['unit'] in ('kg', 'lb')", {"unit": "kg"}),
    "compared with a number": ("return event['level'] > 3", {"level": 3}),
    "not equal": ("return event['kind'] != 'other'", {"kind": "kind"}),
    "boolean": ("return event['flag'] is True", {"flag": True}),
    "module constant as key": ("return event[KEY]", {"city": "London"}),
    "match": (
        "match event:\n    case {'kind': 'circle', 'radius': r}:\n        return r * 2\n"
        "    case {'kind': 'square', 'side': s}:\n        return s",
        {"kind": "circle", "radius": 1, "side": "side"},
    ),
    "match value": (
        "match event['op']:\n    case 'add' | 'sub':\n        return 1",
        {"op": "add"},
    ),
    "isinstance": ("return isinstance(event['tags'], list)", {"tags": ["tag"]}),
    "uuid": (
        "return uuid.UUID(event['ref'])",
        {"ref": "5f0c1d9e-7a34-4c1b-9d52-8e6f0b3a2c41"},
    ),
    "strptime": (
        "return datetime.strptime(event['due'], '%d.%m.%Y')",
        {"due": "15.01.2026"},
    ),
    "isoformat": (
        "return datetime.fromisoformat(event['at'])",
        {"at": "2026-01-15T09:30:00+00:00"},
    ),
    "JSON in base64": (
        "data = json.loads(base64.b64decode(event['blob']).decode('utf-8'))\nreturn data['n']",
        {"blob": "eyJuIjogIm4ifQ=="},
    ),
    "base64 gunzipped": ("return gzip.decompress(base64.b64decode(event['blob'])).decode()", {"blob": GZIPPED}),
    "unquoted": ("return unquote_plus(event['key']).upper()", {"key": "path/to/object.txt"}),
    "data class": (
        "for record in event.records:\n    print(record.json_body['id'])",
        {"Records": [{"body": '{"id": "1"}'}]},
    ),
    "base64": (
        "return base64.b64decode(event['blob'])",
        {"blob": "SGVsbG8gZnJvbSBMYW1iZGE="},
    ),
    "written before read": (
        "event['seen'] = 1\nreturn event['seen'] + event['n']",
        {"n": "n"},
    ),
    "written after read": ("n = event['n']\nevent['n'] = 2\nreturn n", {"n": "n"}),
    "dict of unknown keys": (
        "for k, v in event['attributes'].items():\n    print(k)",
        {"attributes": {}},
    ),
    "list of unknown": (
        "for name in event['names']:\n    print(name)",
        {"names": ["Ada"]},
    ),
    "in a try": (
        "try:\n    return event['n']\nexcept KeyError:\n    return event['m']",
        {"n": "n", "m": "m"},
    ),
    "helper": ("return full(event)", {"first_name": "Ada"}),
    "helper with part": ("return ident(event['user'])", {"user": {"id": "1"}}),
    "helper by keyword": ("return ident(user=event['user'])", {"user": {"id": "1"}}),
    "recursive helper": ("return walk(event)", {"left": "left"}),
    "method": ("return Service().run(event)", {"task": "task"}),
    "closure": ("def inner():\n    return event['n']\nreturn inner()", {"n": "n"}),
    "lambda": ("return sorted(event['rows'], key=lambda r: r)", {"rows": ["row"]}),
    "model": (
        "return Order(**event)",
        {"id": "1", "lines": [{"sku": "sku", "count": 1}], "note": "note"},
    ),
    "model of the body": (
        "return Line.model_validate_json(event['body'])",
        {"body": '{"sku": "sku", "count": 1}'},
    ),
    "camel case": ("return event['firstName']", {"firstName": "Ada"}),
    "identity": ("return event['orderId']", {"orderId": "order-1"}),
    "removed": ("del event['noise']['x']\nreturn 1", {"noise": "noise"}),
    "pop": ("return event.pop('city', None)", {"city": "London"}),
    "copy": ("e = event.copy()\nreturn e['city']", {"city": "London"}),
    "conditional": (
        "b = event['body'] if 'body' in event else event\nreturn b['city']",
        {"body": {"city": "London"}},
    ),
    "length": ("return sum(event['values'])", {"values": [1]}),
}

MODULE = """
import base64, gzip, json, uuid
from dataclasses import dataclass
from datetime import datetime

KEY = "city"

@dataclass
class Line:
    sku: str
    count: int

@dataclass
class Order:
    id: str
    lines: list[Line]
    note: str | None = None

class Service:
    def run(self, work):
        return work["task"]

def full(e):
    return e["first_name"]

def ident(user):
    return user["id"]

def walk(node):
    return walk(node["left"])

def handler(event, context):
"""


@pytest.mark.parametrize("case", BODIES)
def test_event_from_what_the_code_reads(case: str) -> None:
    body, expected = BODIES[case]
    code = MODULE + "\n".join("    " + line for line in body.splitlines()) + "\n"
    result = inferred(code, "handler")
    assert result == expected
    assert json.dumps(result) == json.dumps(expected), "the order of the keys is the order of the code"


def test_annotated_event() -> None:
    code = """
        from typing import TypedDict, Optional, List

        class Item(TypedDict):
            sku: str
            quantity: int

        class Order(TypedDict):
            order_id: str
            items: List[Item]
            comment: Optional[str]

        def handler(event: Order, context):
            return {}
    """
    expected = {
        "order_id": "order-1",
        "items": [{"sku": "sku", "quantity": 1}],
        "comment": "An example comment",
    }
    assert inferred(code) == expected


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("contact_email", "ada@example.com"),
        ("HTTPPort", "HTTPPort"),
        ("", ""),
        ("isAdmin", True),
        ("über", "über"),
    ],
)
def test_placeholder_by_name(key: str, value: object) -> None:
    assert placeholder(key, None) == value


ATTRIBUTES = {
    "a text": ('image["email"]["S"]', {"email": {"S": "ada@example.com"}}),
    "an id": ('image["order_id"]["S"].upper()', {"order_id": {"S": "order-1"}}),
    "a number": ('image["total"]["N"]', {"total": {"N": "9.99"}}),
    "a whole number": ('int(image["total"]["N"])', {"total": {"N": "1"}}),
    "a compared text": ('image["status"]["S"] == "open"', {"status": {"S": "open"}}),
    "a flag": ('image["paid"]["BOOL"]', {"paid": {"BOOL": True}}),
    "a set": ('set(image["tags"]["SS"])', {"tags": {"SS": ["tag"]}}),
    "a list": ('[tag["S"] for tag in image["tags"]["L"]]', {"tags": {"L": [{"S": "tag"}]}}),
    "a map": ('image["home"]["M"]["city"]["S"]', {"home": {"M": {"city": {"S": "London"}}}}),
    "a document": ('json.loads(image["data"]["S"])["city"]', {"data": {"S": '{"city": "London"}'}}),
    "no attribute": ('image["size"]["width"], image["size"]["N"]', {"size": {"width": "width", "N": "N"}}),
}


@pytest.mark.parametrize(("read", "expected"), ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_attributes_of_an_item(read: str, expected: object) -> None:
    code = f"import json\ndef handler(event, context):\n    image = event['dynamodb']['NewImage']\n    return {read}\n"
    assert inferred(code) == {"dynamodb": {"NewImage": expected}}


def test_key_of_a_table_of_the_module() -> None:
    code = """
        def subtract(a, b):
            return a - b

        OPERATIONS = {"add": lambda a, b: a + b, "subtract": subtract}

        def handler(event, context):
            operation = event["operation"]
            if operation not in OPERATIONS:
                raise ValueError(operation)
            return OPERATIONS[operation](event["a"], event["b"])
    """
    assert inferred(code) == {"operation": "add", "a": 1, "b": 1}
