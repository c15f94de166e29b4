"""What the user chose for a run: the settings, the environment files, the request itself.

Environment variables, the later winning: the function's template; the file of ``handlerlens.invoke.envFile`` (``.env``);
``handlerlens.invoke.env``; a launch configuration's ``envFile``; its ``env``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..execution import env_file
from ..execution.invocation import ExecutionError, InvocationType
from ..execution.plan import Overrides
from ..execution.variables import RESERVED
from ..protocol import DebugParams, InvokeParams, PrepareParams
from .convert import path_of
from .settings import Settings


def overrides(params: InvokeParams | DebugParams, settings: Settings, roots: Sequence[Path]) -> Overrides:
    """For ``plan``; ``roots`` are the workspace folders. Raises ``ExecutionError`` for a file that was named and cannot be read."""
    kind, fresh = InvocationType.REQUEST_RESPONSE, False
    from_file, remarks = _settings_file(params.uri, settings, roots)
    environment = {**from_file, **settings.environment}
    if isinstance(params, InvokeParams):
        kind, fresh = invocation_type(params.invocation_type), params.fresh
    elif params.env_file:
        environment |= env_file.read(Path(params.env_file))
    return Overrides(
        python=params.python,
        event=params.event,
        type=kind,
        logical_id=params.logical_id,
        environment={**environment, **params.environment},
        timeout=params.timeout,
        memory=params.memory,
        fresh=fresh,
        default_timeout=settings.timeout,
        default_memory=settings.memory,
        remarks=remarks,
    )


def prepared(params: PrepareParams, settings: Settings, roots: Sequence[Path]) -> Overrides:
    """The same before a run is asked for: what decides about the interpreter that stands by."""
    environment, _ = _settings_file(params.uri, settings, roots)
    return Overrides(params.python, event="{}", environment={**environment, **settings.environment})


def invocation_type(name: str) -> InvocationType:
    """Raises ``ExecutionError`` for one that Lambda does not know."""
    try:
        return InvocationType(name)
    except ValueError:
        names = ", ".join(kind.value for kind in InvocationType)
        raise ExecutionError(f"'{name}' is no invocation type; Lambda knows {names}.") from None


def _settings_file(uri: str, settings: Settings, roots: Sequence[Path]) -> tuple[dict[str, str], tuple[str, ...]]:
    path = path_of(uri)
    folder = max(
        (root for root in roots if path and path.is_relative_to(root)), key=lambda r: len(r.parts), default=None
    )
    if settings.env_file is not None:
        if not settings.env_file.strip():
            return {}, ()
        return env_file.read(_resolved(settings.env_file.strip(), folder)), ()
    file = folder / ".env" if folder is not None else None
    if file is None or not file.is_file():
        return {}, ()
    # Nobody has named this file: what is wrong in it is told and does not stop the run.
    try:
        found = env_file.read(file)
    except ExecutionError as error:
        return {}, (str(error),)
    reserved = sorted(RESERVED.intersection(found))
    if not reserved:
        return found, ()
    told = f"{', '.join(reserved)} of .env {'is' if len(reserved) == 1 else 'are'} left out: Lambda reserves such names for itself."
    return {name: value for name, value in found.items() if name not in RESERVED}, (told,)


def _resolved(given: str, folder: Path | None) -> Path:
    path = Path(
        given.replace("${workspaceFolder}", str(folder or "")).replace("${userHome}", str(Path.home()))
    ).expanduser()
    return path if path.is_absolute() or folder is None else folder / path
