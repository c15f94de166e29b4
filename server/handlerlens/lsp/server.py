"""The language server, put together."""

from __future__ import annotations

import gc
import logging
import sys

from . import (
    diagnostics,
    event_files,
    inlay_hints,
    lenses,
    listing,
    new_events,
    pythons,
    runs,
    standby,
    templates,
    typing_help,
    workspace,
    workspace_check,
)
from .developing import connect_debugger
from .state import Server

_COLLECT = (50_000, 20, 20)
"""When garbage is looked for: a module that is read makes tens of thousands of nodes at once, and hardly any circles."""


def create_server() -> Server:
    """A server with every capability registered; it runs nothing of the user's until it is asked to invoke."""
    server = Server()
    workspace.register(server, workspace_check.register(server))
    pythons.register(server)
    diagnostics.register(server)
    listing.register(server)
    templates.register(server)
    event_files.register(server)
    new_events.register(server)
    typing_help.register(server)
    inlay_hints.register(server)
    standby.register(server)
    lenses.register(server, runs.register(server))
    return server


def _not_the_users(record: logging.LogRecord) -> bool:
    """Whether a record is about an error of ours; a request that cannot be served is told to the user, one given up needs no word."""
    return not (record.exc_info and isinstance(record.exc_info[1], runs.RequestFailed | diagnostics.GivenUp))


def serve() -> None:
    """Serve over stdio until the client leaves; the log goes to stderr."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("pygls").setLevel(logging.ERROR)
    logging.getLogger("pygls.protocol.json_rpc").addFilter(_not_the_users)
    connect_debugger()
    server = create_server()
    gc.freeze()
    gc.set_threshold(*_COLLECT)
    server.start_io()
