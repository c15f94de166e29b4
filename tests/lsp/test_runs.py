"""Invoke and cancel, over the wire."""

from __future__ import annotations

import asyncio
import json

import pytest
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
