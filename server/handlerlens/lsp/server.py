"""The language server, put together."""

from __future__ import annotations

import logging
import sys

from . import diagnostics, lenses, listing, runs, templates, workspace
from .developing import connect_debugger
from .state import Server


def create_server() -> Server:
    """A server with every capability registered; it runs nothing of the user's until it is asked to invoke."""
    server = Server()
    workspace.register(server)
    diagnostics.register(server)
    listing.register(server)
    templates.register(server)
    lenses.register(server, runs.register(server))
    return server


def serve() -> None:
    """Serve over stdio until the client leaves; the log goes to stderr."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("pygls").setLevel(logging.WARNING)
    connect_debugger()
    create_server().start_io()
