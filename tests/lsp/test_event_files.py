"""Event files in the editor, over the wire: lens, addressee, diagnostics, expected results, new files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from .conftest import Editor

SQS = "def handler(event, context):\n    return [record['messageId'] for record in event['Records']]\n"
OWN = "def handler(event, context):\n    return {'n': event['n'] + 1}\n"


def titles(lenses: list[Any]) -> list[str]:
    return [lens.command.title for lens in lenses]


async def test_a_lens_that_names_the_handler(editor: Editor) -> None:
    editor.open("app.py", OWN)
    named = editor.open("events/a.json", '{"$handlerlens": {"handler": "app.py::handler"}, "n": 1}')
    other = editor.open("events/b.json", '{"n": 1}')
    assert titles(await editor.lenses(named)) == ["▶ Invoke with this event", "Debug", "Handler: app.handler"]
    assert titles(await editor.lenses(other)) == ["▶ Invoke with this event", "Debug", "Handler: …"]
    assert await editor.lenses(editor.open("data/a.json", "{}")) == []


async def test_the_lens_names_the_handler_of_the_last_run(editor: Editor) -> None:
    code = editor.open("app.py", OWN)
    event = editor.open("events/a.json", '{"n": 1}')
    await editor.invoke(code, "handler", event='{"n": 1}', eventUri=event)
    assert titles(await editor.lenses(event))[2] == "Handler: app.handler"


async def test_no_lens_where_there_are_no_handlers(editor: Editor) -> None:
    assert await editor.lenses(editor.open("events/a.json", "{}")) == []


SQS_EVENT = json.dumps({"Records": [{"messageId": "1", "receiptHandle": "r", "body": "x", "eventSource": "aws:sqs"}]})


@pytest.mark.parametrize(
    ("event", "decided", "function", "why"),
    [
        ('{"$handlerlens": {"handler": "own.py::handler"}, "x": 1}', True, "own", "named in the file"),
        ('{"$handlerlens": {"handler": "own.handler"}, "x": 1}', True, "own", "named in the file"),
        ('{"n": 1}', True, "own", "the keys that it reads"),
        (SQS_EVENT, True, "queue", "SQS queue"),
        ('{"x": 1}', False, "", ""),
    ],
)
async def test_whom_an_event_is_for(editor: Editor, event: str, decided: bool, function: str, why: str) -> None:
    editor.open("own.py", OWN)
    editor.open("queue.py", SQS)
    found = await editor.request("eventFile", {"uri": editor.open("events/e.json", event)})
    assert found["decided"] is decided
    if decided:
        assert (found["targets"][0]["label"], found["targets"][0]["why"]) == (f"{function}.handler", why)
    assert len(found["targets"]) == 2
    assert "$handlerlens" not in found["text"]


async def test_the_header_is_not_sent_and_its_result_is_compared(editor: Editor) -> None:
    code = editor.open("app.py", OWN)
    text = '{"$handlerlens": {"handler": "app.py::handler", "expected": {"n": 3}}, "n": 1}'
    event = editor.open("events/a.json", text)
    result = await editor.invoke(code, "handler", event=text, eventUri=event)
    assert result["payload"] == '{"n": 2}'
    assert json.loads(result["expected"]) == {"n": 3}
    assert result["differences"] == ["n is 2; expected 3"]
    assert result["summary"].startswith("✗ not as expected")
    assert titles(await editor.lenses(event))[-1] == result["summary"]
    right = text.replace('"n": 3', '"n": 2.0')
    result = await editor.invoke(code, "handler", event=right, eventUri=event)
    assert (result["differences"], result["summary"][:13]) == ([], "✓ as expected")


async def test_a_sidecar_speaks_for_an_event_that_is_no_object(editor: Editor) -> None:
    code = editor.open("app.py", "def handler(event, context):\n    return sum(event)\n")
    (editor.folder / "events").mkdir()
    beside = editor.folder / "events" / "list.handlerlens.json"
    beside.write_text('{"handler": "app.py::handler", "expected": 3}', encoding="utf-8")
    event = editor.open("events/list.json", "[1, 2]")
    assert (await editor.request("eventFile", {"uri": event}))["named"]
    result = await editor.invoke(code, "handler", event="[1, 2]", eventUri=event)
    assert (result["expected"], result["differences"]) == ("3", [])


@pytest.mark.parametrize(
    ("name", "text", "line", "part"),
    [
        ("a.json", '{\n  "n" 1\n}', 1, "cannot be sent: a.json is not JSON: line 2, column 7"),
        ("a.json", '{\n  "n": 1,\n  "$handlerlens": 1\n}', 2, "must be an object"),
        ("a.json", '{\n\n  "$handlerlens": {"handlr": 1}\n}', 2, "has no 'handlr'"),
        ("a.json", '{"$handlerlens": {"handler": "nowhere.py::f"}}', 0, "There is no handler 'nowhere.py::f'"),
        ("a.handlerlens.json", '{"handler": "nowhere.py::f"}', 0, "There is no handler"),
        ("a.handlerlens.json", '{"handler": }', 0, "is not JSON"),
    ],
)
async def test_what_is_wrong_stands_at_its_line(editor: Editor, name: str, text: str, line: int, part: str) -> None:
    editor.open("app.py", OWN)
    uri = editor.open(f"events/{name}", text)
    (found,) = await editor.diagnostics(uri)
    assert part in found.message
    assert (found.code == "json-syntax") is ("is not JSON" in part)
    assert found.range.start.line == line
    assert (editor.folder / "events" / name).read_text(encoding="utf-8") == text


async def test_a_broken_event_is_not_run(editor: Editor) -> None:
    code = editor.open("app.py", OWN)
    event = editor.open("events/a.json", '{\n  "n" 1\n}')
    with pytest.raises(JsonRpcException, match=r"cannot be sent: a\.json is not JSON: line 2"):
        await editor.invoke(code, "handler", event='{\n  "n" 1\n}', eventUri=event)
    assert "line 2" in (await editor.request("eventFile", {"uri": event}))["problem"]


async def test_new_events(editor: Editor) -> None:
    code = editor.open("src/app.py", OWN)
    (editor.folder / "events").mkdir()
    asked = {"name": "one", "text": '{"n": 1.50}', "uri": code, "function": "handler", "folder": None, "expected": "2"}
    (file,) = (await editor.request("newEvent", asked))["files"]
    assert file["uri"] == editor.uri("events/one.json")
    assert json.loads(file["text"]) == {"$handlerlens": {"handler": "src/app.py::handler", "expected": 2}, "n": 1.5}
    assert "1.50" in file["text"]
    listed, beside = (await editor.request("newEvent", {**asked, "text": "[1]"}))["files"]
    assert (listed["text"], beside["uri"]) == ("[1]\n", editor.uri("events/one.handlerlens.json"))
    assert json.loads(beside["text"]) == {"handler": "src/app.py::handler", "expected": 2}
    (editor.folder / "events" / "one.json").write_text("{}", encoding="utf-8")
    assert "is there already" in (await editor.request("newEvent", asked))["problem"]
    assert "not a file name" in (await editor.request("newEvent", {**asked, "name": "../x"}))["problem"]
    plain = {**asked, "uri": None, "function": None, "folder": editor.folder.as_uri(), "expected": None, "name": "p"}
    (file,) = (await editor.request("newEvent", plain))["files"]
    assert (file["uri"], file["text"]) == (editor.uri("events/p.json"), '{"n": 1.50}\n')


async def test_documents_and_samples(editor: Editor) -> None:
    uri = editor.open("queue.py", SQS)
    samples = (await editor.request("samples", {"uri": uri, "function": "handler"}))["samples"]
    assert samples[0]["name"] == "sqs"
    assert len(samples) >= 100
    for path, key in (("sample/sqs.json", "Records"), ("schema/event.json", "allOf"), ("schema/sqs.json", "title")):
        assert key in json.loads((await editor.request("document", {"path": path}))["text"])
    assert (await editor.request("document", {"path": "sample/nothing.json"}))["text"] == ""


async def test_what_the_client_would_see(editor: Editor) -> None:
    code = editor.open("app.py", "def handler(event, context):\n    return {'hello': 'world'}\n")
    event = json.loads((await editor.request("document", {"path": "sample/function_url.json"}))["text"])
    result = await editor.invoke(code, "handler", event=json.dumps(event))
    assert result["client"].startswith("the client gets 200 · content-type: application/json · {")
    assert "without statusCode the function URL takes the whole result" in result["client"]
    assert (await editor.invoke(code, "handler", event="{}"))["client"] is None
    code = editor.open("app.py", "def handler(event, context):\n    raise ValueError('no')\n")
    result = await editor.invoke(code, "handler", event=json.dumps(event))
    assert result["client"] == "the client gets 502 · Internal Server Error"


async def test_a_shortened_event_counts_as_the_declared_source(editor: Editor) -> None:
    editor.open(
        "template.yaml",
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n"
        "      CodeUri: .\n      Handler: app.handler\n      Runtime: python3.13\n      Events:\n"
        "        A: {Type: Api, Properties: {Path: /, Method: get}}\n",
    )
    code = editor.open("app.py", "def handler(event, context):\n    return {'statusCode': 200, 'body': event}\n")
    result = await editor.invoke(code, "handler", event='{"httpMethod": "GET"}')
    assert "502" in result["contract"][0]
    assert "body must be a string" in result["contract"][0]


async def test_the_chosen_event_helps_while_typing(editor: Editor) -> None:
    text = "def handler(event, context):\n    print(event)\n    event['']\n"
    code = editor.open("app.py", text)
    sent = editor.open("events/own.json", '{"$handlerlens": {}, "colour": "red", "size": 3}')
    place = types.CompletionParams(types.TextDocumentIdentifier(code), types.Position(2, 11))
    labels: list[list[str]] = []
    for name, uri in ((None, sent), ("sns", None), (None, None)):
        editor.client.protocol.notify(
            "handlerlens/eventChosen", {"uri": code, "function": "handler", "name": name, "eventUri": uri}
        )
        found = await editor.client.text_document_completion_async(place)
        labels.append([item.label for item in found or []])
    assert labels == [["colour", "size"], ["Records"], []]


async def test_a_header_says_who_calls(editor: Editor) -> None:
    code = editor.open(
        "app.py",
        "def handler(event, context):\n    i = context.identity\n"
        "    return [event, context.client_context.custom, i.cognito_identity_id, context.tenant_id]\n",
    )
    header = {
        "clientContext": {"custom": {"k": "é"}},
        "cognitoIdentity": {"cognitoIdentityId": "i", "cognitoIdentityPoolId": "p"},
        "tenantId": "blue",
    }
    text = json.dumps({"$handlerlens": header, "n": 1})
    uri = editor.open("events/a.json", text)
    result = await editor.invoke(code, "handler", event=text, eventUri=uri)
    assert json.loads(result["payload"]) == [{"n": 1}, {"k": "é"}, "i", "blue"]
    wrong = json.dumps({"$handlerlens": {"clientContext": "x"}, "n": 1})
    with pytest.raises(JsonRpcException, match="client context is neither a JSON object"):
        await editor.invoke(code, "handler", event=wrong, eventUri=editor.open("events/b.json", wrong))
