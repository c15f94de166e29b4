"""Open documents: pygls keeps their text; here the source model follows."""

from __future__ import annotations

from lsprotocol import types

from .convert import path_of
from .settings import read_settings
from .state import Server


def register(server: Server) -> None:
    """Follow open and closed documents and the settings."""

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        # Read at once: should the next keystroke break the file, this reading serves. Changes are read when they are asked about.
        server.source(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path is not None:
            server.sources.forget([path])

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:  # noqa: ARG001
        await _read_settings()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def did_change_configuration(params: types.DidChangeConfigurationParams) -> None:  # noqa: ARG001
        await _read_settings()
        server.refresh(lenses=True, diagnostics=True)

    async def _read_settings() -> None:
        workspace = server.client_capabilities.workspace
        if workspace is None or not workspace.configuration:
            return
        sections = await server.workspace_configuration_async(
            types.ConfigurationParams([types.ConfigurationItem(section="handlerlens")])
        )
        server.settings = read_settings(sections[0] if sections else None)
