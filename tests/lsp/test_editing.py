"""Lenses, diagnostics and fixes, over the wire."""

from __future__ import annotations

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from .conftest import Editor

GREETING = """\
def lambda_handler(event, context):
    message = f"Hello {event['first_name']} {event['last_name']}!"
    return {"message": message}
"""


async def test_lenses_stand_above_the_handler(editor: Editor) -> None:
    uri = editor.open("app.py", "import json\n\n\n" + GREETING)
    lenses = await editor.lenses(uri)
    assert [lens.command.title for lens in lenses if lens.command] == ["▶ Invoke", "Debug", "Event: from code"]
    assert {lens.range.start.line for lens in lenses} == {3}
    assert lenses[0].command is not None
    assert list(lenses[0].command.arguments or ()) == [{"uri": uri, "function": "lambda_handler", "logicalId": None}]


async def test_events_begin_with_what_the_code_reads(editor: Editor) -> None:
    uri = editor.open("app.py", GREETING)
    result = await editor.request("events", {"uri": uri, "function": "lambda_handler"})
    assert '"first_name"' in result["choices"][0]["text"]
    assert '"last_name"' in result["choices"][0]["text"]


async def test_handlers_are_listed(editor: Editor) -> None:
    uri = editor.open("app.py", GREETING)
    result = await editor.request("handlers", {"uri": uri})
    assert [(h["function"], h["handler"], h["tier"], h["line"]) for h in result["handlers"]] == [
        ("lambda_handler", "app.lambda_handler", "likely", 0)
    ]


async def test_diagnostics_count_utf16(editor: Editor) -> None:
    uri = editor.open(
        "app.py", '"""🐍🐍"""; lambda_handler = None\r\n\r\nasync def handler(event, context):\r\n\treturn 1\r\n'
    )
    (found,) = await editor.diagnostics(uri)
    assert (found.code, found.source) == ("HL101", "Handlerlens")
    assert found.range == types.Range(types.Position(2, 10), types.Position(2, 17))


async def test_emoji_before_a_finding_on_its_line(editor: Editor) -> None:
    uri = editor.open("app.py", "def handler(event, context):\n    '🐍🐍'; exit()\n")
    (found,) = await editor.diagnostics(uri)
    assert found.code == "HL108"
    assert (found.range.start.character, found.range.end.character) == (12, 18)


async def test_the_last_good_reading_serves_while_typing(editor: Editor) -> None:
    uri = editor.open("app.py", GREETING)
    editor.change(uri, GREETING + "\nx = (")
    assert len(await editor.lenses(uri)) == 3
    editor.change(uri, "x = 1\n")
    assert await editor.lenses(uri) == []


async def test_fix_keeps_the_line_endings(editor: Editor) -> None:
    text = "async def handler(event, context):\r\n    return 1\r\n"
    uri = editor.open("app.py", text)
    (found,) = await editor.diagnostics(uri)
    actions = await editor.actions(uri, found)
    assert [a.title for a in actions] == ["Call it from a plain handler with asyncio.run", "Ignore HL101 on this line"]
    assert actions[0].edit is not None
    assert actions[0].edit.changes is not None
    edits = actions[0].edit.changes[uri]
    assert all("\n" not in edit.new_text.replace("\r\n", "") for edit in edits)


async def test_a_comment_silences(editor: Editor) -> None:
    uri = editor.open("app.py", "async def handler(event, context):  # handlerlens: ignore[HL101]\n    return 1\n")
    assert await editor.diagnostics(uri) == []


async def test_bad_parameters_are_answered(editor: Editor) -> None:
    with pytest.raises(JsonRpcException) as caught:
        await editor.request("invoke", {"uri": 3})
    assert caught.value.code == -32602


async def test_a_code_leads_to_its_documentation(editor: Editor) -> None:
    uri = editor.open("app.py", "async def handler(event, context):\n    return 1\n")
    (found,) = await editor.diagnostics(uri)
    assert found.code_description is not None
    assert found.code_description.href == "command:handlerlens.showRule?%5B%22HL101%22%5D"
    markdown = (await editor.request("rule", {"code": "HL101"}))["markdown"]
    assert markdown.startswith("# HL101 async-handler\n")
    assert "# error:" not in markdown
    assert "```py\n" not in markdown


async def test_a_file_that_this_python_cannot_read_says_so(editor: Editor) -> None:
    uri = editor.open("app.py", f"{GREETING}\n\nx = 1 +* 2\n")
    (found,) = await editor.diagnostics(uri)
    assert (found.severity, found.range.start.line) == (types.DiagnosticSeverity.Information, 5)
    assert found.message.startswith("Not checked: Python 3.")
    editor.change(uri, GREETING)
    assert await editor.diagnostics(uri) == []
    editor.change(uri, f"{GREETING}\nx = (")  # somebody types: the last good reading serves
    assert await editor.diagnostics(uri) == []


async def test_a_broken_file_without_handlers_is_none_of_ours(editor: Editor) -> None:
    assert await editor.diagnostics(editor.open("tool.py", "def work(path):\n    return 1 +* 2\n")) == []
