"""How a function takes its arguments, and whether its parameters are named like a handler's."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from .handler_signs import signs

_PARAMETERS = "handlerlens_parameters"


class Likeness(IntEnum):
    """How much a parameter name looks like ``event`` or ``context``; higher is more."""

    NO = 0
    UNUSED = 1
    """``_``, ``__``: says nothing but that it is not used."""
    LOOSE = 2
    NEAR = 3


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters a positional call fills. ``most`` is None with ``*args``; ``keyword_required`` names no call of Lambda's gives."""

    names: tuple[str, ...]
    required: int
    most: int | None
    keyword_required: tuple[str, ...]

    @property
    def takes_two(self) -> bool:
        """Whether a call with exactly two positional arguments is accepted."""
        return self.required <= 2 and (self.most is None or self.most >= 2) and not self.keyword_required

    @property
    def event(self) -> Likeness:
        """How the first parameter looks."""
        return event_likeness(self.names[0]) if self.names else Likeness.NO

    @property
    def context(self) -> Likeness:
        """How the second parameter looks."""
        return context_likeness(self.names[1]) if len(self.names) > 1 else Likeness.NO

    def text(self) -> str:
        """``(event, context)``, for evidence."""
        return f"({', '.join(self.names[:2])})"


def parameters(arguments: ast.arguments, *, skip: int = 0) -> Parameters:
    """The parameters of a function or lambda, without the first ``skip`` (``self``); kept with the node."""
    known: dict[int, Parameters] = arguments.__dict__.setdefault(_PARAMETERS, {})
    if skip not in known:
        known[skip] = _parameters(arguments, skip)
    return known[skip]


def _parameters(arguments: ast.arguments, skip: int) -> Parameters:
    positional = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
    required = max(0, len(positional) - len(arguments.defaults) - skip)
    names = tuple(positional[skip:])
    if arguments.vararg is not None and len(names) == 1:
        names = (*names, arguments.vararg.arg)
    keyword_required = tuple(
        a.arg for a, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if default is None
    )
    return Parameters(names, required, None if arguments.vararg else len(names), keyword_required)


_NO_TYPING_ERRORS = frozenset({"even", "vent", "prevent", "content", "contest", "contents"})


def _is_nearly(name: str, word: str) -> bool:
    """Whether a name is a word with one letter left out, added, changed, or two changed round."""
    if abs(len(name) - len(word)) > 1 or name in _NO_TYPING_ERRORS:
        return False
    start = next((i for i, (a, b) in enumerate(zip(name, word, strict=False)) if a != b), min(len(name), len(word)))
    left, right = name[start:], word[start:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or (len(left) > 1 and swapped)


@lru_cache(4096)
def event_likeness(name: str) -> Likeness:
    """How much a first parameter looks like a handler's event."""
    known, name = signs(), name.lower()
    if name in known.event or (name not in known.event_loose and _is_nearly(name, "event")):
        return Likeness.NEAR
    if name.endswith("event") and name not in _NO_TYPING_ERRORS:
        return Likeness.NEAR
    if not name.strip("_"):
        return Likeness.UNUSED
    return Likeness.LOOSE if name in known.event_loose else Likeness.NO


@lru_cache(4096)
def context_likeness(name: str) -> Likeness:
    """How much a second parameter looks like a handler's context."""
    known, name = signs(), name.lower()
    if (
        name in known.context
        or name.endswith(("context", "_ctx"))
        or name.startswith("context_")
        or (name not in known.context_loose and _is_nearly(name, "context"))
    ):
        return Likeness.NEAR
    if not name.strip("_"):
        return Likeness.UNUSED
    return Likeness.LOOSE if name in known.context_loose else Likeness.NO
