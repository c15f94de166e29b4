"""The check of the whole workspace, over the wire."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from .conftest import Editor

BAD = "import datetime\n\n\ndef lambda_handler(event, context):\n    return {'at': datetime.date(2026, 1, 1)}\n"
GOOD = "def lambda_handler(event, context):\n    return {'at': 1}\n"
TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: ., Handler: orders.lambda_handlr, Runtime: python3.12}
"""


class Checks:
    """An editor whose list of findings in closed files can be waited for."""

    def __init__(self, editor: Editor) -> None:
        self.editor = editor
        self.listed: dict[str, list[str]] = {}
        self.changed = asyncio.Condition()
        self.progress: list[Any] = []

    def write(self, name: str, text: str | None, kind: types.FileChangeType) -> None:
        path = self.editor.folder / name
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        self.editor.client.workspace_did_change_watched_files(
            types.DidChangeWatchedFilesParams([types.FileEvent(self.editor.uri(name), kind)])
        )

    async def run(self) -> Any:
        return await self.editor.request("checkWorkspace", {"workDoneToken": "check-1"})

    async def until(self, **codes: list[str]) -> None:
        """Wait until the list is this one, by file name without its ending."""
        async with self.changed:
            await asyncio.wait_for(self.changed.wait_for(lambda: self.listed == codes), 20)


@pytest.fixture
async def checks(editor: Editor) -> Checks:
    made = Checks(editor)
    features = editor.client.protocol.fm.features
    features.pop(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, None)
    features.pop(types.PROGRESS, None)

    @editor.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    async def published(params: types.PublishDiagnosticsParams) -> None:
        name = params.uri.rpartition("/")[2].partition(".")[0]
        async with made.changed:
            made.listed.pop(name, None)
            if params.diagnostics:
                made.listed[name] = [str(item.code) for item in params.diagnostics]
            made.changed.notify_all()

    @editor.client.feature(types.PROGRESS)
    def progressed(params: types.ProgressParams) -> None:
        made.progress.append(params.value)

    assert (await made.run())["files"] == 0  # also waits until the server has begun
    made.progress.clear()
    return made


async def test_what_is_wrong_in_closed_files_is_listed_and_kept_current(checks: Checks) -> None:
    checks.write("orders.py", BAD, types.FileChangeType.Created)
    checks.write("fine.py", GOOD, types.FileChangeType.Created)
    checks.write("template.yaml", TEMPLATE, types.FileChangeType.Created)
    assert await checks.run() == {"files": 3, "errors": 2, "warnings": 0, "others": 0}
    await checks.until(orders=["HL201"], template=["HL104"])
    assert [value["kind"] for value in checks.progress] == ["begin", "report", "report", "report", "end"]

    uri = checks.editor.open("orders.py", BAD)  # now its findings are pulled: nothing stands twice
    await checks.until(template=["HL104"])
    assert [item.code for item in await checks.editor.diagnostics(uri)] == ["HL201"]
    assert (await checks.run())["errors"] == 2
    checks.editor.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
    await checks.until(orders=["HL201"], template=["HL104"])

    checks.write("orders.py", GOOD, types.FileChangeType.Changed)
    await checks.until(template=["HL104"])
    checks.write("template.yaml", TEMPLATE.replace("handlr", "handler"), types.FileChangeType.Changed)
    await checks.until()
    checks.write("fine.py", BAD, types.FileChangeType.Changed)
    await checks.until(fine=["HL201"])
    checks.write("fine.py", None, types.FileChangeType.Deleted)
    await checks.until()


async def test_a_module_that_a_finding_rests_on_changes(checks: Checks) -> None:
    checks.write(
        "orders.py",
        "from parts import made\n\n\ndef handler(event, context):\n    return made()\n",
        types.FileChangeType.Created,
    )
    checks.write("parts.py", "def made():\n    return {1}\n", types.FileChangeType.Created)
    assert (await checks.run())["errors"] == 1
    await checks.until(orders=["HL201"])
    checks.write("parts.py", "def made():\n    return [1]\n", types.FileChangeType.Changed)
    await checks.until()


async def test_a_file_that_could_not_be_checked_is_listed(checks: Checks) -> None:
    checks.write("orders.py", f"{GOOD}\nx = 1 +* 2\n", types.FileChangeType.Created)
    assert await checks.run() == {"files": 1, "errors": 0, "warnings": 0, "others": 1}
    await checks.until(orders=["None"])
    checks.write("orders.py", GOOD, types.FileChangeType.Changed)
    await checks.until()


async def test_bad_parameters_get_a_sentence(checks: Checks) -> None:
    with pytest.raises(JsonRpcException, match="bad parameters"):
        await checks.editor.request("checkWorkspace", {})
