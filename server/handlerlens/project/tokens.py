"""A token of the languages that are read here by readers of our own."""

from __future__ import annotations

from dataclasses import dataclass

MAX_TOKENS = 300_000
"""Of one file; what holds more is no infrastructure code."""


@dataclass(frozen=True, slots=True)
class Token:
    """``kind`` is ``name``, ``number``, ``text`` (quoted), ``sign`` or ``end``, in HCL ``heredoc`` or ``line``, in TypeScript
    ``template`` or ``regex`` too; offsets are in the text."""

    kind: str
    text: str
    start: int
    end: int
