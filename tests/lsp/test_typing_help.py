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
