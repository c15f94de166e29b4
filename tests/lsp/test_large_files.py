"""A large file does not keep the editor waiting for anything else, and what was asked of an older text is given up."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from .conftest import Editor

HANDLERS = Path(__file__).parents[1] / "bench" / "handlers"
SMALL = "def lambda_handler(event, context):\n    return context.aws_request_id\n"


def many_handlers(number: int) -> str:
    """A module of so many handlers, each with helpers of its own, under names that differ."""
    parts = []
    for index in range(number):
        text = (HANDLERS / ("worker.py" if index % 2 else "importer.py")).read_text("utf-8")
        name = "handler" if index % 2 else "lambda_handler"
        parts.append(text.replace(f"def {name}(", f"def handler_{index}_lambda_handler("))
    return "\n\n".join(parts) + "\n\ndef last_handler(event, context):\n    return {1, 2}\n"


async def completion(editor: Editor, uri: str) -> object:
    position = types.Position(1, len("    return context."))
    return await editor.client.text_document_completion_async(
        types.CompletionParams(types.TextDocumentIdentifier(uri), position)
    )


async def test_completion_is_answered_while_a_large_file_is_looked_at(editor: Editor) -> None:
    large = editor.open("large.py", many_handlers(50))
    small = editor.open("small.py", SMALL)
    order: list[str] = []
    looking = asyncio.ensure_future(editor.diagnostics(large))
    looking.add_done_callback(lambda _: order.append("diagnostics"))
    completed = await completion(editor, small)
    order.append("completion")
    found = await looking
    assert completed
    assert order == ["completion", "diagnostics"]
    assert str(last(found).code) == "HL201"


def last(found: list[types.Diagnostic]) -> types.Diagnostic:
    return max(found, key=lambda diagnostic: diagnostic.range.start.line)


async def test_what_was_asked_of_an_older_text_is_given_up(editor: Editor) -> None:
    text = many_handlers(50)
    uri = editor.open("large.py", text)
    lines = text.count("\n")
    first = asyncio.ensure_future(editor.diagnostics(uri))
    await completion(editor, editor.open("small.py", SMALL))  # the server has begun with the large one
    editor.change(uri, text.replace("return {1, 2}", "return [1, 2]"))
    second = await editor.diagnostics(uri)
    with pytest.raises(JsonRpcException) as error:
        await first
    assert error.value.code == types.LSPErrorCodes.ServerCancelled
    assert error.value.data == {"retriggerRequest": True}
    assert last(second).range.start.line < lines - 3


async def test_asked_twice_at_once(editor: Editor) -> None:
    uri = editor.open("large.py", many_handlers(20))
    first, second = await asyncio.gather(editor.diagnostics(uri), editor.diagnostics(uri))
    assert first == second
    assert str(last(first).code) == "HL201"
