"""Completion and hover in handlers, over the wire."""

from __future__ import annotations

from lsprotocol import types

from .conftest import Editor

SQS = """\
from aws_lambda_powertools.utilities.data_classes import SQSEvent, event_source


def lambda_handler(event, context):
    for record in event["Records"]:
        print(record["messageId"], context.aws_request_id)
    return {"done": True}
"""


async def completions(editor: Editor, uri: str, line: int, character: int) -> list[types.CompletionItem]:
    found = await editor.client.text_document_completion_async(
        types.CompletionParams(types.TextDocumentIdentifier(uri), types.Position(line, character))
    )
    return list(found or [])  # type: ignore[arg-type]


async def hover(editor: Editor, uri: str, line: int, character: int) -> str:
    found = await editor.client.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(line, character))
    )
    assert found is not None
    assert isinstance(found.contents, types.MarkupContent)
    return found.contents.value


async def test_keys_are_completed_while_the_file_does_not_parse(editor: Editor) -> None:
    uri = editor.open("app.py", SQS)
    editor.change(uri, SQS.replace('record["messageId"]', 'record["bo'))
    (line,) = [n for n, text in enumerate(SQS.splitlines()) if "messageId" in text]
    items = await completions(editor, uri, line, len('        print(record["bo'))
    assert {"messageId", "body", "attributes"} <= {item.label for item in items}
    (body,) = [item for item in items if item.label == "body"]
    assert isinstance(body.text_edit, types.TextEdit)
    assert body.text_edit.range.start.character == len('        print(record["')
    assert await completions(editor, uri, 0, 3) == []


async def test_keys_are_completed_below_a_line_break_and_where_they_are_asked_for(editor: Editor) -> None:
    asked = "        print('' in record)"
    below = "            ''"
    code = SQS.replace(
        "        print(record", f"{asked}\n        record.get(\n{below}\n        )\n        print(record"
    )
    uri = editor.open("app.py", code)
    for line, at in ((asked, asked.index("''") + 1), (below, below.index("''") + 1)):
        items = await completions(editor, uri, code.splitlines().index(line), at)
        assert {"messageId", "body"} <= {item.label for item in items}
        assert isinstance(items[0].text_edit, types.TextEdit)
        assert items[0].text_edit.range.start.character == at


async def test_the_context_is_explained(editor: Editor) -> None:
    uri = editor.open("app.py", SQS)
    editor.change(uri, SQS.replace("context.aws_request_id", "context."))
    (line,) = [n for n, text in enumerate(SQS.splitlines()) if "context." in text]
    at = SQS.splitlines()[line].index("context.") + len("context.")
    items = await completions(editor, uri, line, at)
    assert "get_remaining_time_in_millis" in {item.label for item in items}


async def test_hovers(editor: Editor) -> None:
    uri = editor.open("app.py", SQS)
    lines = SQS.splitlines()
    line = next(n for n, text in enumerate(lines) if "messageId" in text)
    assert "Records[].messageId" in await hover(editor, uri, line, lines[line].index("messageId") + 2)
    assert "context.aws_request_id" in await hover(editor, uri, line, lines[line].index("aws_request") + 2)
    name = next(n for n, text in enumerate(lines) if text.startswith("def"))
    assert '{"done": True}' in await hover(editor, uri, name, 6)


async def hints(editor: Editor, uri: str, last: int = 100) -> list[tuple[int, int, str]]:
    found = await editor.client.text_document_inlay_hint_async(
        types.InlayHintParams(
            types.TextDocumentIdentifier(uri), types.Range(types.Position(0, 0), types.Position(last, 0))
        )
    )
    return [(hint.position.line, hint.position.character, str(hint.label)) for hint in found or []]


async def test_inlay_hints_are_off_until_wanted_and_asked_for_again(editor: Editor) -> None:
    uri = editor.open("app.py", SQS)
    assert await hints(editor, uri) == []
    await editor.want_hints(True)
    lines = SQS.splitlines()
    loop, line = (next(n for n, text in enumerate(lines) if key in text) for key in ('"Records"', '"messageId"'))
    end = lines[line].index("messageId") + len('messageId"]')
    expected = [(loop, lines[loop].index(":"), ": list[dict]"), (line, end, ': "1d57ce93-80ab-4f29-9a6…')]
    assert sorted(await hints(editor, uri)) == expected
    assert sorted(await hints(editor, uri, loop)) == expected[:1]
    await editor.want_hints(False)
    assert await hints(editor, uri) == []


async def test_inlay_hints_stay_at_their_code_while_the_file_does_not_parse(editor: Editor) -> None:
    uri = editor.open("app.py", SQS)
    await editor.want_hints(True)
    before = sorted(await hints(editor, uri))
    loop = before[0][0]
    editor.change(uri, SQS.replace("    for", '    "é" + (\n\n    for'))
    assert sorted(await hints(editor, uri)) == [(line + 2, column, label) for line, column, label in before]
    typed = SQS.splitlines()
    typed[loop] = '    for record in event["Rec'
    editor.change(uri, "\n".join(typed) + "\n")
    assert sorted(await hints(editor, uri)) == before[1:]


async def test_an_inlay_hint_explains_itself_as_the_hover_does(editor: Editor) -> None:
    uri = editor.open("app.py", SQS)
    await editor.want_hints(True)
    lines = SQS.splitlines()
    line = next(n for n, text in enumerate(lines) if "messageId" in text)
    found = await editor.client.text_document_inlay_hint_async(
        types.InlayHintParams(
            types.TextDocumentIdentifier(uri), types.Range(types.Position(line, 0), types.Position(line, 0))
        )
    )
    assert found
    assert isinstance(found[0].tooltip, types.MarkupContent)
    assert found[0].tooltip.value == await hover(editor, uri, line, lines[line].index("messageId") + 2)


async def test_inlay_hints_follow_the_chosen_event(editor: Editor) -> None:
    uri = editor.open("app.py", 'def lambda_handler(event, context):\n    return {"hello": event["name"]}\n')
    event = editor.open("events/ada.json", '{"name": "Ada"}')
    await editor.want_hints(True)
    assert await hints(editor, uri) == []
    editor.refreshed_hints.clear()
    editor.client.protocol.notify(
        "handlerlens/eventChosen",
        {"uri": uri, "function": "lambda_handler", "name": "ada", "eventUri": event},
    )
    await editor.refreshed_hints.wait()
    assert [label for _, _, label in await hints(editor, uri)] == [': "Ada"']
    editor.refreshed_hints.clear()
    editor.change(event, '{"name": true}')
    await editor.refreshed_hints.wait()
    assert [label for _, _, label in await hints(editor, uri)] == [": True"]
