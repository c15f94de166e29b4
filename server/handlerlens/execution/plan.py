"""From a handler in a file to the invocation: code root, handler string, environment, limits, event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..analysis.function_config import FunctionConfig, Service, Unresolved
from ..analysis.handlers import Handler
from ..analysis.source import Source
from ..events.choice import default_suggestion
from ..project.code_root import CodeRoot, code_root
from .invocation import Invocation, InvocationType

DEFAULT_TIMEOUT = 3.0
"""Seconds; what Lambda gives a function that names none (https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html)."""
DEFAULT_MEMORY = 128
"""MB; what Lambda gives a function that names none."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the user chose for this run; None leaves it to the function's template, then to ``default_timeout`` and
    ``default_memory``, then to Lambda's defaults. ``environment`` wins over the template's."""

    python: str
    event: str | None = None
    type: InvocationType = InvocationType.REQUEST_RESPONSE
    logical_id: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    timeout: float | None = None
    memory: int | None = None
    fresh: bool = False
    default_timeout: float | None = None
    default_memory: int | None = None
    client_context: str | None = None
    cognito_identity: str | None = None
    tenant_id: str | None = None
    retries: int | None = None
    remarks: tuple[str, ...] = ()
    """What there was to say when these were chosen, for the notes of the run."""


def declared_function(handler: Handler, logical_id: str | None) -> FunctionConfig | None:
    """The template's function that a run stands for: the one named, or the first made of it (``module.jobs.f`` of ``f``)."""
    named = [f for f in handler.functions if logical_id is None or f.logical_id == logical_id]
    made = [f for f in handler.functions if f.logical_id.endswith(f".{logical_id}")]
    return next(iter((*named, *made)), None)


def task_root(source: Source, handler: Handler, config: FunctionConfig | None, roots: Sequence[Path] = ()) -> CodeRoot:
    """Lambda's task root for a handler and its handler string there: the template's, else where the module's imports resolve.

    ``roots`` are the workspace folders, which the root is looked for in.
    """
    if config is not None and config.code_root is not None and isinstance(config.handler, str):
        return CodeRoot(config.code_root, config.handler)
    return code_root(source, handler.name, roots)


def plan(source: Source, handler: Handler, overrides: Overrides, roots: Sequence[Path] = ()) -> Invocation:
    """The invocation of a handler under the overrides; the event defaults to the one that suits the handler best."""
    config = declared_function(handler, overrides.logical_id)
    root = task_root(source, handler, config, roots)
    event = overrides.event if overrides.event is not None else default_suggestion(source, handler).text
    declared = config.environment if config is not None else {}
    service = config.service if config is not None else Service()
    return Invocation(
        handler=root.handler,
        code_root=root.directory,
        python=overrides.python,
        event=event,
        type=overrides.type,
        function_name=config.logical_id if config is not None else handler.name,
        timeout=overrides.timeout or (config and config.timeout) or overrides.default_timeout or DEFAULT_TIMEOUT,
        memory=overrides.memory or (config and config.memory) or overrides.default_memory or DEFAULT_MEMORY,
        environment={**{name: _stood_in(value) for name, value in declared.items()}, **overrides.environment},
        stood_in=tuple(n for n, v in declared.items() if isinstance(v, Unresolved) and n not in overrides.environment),
        layers=tuple(layer for layer in config.layers if isinstance(layer, Path)) if config is not None else (),
        runtime=config.runtime if config is not None and isinstance(config.runtime, str) else None,
        client_context=overrides.client_context,
        cognito_identity=overrides.cognito_identity,
        tenant_id=overrides.tenant_id,
        retries=next((n for n in (overrides.retries, service.retries) if n is not None), 2),
        on_failure=service.on_failure,
        log_format=service.log_format or "Text",
        log_level=service.log_level,
        snap_start=service.snap_start,
        durable=service.durable,
        fresh=overrides.fresh,
        remarks=(*overrides.remarks, *_left_out(config)),
    )


def _left_out(config: FunctionConfig | None) -> list[str]:
    """That a run goes without the wrapper that the template names."""
    if config is None or config.wrapper is None:
        return []
    return [f"{config.wrapper} is left out: the run calls {config.handler} itself."]


def _stood_in(value: str | Unresolved) -> str:
    return value if isinstance(value, str) else value.stand_in if value.stand_in is not None else value.expression
