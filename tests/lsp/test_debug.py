"""Debug, from the request over the wire to the breakpoint in the handler."""

from __future__ import annotations

import asyncio
import json

from execution.dap import Client

from .conftest import Editor, invoke_params


def debug_params(uri: str, event: str, timeout: float | None = None) -> dict[str, object]:
    params = invoke_params(uri, "handler", event=event, timeout=timeout, envFile=None)
    return {key: value for key, value in params.items() if key not in {"invocationType", "fresh"}}


async def test_a_breakpoint_stops_in_the_handler(editor: Editor) -> None:
    text = "def handler(event, context):\n    greeting = 'hi ' + event['name']\n    return greeting\n"
    uri = editor.open("app.py", text)
    where = await editor.request("debug", debug_params(uri, '{"name": "Ada"}', 1))
    client = await Client.connect(where["host"], where["port"])
    arguments = json.loads(where["arguments"])
    await client.request("pydevdAuthorize", debugServerAccessToken=arguments["accessToken"])
    await client.request("initialize", adapterID="handlerlens", pathFormat="path")
    attached = client.send("attach", **arguments)
    await client.event("initialized")
    path = str(editor.folder / "app.py")
    await client.request("setBreakpoints", source={"path": path}, breakpoints=[{"line": 3}])
    await client.request("configurationDone")
    assert (await attached)["success"]
    stopped = await client.event("stopped")
    frames = (await client.request("stackTrace", threadId=stopped["threadId"]))["stackFrames"]
    assert [frame["name"] for frame in frames] == ["handler"]
    (scope, *_) = (await client.request("scopes", frameId=frames[0]["id"]))["scopes"]
    found = (await client.request("variables", variablesReference=scope["variablesReference"]))["variables"]
    values = {variable["name"]: variable["value"] for variable in found}
    assert values["greeting"] == "'hi Ada'"
    assert values["event"] == "{'name': 'Ada'}"
    assert "context" in values
    result = await client.request("evaluate", expression="greeting.upper()", frameId=frames[0]["id"])
    assert result["result"] == "'HI ADA'"
    await client.request("continue", threadId=stopped["threadId"])
    finished = await asyncio.wait_for(editor.finished.get(), 30)
    assert finished["message"] is None
    assert finished["result"]["payload"] == '"hi Ada"'
    await client.close()


async def test_stopping_kills_the_run(editor: Editor) -> None:
    uri = editor.open("app.py", "def handler(event, context):\n    return 1\n")
    await editor.request("debug", debug_params(uri, "{}"))
    assert await editor.request("cancel", {"runId": "run-1"}) == {"cancelled": True}
    finished = await asyncio.wait_for(editor.finished.get(), 30)
    assert finished["result"] is None
    assert finished["message"] == "The debugged invocation was stopped."
