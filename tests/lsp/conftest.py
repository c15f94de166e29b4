"""A real server process, as the extension starts it, driven by pytest-lsp."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types
from pygls.protocol import JsonRPCResponseMessage
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from pytest_lsp.client import register_lsp_features

from handlerlens.lsp.wire import rpc_converter

SERVER = Path(__file__).resolve().parents[2] / "server"


class Editor:
    """What the tests do with the server, in few words."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.logs: dict[str, str] = {}
        self.new_log = asyncio.Condition()
        self.finished: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.refreshed = asyncio.Event()
        self.refreshed_diagnostics = asyncio.Event()
        self.refreshed_hints = asyncio.Event()
        self._versions: dict[str, int] = {}

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str) -> str:
        """Write a file and open it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        uri = self.uri(name)
        self._versions[uri] = 1
        self.client.text_document_did_open(
            types.DidOpenTextDocumentParams(
                types.TextDocumentItem(
                    uri, {"py": "python", "json": "json"}.get(name.rpartition(".")[2], "yaml"), 1, text
                )
            )
        )
        return uri

    def change(self, uri: str, text: str) -> None:
        """Replace the whole text of an open document, unsaved."""
        self._versions[uri] += 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self._versions[uri], uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    async def diagnostics(self, uri: str) -> list[types.Diagnostic]:
        report = await self.client.text_document_diagnostic_async(
            types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
        )
        return list(report.items)

    async def lenses(self, uri: str) -> list[types.CodeLens]:
        found = await self.client.text_document_code_lens_async(types.CodeLensParams(types.TextDocumentIdentifier(uri)))
        return list(found or [])

    async def actions(self, uri: str, diagnostic: types.Diagnostic) -> list[types.CodeAction]:
        found = await self.client.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(uri), diagnostic.range, types.CodeActionContext([diagnostic])
            )
        )
        return [action for action in found or [] if isinstance(action, types.CodeAction)]

    async def want_hints(self, wanted: bool) -> None:
        """Turn inlay hints on or off; returned from when the server obeys."""
        self.client.set_configuration({"handlerlens": {"inlayHints": {"enabled": wanted}}})
        self.refreshed_hints.clear()
        self.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
        await self.refreshed_hints.wait()

    async def request(self, method: str, params: Any) -> Any:
        return await self.client.protocol.send_request_async(f"handlerlens/{method}", params)

    async def logged(self, run_id: str, text: str) -> None:
        """Wait until a run has logged a text."""
        async with self.new_log:
            await self.new_log.wait_for(lambda: text in self.logs.get(run_id, ""))

    async def invoke(self, uri: str, function: str = "lambda_handler", **more: Any) -> Any:
        return await self.request("invoke", invoke_params(uri, function, **more))


def invoke_params(uri: str, function: str, **more: Any) -> dict[str, Any]:
    return {
        "runId": "run-1",
        "uri": uri,
        "function": function,
        "python": sys.executable,
        "event": "{}",
        "eventUri": None,
        "invocationType": "RequestResponse",
        "logicalId": None,
        "environment": {},
        "timeout": None,
        "memory": None,
        "fresh": False,
        **more,
    }


def make_client() -> LanguageClient:
    """A client whose results of custom requests stay plain JSON."""

    def converter() -> Any:
        made = rpc_converter()
        made.register_structure_hook(JsonRPCResponseMessage, lambda data, kind: kind(**data))
        return made

    client = LanguageClient(converter_factory=converter)
    register_lsp_features(client)
    return client


@pytest_lsp.fixture(
    config=ClientServerConfig(
        server_command=[sys.executable, "-I", "-S", str(SERVER), "lsp"], client_factory=make_client
    )
)
async def server(lsp_client: LanguageClient) -> AsyncIterator[None]:
    capabilities = client_capabilities("visual-studio-code")
    assert capabilities.workspace is not None
    capabilities.workspace.code_lens = types.CodeLensWorkspaceClientCapabilities(refresh_support=True)
    capabilities.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    capabilities.workspace.inlay_hint = types.InlayHintWorkspaceClientCapabilities(refresh_support=True)

    @lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def registered(params: types.RegistrationParams) -> None: ...

    await lsp_client.initialize_session(types.InitializeParams(capabilities=capabilities))
    yield
    await lsp_client.shutdown_session()


@pytest.fixture
def editor(server: LanguageClient, tmp_path: Path) -> Editor:
    made = Editor(server, tmp_path)

    @server.feature("handlerlens/log")
    async def log(params: dict[str, Any]) -> None:
        async with made.new_log:
            made.logs[params["runId"]] = made.logs.get(params["runId"], "") + params["text"]
            made.new_log.notify_all()

    @server.feature("handlerlens/finished")
    def finished(params: dict[str, Any]) -> None:
        made.finished.put_nowait(params)

    @server.feature(types.WORKSPACE_CODE_LENS_REFRESH)
    def refresh(params: None) -> None:
        made.refreshed.set()

    server.protocol.fm.features.pop(types.WORKSPACE_DIAGNOSTIC_REFRESH, None)

    @server.feature(types.WORKSPACE_DIAGNOSTIC_REFRESH)
    def refresh_diagnostics(params: None) -> None:
        made.refreshed_diagnostics.set()

    @server.feature(types.WORKSPACE_INLAY_HINT_REFRESH)
    def refresh_hints(params: None) -> None:
        made.refreshed_hints.set()

    return made
