"""The settings that the server obeys (``handlerlens.*``); anything malformed falls back to its default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..analysis.finding import Severity
from ..analysis.linter import Selection

DEFAULT_ENV_FILE = "${workspaceFolder}/.env"
_SEVERITIES = {"error": Severity.ERROR, "warning": Severity.WARNING, "information": Severity.INFORMATION}


@dataclass(frozen=True)
class Settings:
    """``timeout`` seconds and ``memory`` MB are for functions that no template describes."""

    selection: Selection = field(default_factory=Selection)
    code_lens: bool = True
    inlay_hints: bool = False
    timeout: float | None = None
    memory: int | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    env_file: str | None = None
    """None is the ``.env`` of the handler's workspace folder, where there is one; "" is no file."""


def read_settings(raw: object) -> Settings:
    """The ``handlerlens`` section as the editor gives it (nested objects)."""
    lint = _at(raw, "lint")
    invoke = _at(raw, "invoke")
    severity = _at(lint, "severity")
    return Settings(
        selection=Selection(
            select=_strings(_at(lint, "select")),
            ignore=_strings(_at(lint, "ignore")),
            severities={
                str(code): _SEVERITIES[level]
                for code, level in (severity.items() if isinstance(severity, Mapping) else ())
                if isinstance(level, str) and level in _SEVERITIES
            },
        ),
        code_lens=_at(raw, "codeLens") is not False,
        inlay_hints=_at(_at(raw, "inlayHints"), "enabled") is True,
        timeout=_positive(_at(invoke, "timeout")),
        memory=int(memory) if (memory := _positive(_at(invoke, "memory"))) else None,
        environment=_environment(_at(invoke, "env")),
        env_file=file if isinstance(file := _at(invoke, "envFile"), str) and file != DEFAULT_ENV_FILE else None,
    )


def _at(raw: object, key: str) -> Any:
    return raw.get(key) if isinstance(raw, Mapping) else None


def _strings(raw: object) -> tuple[str, ...]:
    return tuple(item for item in raw if isinstance(item, str)) if isinstance(raw, list) else ()


def _positive(raw: object) -> float | None:
    return float(raw) if isinstance(raw, int | float) and not isinstance(raw, bool) and raw > 0 else None


def _environment(raw: object) -> dict[str, str]:
    return {str(k): str(v) for k, v in raw.items()} if isinstance(raw, Mapping) else {}
