"""The index of the workspace, over the wire."""

from __future__ import annotations

from lsprotocol import types

from .conftest import Editor

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  OrdersFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: orders.process
      Runtime: python3.12
      Timeout: 7
      Environment: {Variables: {STAGE: beta}}
      Events:
        Queue: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn}}
"""
ORDERS = """\
import os


def process(message, runtime):
    return [os.environ["STAGE"], runtime.get_remaining_time_in_millis() > 3000, runtime.function_name]
"""


async def titles(editor: Editor, uri: str) -> list[str]:
    return [lens.command.title for lens in await editor.lenses(uri) if lens.command]


async def test_a_template_declares_and_configures(editor: Editor) -> None:
    uri = editor.open("src/orders.py", ORDERS)
    assert await titles(editor, uri) == []
    template = editor.open("template.yaml", TEMPLATE)
    assert (await titles(editor, uri))[0] == "▶ Invoke OrdersFunction · SQS"
    result = await editor.invoke(uri, "process")
    assert result["payload"] == '["beta", true, "OrdersFunction"]'
    editor.change(template, TEMPLATE.replace("orders.process", "orders.other"))
    assert await titles(editor, uri) == []


async def test_a_broken_template_keeps_its_last_reading(editor: Editor) -> None:
    uri = editor.open("src/orders.py", ORDERS)
    template = editor.open("template.yaml", TEMPLATE)
    editor.change(template, TEMPLATE + "  Broken: [\n")
    assert (await titles(editor, uri))[0] == "▶ Invoke OrdersFunction · SQS"


async def test_parameters_of_a_sam_configuration_count(editor: Editor) -> None:
    uri = editor.open("src/orders.py", ORDERS)
    parameters = "Parameters: {Stage: {Type: String, Default: beta}}\nResources:\n"
    editor.open(
        "template.yaml", TEMPLATE.replace("Resources:\n", parameters).replace("STAGE: beta", "STAGE: !Ref Stage")
    )
    assert (await editor.invoke(uri, "process"))["payload"] == '["beta", true, "OrdersFunction"]'
    text = '[default.local_invoke.parameters]\nparameter_overrides = "Stage=gamma"\n'
    (editor.folder / "samconfig.toml").write_text(text, encoding="utf-8")
    changed = types.FileEvent(editor.uri("samconfig.toml"), types.FileChangeType.Created)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([changed]))
    assert (await editor.invoke(uri, "process"))["payload"] == '["gamma", true, "OrdersFunction"]'


async def test_watched_files_come_and_go(editor: Editor) -> None:
    def tell(name: str, kind: types.FileChangeType) -> None:
        editor.client.workspace_did_change_watched_files(
            types.DidChangeWatchedFilesParams([types.FileEvent(editor.uri(name), kind)])
        )

    path = editor.folder / "app.py"
    path.write_text("def lambda_handler(event, context):\n    return 1\n", encoding="utf-8")
    tell("app.py", types.FileChangeType.Created)
    listed = (await editor.request("handlers", {"uri": None}))["handlers"]
    assert [(h["function"], h["label"]) for h in listed] == [("lambda_handler", "lambda_handler · app.py")]
    path.unlink()
    tell("app.py", types.FileChangeType.Deleted)
    assert (await editor.request("handlers", {"uri": None}))["handlers"] == []


async def test_a_template_is_checked_and_mended(editor: Editor) -> None:
    editor.open("src/orders.py", ORDERS)
    uri = editor.open("template.yaml", TEMPLATE.replace("orders.process", "orders.proces"))
    (found,) = await editor.diagnostics(uri)
    assert found.code == "HL104"
    assert found.range.start.line == 6
    (fix, *_) = await editor.actions(uri, found)
    assert fix.edit is not None
    assert fix.edit.changes is not None
    (edit,) = fix.edit.changes[uri]
    assert edit.new_text.strip("\"'") == "orders.process"


async def test_a_broken_template_says_why(editor: Editor) -> None:
    editor.open("src/orders.py", ORDERS)
    uri = editor.open("template.yaml", TEMPLATE)
    editor.change(uri, TEMPLATE + "  Broken: [\n")
    (found,) = await editor.diagnostics(uri)
    assert found.message.startswith("This file cannot be read: ")
