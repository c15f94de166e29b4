"""Invoke and cancel, over the wire."""

from __future__ import annotations

import asyncio
import json
import re
import sys

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from .conftest import Editor, invoke_params


async def test_invoke_returns_what_lambda_returns(editor: Editor) -> None:
    uri = editor.open("app.py", "def handler(event, context):\n    print('hi')\n    return {'n': event['n']}\n")
    result = await editor.invoke(uri, "handler", event='{"n": 1.50, "n_": {"type_name": "x"}}')
    assert (result["statusCode"], result["payload"], result["functionError"]) == (200, '{"n": 1.5}', None)
    assert "hi\n" in result["logs"]
    assert editor.logs["run-1"] == result["logs"]
    assert result["summary"].startswith("✓ ")
    lenses = await editor.lenses(uri)
    assert lenses[-1].command is not None
    assert lenses[-1].command.title == result["summary"]


async def test_the_default_event_serves(editor: Editor) -> None:
    uri = editor.open("app.py", "def handler(event, context):\n    return event['first_name']\n")
    result = await editor.invoke(uri, "handler", event=None)
    assert json.loads(result["payload"]) == "Ada"


async def test_an_error_is_the_runtimes_own(editor: Editor) -> None:
    uri = editor.open("app.py", "import datetime\ndef handler(event, context):\n    return datetime.date.today()\n")
    result = await editor.invoke(uri, "handler")
    assert result["functionError"] == "Unhandled"
    assert result["errorType"] == "Runtime.MarshalError"
    assert result["errorMessage"] == "Unable to marshal response: Object of type date is not JSON serializable"


BROKEN = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Greet:
    Type: AWS::Serverless::Function
    Properties: {Handler: app.handler, Runtime: python3.12, Environment: {Variables: {NAME: {a}b}}}
"""


async def test_a_template_that_cannot_be_read_is_told_where_it_matters(editor: Editor) -> None:
    uri = editor.open("src/app.py", "def handler(event, context):\n    return 1\n")
    template = editor.open("template.yaml", BROKEN)
    result = await editor.invoke(uri, "handler")
    assert [note for note in result["notes"] if note.startswith("template.yaml, line 5, cannot be read: ")], result[
        "notes"
    ]
    editor.open("other/template.yaml", BROKEN)
    declared = BROKEN.replace("{a}b", "Ada").replace("Properties: {", "Properties: {CodeUri: src, ")
    editor.change(template, declared)
    assert not [note for note in (await editor.invoke(uri, "handler"))["notes"] if "cannot be read" in note]


async def test_a_bad_event_gets_a_sentence(editor: Editor) -> None:
    uri = editor.open("app.py", "def handler(event, context):\n    return 1\n")
    with pytest.raises(JsonRpcException, match="line 2"):
        await editor.invoke(uri, "handler", event='{\n  "a": }')


async def test_a_missing_interpreter_gets_a_sentence(editor: Editor) -> None:
    uri = editor.open("app.py", "def handler(event, context):\n    return 1\n")
    missing = str(editor.folder / "no" / "python")
    with pytest.raises(JsonRpcException, match="python"):
        await editor.invoke(uri, "handler", python=missing)


async def test_cancel_ends_a_run_and_leaves_the_server_well(editor: Editor) -> None:
    uri = editor.open(
        "app.py",
        "import time\ndef handler(event, context):\n    print('started', flush=True)\n    time.sleep(600)\n",
    )
    running = asyncio.ensure_future(editor.request("invoke", invoke_params(uri, "handler", timeout=900)))
    await editor.logged("run-1", "started")
    titles = [lens.command.title for lens in await editor.lenses(uri) if lens.command]
    assert titles[0] == "$(loading~spin) Running… Cancel"
    assert (await editor.request("cancel", {"runId": "run-1"})) == {"cancelled": True}
    with pytest.raises((JsonRpcException, asyncio.CancelledError)):
        await running
    assert (await editor.request("cancel", {"runId": "run-1"})) == {"cancelled": False}
    titles = [lens.command.title for lens in await editor.lenses(uri) if lens.command]
    assert titles[0] == "▶ Invoke"


async def test_a_syntax_error_is_lambdas(editor: Editor) -> None:
    uri = editor.open("app.py", "def handler(event, context):\n    return 1\n")
    await editor.lenses(uri)
    editor.change(uri, "def handler(event, context)\n    return 1\n")
    (editor.folder / "app.py").write_text("def handler(event, context)\n    return 1\n", encoding="utf-8")
    result = await editor.invoke(uri, "handler")
    assert result["errorType"] == "Runtime.UserCodeSyntaxError"


async def test_cold_warm_and_fresh_are_told(editor: Editor) -> None:
    uri = editor.open(
        "app.py", "COUNT = []\ndef handler(event, context):\n    COUNT.append(1)\n    return len(COUNT)\n"
    )
    runs = [await editor.invoke(uri, "handler", fresh=fresh) for fresh in (False, False, True)]
    assert [run["payload"] for run in runs] == ["1", "2", "1"]
    assert re.fullmatch(r"✓ [\d.]+ ms · cold · init [\d.]+ ms", runs[0]["summary"])
    assert re.fullmatch(r"✓ [\d.]+ ms · warm", runs[1]["summary"])
    assert " · cold · init " in runs[2]["summary"]


async def test_retries_of_an_asynchronous_invocation_are_asked_about(editor: Editor) -> None:
    asked: list[str] = []

    @editor.client.feature(types.WINDOW_SHOW_MESSAGE_REQUEST)
    def choose(params: types.ShowMessageRequestParams) -> types.MessageActionItem:
        asked.append(params.message)
        return (params.actions or [])[len(asked) - 1]

    uri = editor.open("app.py", "def handler(event, context):\n    raise OSError(event['n'])\n")
    result = await editor.invoke(uri, "handler", event='{"n": 1}', invocationType="Event")
    assert (result["statusCode"], result["payload"], result["functionError"]) == (202, "", None)
    assert [message.partition(" (")[2] for message in asked] == [
        "attempt 1). Lambda would run it again in 1 minute.",
        "attempt 2). Lambda would run it again in 2 minutes.",
    ]
    assert result["logs"].count("REPORT RequestId") == 2
    record = json.loads(result["destinationRecord"])
    assert record["requestContext"]["approximateInvokeCount"] == 2
    assert record["requestPayload"] == {"n": 1}


async def test_an_open_handler_has_an_interpreter_standing_by(editor: Editor) -> None:
    mark = editor.folder / "imported"
    code = f"open({str(mark)!r}, 'w').close()\ndef handler(event, context):\n    return 1\n"
    params = {"uri": editor.open("app.py", code), "python": sys.executable}
    assert await editor.request("prepare", params) == {"prepared": True}
    other = {"uri": editor.open("other.py", "def helper():\n    return 1\n"), "python": sys.executable}
    assert await editor.request("prepare", other) == {"prepared": False}
    gone = {**params, "python": str(editor.folder / "no" / "python")}
    assert await editor.request("prepare", gone) == {"prepared": True}, "the run will tell it"
    assert not mark.exists()
    assert (await editor.invoke(params["uri"], "handler"))["payload"] == "1"
    assert mark.exists()
