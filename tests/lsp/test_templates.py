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


async def test_nothing_to_run_where_the_module_lacks_the_name(editor: Editor) -> None:
    editor.open("src/orders.py", "def proces(event, context):\n    return 1\n")
    template = editor.open("template.yaml", TEMPLATE)
    assert [lens.command.title for lens in await editor.lenses(template) if lens.command] == ["Go to orders.py"]


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


async def test_a_variable_is_declared_from_the_code(editor: Editor) -> None:
    code = editor.open(
        "src/orders.py", "import os\n\ndef process(event, context):\n    return {'t': os.environ['TABLE']}\n"
    )
    template = editor.open(
        "template.yaml",
        TEMPLATE.replace("Properties: {", "Properties:\n      {Environment: {Variables: {'A': '😀'}}, "),
    )
    (diagnostic,) = await editor.diagnostics(code)
    assert diagnostic.code == "HL502"
    first, second = (await editor.actions(code, diagnostic))[:2]
    assert [first.title, second.title] == ["Declare TABLE in template.yaml", "Read TABLE with a default"]
    edits = first.edit.changes[template] if first.edit and first.edit.changes else []
    assert [edit.new_text for edit in edits] == ["'TABLE': 'change-me', "]
    edits = second.edit.changes[code] if second.edit and second.edit.changes else []
    assert [edit.new_text for edit in edits] == ['os.environ.get("TABLE", "")']


async def test_a_module_is_renamed_with_its_handlers(editor: Editor) -> None:
    code = editor.open("src/json.py", ORDERS)
    other = editor.open("other.yaml", TEMPLATE.replace("orders.process", "json.process"))
    template = editor.open("template.yaml", TEMPLATE.replace("orders.process", "json.process"))
    diagnostic = next(found for found in await editor.diagnostics(template) if found.code == "HL107")
    action = (await editor.actions(template, diagnostic))[0]
    assert action.title == "Rename json.py to json_handler.py"
    changes = action.edit.document_changes if action.edit and action.edit.document_changes else []
    edited = [change for change in changes if isinstance(change, types.TextDocumentEdit)]
    assert {change.text_document.uri for change in edited} == {template, other}
    (renamed,) = [change for change in changes if isinstance(change, types.RenameFile)]
    assert (renamed.old_uri, renamed.new_uri) == (code, editor.uri("src/json_handler.py"))


async def test_a_large_template_is_read_after_the_typing(editor: Editor) -> None:
    editor.open("src/orders.py", "def process(event, context): ...\ndef other(event, context): ...\n")
    large = TEMPLATE + "".join(f"  Queue{n}: {{Type: AWS::SQS::Queue}}\n" for n in range(500))
    template = editor.open("template.yaml", large)
    assert (await editor.lenses(template))[2].command.title == "Go to orders.process"  # type: ignore[union-attr]
    editor.change(template, large.replace("orders.process", "orders.oth"))
    editor.change(template, large.replace("orders.process", "orders.other"))
    while True:
        await editor.refreshed.wait()
        editor.refreshed.clear()
        titles = [lens.command.title for lens in await editor.lenses(template) if lens.command]
        assert "Go to orders.oth" not in titles
        if "Go to orders.other" in titles:
            break
