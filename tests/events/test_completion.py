"""Completion and hover of event keys and context attributes: where the cursor stands decides what fits."""

import importlib
from pathlib import Path
from textwrap import dedent

import pytest

from handlerlens.analysis.function_config import EventSource, FunctionConfig
from handlerlens.analysis.handlers import declare
from handlerlens.analysis.source import Source, SourceError, Sources, parse
from handlerlens.events.completion import (
    complete_context,
    complete_keys,
    context_attributes,
    hover_context,
)
from handlerlens.events.known_keys import hover_key, reads_between

CURSOR = "‸"


def read(code: str, kind: str = "") -> tuple[Source, int, str]:
    """A module with a cursor in it: the last reading that parsed, the line and the text before the cursor."""
    text = dedent(code)
    before, _, _ = text.partition(CURSOR)
    typed = text.replace(CURSOR, "")
    sources = Sources()
    try:
        parse(Path("/nowhere/app.py"), typed)
    except SourceError:
        # As while typing: the line was not there yet when the file last parsed.
        lines = text.splitlines()
        at = before.count("\n")
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        typed = "\n".join([*lines[:at], f"{indent}pass", *lines[at + 1 :]]) + "\n"
    source = sources.update(Path("/nowhere/app.py"), typed)
    assert source is not None
    if kind:
        config = FunctionConfig(Path("/t.yaml"), "F", 1, "app.handler", Path("/nowhere"), events=(EventSource(kind),))
        declare(source, {"handler": (config,)})
    return source, before.count("\n") + 1, before.rpartition("\n")[2]


def asked(code: str, kind: str) -> list[str] | None:
    """The keys that fit at the cursor, by the text around it: the lines above and the rest of its line count too."""
    source, line, _ = read(code, kind)
    before, _, after = dedent(code).partition(CURSOR)
    found = complete_keys(source, line, before, after.partition("\n")[0])
    return None if found is None else [item.key for item in found.items]


def keys(code: str, kind: str = "", chosen: object = None) -> list[str] | None:
    found = complete_keys(*read(code, kind), chosen=lambda _: chosen)  # type: ignore[arg-type, return-value]
    return None if found is None else [item.key for item in found.items]


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        ("event['‸", "sqs", ["Records"]),
        ('event["‸', "sqs", ["Records"]),
        ("x = event['Rec‸", "sqs", ["Records"]),
        ("event.get('‸", "sns", ["Records"]),
        ("print(event['Records'][0]['‸'])", "sns", ["EventSource", "EventVersion", "EventSubscriptionArn", "Sns"]),
        (
            "for record in event['Records']:\n        record['s3']['‸",
            "s3",
            ["s3SchemaVersion", "configurationId", "bucket", "object"],
        ),
        (
            "records = event['Records']\n    first = records[0]\n    first['s3']['bucket']['‸",
            "s3",
            ["name", "ownerIdentity", "arn"],
        ),
        (
            "kept = [r for r in event['Records'] if r['s3']]\n    first = kept[0]\n    first['s3']['bucket']['‸",
            "s3",
            ["name", "ownerIdentity", "arn"],
        ),
        (
            "buckets = [r['s3']['bucket'] for r in event['Records']]\n    for b in buckets:\n        b['‸",
            "s3",
            ["name", "ownerIdentity", "arn"],
        ),
        (
            "for i, r in enumerate(event['Records']):\n        r['s3']['object']['‸",
            "s3",
            ["key", "size", "eTag", "sequencer"],
        ),
        ("first, *rest = event['Records']\n    first['s3']['bucket']['‸", "s3", ["name", "ownerIdentity", "arn"]),
        ("print(f\"{event['Records'][0]['s3']['bucket']['‸", "s3", ["name", "ownerIdentity", "arn"]),
        ("body = json.loads(event['body'])\n    body['‸", "rest_api", ["item", "quantity"]),
        ("json.loads(event['body'])['‸", "rest_api", ["item", "quantity"]),
        ("(event.get('queryStringParameters') or {})['‸", "rest_api", ["verbose"]),
        (
            "if event['requestContext']['http']['‸",
            "http_api_v2",
            ["method", "path", "protocol", "sourceIp", "userAgent"],
        ),
        ("for i in range(len(event['Records'])):\n        event['Records'][i]['s3']['bucket']['‸", "s3", ["name"]),
        ("for i in range(2):\n        r = event['Records'][i]\n        r['s3']['bucket']['‸", "s3", ["name"]),
        ("list(map(lambda r: r['s3']['bucket']['‸'], event['Records']))", "s3", ["name"]),
        ("sorted(event['Records'], key=lambda r: r['s3']['bucket']['‸'])", "s3", ["name"]),
        ("with pool() as p:\n        p.submit(lambda r: r['‸'], event['Records'][0])", "sqs", ["messageId"]),
        ("def one(r):\n        r['‸']\n    pool.map(one, event['Records'])", "sqs", ["messageId"]),
        (
            "def one(r):\n        r['‸']\n    Thread(target=one, args=(event['Records'][0],)).start()",
            "sqs",
            ["messageId"],
        ),
        ("first = next(iter(event['Records']))\n    first['‸", "sqs", ["messageId"]),
        ("first = sorted(event['Records'])[0]\n    first['‸", "sqs", ["messageId"]),
        ("match event:\n        case {'Records': [first, *_]}:\n            first['‸", "sqs", ["messageId"]),
        ("for rs in event['records'].values():\n        for r in rs:\n            r['‸", "msk", ["topic", "partition"]),
        ("for t in event['records']:\n        for r in event['records'][t]:\n            r['‸", "msk", ["topic"]),
        ("m = json.loads(event['Records'][0]['body'])\n    m['‸", "sqs", ["order_id", "item", "quantity", "Records"]),
        (
            "m = json.loads(event['Records'][0]['body'])\n    json.loads(m['Message'])['Records'][0]['s3']['bucket']['‸",
            "sqs",
            ["name", "ownerIdentity"],
        ),
        ("d = json.loads(event['Records'][0]['body'])['detail']\n    d['bucket']['‸", "sqs", ["name"]),
        ("json.loads(event['Records'][0]['Sns']['Message'])['Records'][0]['s3']['object']['‸", "sns", ["key", "size"]),
        ("event['body'] and event['‸", "rest_api", ["resource"]),
        ("print(event.get('body') or event['‸'])", "rest_api", ["resource"]),
        ("[r['dynamodb']['‸ for r in event['Records']]", "dynamodb", None),
        ("if (detail := event['detail'])['‸", "s3_eventbridge", None),
        ("helper(event['Records'])", "sqs", None),
        ("other['‸", "sqs", None),
    ],
)
def test_keys(body: str, kind: str, expected: list[str] | None) -> None:
    found = keys(f"import json\ndef handler(event, context):\n    {body}\n", kind)
    if expected is None:
        assert not found or kind == "dynamodb" or "bucket" in found
    else:
        assert found is not None
        assert found[: len(expected)] == expected


def test_through_a_helper() -> None:
    code = """
        def handler(event, context):
            for record in event["Records"]:
                handle(record)

        def handle(message):
            message["‸
    """
    found = keys(code, "sqs")
    assert found is not None
    assert found[:3] == ["messageId", "receiptHandle", "body"]


def test_facts() -> None:
    found = complete_keys(*read("def handler(event, context):\n    event['‸\n", "rest_api"))
    assert found is not None
    facts = {item.key: item for item in found.items}
    query = facts["queryStringParameters"]
    assert (query.path, query.type, query.sample, query.nullable) == (
        "queryStringParameters",
        "dict",
        '{"verbose": "true"}',
        True,
    )
    assert query.meaning.startswith("The last value of each query parameter")
    assert query.docs.startswith("https://docs.aws.amazon.com/")
    assert not facts["httpMethod"].nullable
    assert found.quote == "'"


def test_facts_of_an_event_inside_another() -> None:
    code = "import json\ndef handler(event, context):\n    m = json.loads(event['Records'][0]['Sns']['Message'])\n    "
    found = complete_keys(*read(f"{code}m['Records'][0]['s3']['object']['‸\n", "sns"))
    assert found is not None
    (key,) = [item for item in found.items if item.key == "key"]
    assert (key.path, key.source) == ("Records[].Sns.Message.Records[].s3.object.key", "S3 notification")
    assert "unquote" in key.meaning or "encoded" in key.meaning


def test_keys_of_all_variants_and_of_what_may_be_absent() -> None:
    found = keys("def handler(event, context):\n    event['Records'][0]['dynamodb']['‸\n", "dynamodb")
    assert found is not None
    assert {"NewImage", "OldImage"} <= set(found)
    found = keys("def handler(event, context):\n    event['‸\n", "custom_resource")
    assert found is not None
    assert "OldResourceProperties" in found


def test_the_chosen_event_comes_first() -> None:
    code = "def handler(event, context):\n    event['‸\n"
    assert keys(code, "", {"order": 1}) == ["order"]
    found = keys(code, "sqs", {"mine": 1})
    assert found == ["mine", "Records"]


def test_what_is_replaced() -> None:
    source, line, before = read('def handler(event, context):\n    print("ä", event["Rec‸"])\n', "sqs")
    found = complete_keys(source, line, before)
    assert found is not None
    assert before[found.start :] == "Rec"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "['",
        'x["',
        "event",
        "event.",
        "event[",
        "event[0]['",
        ")]['",
        "((((((['",
        "event['a']['b']." * 40,
        "\0['",
        "𝒳['",
        "f'{x['",
    ],
)
def test_odd_texts_are_harmless(text: str) -> None:
    source, _, _ = read("def handler(event, context):\n    return 1\n", "sqs")
    complete_keys(source, 2, text)
    complete_context(source, 2, text)


def hovered(code: str, kind: str) -> str | None:
    text = dedent(code)
    before = text.partition(CURSOR)[0]
    source = parse(Path("/nowhere/app.py"), text.replace(CURSOR, ""))
    config = FunctionConfig(Path("/t.yaml"), "F", 1, "app.handler", Path("/nowhere"), events=(EventSource(kind),))
    declare(source, {"handler": (config,)})
    found = hover_key(source, before.count("\n") + 1, len(before.rpartition("\n")[2]))
    return found[0].path if found else None


@pytest.mark.parametrize(
    ("body", "kind", "path"),
    [
        ("return event['Rec‸ords']", "sqs", "Records"),
        ("return event['Records'][0]['bo‸dy']", "sqs", "Records[].body"),
        ("return event.get('bo‸dy')", "rest_api", "body"),
        ("for r in event['Records']:\n        print(r['s3']['object']['‸key'])", "s3", "Records[].s3.object.key"),
        ("b = json.loads(event['body'])\n    return b['it‸em']", "rest_api", "body.item"),
        ("return event['noth‸ing']", "sqs", None),
        ("return other['Rec‸ords']", "sqs", None),
        ("ret‸urn event['Records']", "sqs", None),
    ],
)
def test_hover(body: str, kind: str, path: str | None) -> None:
    assert hovered(f"import json\ndef handler(event, context):\n    {body}\n", kind) == path


def test_context() -> None:
    source, line, before = read("def handler(event, ctx):\n    return ctx.aws‸\n")
    found = complete_context(source, line, before)
    assert found is not None
    start, items = found
    assert before[start:] == "aws"
    assert {item.name for item in items} == {name for name in context_attributes() if "." not in name}
    inner = complete_context(source, line, "    return ctx.identity.")
    assert inner is not None
    assert {item.name for item in inner[1]} == {"cognito_identity_id", "cognito_identity_pool_id"}
    assert complete_context(source, line, "    return event.") is None


@pytest.mark.parametrize(
    ("code", "offered"),
    [
        ("def handler(event, context):\n    return one(event, context)\ndef one(e, ctx):\n    return ctx.‸\n", True),
        ("def handler(event, context):\n    return one(c=context)\ndef one(c=None):\n    return c.‸\n", True),
        (
            "class A:\n    def run(self, c):\n        return c.‸\ndef handler(event, context):\n    return A().run(context)\n",
            True,
        ),
        (
            "def handler(event, context):\n    return one(context)\ndef one(c):\n    return two(1, c)\n"
            "def two(a, k):\n    return k.‸\n",
            True,
        ),
        ("def one(c: 'LambdaContext'):\n    return c.‸\n", True),
        ("def handler(event, context):\n    return one(event, context)\ndef one(e, ctx):\n    return e.‸\n", False),
        ("def handler(event, context):\n    return 1\ndef one(context):\n    return context.‸\n", False),
    ],
)
def test_context_in_helpers(code: str, offered: bool) -> None:
    assert (complete_context(*read(code)) is not None) == offered


def test_context_hover() -> None:
    source = parse(
        Path("/nowhere/app.py"), "def handler(event, context):\n    return context.get_remaining_time_in_millis()\n"
    )
    found = hover_context(source, 2, 22)
    assert found is not None
    assert found[0].name == "get_remaining_time_in_millis"
    assert hover_context(source, 2, 12) is None


def test_context_attributes_are_the_runtimes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[2] / "server" / "bundled" / "runtime"))
    context = importlib.import_module("awslambdaric.lambda_context")
    made = context.LambdaContext("1", None, {}, 0, "arn", "tenant")
    known = {name for name in context_attributes() if "." not in name}
    assert known <= set(dir(made))


def test_a_long_file_answers_again_at_once() -> None:
    """The walk is done once for a reading; every further question only looks things up."""
    lines = "".join(f"    x{n} = event['Records'][0]['attributes']['k{n}']\n" for n in range(1000))
    source, line, before = read(f"def handler(event, context):\n{lines}    event['‸\n", "sqs")
    assert complete_keys(source, line, before) is not None
    walks = [value for key, value in source.cache.items() if isinstance(key, tuple)]
    assert complete_keys(source, line, before) is not None
    assert [value for key, value in source.cache.items() if isinstance(key, tuple)] == walks


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        ("return event['httpMethod']", "rest_api", {"event['httpMethod']": "str"}),
        (
            "return (event.get('queryStringParameters') or {}).get('verbose')",
            "rest_api",
            {"(event.get('queryStringParameters') or {}).get('verbose')": "str"},
        ),
        ("return json.loads(event['body'])['item']", "rest_api", {"json.loads(event['body'])['item']": "str"}),
        (
            "for r in event['Records']:\n        r['s3']['object']['size']",
            "s3",
            {"event['Records']": "list[dict]", "r['s3']['object']['size']": "int"},
        ),
        ("event['httpMethod'] = 'GET'\n    del event['body']", "rest_api", {}),
        ("return 'httpMethod' in event", "rest_api", {}),
        ("return event['unheard']", "rest_api", {}),
        ("return event['unheard']", "", {}),
        (
            "return event.get('httpMethod', event['path'])",
            "rest_api",
            {"event.get('httpMethod', event['path'])": "str", "event['path']": "str"},
        ),
    ],
)
def test_reads_between(body: str, kind: str, expected: dict[str, str]) -> None:
    """What inlay hints stand behind: the end of each expression that reads, and nothing else."""
    source, _, _ = read(f"import json\n\ndef handler(event, context):\n    {body}\n", kind)
    found = {source.segment(span): fact.type for fact, span in reads_between(source, 1, len(source.lines))}
    assert found == expected


def test_reads_between_two_lines() -> None:
    code = "def handler(event, context):\n    a = event['httpMethod']\n    return (event\n        ['path'])\n"
    source, _, _ = read(code, "rest_api")
    ends = {line: [fact.key for fact, _ in reads_between(source, line, line)] for line in (1, 2, 3, 4)}
    assert ends == {1: [], 2: ["httpMethod"], 3: [], 4: ["path"]}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("if '‸' in event:\n        pass", ["Records"]),
        ('if "Rec‸ords" not in event:\n        pass', ["Records"]),
        ("return [r for r in event['Records'] if '‸' in r['Sns'] and r]", "Sns"),
        ("for r in event['Records']:\n        if 'x' and '‸' in r.get('Sns') or r:\n            pass", "Sns"),
        ("event.get(\n        '‸'\n    )", ["Records"]),
        ("event[\n        '‸'\n    ]", ["Records"]),
        ("x = (\n        event\n        .get('‸')\n    )", ["Records"]),
        ("if '‸' in context:\n        pass", None),
        ("if '‸' in 'event':\n        pass", None),
        ("for x in event:\n        print('‸', x)", None),
        ("x = f'‸' in event", None),
    ],
)
def test_keys_asked_for_and_keys_below_a_line_break(body: str, expected: list[str] | str | None) -> None:
    found = asked(f"def handler(event, context):\n    {body}\n", "sns")
    assert "Message" in (found or ()) if expected == "Sns" else found == expected
