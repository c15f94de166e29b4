"""Infrastructure files in the editor: lenses, navigation, completion, findings and fixes."""

from __future__ import annotations

from lsprotocol import types

from .conftest import Editor

TEMPLATE = """\
Description: "😀"
Resources:
  OrdersFunction:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: src/, Runtime: python3.13, Handler: orders.process}
"""
ORDERS = "def process(message, runtime):\n    return {'ü': 1}\n"


def at(text: str, what: str) -> types.Position:
    """Where a piece of a text begins."""
    line = next(n for n, each in enumerate(text.splitlines()) if what in each)
    before = text.splitlines()[line].partition(what)[0]
    return types.Position(line, len(before.encode("utf-16-le")) // 2)


async def test_lenses_on_functions(editor: Editor) -> None:
    code = editor.open("src/orders.py", ORDERS)
    template = editor.open("template.yaml", TEMPLATE)
    found = await editor.lenses(template)
    assert [(lens.range.start.line, lens.command.title) for lens in found if lens.command] == [
        (2, "▶ Invoke"),
        (2, "Debug"),
        (2, "Go to orders.process"),
    ]
    arguments = found[0].command.arguments if found[0].command else None
    assert arguments
    assert dict(arguments[0]) == {"uri": code, "function": "process", "logicalId": "OrdersFunction"}


async def test_no_lens_without_a_module(editor: Editor) -> None:
    template = editor.open("template.yaml", TEMPLATE)
    assert await editor.lenses(template) == []


async def test_from_template_to_handler_and_back(editor: Editor) -> None:
    code = editor.open("src/orders.py", ORDERS)
    template = editor.open("template.yaml", TEMPLATE)
    found = await editor.client.text_document_definition_async(
        types.DefinitionParams(types.TextDocumentIdentifier(template), at(TEMPLATE, "orders.process"))
    )
    assert isinstance(found, types.Location)
    assert (found.uri, found.range.start.line) == (code, 0)
    back = await editor.client.text_document_declaration_async(
        types.DeclarationParams(types.TextDocumentIdentifier(code), types.Position(0, 5))
    )
    assert isinstance(back, list)
    assert [(place.uri, place.range.start.line) for place in back if isinstance(place, types.Location)] == [
        (template, 2)
    ]


async def test_handler_strings_while_typing(editor: Editor) -> None:
    editor.open("src/orders.py", "def handler(event, context): ...\n")
    text = TEMPLATE.replace("orders.process", "or")
    template = editor.open("template.yaml", text)
    where = at(text, "or}")
    found = await editor.client.text_document_completion_async(
        types.CompletionParams(types.TextDocumentIdentifier(template), types.Position(where.line, where.character + 2))
    )
    assert isinstance(found, list)
    (item,) = found
    assert item.label == "orders.handler"
    assert isinstance(item.text_edit, types.TextEdit)
    assert item.text_edit.range == types.Range(where, types.Position(where.line, where.character + 2))


async def test_findings_and_fixes(editor: Editor) -> None:
    editor.open("src/orders.py", "def handler(event, context): ...\n")
    template = editor.open("template.yaml", TEMPLATE)
    (diagnostic,) = await editor.diagnostics(template)
    assert (diagnostic.code, diagnostic.range.start) == ("HL104", at(TEMPLATE, "orders.process"))
    action = (await editor.actions(template, diagnostic))[0]
    assert action.title == "Change to orders.handler"
    edits = action.edit.changes[template] if action.edit and action.edit.changes else []
    assert [(edit.range.start, edit.new_text) for edit in edits] == [(at(TEMPLATE, "orders.process"), "orders.handler")]
