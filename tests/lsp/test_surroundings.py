"""What stands around an open document: other modules, and the packages of the selected interpreter."""

from __future__ import annotations

import asyncio
from pathlib import Path

from lsprotocol import types

from .conftest import Editor

APP = "from shared.model import order\n\n\ndef lambda_handler(event, context):\n    return order(event)\n"
GOOD = "def order(event):\n    return {'ids': [1, 2]}\n"
BAD = "def order(event):\n    return {'ids': {1, 2}}\n"
PACKAGED = "from shapes_of_things import when\n\n\ndef lambda_handler(event, context):\n    return {'at': when()}\n"


async def codes(editor: Editor, uri: str) -> list[str]:
    return [str(found.code) for found in await editor.diagnostics(uri)]


def tell(editor: Editor, name: str, kind: types.FileChangeType) -> None:
    editor.client.workspace_did_change_watched_files(
        types.DidChangeWatchedFilesParams([types.FileEvent(editor.uri(name), kind)])
    )


async def test_typing_in_a_helper_changes_what_its_users_are_told(editor: Editor) -> None:
    uri = editor.open("app.py", APP)
    assert await codes(editor, uri) == []
    helper = editor.open("shared/model.py", BAD)
    assert await codes(editor, uri) == ["HL201"]
    editor.change(helper, GOOD)
    assert await codes(editor, uri) == []


async def test_a_helper_that_changes_on_disk(editor: Editor) -> None:
    uri = editor.open("app.py", APP)
    assert await codes(editor, uri) == []
    path = editor.folder / "shared" / "model.py"
    path.parent.mkdir()
    for text, kind, expected in (
        (BAD, types.FileChangeType.Created, ["HL201"]),
        (GOOD, types.FileChangeType.Changed, []),
        (BAD, types.FileChangeType.Changed, ["HL201"]),
        (None, types.FileChangeType.Deleted, []),
    ):
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text, "utf-8")
        editor.refreshed_diagnostics.clear()
        tell(editor, "shared/model.py", kind)
        await asyncio.wait_for(editor.refreshed_diagnostics.wait(), 10)
        assert await codes(editor, uri) == expected


async def test_a_helper_two_imports_away(editor: Editor) -> None:
    uri = editor.open("app.py", APP)
    editor.open("shared/model.py", "from shared.parts import order\n")
    parts = editor.open("shared/parts.py", GOOD)
    assert await codes(editor, uri) == []
    editor.change(parts, BAD)
    assert await codes(editor, uri) == ["HL201"]


LAYERED = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.lambda_handler
      Layers: [!Ref Common]
  Common:
    Type: AWS::Serverless::LayerVersion
    Properties: {ContentUri: layer/}
"""


async def test_a_layer_of_the_function(editor: Editor) -> None:
    module = editor.folder / "layer" / "python" / "shared" / "model.py"
    module.parent.mkdir(parents=True)
    module.write_text(BAD, "utf-8")
    template = editor.open("template.yaml", LAYERED)
    uri = editor.open("src/app.py", APP)
    assert await codes(editor, uri) == ["HL201"]
    editor.refreshed_diagnostics.clear()
    editor.change(template, LAYERED.replace("layer/", "elsewhere/"))
    await asyncio.wait_for(editor.refreshed_diagnostics.wait(), 10)
    assert await codes(editor, uri) == []


def environment(folder: Path, returns: str) -> Path:
    packages = folder / "lib" / "python3.12" / "site-packages" / "shapes_of_things"
    packages.mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "bin" / "python").write_text("#!/bin/sh\ntouch ran\n", "utf-8")
    (folder / "bin" / "python").chmod(0o755)
    (folder / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.12.1\n", "utf-8")
    text = f"import datetime\nopen('ran', 'w')\n\n\ndef when() -> {returns}: ...\n"
    (packages / "__init__.py").write_text(text, "utf-8")
    return folder / "bin" / "python"


async def test_packages_of_the_selected_interpreter(editor: Editor) -> None:
    first = environment(editor.folder / "first", "datetime.datetime")
    second = environment(editor.folder / "second", "str")
    uri = editor.open("code/app.py", PACKAGED)
    assert await codes(editor, uri) == []
    for python, expected in ((first, ["HL201"]), (second, []), (first, ["HL201"])):
        folders = [{"uri": editor.uri("code"), "python": str(python)}]
        editor.client.protocol.notify("handlerlens/pythons", {"folders": folders})
        assert await codes(editor, uri) == expected
    assert not list(editor.folder.rglob("ran"))


async def test_packages_of_the_folders_own_environment(editor: Editor) -> None:
    environment(editor.folder / ".venv", "datetime.datetime")
    uri = editor.open("code/app.py", PACKAGED)
    assert await codes(editor, uri) == ["HL201"]
    installed = ".venv/lib/python3.12/site-packages/shapes_of_things/__init__.py"
    (editor.folder / installed).write_text("def when() -> str: ...\n", "utf-8")
    tell(editor, installed, types.FileChangeType.Changed)
    assert await codes(editor, uri) == []
    editor.client.protocol.notify("handlerlens/pythons", {"folders": "nonsense"})
    assert await codes(editor, uri) == []
