"""What lenses and lists call a function of the project's templates, and what invokes it."""

from __future__ import annotations

from collections.abc import Sequence

from ..analysis.event_sources import event_sources
from ..analysis.function_config import FunctionConfig


def declared_as(functions: Sequence[FunctionConfig], sources: Sequence[str]) -> str:
    """``OrdersFunction · SQS``; ``one of 2 functions`` where several share a handler; the sources alone where none declares it."""
    names = list(dict.fromkeys(function.logical_id for function in functions))
    name = names[:1] if len(names) < 2 else [f"one of {len(names)} functions"]
    return " · ".join([*name, *called_by(sources)])


def called_by(sources: Sequence[str]) -> list[str]:
    """Short titles of at most two sources."""
    known = event_sources()
    titles = list(dict.fromkeys(known[kind].short if kind in known else kind for kind in sources))
    return [*titles[:2], *(["…"] if len(titles) > 2 else [])]
