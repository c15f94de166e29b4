"""Which interpreters the editor has selected: the analysis reads the annotations of their packages."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from ..protocol import PythonsNotification
from .convert import path_of
from .state import Server
from .wire import structure

log = logging.getLogger(__name__)


def register(server: Server) -> None:
    """Take ``handlerlens/pythons``."""

    @server.feature("handlerlens/pythons")
    def pythons(params: Any) -> None:
        try:
            told = structure(params, PythonsNotification)
        except JsonRpcInvalidParams as error:
            log.warning("handlerlens/pythons: %s", error)
            return
        chosen = {path: Path(one.python) for one in told.folders if (path := path_of(one.uri)) is not None}
        if server.surroundings.choose(chosen):
            server.refresh(lenses=False, diagnostics=True)
